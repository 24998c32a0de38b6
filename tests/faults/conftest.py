"""Real processes of Odoo, a PostgreSQL to stop and a mail server that fails."""

import fcntl

import pytest
from cluster import FaultCluster
from environment.databases import Databases
from environment.paths import LOCKS, LOGS, STATE
from environment.server import stop
from environment.workbench import Workbench
from fault_table import FaultTable
from odoo_server import OdooServer
from printer import Printer
from processes import Processes
from scenario import build, move
from troubled_mail_server import TroubledMailServer
from world import World

NAME = "faults"


def pytest_addoption(parser):
    parser.addoption("--kills", type=int, default=50, help="kill -9 so many times")
    parser.addoption("--notices", type=int, default=500, help="over so many notices")
    parser.addoption("--seed", type=int, default=2026, help="of the random moments")


@pytest.fixture(scope="session")
def only_one():
    """Two of these suites would stop each other's PostgreSQL: the second one waits."""
    LOCKS.mkdir(parents=True, exist_ok=True)
    with open(LOCKS / "faults-suite.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def workbench(only_one):
    with Workbench(testing=True, connect=FaultCluster) as workbench:
        yield workbench


@pytest.fixture(scope="session")
def template(request, workbench):
    """The name of the scenario's database and the administrator's API key."""
    with Workbench(testing=True) as source:
        name, key = build(source, request.config.option.notices)
        move(name, source, workbench)
    return name, key


@pytest.fixture(scope="session")
def printer(workbench):
    folder = STATE / "faults"
    folder.mkdir(exist_ok=True)
    return Printer(folder, workbench.environment)


class Person(OdooServer):
    """A user at Odoo's server, with a key that the scenario has already."""

    def __init__(self, workbench, database, log, key):
        super().__init__(workbench, database, log)
        self.key = key

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        stop(self.process)


@pytest.fixture(scope="session")
def stage(workbench, template, printer):
    """A world for all tests."""
    databases = Databases(workbench)
    name, key = template
    databases.copy(name, NAME)  # for Odoo to start with
    with (
        TroubledMailServer() as mail_server,
        Person(workbench, NAME, LOGS / "faults-person.log", key) as person,
        Processes(workbench, NAME, LOGS) as processes,
    ):
        yield World(
            workbench.postgres, databases, processes, person, mail_server, printer
        )
    databases.drop(NAME)


@pytest.fixture
def world(stage, template):
    """What the test before left, as long as it is sound and there is enough of it."""
    if stage.is_used_up():
        stage.begin_anew(template[0], NAME)
    stage.begin_test()
    yield stage
    stage.end_test()


@pytest.fixture(scope="session")
def table(request):
    table = request.config.stash[TABLE] = FaultTable()
    return table


TABLE = pytest.StashKey[FaultTable]()


def pytest_terminal_summary(terminalreporter, config):
    """Print the table, and keep it."""
    if table := config.stash.get(TABLE, None):
        table.write(STATE / "faults.md")
        terminalreporter.write(f"\n{table}\n")


@pytest.fixture
def fault(request, table):
    """A row of the table, in which a test notes what it injected."""
    return table.begin(request.node.originalname)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Show what Odoo said when a test failed."""
    report = yield
    if report.failed:
        if world := item.funcargs.get("world"):
            world.is_sound = False
        for log in ("faults-person.log", "processes.log"):
            if (LOGS / log).exists():
                lines = (LOGS / log).read_text(errors="replace").splitlines(True)
                report.sections.append((log, "".join(lines[-30:])))
    return report
