"""Writes the group, the workflows and the customers of tests/oracle."""

import json

from odoo.tools import SQL

from .common_ledger import LedgerCommon

ADDRESS = {"street": "Stationsplein 1", "city": "Groningen"}
NO_ADDRESS = {"street": None, "city": None}


class WorldMastersCommon(LedgerCommon):
    def _update(self, table, rows):
        """Write rows, dicts with the same columns and an id, in one statement."""
        if not rows:
            return
        columns = [column for column in rows[0] if column != "id"]
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET (%(columns)s) = ROW(%(values)s)"
                " FROM jsonb_populate_recordset(NULL::%(table)s, %(rows)s) row"
                " WHERE %(table)s.id = row.id",
                table=SQL.identifier(table),
                columns=SQL(", ").join(map(SQL.identifier, columns)),
                values=SQL(", ").join(SQL.identifier("row", name) for name in columns),
                rows=json.dumps(rows, default=str),
            )
        )

    def _insert(self, table, rows):
        """Insert rows, dicts with the same columns, in one statement.

        :return: list of their ids
        """
        if not rows:
            return []
        columns = SQL(", ").join(map(SQL.identifier, rows[0]))
        self.env.cr.execute(
            SQL(
                "INSERT INTO %(table)s (%(columns)s) SELECT %(columns)s"
                " FROM jsonb_populate_recordset(NULL::%(table)s, %(rows)s)"
                " RETURNING id",
                table=SQL.identifier(table),
                columns=columns,
                rows=json.dumps(rows, default=str),
            )
        )
        return [id_ for (id_,) in self.env.cr.fetchall()]

    def _currency_id(self, currency):
        return self.currencies[currency.name].id

    def _debtor_id(self, customer):
        return self.debtors.ids[self.customers.ids.index(customer.id)]

    def _contact_id(self, kind, customer):
        return self.contacts[kind].ids[self.customers.ids.index(customer.id)]

    def _write_group(self, world):
        self._update(
            "dunning_group",
            [
                {
                    "id": self.group.id,
                    "currency_id": self._currency_id(world.currency),
                    "workflow_id": record_id(world.workflow),
                    "lead_company_id": record_id(world.lead_company),
                    "is_consumer_collective": world.is_consumer_collective,
                }
            ],
        )
        self._update(
            "res_company",
            [
                {
                    "id": company.id,
                    "dunning_group_id": (self.group if company.is_member else own).id,
                    "dunning_workflow_id": record_id(company.workflow),
                }
                for company, own in zip(world.companies, self.own_groups, strict=True)
            ],
        )
        self._insert(
            "res_currency_rate",
            [
                {
                    "currency_id": self._currency_id(rate.currency),
                    "company_id": record_id(rate.company),
                    "name": rate.day,
                    "rate": rate.rate,
                }
                for rate in world.rates
            ],
        )

    def _write_workflows(self, world):
        self._update(
            "dunning_workflow",
            [
                {
                    "id": workflow.id,
                    "currency_id": self._currency_id(workflow.currency),
                    "active": workflow.active,
                    "progression": workflow.progression,
                    "grouping": workflow.grouping,
                    "level_rule": workflow.level_rule,
                    "grace_days": workflow.grace_days,
                    "interval_days": workflow.interval_days,
                    "repeat_days": workflow.repeat_days,
                    "maximum_notices": workflow.maximum_notices,
                    "item_domain": workflow.item_minimum
                    and f"[('amount_residual', '>=', {workflow.item_minimum})]",
                }
                for workflow in world.workflows
            ],
        )
        self._write_levels(world)
        self._update(
            "dunning_segment",
            [
                {
                    "id": segment.id,
                    "workflow_id": segment.workflow.id,
                    "grouping": segment.grouping,
                }
                for segment in world.segments
            ],
        )

    def _write_levels(self, world):
        levels = [level for workflow in world.workflows for level in workflow.levels]
        # the workflows have room for more of them
        self.env.cr.execute(
            SQL(
                "DELETE FROM dunning_level WHERE workflow_id = ANY(%s)"
                " AND id != ALL(%s)",
                self.workflows.ids,
                [level.id for level in levels],
            )
        )
        self._update(
            "dunning_level",
            [
                {
                    name: value
                    for name, value in vars(level).items()
                    if name != "workflow"
                }
                for level in levels
            ],
        )

    def _write_customers(self, world):
        customers = [one for one in world.customers if not one.is_company_of_database]
        contacts = [
            (self._contact_id(kind, customer), contact)
            for kind in self.contacts
            for customer in customers
            if (contact := customer.contacts.get(kind))
        ]
        self._update(
            "res_partner",
            [
                {
                    "id": customer.id,
                    "is_company": customer.is_company,
                    "vat": customer.vat,
                    "active": True,
                    **_reached(customer.own),
                }
                for customer in customers
            ],
        )
        self._update(
            "res_partner",
            [
                {"id": id_, "active": id_ in dict(contacts)}
                for records in self.contacts.values()
                for id_ in records.ids
            ],
        )
        self._update(
            "res_partner",
            [{"id": id_, **_reached(contact)} for id_, contact in contacts],
        )
        self._insert(
            "mail_blacklist",
            [
                {"email": contact.email, "active": True}
                for contact in [
                    *(customer.own for customer in customers),
                    *(contact for _id, contact in contacts),
                ]
                if contact.trouble == "blacklisted" and _address(contact)
            ],
        )
        self._update(
            "dunning_debtor",
            [
                {
                    "id": self._debtor_id(customer),
                    "workflow_id": record_id(customer.workflow),
                    "segment_id": record_id(customer.segment),
                    "grouping": customer.grouping,
                    "addressee": customer.addressee,
                    "payer_id": record_id(customer.payer),
                    "channel": customer.channel,
                    "escalation_contact_id": self._contact_id("escalation", customer)
                    if "escalation" in customer.contacts
                    else None,
                }
                for customer in customers
            ],
        )


def _address(contact):
    return contact.email if contact.email and "@" in contact.email else None


def _reached(contact):
    """Where a contact can be reached, as it stands in res_partner."""
    address = _address(contact)
    return {
        "email": contact.email,
        "email_normalized": address,
        "dunning_bounced_email": address if contact.trouble == "bounced" else None,
        "phone": contact.phone,
        **(ADDRESS if contact.has_postal_address else NO_ADDRESS),
    }


def record_id(record):
    return record.id if record else None
