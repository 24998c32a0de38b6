"""The machinery behind the commands in `script/`: a private Odoo with all it needs.

It uses the standard library only, because it runs before anything is installed.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("These commands need Python 3.11 or later: install it and try again.")
