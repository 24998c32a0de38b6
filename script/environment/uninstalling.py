"""What the add-ons leave behind when they are uninstalled: nothing, it should be."""

from . import addons
from .templates import Templates

SNAPSHOT = """
select 'column ' || table_name || '.' || column_name
  from information_schema.columns where table_schema = 'public'
 union all
select 'index ' || indexname from pg_indexes where schemaname = 'public'
 union all
select 'external id ' || module || '.' || name from ir_model_data
 where module like 's4_dunning%'
 union all
select 'groups of menu ' || data.module || '.' || data.name || ': ' || count(*)
  from ir_ui_menu_group_rel link
  join ir_model_data data on data.res_id = link.menu_id and data.model = 'ir.ui.menu'
 group by data.module, data.name
 union all
select 'setting ' || key from ir_config_parameter where key like '%dunning%'
 union all
select 'attachment of ' || res_model from ir_attachment where res_model like 'dunning%'
"""

MAKE_HISTORY = "from environment import history; history.make(env)"
CHECK_HISTORY = "from environment import history; history.check(env)"


def leftovers(databases):
    """Uninstall all add-ons from a database with history; find what is there since.

    The core goes last: before that, it has to work on with what it sent.
    """
    templates = Templates(databases)
    core, *others = addons.with_odoo_alone()
    database = databases.scratch(templates.with_all_addons(), "uninstall")
    try:
        databases.workbench.shell("history", database, MAKE_HISTORY)
        _uninstall(databases, database, *others)
        lost = databases.workbench.shell("history", database, CHECK_HISTORY)
        yield from lost.splitlines()
        _uninstall(databases, database, core)
        before = databases.sql(SNAPSHOT, templates.with_bridged_modules()).splitlines()
        after = databases.sql(SNAPSHOT, database).splitlines()
    finally:
        databases.drop(database)
    for extra in sorted(set(after) - set(before)):
        yield f"{extra}: is left behind when the add-ons are uninstalled"


def _uninstall(databases, database, *names):
    databases.workbench.odoo(
        "uninstall", *("module", "uninstall", "-d", database, *names)
    )
