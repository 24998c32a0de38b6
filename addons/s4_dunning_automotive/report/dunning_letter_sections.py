from odoo import api, models


class DunningLetter(models.AbstractModel):
    """Sections: the items of a company under their location and brand."""

    # EXTENDS s4_dunning
    _inherit = "report.s4_dunning.dunning_letter"

    @api.model
    def _rows(self, lines):
        if not lines.notice_id.workflow_id.has_sections:
            return super()._rows(lines)
        return self._section_rows(lines, ["location_id", "brand_id"])

    def _section_rows(self, lines, tags, depth=1):
        """Cut items into sections, and these again.

        A level on which all items lie in no section is left out, and so is a subtotal
        that would repeat the amount of its only item or the total around it.

        :param tags: names of the fields to cut by, the outermost first
        :return: rows as `_rows` gives them
        """
        if not tags:
            # pylint: disable=super-method-mismatch
            return super()._rows(lines.sorted("date_due"))
        tag, *inner_tags = tags
        sections = lines.grouped(tag)
        if not any(sections):
            return self._section_rows(lines, inner_tags, depth)
        rows = []
        for section in sorted(sections, key=_sort_key):
            own_lines = sections[section]
            own_rows = self._section_rows(own_lines, inner_tags, depth + 1)
            heading = {"text": section.name or lines.env._("Other"), "depth": depth}
            own_rows[0]["headings"] = [heading, *own_rows[0].get("headings", [])]
            rows += own_rows
            if section and len(own_lines) > 1 and len(sections) > 1:
                rows.append(
                    {
                        "text": lines.env._("Total %s", section.name),
                        "depth": depth,
                        "amount": sum(own_lines.mapped("amount_to_pay")),
                    }
                )
        return rows


def _sort_key(section):
    """By name; what lies in no section comes last."""
    return (not section, section.name or "", section.id)
