"""`script/bench`: a large ledger, and what dunning it costs.

`ledgers`, `measurements`, `sending` and `report` run outside Odoo, with the standard
library only. What is in `inside` runs in Odoo's shell.
"""
