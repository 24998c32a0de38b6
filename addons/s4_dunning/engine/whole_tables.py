"""Statements that go through whole tables, of which most is new."""

from contextlib import contextmanager


@contextmanager
def no_nested_loops(cr):
    """Keep PostgreSQL from looking through a table once for each row of another.

    It does so with a table that was empty when last looked at: an INSERT that leaves
    out what is there already would look through all that it has just inserted.

    :param cr: cursor
    """
    cr.execute("SET LOCAL enable_nestloop = off")
    yield
    cr.execute("SET LOCAL enable_nestloop TO DEFAULT")
