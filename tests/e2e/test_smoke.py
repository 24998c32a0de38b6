"""Odoo starts with the add-ons, and the web client and the mail server work."""


def test_the_administrator_opens_invoicing(page):
    page.goto("/odoo")

    page.click(".o_navbar_apps_menu button")
    page.get_by_role("menuitem", name="Invoicing").click()

    page.wait_for_selector(".o_data_row")
    assert page.locator(".o_menu_brand").inner_text() == "Invoicing"


def test_mail_reaches_the_mail_server(odoo, mailbox):
    mail = odoo.create(
        "mail.mail",
        subject="Hello",
        email_from="credit@example.com",
        email_to="debtor@example.com",
        body_html="<p>How are you?</p>",
    )

    odoo.call("mail.mail", "send", ids=mail)

    assert [message["Subject"] for message in mailbox] == ["Hello"]
    assert mailbox[0].envelope_to == ["debtor@example.com"]


def test_the_add_ons_have_no_demo_data_here(odoo):
    modules = odoo.call(
        "ir.module.module",
        "search_read",
        domain=[("name", "in", ["s4_dunning", "s4_dunning_automotive"])],
        fields=["name", "state", "demo"],
        order="name",
    )

    assert [(module["state"], module["demo"]) for module in modules] == [
        ("installed", False),
        ("installed", False),
    ]
