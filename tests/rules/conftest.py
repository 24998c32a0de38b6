"""The rules of all add-ons, importable as the one package `rules`.

Property tests draw always the same examples. To try others, and more of them:
    DUNNING_EXAMPLES=5000 script/test rules
"""

import os
from pathlib import Path

import rules
from hypothesis import settings

EXAMPLES = int(os.environ.get("DUNNING_EXAMPLES", 0))
settings.register_profile(
    "dunning", max_examples=EXAMPLES or 100, derandomize=not EXAMPLES, database=None
)
settings.load_profile("dunning")

ADDONS = Path(__file__).parents[2] / "addons"

for folder in sorted(map(str, ADDONS.glob("*/rules"))):
    if folder not in rules.__path__:
        rules.__path__.append(folder)
