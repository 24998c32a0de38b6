"""Workflows that the receivable account or a tag of the customer names."""

from odoo.tools import SQL

# rule of the core: (rule that comes before it, the id of its workflow)
BEFORE = {
    "debtor": ("account", SQL("account_workflow.id")),
    "segment": ("partner_tag", SQL("customer_tag.workflow_id")),
}


def joins(group):
    """LEFT JOINs of the workflows that a group may use.

    Of several tags of a customer the one with the first active workflow counts.
    """
    for model in ("account.account", "res.partner", "res.partner.category"):
        group.env[model].flush_model()
    return SQL(
        """
        LEFT JOIN dunning_workflow account_workflow
          ON account_workflow.id = account.dunning_workflow_id
         AND COALESCE(account_workflow.group_id, %(group)s) = %(group)s
        LEFT JOIN (
             SELECT DISTINCT ON (link.partner_id)
                    link.partner_id, workflow.id AS workflow_id
               FROM res_partner_res_partner_category_rel link
               JOIN res_partner_category category
                 ON category.id = link.category_id AND category.active
               JOIN dunning_workflow workflow
                 ON workflow.id = category.dunning_workflow_id AND workflow.active
              WHERE COALESCE(workflow.group_id, %(group)s) = %(group)s
              ORDER BY link.partner_id, workflow.sequence, workflow.id
             ) customer_tag ON customer_tag.partner_id = customer.id
        """,
        group=group.id,
    )
