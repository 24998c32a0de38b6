"""The rules of all add-ons, importable as the one package `rules`."""

from pathlib import Path

import rules

ADDONS = Path(__file__).parents[2] / "addons"

for folder in sorted(map(str, ADDONS.glob("*/rules"))):
    if folder not in rules.__path__:
        rules.__path__.append(folder)
