"""Where the time goes: wall time by kind of work, nothing counted twice."""

import functools
import subprocess
import time
from collections import Counter

from odoo.sql_db import Cursor


class Clock:
    """Stops the time of the kinds below from `start()` on; the rest is `other`."""

    def __init__(self, env):
        self.seconds = Counter()
        self.kind = "other"
        self.since = time.perf_counter()
        registry = env.registry
        for owner, method, kind in (
            (subprocess.Popen, "communicate", "wkhtmltopdf"),
            (subprocess.Popen, "wait", "wkhtmltopdf"),
            (registry["ir.qweb"], "_render", "templates"),
            (registry["mail.thread"], "message_post", "e-mail"),
            (Cursor, "execute", "sql"),
            (Cursor, "commit", "commit"),
        ):
            setattr(owner, method, self._timed(getattr(owner, method), kind))

    def start(self):
        self.seconds.clear()
        self.since = time.perf_counter()

    def stop(self):
        """:return: dict of kind to seconds"""
        self._switch(self.kind)
        return {kind: round(seconds, 3) for kind, seconds in self.seconds.items()}

    def _switch(self, kind):
        now = time.perf_counter()
        self.seconds[self.kind] += now - self.since
        self.kind, self.since = kind, now

    def _timed(self, function, kind):
        @functools.wraps(function)
        def timed(*args, **kwargs):
            before = self.kind
            self._switch(kind)
            try:
                return function(*args, **kwargs)
            finally:
                self._switch(before)

        return timed
