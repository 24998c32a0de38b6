"""Odoo's shell runs this: it forks a process for every job that it is told to do.

That is how Odoo's own server makes its workers, and it takes a moment instead of
seconds. Each process has connections of its own and can be killed by its id.
"""

import json
import os
import random
import resource
import signal
import sys
import traceback

import jobs

from odoo import sql_db

from odoo.addons.base.models import ir_mail_server
from odoo.addons.s4_dunning.report import wkhtmltopdf

# What hangs is waited for for a minute and longer: here less has to do.
SMTP_SECONDS = 3
PRINT_SECONDS = 10


def serve(requests, answers):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children
    answers.write("ready\n")
    answers.flush()
    for line in requests:
        request = json.loads(line)
        process = os.fork()
        if not process:
            os._exit(work(**request))
        answers.write(f"{process}\n")
        answers.flush()


def work(job, database, result, arguments):
    """Do one job and note its result."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    random.seed()
    os.setpgid(0, 0)
    try:
        outcome = {"value": getattr(jobs, job)(database, **arguments)}
    except BaseException as error:
        traceback.print_exc()
        outcome = {"error": f"{type(error).__name__}: {error}"}
    sys.stderr.flush()
    with open(f"{result}.unfinished", "w") as file:
        json.dump(outcome, file)
    os.rename(f"{result}.unfinished", result)
    return 0


ir_mail_server.SMTP_TIMEOUT = SMTP_SECONDS
wkhtmltopdf.SECONDS = PRINT_SECONDS
env = globals()["env"]
env["dunning.notice"].search([], limit=1)._render_letters()  # fills the caches
env.cr.close()
sql_db.close_all()  # connections must not be shared
requests, answers = map(int, os.environ["FAULTS_PIPES"].split())
serve(os.fdopen(requests), os.fdopen(answers, "w"))
os._exit(0)  # Odoo's shell would end a transaction that is long over
