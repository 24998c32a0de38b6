"""For whom words are meant: each set of conditions has a key, and some are narrower.

A scope is a dict of condition to the id that it asks for, the weightiest condition
first: ``{"segment_id": 5}``. An id that is empty asks for nothing.
"""

from itertools import product


def key(scope):
    """Name a scope, whatever conditions there are beside it.

    :return: str, empty for words that are for everybody
    """
    return ",".join(f"{name}={wanted}" for name, wanted in scope.items() if wanted)


def keys(scope):
    """Name the scopes that hold what has this one, the narrowest first.

    :return: list of str; what is for everybody is not among them
    """
    choices = [(wanted, None) if wanted else (None,) for wanted in scope.values()]
    return [
        key(dict(zip(scope, chosen, strict=True)))
        for chosen in product(*choices)
        if any(chosen)
    ]
