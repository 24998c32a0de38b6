"""Send a sample with one worker and with two, beside an Odoo that serves the styles."""

import json
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from ..network import free_port
from ..progress import step
from ..server import stop, wait_until_ready
from .measurements import median

# Notices for each worker, of which S has few that are posted.
SAMPLES = {
    "XS": {"email": 2, "letter": 2},
    "S": {"email": 100, "letter": 35},
    "M": {"email": 100, "letter": 100},
    "L": {"email": 100, "letter": 100},
}
WORKERS = (1, 2)
CHANNELS = {"send_emails": "email", "send_letters": "letter"}
ADDRESS = """
insert into ir_config_parameter (key, value) values ('report.url', '{0}')
    on conflict (key) do update set value = '{0}';
update ir_config_parameter set value = '{0}' where key = 'web.base.url';
"""


@contextmanager
def served(measurements):
    """While Odoo runs: wkhtmltopdf fetches styles and images from it.

    Nothing is sent by itself: it has no threads for scheduled actions.
    """
    port = free_port()
    address = f"http://localhost:{port}"
    database = measurements.database
    measurements.databases.sql(ADDRESS.format(address), database)
    server = measurements.workbench.start(
        *("-d", database, "--http-port", port, "--max-cron-threads", 0),
        *("--log-level", "warn"),
    )
    try:
        wait_until_ready(server, address)
        measurements.take_pending()
        measurements.inside("letters", "warm_up(env)")
        yield
    finally:
        stop(server)


def measure(measurements):
    """Send e-mails and letters that were approved, by the method of the cron."""
    for name in CHANNELS:
        if name in measurements.steps:
            for workers in WORKERS:
                _measure(measurements, name, workers)


def _measure(measurements, name, workers):
    with step(f"Measure {name} {measurements.size} with {workers} workers"):
        runs = [
            [_run(measurements, CHANNELS[name], workers)]
            for _ in range(measurements.runs)
        ]
    step_name = name if workers == 1 else f"{name}_{workers}_workers"
    measurements.add("s4_dunning", step=step_name, **median(runs))


def _run(measurements, channel, workers):
    """Send notices that were not sent before, and return what it cost."""
    sample = SAMPLES[measurements.size][channel] * workers
    approved = measurements.inside(
        "letters", f"approve(env, {channel!r}, {sample + workers})"
    )
    measurements.rest()
    with tempfile.TemporaryDirectory() as folder:
        results = _work_together(measurements, Path(folder), workers)
    ended = max(result["ended"] for result in results)
    begun = min(result["begun"] for result in results)
    return {
        "items": int(approved) - workers,
        "wall_s": round(ended - begun, 3),
        "rss_peak_mb": max(result["rss_peak_mb"] for result in results),
        "parts_s": results[0]["parts_s"],
        **{
            cost: round(sum(result[cost] for result in results), 2)
            for cost in ("queries", "python_cpu_s", "children_cpu_s")
        },
    }


def _work_together(measurements, folder, workers):
    def work(number):
        return json.loads(
            measurements.inside(
                "letters", f"work(env, {str(folder)!r}, {number})", f"worker-{number}"
            )
        )

    with ThreadPoolExecutor(workers) as pool:
        jobs = [pool.submit(work, number) for number in range(workers)]
        while len(list(folder.glob("ready-*"))) < workers:
            if any(job.done() for job in jobs):
                break  # one has failed: its result tells why
            time.sleep(0.01)
        (folder / "go").touch()
        return [job.result() for job in jobs]
