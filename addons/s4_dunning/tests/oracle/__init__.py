"""A plain reading of the dunning rules, to hold the engine against.

Written from what a user is told: the design, the help of the fields, the sentences of
the exclusions. Slow, without database, in the words of the rules; where those are
silent a comment says what was decided, and why. Nothing here imports Odoo.
"""
