"""The demo database: the add-ons, their demo data, and a first run to look at."""

from . import addons
from .cache import lock
from .paths import LOCKS
from .progress import step
from .templates import INSTALL, Templates

DATABASE = "demo"
PROPOSE = "from environment import first_run; first_run.show(env)\n"


def provide(databases, name=DATABASE):
    """Make the database, or bring it up to date with the add-ons.

    Return a description of the first run, if it was proposed just now.
    """
    content = addons.content_digest(*addons.standalone())
    proposal = ""
    with lock(LOCKS / f"database-{name}"):
        if name not in databases.names():
            unfinished = f"{name}_unfinished"
            create(databases, unfinished)
            proposal = propose(databases, unfinished)
            databases.rename(unfinished, name)
        elif databases.remark(name) != content:
            update(databases, name)
        databases.set_remark(name, content)
    return proposal


def create(databases, name):
    templates = Templates(databases)
    databases.copy(templates.without_addons(demo=True), name)
    modules = ",".join(addons.standalone())
    with step(f"Install {' and '.join(addons.standalone())} with demo data"):
        databases.workbench.odoo("demo", "-d", name, "-i", modules, *INSTALL)
    templates.compile_assets(name)


def propose(databases, name):
    with step("Propose the first run"):
        return databases.workbench.shell("first-run", name, PROPOSE)


def update(databases, name):
    modules = ",".join(addons.standalone())
    with step("Update the add-ons, which have changed"):
        databases.workbench.odoo("update", "-d", name, "-u", modules, *INSTALL)


def logins(databases, name):
    """Return the logins of the users that the demo data of the add-ons bring."""
    modules = ", ".join(f"'{addon}'" for addon in addons.standalone())
    return databases.sql(
        f"""
        select login from res_users join ir_model_data data on res_id = res_users.id
        where data.model = 'res.users' and module in ({modules}) and active
        order by login
        """,
        name,
    ).split()
