"""What was measured on: nobody compares seconds of different machines."""

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

from ..commands import output
from ..paths import REPOSITORY

TOLD = (
    "shared_buffers",
    "work_mem",
    "maintenance_work_mem",
    "effective_cache_size",
    "max_wal_size",
    "max_parallel_workers_per_gather",
    "jit",
    "autovacuum",
    "fsync",
    "synchronous_commit",
    "full_page_writes",
)


def facts(ledgers):
    sql = ledgers.databases.sql
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": _memory(),
        "system": platform.platform(),
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": _commit(),
        "odoo": ledgers.workbench.release,
        "python": output(ledgers.workbench.python, "--version").split()[-1],
        "account_credit_control": _rival(ledgers),
        "wkhtmltopdf": output(
            "wkhtmltopdf", "--version", env=ledgers.workbench.environment
        ).removeprefix("wkhtmltopdf "),
        "postgresql": sql("show server_version").split()[0],
        "postgresql_settings": {name: sql(f"show {name}") for name in TOLD},
    }


def _processor():
    info = Path("/proc/cpuinfo")
    names = info.exists() and re.findall(r"model name\s*: (.+)", info.read_text())
    return names[0] if names else platform.processor()


def _memory():
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3)


def _commit():
    if not (REPOSITORY / ".git").exists():
        return None
    commit = output("git", "rev-parse", "--short=12", "HEAD", cwd=REPOSITORY)
    is_changed = output("git", "status", "--porcelain", "addons", cwd=REPOSITORY)
    return f"{commit} with changes" if is_changed else commit


def _rival(ledgers):
    return re.search(r"==(\S+)", ledgers.requirement())[1]
