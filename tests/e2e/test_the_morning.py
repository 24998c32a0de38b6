"""The morning of a collector: twenty decisions of all kinds on the demo group."""

import re
from datetime import date, timedelta

import pytest
from conftest import log_in, watched_page
from environment.databases import Databases
from environment.demo import provide
from environment.paths import LOGS, SCREENSHOTS
from odoo_server import OdooServer

# Kind of the task, how it is decided, and how often.
MORNING = (
    ("promise", "done", 1),
    ("promise", "put_off", 1),
    ("review", "approve", 6),
    ("review", "skip", 1),
    ("review", "hold", 1),
    ("reply", "confirm", 1),
    ("failure", "done", 1),
    ("call", "call", 1),
    ("dispute", "reject", 1),
    ("arrangement", "done", 1),
    ("hold", "done", 1),
    ("question", "done", 1),
    ("other", "ask", 1),
    ("other", "done", 2),
)
PHONE = {"width": 400, "height": 800}


@pytest.fixture(scope="module")
def dealer_group(workbench, demo_database):
    """Odoo with the demo data of the add-ons and a first proposal."""
    provide(Databases(workbench), demo_database)
    with OdooServer(workbench, demo_database, LOGS / "morning.log") as server:
        yield server


@pytest.fixture
def my_day(request, chromium, dealer_group):
    """My Day of the collector."""
    session = log_in(chromium, dealer_group, "collector")
    with watched_page(request, chromium, dealer_group, session) as page:
        page.goto("/odoo/my-day")
        page.locator(".o_dunning_task").first.wait_for()
        yield page


def test_twenty_decisions(dealer_group, my_day):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    my_day.screenshot(path=SCREENSHOTS / "morning.png")
    done = 0
    for kind, decision, times in MORNING:
        for _ in range(times):
            decide(my_day, kind, decision)
            done += 1
    assert done == 20
    check_what_followed(dealer_group)


def decide(page, kind, decision):
    """Open the first task of a kind, decide, and see that it is gone."""
    count = count_of(page, kind)
    page.keyboard.press("Enter")
    panel = page.locator(".o_dunning_panel")
    panel.wait_for()
    while decision == "approve" and panel.locator(".alert-warning").count():
        name = panel.locator("h3").text_content()
        page.keyboard.press("n")
        page.locator(".o_dunning_panel h3", has_not_text=name).wait_for()
    DECISIONS[decision](page)
    page.get_by_role("dialog").wait_for(state="detached")
    if decision == "ask":
        return  # the task stays until the answer is there
    if count == 1:
        panel.wait_for(state="detached")
    else:
        # the chart beside it says how many promises were kept, out of how many
        place = re.compile(rf"\b\d+ of {count - 1}$")
        page.locator(".o_dunning_bar span", has_text=place).first.wait_for()


def count_of(page, kind):
    """List the tasks of one kind, and tell how many there are."""
    if page.locator(".o_dunning_panel").count():
        page.keyboard.press("Escape")
        page.locator(".o_dunning_panel").wait_for(state="detached")
    chip = page.locator(f"[data-kind={kind}]")
    chip.click()
    page.locator(f"[data-kind={kind}].active").wait_for()
    return int(chip.locator(".badge").text_content())


def approve(page):
    page.keyboard.press("a")


def skip(page):
    page.keyboard.press("x")
    dialog = page.get_by_role("dialog")
    dialog.locator("[name=reason] textarea, [name=reason] input").fill(
        "Pays at the desk"
    )
    dialog.get_by_role("button", name="Skip", exact=True).click()


def hold(page):
    page.keyboard.press("h")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").click()
    dialog.get_by_role("option", name="Waiting for a document").click()
    dialog.locator("footer .btn-primary").click()


def done(page):
    words = page.locator(".o_dunning_panel textarea")
    if words.count():
        words.fill("Seen this morning")
        page.locator(".o_dunning_panel h3").click()
    page.locator(".o_dunning_panel [data-letter=d]").click()


def put_off(page):
    page.keyboard.press("s")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("Calls back tomorrow")
    dialog.get_by_role("button", name="Postpone").click()


def call(page):
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog")
    pays = date.today() + timedelta(days=5)
    day = dialog.get_by_label("Will pay on")
    day.fill(f"{pays:%m/%d/%Y}")
    day.press("Tab")
    dialog.get_by_role("button", name="Note the Promise").click()


def reject(page):
    page.keyboard.press("x")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Answer to the customer").fill("The bumper was the right one.")
    dialog.get_by_role("button", name="Reject").click()


def ask(page):
    page.keyboard.press("q")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Whom").click()
    dialog.get_by_role("option").first.click()
    dialog.get_by_label("Question").fill("Was a discount agreed?")
    dialog.get_by_role("button", name="Ask").click()


DECISIONS = {
    "approve": approve,
    "ask": ask,
    "call": call,
    "confirm": approve,
    "done": done,
    "hold": hold,
    "put_off": put_off,
    "reject": reject,
    "skip": skip,
}


def check_what_followed(server):
    """The decisions stand in the database, as if they were made one by one."""
    made = {
        "dunning.notice": [("state", "=", "approved")],
        "dunning.hold": [("reason_id.name", "=", "Waiting for a document")],
        "dunning.promise": [("state", "=", "open"), ("channel", "=", "email")],
        "dunning.dispute": [("state", "=", "rejected")],
    }
    for model, domain in made.items():
        assert server.search(model, domain), model
    approved = server.search("dunning.notice", [("state", "=", "approved")])
    assert len(approved) >= 6


def test_the_morning_fits_a_phone(my_day):
    my_day.set_viewport_size(PHONE)
    my_day.reload()
    my_day.locator(".o_dunning_task").first.wait_for()
    my_day.screenshot(path=SCREENSHOTS / "morning_phone.png")
    my_day.locator(".o_dunning_task").first.click()
    my_day.locator(".o_dunning_panel").wait_for()
    my_day.screenshot(path=SCREENSHOTS / "morning_phone_task.png")
    assert my_day.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
