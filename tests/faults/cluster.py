"""A PostgreSQL that belongs to the fault suite alone: it is stopped and started."""

from environment.postgres import Cluster

# Here processes die, never the machine: what they handed to the kernel is kept, so
# that fsync may be off. All that a commit promises otherwise has to hold.
SETTINGS = """
listen_addresses = ''
fsync = off
synchronous_commit = on
track_commit_timestamp = on
max_wal_size = 2GB
wal_level = minimal
max_wal_senders = 0
shared_buffers = 256MB
"""


class FaultCluster(Cluster):
    name = "postgresql-faults"
    settings = SETTINGS

    def break_off(self, how):
        """Stop the server now.

        :param how: fast (roll back and disconnect) or immediate (as in a crash)
        """
        self._control("-m", how, "stop")

    def start_again(self):
        self._launch()
