"""What the processes of the fault suite do inside Odoo."""

import time

import psycopg2

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.service.model import retrying

from odoo.addons.base.models.ir_cron import IrCron

PAUSE = 0.1  # seconds between two looks at what there is to do
QUIET_ROUNDS = 3

JOBS_ARE_DUE = """
UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC'
 WHERE active AND nextcall > now() AT TIME ZONE 'UTC'
"""
WAITING = """
SELECT (SELECT COUNT(*) FROM dunning_notice
         WHERE state = 'approved' AND send_error IS NULL),
       (SELECT COUNT(*) FROM mail_mail
         WHERE state = 'outgoing' AND scheduled_date IS NULL)
"""


def send(database, seconds):
    """Do what Odoo's scheduler does until nothing moves any more.

    Like a scheduler it outlives a database that is away.

    :param seconds: how long at most
    :return: True if nothing is left that it could do
    """
    end = time.monotonic() + seconds
    unchanged, before = 0, None
    while time.monotonic() < end:
        try:
            make_jobs_due(database)
            IrCron._process_jobs(database)
            left = waiting(database)
        except (psycopg2.Error, psycopg2.pool.PoolError):
            time.sleep(PAUSE)
            continue
        unchanged = unchanged + 1 if left == before else 0
        if not any(left) or unchanged >= QUIET_ROUNDS:
            return True
        before = left
        time.sleep(PAUSE)
    return False


def send_directly(database):
    """Send the outbox as a worker that Odoo's scheduler does not know of."""

    def work(env):
        env["dunning.notice"]._cron_send()

    return with_retries(database, work)


def make_jobs_due(database):
    with sql_db.db_connect(database).cursor() as cr:
        cr.execute(JOBS_ARE_DUE)


def waiting(database):
    with sql_db.db_connect(database).cursor() as cr:
        cr.execute(WAITING)
        return cr.fetchone()


def call(database, model, method, ids=(), values=()):
    """Call a method of the superuser's as a request does, which repeats conflicts."""

    def work(env):
        result = getattr(env[model].browse(ids), method)(*values)
        return result if isinstance(result, (bool, int, str)) else None

    return with_retries(database, work)


def with_retries(database, work):
    registry = Registry(database).check_signaling()
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        return retrying(lambda: work(env), env)
