"""The PostgreSQL of the benchmark: a cluster of its own, since its settings differ."""

import os

from .. import postgres

# Like the cluster of the tests it does not wait for the disk, whoever writes. Nothing
# else works beside the statement that is measured: what PostgreSQL does by itself at
# times of its own choice is done before, see `measurements`.
SETTINGS = """
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 1GB
maintenance_work_mem = 256MB
max_wal_size = 16GB
checkpoint_timeout = 1h
autovacuum = off
"""


class Cluster(postgres.Cluster):
    name = "benchmark"
    settings = SETTINGS


def connect():
    """Return a running server that the benchmark may use."""
    return postgres.Server() if "PGHOST" in os.environ else Cluster()
