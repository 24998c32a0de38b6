"""From the proposal to the mail server, on the invoices of Odoo's own demo data."""

import io

import pytest
from conftest import OPEN_ITEM
from pypdf import PdfReader


@pytest.fixture(scope="module")
def run(odoo, company):
    (values,) = odoo.read("res.company", [company], "dunning_group_id")
    # Odoo's demo invoices are fresh: remind of what falls due in the next months.
    (level,) = odoo.search("dunning.level", [("name", "=", "Friendly reminder")])
    odoo.write("dunning.level", level, days=-90)
    run = odoo.create("dunning.run", group_id=values["dunning_group_id"][0])
    odoo.call("dunning.run", "action_propose", ids=run)
    return run


def notices_of(odoo, run, *states):
    return odoo.search(
        "dunning.notice", [("run_id", "=", run), ("state", "in", states)]
    )


def attached_names(message):
    """The names of all attachments; Odoo's demo data queue mails of their own."""
    return " ".join(part.get_filename() or "" for part in message.iter_attachments())


def test_every_open_item_is_in_one_place(odoo, company, run):
    lines = odoo.call(
        "dunning.notice.line",
        "search_read",
        domain=[("notice_id.run_id", "=", run)],
        fields=["move_line_id"],
    )
    exclusions = odoo.call(
        "dunning.run.exclusion",
        "search_read",
        domain=[("run_id", "=", run)],
        fields=["move_line_id", "explanation"],
    )
    items = odoo.search("account.move.line", [*OPEN_ITEM, ("company_id", "=", company)])
    placed = [row["move_line_id"][0] for row in [*lines, *exclusions]]

    assert sorted(placed) == sorted(items)
    assert all(row["explanation"].endswith(".") for row in exclusions)
    assert notices_of(odoo, run, "proposed")


def test_control_total_ties_to_the_ledger(odoo, company, run):
    (total,) = odoo.call(
        "dunning.run.company",
        "search_read",
        domain=[("run_id", "=", run), ("company_id", "=", company)],
        fields=["amount_ledger", "amount_difference"],
    )
    ledger = odoo.call(
        "account.move.line",
        "search_read",
        domain=[*OPEN_ITEM[:2], ("company_id", "=", company)],
        fields=["balance"],
    )
    assert total["amount_ledger"] == pytest.approx(
        sum(row["balance"] for row in ledger)
    )
    assert total["amount_difference"] == 0


def test_collector_reviews_one_by_one(odoo, run, page):
    proposed = notices_of(odoo, run, "proposed")

    page.goto(f"/odoo/dunning-runs/{run}")
    page.get_by_role("button", name="Review", exact=True).click()
    page.locator(".o_breadcrumb", has_text="To Review").wait_for()
    page.locator(".o_data_row").first.click()
    for place in range(1, len(proposed) + 1):
        page.locator(f".o_form_view .o_pager_value:text-is('{place}')").wait_for()
        page.keyboard.press("Alt+a")

    page.get_by_text("Everything is reviewed").wait_for()
    assert not notices_of(odoo, run, "proposed")
    assert notices_of(odoo, run, "approved") == proposed


def test_what_was_sent_is_what_arrives(odoo, run, mailbox):
    notices = notices_of(odoo, run, "approved")
    odoo.call("dunning.notice", "action_send", ids=notices)
    odoo.call("mail.mail", "process_email_queue")

    sent = odoo.read(
        "dunning.notice", notices, "state", "channel", "email", "name", "send_error"
    )
    assert {row["state"] for row in sent} == {"sent"}, sent
    emails = {row["email"]: row["name"] for row in sent if row["channel"] == "email"}
    messages = [message for message in mailbox if "DUN" in attached_names(message)]
    assert sorted(to for m in messages for to in m.envelope_to) == sorted(emails)
    for message in messages:
        (letter,) = message.iter_attachments()
        number = emails[message.envelope_to[0]]
        text = PdfReader(io.BytesIO(letter.get_content())).pages[0].extract_text()
        assert letter.get_filename() == f"{number.replace('/', '-')}.pdf"
        assert number in text
        assert "NL20 INGB 0001 2345 67" in text
        assert "NL20 INGB 0001 2345 67" in message.get_body().get_content()


def test_levels_rose_with_the_sending(odoo, run):
    lines = odoo.call(
        "dunning.notice.line",
        "search_read",
        domain=[("notice_id.run_id", "=", run), ("kind", "=", "overdue")],
        fields=["move_line_id", "level_id"],
    )
    levels = {
        row["id"]: row["dunning_level_id"]
        for row in odoo.read(
            "account.move.line",
            [line["move_line_id"][0] for line in lines],
            "dunning_level_id",
        )
    }
    assert lines
    assert all(levels[line["move_line_id"][0]] == line["level_id"] for line in lines)


def test_mail_server_that_is_down_loses_nothing(odoo, run, smtp, page):
    (sent,) = odoo.read(
        "dunning.notice", notices_of(odoo, run, "sent")[:1], "debtor_id", "group_id"
    )
    odoo.call("dunning.notice", "action_cancel", ids=sent["id"], reason="Once more")
    again = odoo.create("dunning.run", group_id=sent["group_id"][0])
    odoo.call("dunning.run", "action_propose", ids=again)
    (notice,) = odoo.search(
        "dunning.notice",
        [("run_id", "=", again), ("debtor_id", "=", sent["debtor_id"][0])],
    )
    odoo.call("dunning.notice", "action_approve", ids=notice)
    servers = odoo.search("ir.mail_server", [("smtp_port", "=", smtp.port)])
    odoo.write("ir.mail_server", servers, smtp_port=1)

    odoo.call("dunning.notice", "action_send", ids=notice)
    odoo.call("mail.mail", "process_email_queue")

    (values,) = odoo.read("dunning.notice", [notice], "state", "delivery_delay")
    assert values["state"] == "sent"
    assert "could not be reached" in values["delivery_delay"]
    page.goto(f"/odoo/dunning-notices/{notice}")
    page.get_by_text("could not be reached").first.wait_for()

    odoo.write("ir.mail_server", servers, smtp_port=smtp.port)
    waiting = odoo.search(
        "mail.mail", [("model", "=", "dunning.notice"), ("res_id", "=", notice)]
    )
    odoo.write("mail.mail", waiting, scheduled_date=False)
    odoo.call("mail.mail", "process_email_queue")
    (values,) = odoo.read("dunning.notice", [notice], "delivery_delay")
    assert not values["delivery_delay"]
