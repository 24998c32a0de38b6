"""What people do to a debtor while a notice is on its way."""


def pay(world, notice):
    """a payment"""
    for invoice in _invoices(world, notice):
        context = {"active_model": "account.move", "active_ids": [invoice]}
        wizard = world.person.call(
            "account.payment.register", "create", vals_list=[{}], context=context
        )
        world.person.call(
            "account.payment.register",
            "action_create_payments",
            wizard,
            context=context,
        )


def hold(world, notice):
    """a hold"""
    ((debtor, _name),) = _read(world, notice, "debtor_id")
    reason = world.person.search("dunning.hold.reason", limit=1)[0]
    world.person.create(
        "dunning.hold", scope="debtor", debtor_id=debtor, reason_id=reason
    )


def cancel_the_invoices(world, notice):
    """a cancelled invoice"""
    invoices = _invoices(world, notice)
    world.person.call("account.move", "button_draft", invoices)
    world.person.call("account.move", "button_cancel", invoices)


def merge_the_customer(world, notice):
    """a merged customer"""
    ((partner, name),) = _read(world, notice, "partner_id")
    other = world.person.create("res.partner", name=f"{name} B.V.", is_company=True)
    wizard = world.person.create(
        "base.partner.merge.automatic.wizard",
        state="selection",
        partner_ids=[(6, 0, [partner, other])],
        dst_partner_id=other,
    )
    world.person.call("base.partner.merge.automatic.wizard", "action_merge", wizard)


def switch_the_level(world, notice, is_active):
    """Archive or restore the level of a notice."""
    ((level, _name),) = _read(world, notice, "level_id")
    world.person.write("dunning.level", level, active=is_active)


def _read(world, notice, field):
    return [row[field] for row in world.person.read("dunning.notice", [notice], field)]


def _invoices(world, notice):
    """Return the ids of the overdue invoices of a notice."""
    rows = world.database.rows(
        f"""
        SELECT DISTINCT item.move_id
          FROM dunning_notice_line line
          JOIN account_move_line item ON item.id = line.move_line_id
         WHERE line.notice_id = {notice} AND line.kind = 'overdue'
        """
    )
    return [row["move_id"] for row in rows]
