"""Processes of Odoo that do one job each, and can be killed."""

import json
import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from select import select

FORK_SERVER = Path(__file__).with_name("fork_server.py")
PATIENCE = 120  # seconds after which a process that does not end is a failure
POLL = 0.01


class Processes:
    """Starts processes of Odoo, see fork_server.py; `with` ends all of them.

    :param workbench: the environment.workbench.Workbench to run Odoo with
    :param folder: a pathlib.Path for what they say
    """

    def __init__(self, workbench, database, folder):
        self.workbench = workbench
        self.database = database
        self.folder = folder
        self.started = []
        self.count = 0

    def __enter__(self):
        requests, self.requests = os.pipe()
        self.answers, answers = os.pipe()
        environment = self.workbench.environment
        environment["FAULTS_PIPES"] = f"{requests} {answers}"
        environment["PYTHONPATH"] += f":{FORK_SERVER.parent}"
        with open(self.folder / "processes.log", "w") as log, open(FORK_SERVER) as code:
            self.server = self.workbench.start(
                *("shell", "-d", self.database, "--no-http"),
                stdin=code,
                stdout=log,
                stderr=log,
                pass_fds=(requests, answers),
            )
        os.close(requests)
        os.close(answers)
        self.answers = os.fdopen(self.answers)
        # until then it needs the database, which every test makes anew
        if self.answers.readline() != "ready\n":
            raise RuntimeError(f"It did not start: see {self.folder / 'processes.log'}")
        return self

    def __exit__(self, *_):
        self.end_all()
        os.close(self.requests)
        self.server.wait(PATIENCE)
        self.answers.close()

    def start(self, job, **arguments):
        """Start one; return it while it works.

        :param job: name of a function of jobs.py
        """
        self.count += 1
        result = self.folder / f"faults-result-{self.count}.json"
        result.unlink(missing_ok=True)
        request = {
            "job": job,
            "database": self.database,
            "result": str(result),
            "arguments": arguments,
        }
        os.write(self.requests, f"{json.dumps(request)}\n".encode())
        process = Process(int(self.answers.readline()), result)
        self.started.append(process)
        return process

    def run(self, job, **arguments):
        """Let one do its job; return what it gave."""
        return self.start(job, **arguments).value()

    def end_all(self):
        for process in self.started:
            process.close()
        self.started.clear()


class Process:
    """A process by its descriptor: its number may soon be another one's."""

    def __init__(self, pid, result):
        self.pid = pid
        self.result = result
        try:
            self.descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            self.descriptor = None  # it was that quick

    def is_alive(self):
        return (
            self.descriptor is not None and not select([self.descriptor], [], [], 0)[0]
        )

    def kill(self):
        """Kill -9; tell whether there was something to kill."""
        if not self.is_alive():
            return False
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.descriptor, signal.SIGKILL)
        self.wait()
        return not self.is_done()

    def is_done(self):
        return self.result.exists()

    def close(self):
        self.kill()
        if self.descriptor is not None:
            os.close(self.descriptor)

    def wait(self, seconds=PATIENCE):
        wait_until(lambda: not self.is_alive(), seconds, f"process {self.pid} ends")

    def value(self, seconds=PATIENCE):
        """Wait until it is done; return what its job gave."""
        self.wait(seconds)
        outcome = json.loads(self.result.read_text())
        if "error" in outcome:
            raise JobFailed(outcome["error"])
        return outcome["value"]


class JobFailed(Exception):
    """What went wrong in a process."""


def wait_until(condition, seconds, what):
    """Wait for something to happen.

    :param what: what, for the message when it does not
    """
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"It did not happen within {seconds} s that {what}.")
        time.sleep(POLL)
