"""The results of script/bench: their form, and what is said of them."""

import json

import pytest
from environment.benchmark import command, report
from environment.benchmark.inside import plan
from environment.benchmark.measurements import median
from environment.benchmark.ratios import FIGURES, Ratios

FIELDS = {
    "system": str,
    "step": str,
    "size": str,
    "items": int,
    "wall_s": float,
    "queries": int,
    "rss_peak_mb": int,
}


@pytest.fixture(scope="module")
def results():
    return json.loads((command.RESULTS / "latest.json").read_text())


def row(system, step, size, items, wall_s, **others):
    return {
        "system": system,
        "step": step,
        "size": size,
        "items": items,
        "wall_s": wall_s,
        "queries": 1,
        "rss_peak_mb": 150,
        **others,
    }


def cells(rows, title):
    [line] = [line for line in Ratios(rows).lines() if line[0] == title]
    return line[1:-1]


def test_every_row_has_the_fields_that_programs_read(results):
    assert results["rows"]
    for found in results["rows"]:
        for name, kind in FIELDS.items():
            assert isinstance(found[name], kind), (name, found)
        assert found["items"] > 0
        assert found["wall_s"] > 0


def test_no_step_stands_there_twice(results):
    keys = [(row["system"], row["step"], row["size"]) for row in results["rows"]]

    assert len(keys) == len(set(keys))


def test_the_systems_that_are_compared_proposed_the_same_items(results):
    proposed = [row for row in results["rows"] if row["step"] == "propose"]

    for size in {row["size"] for row in proposed}:
        items = {row["items"] for row in proposed if row["size"] == size}
        assert len(items) == 1, size


def test_the_page_shows_the_ratios_of_the_figures(results):
    page = (command.RESULTS / "latest.md").read_text()

    assert report.ratios(results["rows"]) in page


def test_proposing_is_compared_with_bare_sql_of_the_same_size():
    rows = [
        row("s4_dunning", "propose", "S", 10_000, 0.3),
        row("bare_sql", "propose", "S", 10_000, 0.2),
    ]

    assert cells(rows, "propose: this project / bare SQL") == ["1.5 x"]


def test_a_rival_that_was_not_run_on_the_largest_size_is_compared_per_item():
    rows = [
        row("oca", "propose", "M", 100_000, 150.0),
        row("s4_dunning", "propose", "M", 100_000, 1.0),
        row("s4_dunning", "propose", "L", 1_000_000, 20.0),
    ]

    found = cells(rows, "propose, per item: OCA / this project")

    assert found == ["150 x", "75 x (OCA at M)"]


def test_what_was_not_measured_leaves_its_cell_empty():
    rows = [row("s4_dunning", "refresh", "S", 10_000, 0.5)]

    assert cells(rows, "refresh") == ["0.50 s"]
    assert cells(rows, "propose, per item: OCA / this project") == [""]
    assert cells(rows, "slowest first page") == [""]
    assert len(Ratios(rows).lines()) == len(FIGURES)


def test_the_slowest_page_is_named():
    rows = [
        row("s4_dunning", "page: debtors", "L", 1, 0.02),
        row("s4_dunning", "page: to review", "L", 1, 0.31),
    ]

    assert cells(rows, "slowest first page") == ["0.31 s (to review)"]


def test_letters_and_emails_are_counted_one_by_one():
    rows = [
        row("s4_dunning", "send_letters", "S", 100, 8.0),
        row("s4_dunning", "send_emails", "S", 100, 4.0),
        row("odoo", "send_letters", "S", 10, 15.0),
    ]

    assert cells(rows, "letters, each, one worker") == ["80 ms"]
    assert cells(rows, "e-mails with PDF, one worker") == ["25 /s"]
    assert cells(rows, "letters: Odoo's own way / this project") == ["18.8 x"]


def test_the_run_in_the_middle_counts():
    runs = [[row("oca", "ready", "S", 10, wall)] for wall in (3.0, 1.0, 2.0)]

    found = median(runs)

    assert found["wall_s"] == 2.0
    assert (found["wall_min_s"], found["wall_max_s"], found["runs"]) == (1.0, 3.0, 3)


def test_the_ledger_has_as_many_documents_as_the_plan_says():
    documents = list(plan.documents(*plan.SIZES["XS"]))

    kinds = [document.kind for document in documents]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "open": 950,
        "part": 50,
        "paid": 1_000,
        "refund": 20,
        "payment": 20,
    }
    assert {document.debtor for document in documents} == set(range(200))


def test_the_ledger_is_the_same_wherever_it_is_generated():
    documents = list(plan.documents(*plan.SIZES["XS"]))

    assert documents[0] == (1, "open", 0, -96, 30, 12691.85, 2411.45, 15103.3, 15103.3)
    assert round(sum(document.gross for document in documents), 2) == 3_030_373.02
