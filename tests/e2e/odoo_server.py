"""A running Odoo, and a client of its external API."""

import json
import urllib.error
import urllib.request

from environment.network import free_port
from environment.server import stop, wait_until_ready

# No job runs by itself: a test that needs one calls it, and knows when.
OPTIONS = ("--max-cron-threads", "0", "--log-handler", "werkzeug:WARNING")
MAKE_KEY = """
admin = env.ref("base.user_admin")
keys = env["res.users.apikeys"].with_user(admin).sudo()
print(keys._generate("rpc", "Tests", False))
env.cr.commit()
"""


class ApiError(Exception):
    """What Odoo answered instead of a result."""


class OdooServer:
    """An Odoo with a database of its own, which the administrator's API key opens.

    `call` is the external API as others use it: a model, one of its public methods,
    and arguments by name; `ids` are the records to call the method on.
    """

    def __init__(self, workbench, database, log):
        self.workbench = workbench
        self.database = database
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log

    def __enter__(self):
        self.key = self.workbench.shell("e2e-key", self.database, MAKE_KEY)
        self.start()
        return self

    def start(self):
        log = open(self.log, "w")  # noqa: SIM115
        self.process = self.workbench.start(
            *("-d", self.database, "--http-port", self.port, *OPTIONS),
            stdout=log,
            stderr=log,
        )
        wait_until_ready(self.process, self.url)

    def __exit__(self, *_):
        stop(self.process)

    def last_lines(self, count=30):
        """Return the end of the log."""
        return "".join(self.log.read_text().splitlines(True)[-count:])

    def call(self, model, method, ids=None, **arguments):
        if ids is not None:
            arguments["ids"] = ids if isinstance(ids, list) else [ids]
        request = urllib.request.Request(
            f"{self.url}/json/2/{model}/{method}",
            data=json.dumps(arguments).encode(),
            headers={
                "Authorization": f"bearer {self.key}",
                "Content-Type": "application/json; charset=utf-8",
                "X-Odoo-Database": self.database,
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=300) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            answer = json.loads(error.read())
            raise ApiError(f"{answer['name']}: {answer['message']}") from None

    def create(self, model, **values):
        """Create one record; return its id."""
        return self.call(model, "create", vals_list=[values])[0]

    def search(self, model, domain=(), **options):
        """Return the ids of the records that match."""
        return self.call(model, "search", domain=list(domain), **options)

    def read(self, model, ids, *fields):
        """Return the fields of records, one dictionary for each."""
        return self.call(model, "read", ids=ids, fields=list(fields))

    def write(self, model, ids, **values):
        return self.call(model, "write", ids=ids, vals=values)
