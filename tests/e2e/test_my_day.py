"""My Day in a real browser: one task after the other, with the keyboard."""

from datetime import date, timedelta

import pytest

AMOUNTS = (900, 700, 500)
WORDS = "no answer: ask sales and quit, then hold"  # all of the letters that are keys


@pytest.fixture(scope="module")
def group(odoo, company):
    """Three debtors: a notice to review and a call to make for each."""
    (values,) = odoo.read("res.company", [company], "dunning_group_id")
    group = values["dunning_group_id"][0]
    odoo.write("dunning.group", group, priority_amount_full=1000, bank_days_maximum=0)
    customers = [overdue(odoo, company, amount) for amount in AMOUNTS]
    run = odoo.create("dunning.run", group_id=group)
    odoo.call("dunning.run", "action_propose", ids=run)
    odoo.call("dunning.group", "action_refresh", ids=group)
    (model,) = odoo.search("ir.model", [("model", "=", "dunning.debtor")])
    (kind,) = odoo.search("mail.activity.type", [("category", "=", "phonecall")])[:1]
    for debtor in odoo.search("dunning.debtor", [("partner_id", "in", customers)]):
        odoo.create(
            "mail.activity",
            res_model_id=model,
            res_id=debtor,
            activity_type_id=kind,
            summary="Call about the tyres",
        )
    return group


def overdue(odoo, company, amount):
    due = str(date.today() - timedelta(days=60))
    customer = odoo.create(
        "res.partner",
        name=f"Tyres for {amount}",
        is_company=True,
        email=f"tyres{amount}@example.com",
        street="Dorpsstraat 1",
        zip="9711 AA",
        city="Groningen",
    )
    invoice = odoo.create(
        "account.move",
        move_type="out_invoice",
        company_id=company,
        partner_id=customer,
        invoice_date=due,
        invoice_date_due=due,
        invoice_line_ids=[
            (0, 0, {"name": "Tyres", "price_unit": amount, "tax_ids": []})
        ],
    )
    odoo.call("account.move", "action_post", ids=invoice)
    return customer


@pytest.fixture
def my_day(group, page):
    page.goto("/odoo/my-day")
    page.locator(".o_dunning_task").first.wait_for()
    return page


def of_kind(page, kind):
    """List the tasks of one kind, and tell how many there are."""
    chip = page.locator(f"[data-kind={kind}]")
    chip.click()
    page.locator(f"[data-kind={kind}].active").wait_for()
    return int(chip.locator(".badge").text_content())


def position(page, place, count):
    bar = page.locator(".o_dunning_bar")
    bar.get_by_text(f"{place} of {count}", exact=True).wait_for()


def test_approval_leads_to_the_next_notice(odoo, my_day):
    count = of_kind(my_day, "review")
    my_day.keyboard.press("Enter")
    position(my_day, 1, count)
    title = my_day.locator(".o_dunning_panel h3")
    name = title.text_content()

    my_day.keyboard.press("a")

    title.filter(has_text=name).wait_for(state="detached")
    title.wait_for()
    position(my_day, 1, count - 1)
    assert odoo.search(
        "dunning.notice", [("partner_id", "=", name), ("state", "=", "approved")]
    )


def test_arrows_walk_and_escape_leads_back(my_day):
    count = of_kind(my_day, "call")
    my_day.keyboard.press("j")
    my_day.keyboard.press("Enter")
    position(my_day, 2, count)
    my_day.keyboard.press("ArrowUp")
    position(my_day, 1, count)
    my_day.keyboard.press("n")
    position(my_day, 2, count)
    my_day.keyboard.press("Escape")
    my_day.locator(".o_dunning_task.o_dunning_marked[data-position='1']").wait_for()


def test_task_that_is_put_off_makes_room_for_the_next(odoo, my_day):
    count = of_kind(my_day, "call")
    my_day.keyboard.press("Enter")
    position(my_day, 1, count)

    my_day.keyboard.press("s")
    my_day.get_by_role("dialog").get_by_label("Reason").fill("Sick today")
    my_day.get_by_role("dialog").get_by_role("button", name="Postpone").click()

    position(my_day, 1, count - 1)
    tomorrow = str(date.today() + timedelta(days=1))
    assert odoo.search("mail.activity", [("date_deadline", "=", tomorrow)])


def test_keys_leave_who_types_alone(odoo, my_day):
    count = of_kind(my_day, "call")
    my_day.keyboard.press("Enter")
    position(my_day, 1, count)

    my_day.locator(".o_dunning_panel textarea").press_sequentially(WORDS)
    position(my_day, 1, count)
    my_day.locator(".o_dunning_panel [data-letter=d]").click()

    position(my_day, 1, count - 1)
    assert odoo.search("mail.message", [("body", "ilike", WORDS)])


def test_task_on_a_phone(my_day):
    my_day.set_viewport_size({"width": 400, "height": 800})
    my_day.reload()
    my_day.locator(".o_dunning_task").first.click()
    my_day.get_by_role("button", name="Show the customer").click()
    my_day.locator(".o_dunning_side .o_form_view").wait_for()
    width = my_day.evaluate("document.documentElement.scrollWidth")
    assert width <= 400
