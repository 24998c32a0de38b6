"""A real Odoo, a real mail server and a real browser, for the tests in this folder."""

import os
import re
from contextlib import contextmanager
from pathlib import Path

import playwright
import pytest
from environment import browser
from environment.databases import Databases
from environment.paths import LOGS, SCREENSHOTS
from environment.templates import Templates
from environment.workbench import Workbench
from mail_server import MailServer
from odoo_server import OdooServer
from playwright.sync_api import sync_playwright

# A page may take long when the machine is busy with something else.
PATIENCE = 30_000  # milliseconds
OPEN_ITEM = [
    ("account_type", "=", "asset_receivable"),
    ("parent_state", "=", "posted"),
    ("reconciled", "=", False),
]


@pytest.fixture(scope="session")
def workbench():
    with Workbench(testing=True) as workbench:
        yield workbench


@pytest.fixture(scope="session")
def odoo(workbench):
    """A running Odoo with the add-ons and Odoo's own demo data, and a client for it."""
    databases = Databases(workbench)
    database = databases.scratch(Templates(databases).scenario(), "e2e")
    with OdooServer(workbench, database, LOGS / "e2e.log") as server:
        yield server
    databases.drop(database)


@pytest.fixture(scope="session")
def demo_database(workbench):
    """The name of the database that `script/server` makes; tests share it."""
    databases, name = Databases(workbench), "scratch_server"
    databases.drop(name)
    yield name
    databases.drop(name)


@pytest.fixture(scope="session")
def smtp(odoo):
    """A mail server that receives everything that Odoo sends."""
    with MailServer() as server:
        odoo.create(
            "ir.mail_server",
            name="Tests",
            smtp_host=server.host,
            smtp_port=server.port,
            smtp_encryption="none",
        )
        yield server


@pytest.fixture(scope="session")
def company(odoo):
    """The company that the demo invoices belong to, with an account to pay to."""
    (item,) = odoo.call(
        "account.move.line",
        "search_read",
        domain=[*OPEN_ITEM, ("amount_residual", ">", 0)],
        fields=["company_id"],
        limit=1,
    )
    company = item["company_id"][0]
    (values,) = odoo.read("res.company", [company], "partner_id")
    odoo.create(
        "res.partner.bank",
        acc_number="NL20INGB0001234567",
        partner_id=values["partner_id"][0],
        company_id=company,
        sequence=1,
    )
    return company


@pytest.fixture
def mailbox(smtp):
    """The messages that arrive during one test."""
    smtp.messages.clear()
    return smtp.messages


@pytest.fixture(scope="session")
def chromium(workbench):
    node = Path(playwright.__file__).parent / "driver/node"
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(browser.node_of_playwright(node))
    with sync_playwright() as automation:
        chromium = automation.chromium.launch(
            executable_path=browser.find(workbench.environment["PATH"]),
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def session_of_admin(chromium, odoo):
    """What a browser remembers once the administrator has logged in."""
    return log_in(chromium, odoo, "admin")


def log_in(chromium, server, login):
    """Return what a browser remembers once a user has logged in."""
    context = chromium.new_context(base_url=server.url)
    page = context.new_page()
    page.goto("/web/login", timeout=PATIENCE)
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", login)
    page.click("button[type=submit]")
    page.wait_for_selector(".o_navbar", timeout=PATIENCE)
    session = context.storage_state()
    context.close()
    return session


@pytest.fixture
def page(request, chromium, odoo, session_of_admin):
    """A browser page of the administrator, in which nothing may go wrong unnoticed."""
    with watched_page(request, chromium, odoo, session_of_admin) as page:
        yield page


@contextmanager
def watched_page(request, chromium, server, session):
    """A browser page in which nothing may go wrong unnoticed."""
    context = chromium.new_context(
        base_url=server.url,
        storage_state=session,
        viewport={"width": 1366, "height": 900},
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    problems = []
    page.on("console", lambda message: note_error(message, problems))
    page.on("pageerror", lambda error: problems.append(f"uncaught: {error}"))
    page.on("response", lambda response: note_failure(response, problems))
    yield page
    if problems or request.node.stash.get(FAILED, False):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"\W+", "_", request.node.name)
        page.screenshot(path=SCREENSHOTS / f"{name}.png")
    context.close()
    assert not problems, "\n".join(problems)


def note_error(message, problems):
    if message.type == "error":
        problems.append(f"console: {message.text}")


def note_failure(response, problems):
    if response.status >= 500:
        problems.append(f"HTTP {response.status}: {response.url}")


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Let the fixtures know that their test failed, and show what Odoo said."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
        if server := item.funcargs.get("dealer_group", item.funcargs.get("odoo")):
            report.sections.append(("Odoo's log", server.last_lines()))
    return report
