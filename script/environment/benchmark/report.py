"""What was measured, as JSON and as a page to read."""

import json

from . import described
from .ratios import Ratios
from .tables import table


def write(folder, facts, rows, plans):
    """Write latest.json, latest.md and, if there are plans, explain.txt."""
    folder.mkdir(parents=True, exist_ok=True)
    results = {"machine": facts, "rows": rows}
    text = json.dumps(results, indent=2, ensure_ascii=False)
    (folder / "latest.json").write_text(f"{text}\n")
    (folder / "latest.md").write_text(page(facts, rows))
    if plans:
        (folder / "explain.txt").write_text(described.PLANS + plans.rstrip() + "\n")


def ratios(rows):
    """Return the table of ratios."""
    return table(Ratios(rows).lines(), ["", *_sizes(rows), "to reach"])


def _sizes(rows):
    return list(dict.fromkeys(row["size"] for row in rows))


def page(facts, rows):
    return "\n".join(
        [
            described.TITLE,
            ratios(rows),
            described.READING,
            "## Steps\n",
            *(_system(name, rows) for name in described.SYSTEMS),
            "## Pages\n",
            described.PAGES,
            _pages(rows),
            "## Where the time of sending goes\n",
            described.SENDING,
            _parts(rows),
            "## Machine\n",
            _machine(facts),
        ]
    )


def _system(system, rows):
    own = [
        row
        for row in rows
        if row["system"] == system and not row["step"].startswith("page: ")
    ]
    if not own:
        return ""
    lines = [
        [
            row["step"],
            row["size"],
            f"{row['items']:,}",
            seconds(row["wall_s"]),
            spread(row),
            seconds(row.get("python_cpu_s")),
            seconds(row.get("postgres_cpu_s")),
            f"{row['queries']:,}",
            str(row["rss_peak_mb"]),
        ]
        for row in own
    ]
    head = ["step", "size", "items", "wall s", "from - to"]
    head += ["Python s", "PostgreSQL s", "queries", "peak MB"]
    return f"### {system}\n\n{described.SYSTEMS[system]}\n{table(lines, head)}"


def _pages(rows):
    by_page, sizes = {}, _sizes(rows)
    for row in rows:
        if row["step"].startswith("page: "):
            name = row["step"].removeprefix("page: ")
            by_page.setdefault(name, {})[row["size"]] = row
    lines = [
        [
            name,
            *(
                f"{of_size[size]['wall_s'] * 1000:.0f} ms, {of_size[size]['queries']}"
                if size in of_size
                else ""
                for size in sizes
            ),
        ]
        for name, of_size in by_page.items()
    ]
    return table(lines, ["page", *sizes])


def _parts(rows):
    sent = [row for row in rows if row.get("parts_s")]
    kinds = sorted({kind for row in sent for kind in row["parts_s"]})
    lines = [
        [
            row["step"],
            row["size"],
            f"{row['items']:,}",
            seconds(row["wall_s"]),
            *(seconds(row["parts_s"].get(kind, 0)) for kind in kinds),
        ]
        for row in sent
    ]
    return table(lines, ["step", "size", "notices", "wall s", *kinds])


def _machine(facts):
    lines = [
        [name.replace("_", " "), str(value)]
        for name, value in facts.items()
        if not isinstance(value, dict)
    ]
    lines += [
        [f"`{name}`", value] for name, value in facts["postgresql_settings"].items()
    ]
    return table(lines, ["", ""])


def seconds(value):
    if value is None:
        return ""
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"


def spread(row):
    if row.get("runs", 1) == 1:
        return ""
    return f"{seconds(row['wall_min_s'])} - {seconds(row['wall_max_s'])}"
