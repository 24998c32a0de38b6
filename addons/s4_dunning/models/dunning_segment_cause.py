from odoo import api, models


class DunningSegment(models.Model):
    """Cause: why a debtor is in a segment, kept as facts and said to who reads it.

    A cause is a dict with a code: `met` with the criteria as they were, a list of
    [name of the field, its value]; `unmet`, where none are met any more; `sent` and
    `cancelled` with the name of the notice; `person`, where one chose the segment.
    """

    _inherit = "dunning.segment"

    def _cause(self):
        """:return: dict, the cause of debtors that come in by the criteria"""
        self.ensure_one()
        return {
            "code": "met",
            "criteria": [[name, self._criterion_value(name)] for name in self._asked()],
        }

    def _criterion_value(self, name):
        """:return: what JSON can keep of a criterion"""
        kind = self._fields[name].type
        if kind == "many2many":
            return self[name].ids
        return [self[name], self.currency_id.id] if kind == "monetary" else self[name]

    @api.model
    def _cause_sentences(self, causes):
        """Say why, in the language of the reader.

        :param causes: list of dict or None; rows of a list share a few
        :return: list of str, in the same order
        """
        different = {str(cause): cause for cause in causes if cause}
        said = {key: self._cause_sentence(cause) for key, cause in different.items()}
        return [said.get(str(cause), "") for cause in causes]

    @api.model
    def _cause_sentence(self, cause):
        """:return: str, see _cause_sentences"""
        if cause["code"] == "met":
            return self._criteria_phrase(cause["criteria"])
        notice = cause.get("notice")
        return {
            "unmet": self.env._("no criteria are met any more"),
            "sent": self.env._("%s was sent", notice),
            "cancelled": self.env._("%s was cancelled", notice),
            "person": self.env._("A person chose the segment of the debtor"),
        }[cause["code"]]

    def _criteria_sentence(self):
        """:return: str, the criteria in words"""
        return self._criteria_phrase(self._cause()["criteria"])

    def _criterion_sentence(self, name):
        """:return: str, one criterion that is filled in, such as: Region: abroad"""
        return self._criterion_phrase(name, self._criterion_value(name))

    @api.model
    def _criteria_phrase(self, criteria):
        # an add-on that is gone took its criteria along
        known = [pair for pair in criteria if pair[0] in self._fields]
        if not known:
            return self.env._("everybody")
        return "; ".join(self._criterion_phrase(name, value) for name, value in known)

    @api.model
    def _criterion_phrase(self, name, value):
        field = self._fields[name]
        label = field._description_string(self.env)
        if field.type == "boolean":
            return label
        if field.type == "many2many":
            # sudo: names that a manager chose as criteria
            chosen = self.env[field.comodel_name].sudo().browse(value).exists()
            value = ", ".join(chosen.mapped("name"))
        elif field.type == "selection":
            value = dict(field._description_selection(self.env)).get(value, value)
        elif field.type == "monetary":
            amount, currency_id = value
            value = self.env["res.currency"].browse(currency_id).format(amount)
        return f"{label}: {value}"
