from odoo import Command, api, fields, models


class DunningSegment(models.Model):
    """Segments to start with: criteria that fit any trade, to be changed at will.

    They propose, so that nothing changes until a person confirms, and name no workflow,
    so that even then only the order in which work is looked at does.
    """

    _inherit = "dunning.segment"

    start_code = fields.Char(readonly=True, copy=False, export_string_translation=False)

    def action_start(self):
        """Create the segments to start with that the company's group lacks.

        :return: client action with a message
        """
        self.check_access("create")
        group = self.env.company.dunning_group_id
        own = self.with_context(active_test=False).search(
            [("group_id", "=", group.id), ("start_code", "!=", False)]
        )
        missing = {
            code: values
            for code, values in self._start_values(group).items()
            if code not in own.mapped("start_code")
        }
        created = self.create(
            [
                {
                    **self._start_criteria(values),
                    "group_id": group.id,
                    "mode": "proposed",
                    "start_code": code,
                    "name": self._start_names()[code],
                }
                for code, values in missing.items()
            ]
        )
        created._translate_start_names()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%s segments were created. They propose debtors at the next "
                    "refresh; nothing changes until somebody confirms.",
                    len(created),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _start_names(self):
        """:return: dict of the code of a segment to start with to its name"""
        return {
            "authorities": self.env._("Public authorities"),
            "key_accounts": self.env._("Key accounts"),
            "consumers": self.env._("Consumers"),
            "foreign": self.env._("Foreign customers"),
            "habitual": self.env._("Habitual late payers"),
            "occasional": self.env._("Occasional late payers"),
        }

    @api.model
    def _start_values(self, group):
        """Say who belongs to the segments to start with.

        :param group: dunning.group
        :return: dict of code to dict of field name to value; "tag" is the name of the
            customer tag that is asked for
        """
        return {
            "authorities": {"sequence": 10, "tag": self.env._("Public authority")},
            "key_accounts": {"sequence": 20, "is_key_account": True},
            "consumers": {"sequence": 40, "customer_kind": "consumer"},
            "foreign": {"sequence": 50, "region": "foreign"},
            "habitual": {"sequence": 60, "behaviour": "habitual"},
            "occasional": {"sequence": 70, "behaviour": "occasional"},
        }

    @api.model
    def _start_criteria(self, values):
        """:return: dict of field name to value, see _start_values"""
        criteria = dict(values)
        tag = criteria.pop("tag", None)
        return {**criteria, "category_ids": self._start_tag(tag)} if tag else criteria

    @api.model
    def _start_tag(self, name):
        """:return: commands that link the customer tag of a name, made if need be"""
        tags = self.env["res.partner.category"]
        found = tags.search([("name", "=ilike", name)], limit=1)
        # sudo: who configures segments need not be allowed to configure tags
        return [Command.set((found or tags.sudo().create({"name": name})).ids)]

    def _translate_start_names(self):
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for code in languages:
            names = self.with_context(lang=code)._start_names()
            for segment in self.with_context(lang=code):
                segment.name = names[segment.start_code]
