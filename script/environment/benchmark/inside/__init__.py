"""What runs in Odoo's shell: making the ledger, and the work that is measured."""
