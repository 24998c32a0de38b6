import re
from pathlib import Path

from odoo.modules.module import get_module_path
from odoo.tests import TransactionCase, tagged

WORDS = re.compile(r"\b(automotive|brand|vehicle|licence|workshop|dealer)s?\b", re.I)


@tagged("post_install", "-at_install")
class TestSeparation(TransactionCase):
    """The core knows nothing of car dealers; this add-on only adds to it."""

    def test_core_has_no_word_of_car_dealers(self):
        core = Path(get_module_path("s4_dunning"))
        found = [
            f"{path.relative_to(core)}: {match[0]}"
            for folder in ("engine", "models", "rules", "wizard", "report", "views")
            for path in sorted((core / folder).rglob("*"))
            if path.suffix in (".py", ".xml")
            for match in WORDS.finditer(path.read_text())
        ]
        self.assertEqual(found, [])
