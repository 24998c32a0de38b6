"""Answers and bounces: sent by SMTP, come back by IMAP, confirmed in the browser."""

from datetime import date, timedelta
from email import message_from_string
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid

import pytest
from imap_server import ImapServer

REPORT = """From: MAILER-DAEMON@mx.example.com
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-Id: {message_id}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

The mail could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--B
Content-Type: message/rfc822

Message-Id: {original_id}
Subject: Reminder

--B--
"""


@pytest.fixture(scope="module")
def imap(odoo):
    """A mailbox that Odoo fetches."""
    with ImapServer() as server:
        server.odoo_id = odoo.create(
            "fetchmail.server",
            name="Tests",
            server_type="imap",
            server=server.host,
            port=server.port,
            user=server.user,
            password=server.password,
        )
        odoo.call("fetchmail.server", "button_confirm_login", ids=server.odoo_id)
        yield server


@pytest.fixture(scope="module")
def group(odoo, smtp, company):
    """The dunning group, with an address for answers."""
    domain = odoo.create("mail.alias.domain", name="dealer.example.com")
    odoo.write("res.company", company, alias_domain_id=domain)
    (values,) = odoo.read("res.company", company, "dunning_group_id")
    group = values["dunning_group_id"][0]
    odoo.write("dunning.group", group, alias_name="dunning", outbox_minutes=0)
    return group


@pytest.fixture
def sent(odoo, company, group, mailbox):
    """A notice that was sent, and the e-mail as it arrived."""
    customer = odoo.create(
        "res.partner",
        name="Garage Hoekstra",
        is_company=True,
        email=f"{make_msgid()[1:9]}@hoekstra.example.com",
        street="Dorpsstraat 1",
        city="Assen",
    )
    due = date.today() - timedelta(days=40)
    invoice = odoo.create(
        "account.move",
        move_type="out_invoice",
        company_id=company,
        partner_id=customer,
        invoice_date=str(due - timedelta(days=14)),
        invoice_date_due=str(due),
        invoice_payment_term_id=False,
        invoice_line_ids=[(0, 0, {"name": "Tyres", "price_unit": 480})],
    )
    odoo.call("account.move", "action_post", ids=invoice)
    run = odoo.create("dunning.run", group_id=group)
    odoo.call("dunning.run", "action_propose", ids=run)
    (notice,) = odoo.search(
        "dunning.notice", [("run_id", "=", run), ("partner_id", "=", customer)]
    )
    odoo.call("dunning.notice", "action_approve", ids=notice)
    odoo.call("dunning.notice", "action_send", ids=notice)
    odoo.call("mail.mail", "process_email_queue")
    (values,) = odoo.read("dunning.notice", notice, "email", "name", "debtor_id")
    (email,) = [mail for mail in mailbox if mail.envelope_to == [values["email"]]]
    return {"id": notice, "mail": email, **values}


def fetch(odoo, imap, mail):
    imap.deliver(mail)
    odoo.call("fetchmail.server", "fetch_mail", ids=imap.odoo_id)


def answer(sent, text):
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sent["email"]
    mail["To"] = sent["mail"]["Reply-To"]
    mail["Subject"] = f"Re: {sent['mail']['Subject']}"
    mail["In-Reply-To"] = mail["References"] = sent["mail"]["Message-Id"]
    mail["Message-Id"] = make_msgid()
    mail.set_content(text)
    return mail


def test_answer_is_confirmed_with_one_click(odoo, imap, sent, page):
    day = date.today() + timedelta(days=10)
    fetch(odoo, imap, answer(sent, f"We will pay on {day:%d-%m-%Y}."))
    (reply,) = odoo.search("dunning.reply", [("notice_id", "=", sent["id"])])

    page.goto("/odoo/dunning-answers")
    page.locator(".o_data_row", has_text="Garage Hoekstra").first.click()
    page.get_by_role("button", name="Confirm", exact=True).click()
    page.locator(".o_arrow_button_current", has_text="Done").wait_for()

    (values,) = odoo.read("dunning.reply", [reply], "state", "kind", "hold_id")
    assert (values["state"], values["kind"]) == ("done", "promise")
    (promise,) = odoo.search(
        "dunning.promise", [("debtor_id", "=", sent["debtor_id"][0])]
    )
    (values,) = odoo.read("dunning.promise", [promise], "date", "state", "channel")
    assert values["date"] == str(day)
    assert (values["state"], values["channel"]) == ("open", "email")


def test_mail_of_a_stranger_is_kept(odoo, imap, sent):
    mail = answer(sent, "We have already paid.")
    for header in ("In-Reply-To", "References", "From", "Subject"):
        del mail[header]
    mail["From"], mail["Subject"] = "stranger@unknown.example.org", "Payment"
    fetch(odoo, imap, mail)
    (reply,) = odoo.search("dunning.reply", [("email_from", "like", "stranger@")])
    (values,) = odoo.read("dunning.reply", [reply], "state", "kind")
    assert (values["state"], values["kind"]) == ("to_assign", "payment")


def test_bounce_puts_the_letter_into_the_print_queue(odoo, imap, sent):
    report = REPORT.format(
        to=sent["mail"].envelope_from,
        message_id=make_msgid(),
        address=sent["email"],
        original_id=sent["mail"]["Message-Id"],
    )
    fetch(odoo, imap, message_from_string(report, policy=SMTP))

    (values,) = odoo.read("dunning.notice", sent["id"], "channel", "delivery_state")
    assert values == {"id": sent["id"], "channel": "letter", "delivery_state": "failed"}
