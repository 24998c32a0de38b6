"""One database with debtors, and all that a fault can be done to."""

from contextlib import suppress
from json import JSONDecodeError

from mail_invariants import arrivals
from processes import PATIENCE, wait_until
from scenario import Database

SETTINGS = """
UPDATE ir_mail_server SET smtp_port = {smtp_port};
INSERT INTO ir_config_parameter (key, value) VALUES
       ('web.base.url', '{url}'), ('web.base.url.freeze', 'True')
    ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value;
"""
ENOUGH = 10  # notices for one test
TIME_PASSES = """
UPDATE dunning_notice SET send_after = now() AT TIME ZONE 'UTC'
 WHERE state = 'approved';
UPDATE mail_mail SET scheduled_date = NULL WHERE state = 'outgoing';
UPDATE ir_cron_trigger SET call_at = now() AT TIME ZONE 'UTC';
"""


class World:
    """What the tests see.

    processes: starts Odoo's processes
    person: a user, who uses the external API
    database: reads and changes the database in SQL
    cluster: PostgreSQL, to stop and start
    mail_server: counts what it takes, and makes trouble
    printer: wkhtmltopdf, which makes trouble too
    """

    def __init__(self, cluster, databases, processes, person, mail_server, printer):
        self.cluster = cluster
        self.databases = databases
        self.processes = processes
        self.person = person
        self.mail_server = mail_server
        self.printer = printer
        self.is_sound = False

    def is_used_up(self):
        """Tell whether the next test needs a fresh copy of the scenario."""
        return not self.is_sound or len(self.proposed()) < ENOUGH

    def begin_anew(self, template, name):
        """Take a fresh copy of the scenario."""
        self.databases.copy(template, name)
        self.database = Database(self.cluster, name)
        self.filestore = self.databases.filestore / name
        self.mail_server.messages.clear()
        self.ever_approved = set()
        self.is_sound = True
        self.database.execute(
            SETTINGS.format(smtp_port=self.mail_server.port, url=self.person.url)
        )

    def begin_test(self):
        """Forget what the last test ordered."""
        self.approved = set()
        self.mail_server.work_well()
        self.printer.reset()

    def end_test(self):
        """Clear up what a test that failed may have left."""
        if not self.cluster.answers():
            self.start_database_again()
        self.processes.end_all()
        self.printer.reset()

    def start_database_again(self):
        """Start PostgreSQL; people press "reload" until there is an answer.

        A request of Odoo's server fails for every connection that it still takes for
        a good one.
        """
        self.cluster.start_again()

        def is_answered():
            with suppress(JSONDecodeError):
                return self.person.search("dunning.group")

        wait_until(is_answered, PATIENCE, "Odoo's server answers again")

    def propose(self):
        """Let a person make one more proposal; return the id of the run."""
        run = self.create_run()
        self.person.call("dunning.run", "action_propose", run)
        return run

    def create_run(self):
        """Let a person make a run without proposing; return its id."""
        group = self.database.value("SELECT MIN(id) FROM dunning_group")
        return self.person.create("dunning.run", group_id=group)

    def discard(self):
        """Let a person throw away what is proposed."""
        runs = self.person.search("dunning.run", [["state", "=", "proposed"]])
        self.person.call("dunning.run", "action_discard", runs)

    def proposed(self, count=None):
        """Return ids of proposed notices, in the order of their debtors."""
        return self._notices("state = 'proposed'", count)

    def _notices(self, condition, count=None):
        rows = self.database.rows(
            f"""
            SELECT notice.id
              FROM dunning_notice notice
              JOIN res_partner partner ON partner.id = notice.partner_id
             WHERE {condition} ORDER BY partner.name LIMIT {count or "ALL"}
            """
        )
        return [row["id"] for row in rows]

    def approve(self, notices):
        """Let a person approve notices."""
        self.person.call("dunning.notice", "action_approve", notices)
        self.approved |= set(notices)
        self.ever_approved |= self.approved

    def approve_some(self, count=5):
        """Approve what was proposed; return the ids of these notices."""
        notices = self.proposed(count)
        self.approve(notices)
        return notices

    def start_sending(self, seconds=300):
        """Start a process that sends as the scheduler does; return it."""
        return self.processes.start("send", seconds=seconds)

    def send(self, seconds=120):
        """Send until nothing moves any more."""
        assert self.start_sending(seconds).value(seconds + 30), "sending did not end"

    def states(self, notices=None):
        """Return a dictionary of the states of notices: those approved by default."""
        ids = ", ".join(map(str, notices or self.approved))
        rows = self.database.rows(
            f"SELECT id, state FROM dunning_notice WHERE id IN ({ids})"
        )
        return {row["id"]: row["state"] for row in rows}

    def emails(self):
        """Return the ids of the notices of this test that go by e-mail."""
        ids = ", ".join(map(str, self.approved))
        return set(self._notices(f"channel = 'email' AND notice.id IN ({ids})"))

    def arrived(self):
        """Return the ids of those of which the mail server took the e-mail."""
        return {row["id"] for row in arrivals(self)} & self.approved

    def debtor_of(self, notice):
        """Return the name of the debtor, which stands in the letter."""
        return self.database.value(
            "SELECT name FROM res_partner WHERE id = (SELECT partner_id"
            f" FROM dunning_notice WHERE id = {notice})"
        )

    def let_time_pass(self):
        """Let the pauses before further attempts be over."""
        self.database.execute(TIME_PASSES)

    def decide_about_doubtful_emails(self):
        """Let a person look into the log of the mail server, and press the buttons."""
        failed = self.person.search("dunning.notice", [["delivery_error", "!=", False]])
        arrived = {row["id"] for row in arrivals(self)}
        for notice in failed:
            button = (
                "action_confirm_delivery" if notice in arrived else "action_send_again"
            )
            self.person.call("dunning.notice", button, [notice])

    def settle(self):
        """Wait, decide what a person has to, and send what is left."""
        self.let_time_pass()
        self.send()
        self.decide_about_doubtful_emails()
        self.send()

    def pause_printing(self, notice):
        """Let the process that prints this letter wait, in the middle of sending."""
        self.printer.order("pause", self.debtor_of(notice))

    def wait_until_paused(self):
        wait_until(self.printer.is_paused, PATIENCE, "the letter is printed")
