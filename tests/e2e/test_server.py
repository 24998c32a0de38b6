"""`script/server`, as somebody types it who sees this project for the first time."""

import subprocess
import urllib.request

from environment.network import free_port
from environment.paths import REPOSITORY

LAST_LINE = "Ctrl-C stops it; the next start keeps the data."


def start_and_stop(database):
    """Start the server, open its login page, stop it; return what it said."""
    port = free_port()
    command = [REPOSITORY / "script/server", "--database", database, "--port", port]
    server = subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, text=True
    )
    said = []
    with server:
        for line in server.stdout:
            said.append(line.rstrip())
            if said[-1] == LAST_LINE:
                urllib.request.urlopen(f"http://localhost:{port}/web/login").close()
                server.terminate()
    return "\n".join(said)


def test_the_first_start_proposes_a_run_and_the_second_does_not(demo_database):
    first, second = start_and_stop(demo_database), start_and_stop(demo_database)

    assert "notices proposed" in first
    assert "left out" in first
    assert "difference" not in first
    assert "Log in as admin" in first
    assert "notices proposed" not in second
    assert "Log in as admin" in second
