"""Writes a random group of tests/oracle into the rows of the database."""

from odoo.tools import SQL

from .common_world_masters import WorldMastersCommon, record_id
from .oracle.records import Company, Customer, Item

SCOPES = {
    Item: ("item", "move_line_id"),
    Customer: ("debtor", "debtor_id"),
    Company: ("company", "company_id"),
}


class WorldCommon(WorldMastersCommon):
    def _write_world(self, world):
        """Let the database hold a group; its records get the ids they have there."""
        self._number(world)
        self.env.flush_all()
        self._write_group(world)
        self._write_workflows(world)
        self._write_customers(world)
        self._write_invoices(world)
        self._write_items(world)
        self._write_payments(world)
        self._write_notices(world)
        self._write_holds(world)
        self._write_broken_promises(world)
        self.env.invalidate_all()
        self._compute_levels(world)
        self.env.invalidate_all()

    def _compute_levels(self, world):
        items = self.env["account.move.line"].browse(item.id for item in world.items)
        for name in (
            "dunning_level_id",
            "dunning_date",
            "dunning_date_deadline",
            "dunning_count",
        ):
            self.env.add_to_compute(items._fields[name], items)
        self.env.flush_all()

    def _write_invoices(self, world):
        invoices = {item.invoice: item for item in world.items}
        self._update(
            "account_move",
            [
                {
                    "id": invoice.id,
                    "state": invoice.state,
                    "move_type": "out_refund" if item.amount < 0 else "out_invoice",
                    "currency_id": self._currency_id(invoice.currency),
                    "payment_state": invoice.payment_state,
                    "dunning_workflow_id": record_id(invoice.workflow),
                    "dunning_level_cap_id": record_id(invoice.cap),
                    "partner_id": record_id(item.customer),
                    "commercial_partner_id": record_id(item.customer),
                }
                for invoice, item in invoices.items()
            ],
        )
        # the entries have room for more instalments
        self.env.cr.execute(
            "UPDATE account_move_line item"
            " SET parent_state = move.state, reconciled = TRUE"
            " FROM account_move move"
            " WHERE move.id = item.move_id AND move.id = ANY(%s)",
            ([invoice.id for invoice in invoices],),
        )

    def _write_items(self, world):
        self._update("account_move_line", [self._item(item) for item in world.items])
        self.env.cr.execute(
            "INSERT INTO account_move_dunning_item_rel (move_id, item_id)"
            " SELECT %s, UNNEST(%s::integer[])",
            (self.split_entry.id, [of.id for of in world.items if of.is_in_split]),
        )

    def _item(self, item):
        customer_id = record_id(item.customer)
        if item.names_contact and customer_id in self.customers.ids:
            customer_id = self._contact_id("invoice", item.customer)
        return {
            "id": item.id,
            "display_type": "payment_term",
            "partner_id": customer_id,
            "date": item.date,
            "date_maturity": item.date_maturity,
            "currency_id": self._currency_id(item.invoice.currency),
            "amount_currency": item.amount,
            "balance": item.balance,
            "debit": max(item.balance, 0),
            "credit": max(-item.balance, 0),
            "amount_residual_currency": item.residual,
            "amount_residual": item.residual_balance,
            "reconciled": item.residual == 0,
            "no_followup": item.no_followup,
        }

    def _write_payments(self, world):
        """What was paid of the items stands in the ledger too, reconciled with them."""
        paid = dict.fromkeys(world.companies, 0)
        for item in world.items:
            if item.invoice.state == "posted":
                paid[item.invoice.company] += item.balance - item.residual_balance
        self._update(
            "account_move_line",
            [
                {
                    "id": item_id,
                    "parent_state": "posted",
                    "balance": -amount,
                    "amount_currency": -amount,
                    "debit": max(-amount, 0),
                    "credit": max(amount, 0),
                    "reconciled": True,
                }
                for item_id, amount in zip(
                    self.payment_item_ids, paid.values(), strict=True
                )
            ],
        )

    def _write_notices(self, world):
        notice_ids = self._insert(
            "dunning_notice",
            [self._notice_values(notice) for notice in world.notices],
        )
        lines = []
        for notice, id_ in zip(world.notices, notice_ids, strict=True):
            notice.id = id_
            lines += [(notice, line) for line in notice.lines]
        creditors = [
            {
                "notice_id": notice.id,
                "company_id": line.item.invoice.company.id,
                "currency_id": self._currency_id(line.item.invoice.currency),
            }
            for notice, line in lines
        ]
        claim_ids = self._insert("dunning_claim", creditors)
        self._insert(
            "dunning_notice_line",
            [
                {
                    "notice_id": creditor["notice_id"],
                    "company_id": creditor["company_id"],
                    "claim_id": claim_id,
                    "notice_state": "proposed"
                    if notice.state == "approved"
                    else notice.state,
                    "move_line_id": line.item.id,
                    "kind": line.kind,
                    "level_id": record_id(line.level),
                    "amount_residual": line.item.amount,
                    "date_due": line.item.date_due,
                }
                for (notice, line), creditor, claim_id in zip(
                    lines, creditors, claim_ids, strict=True
                )
            ],
        )

    def _notice_values(self, notice):
        first = notice.lines[0].item
        return {
            "run_id": self.run_before.id,
            "group_id": self.group.id,
            "state": notice.state,
            "debtor_id": self._debtor_id(first.customer),
            "partner_id": first.customer.id,
            "company_id": first.invoice.company.id,
            "currency_id": self._currency_id(first.invoice.currency),
            "workflow_id": notice.level.workflow.id,
            "level_id": notice.level.id,
            "channel": "letter",
            "date_sent": notice.date_sent,
            "date_deadline": notice.date_deadline,
        }

    def _write_broken_promises(self, world):
        broken = [item for item in world.items if item.date_broken]
        ids = self._insert(
            "dunning_promise",
            [
                {
                    "debtor_id": self._debtor_id(item.customer),
                    "group_id": self.group.id,
                    "partner_id": item.customer.id,
                    "state": "broken",
                    "channel": "phone",
                    "date_made": item.date_broken,
                    "date": item.date_broken,
                    "date_ended": item.date_broken,
                    "amount": 1,
                }
                for item in broken
            ],
        )
        for promise_id, item in zip(ids, broken, strict=True):
            self.env.cr.execute(
                SQL(
                    "INSERT INTO dunning_promise_item_rel VALUES (%s, %s)",
                    promise_id,
                    item.id,
                )
            )

    def _write_holds(self, world):
        for hold in world.holds:
            scope, column = SCOPES[type(hold.target)]
            is_debtor = scope == "debtor"
            self._insert(
                "dunning_hold",
                [
                    {
                        "group_id": self.group.id,
                        "scope": scope,
                        column: self._debtor_id(hold.target)
                        if is_debtor
                        else hold.target.id,
                        "reason_id": self.hold_reason.id,
                        "date_start": hold.date_start,
                        "date_end": hold.date_end,
                        "is_released": hold.is_released,
                        "amount": hold.amount,
                    }
                ],
            )
