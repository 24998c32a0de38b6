"""The words of the page about the benchmark."""

TITLE = """\
# Benchmark

Written by `script/bench`; the same figures for programs: [latest.json](latest.json).
Compare ratios, not seconds: all systems ran on one machine, one after the other, on the
same database.
"""

READING = """
To reproduce:

    script/bench          # S, M and L
    script/bench S        # 10,000 open items: some minutes

**Ledger.** A German company with 10,000 (S), 100,000 (M) or 1,000,000 (L) open invoices
of a fifth as many debtors, as many paid ones, credit notes and payments that are not
allocated. A few debtors have very many items: the largest of L has 7,168. Odoo makes
one document of each kind, SQL clones them, and Odoo has to agree with the result. Today
is always 21 November 2026.

**Measuring.** Every run is a process of its own, begins in the same state and is rolled
back; tables were vacuumed and analyzed and a checkpoint was made before. The ledger is
in the memory of the system, as on a server at work. What takes less than a minute is
measured three times; the figure is the run in the middle. Wall time counts, with all
that Odoo does before it commits; the CPU seconds of Python and of the process of
PostgreSQL stand beside it. Peak memory is that of the whole process, about 130 MB of
which Odoo needs to be there. Queries are calls of `cursor.execute`.

The plans of the statements, as they were executed: [explain.txt](explain.txt).
"""

SYSTEMS = {
    "s4_dunning": """\
As an accountant, with access rules. `refresh`: debtors are made, their figures
computed; again when they exist. `propose`: the button, with a refresh in it; again for
the same run. `discard`: all of it thrown away. `approve_2500`: that many notices ticked
in the list and approved with the button above it. `send_*`: what was approved leaves
the outbox by the method of the scheduled action, with the last check, the PDF and the
e-mail; a commit for each batch. E-mails are queued, not handed to a server. Two workers
share twice as many notices. Each of them sent one notice before, as a new process takes
a second to read templates and styles. wkhtmltopdf prints beside its worker, so one
worker keeps more than one core busy.
""",
    "bare_sql": """\
One statement reads the same open items and writes as many notices, claims, lines and
exclusions as our run, into tables with the same columns, indexes and foreign keys. It
decides nothing beyond grouping by debtor. `propose_without_keys`: PostgreSQL need not
look up what each row refers to, so nothing keeps a line from referring to what is not
there. Odoo makes a foreign key of every reference; more than half of the time of
`propose` goes into them.
""",
    "oca": """\
`account_credit_control` with the policy that it brings. `propose`: its credit control
lines are computed. `ready`: all lines are marked as to be sent. `send_*`: a sample,
e-mails queued with their PDF, letters printed one by one. It is not run on L, which
would take most of an hour and 10 GB of memory.
""",
    "odoo": """\
`send_letters`: our letters, each printed by itself as Odoo prints a report.
""",
}

PAGES = """\
What the server does for the first page, in milliseconds, and its queries: all calls of
the web client together, as the same user, in the middle of five. The accounting
dashboard is Odoo's own, with nothing of ours on it: what it costs is told to compare.
"""

SENDING = """\
Wall seconds of the first worker. `templates`: QWeb makes HTML of letters and e-mails.
`wkhtmltopdf`: waiting for it. `sql`: PostgreSQL. `other`: the rest, Python.
"""

PLANS = """\
The statements of the engine at the largest size that was measured, as PostgreSQL
executed them (auto_explain with analyze and buffers), within a step that was rolled
back. Timing every node makes them slower than they are otherwise.
"""
