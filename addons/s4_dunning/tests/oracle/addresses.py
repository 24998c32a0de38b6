"""Where a notice goes, and by which channel."""


def email(debtor):
    """The contact for invoices comes before the customer itself."""
    own = debtor.contact_email if debtor.has_invoice_contact else None
    return own or debtor.email


def has_postal_address(debtor):
    return debtor.has_postal_address or (
        debtor.has_invoice_contact and debtor.contact_has_postal_address
    )


def channel(debtor, level):
    """A debtor without e-mail address gets a letter.

    The other way round a letter does not become an e-mail: who chose it wants paper.

    :return: email, letter, phone; None: the debtor cannot be reached
    """
    if level.action == "call":
        return "phone"
    if level.channel == "email" and email(debtor):
        return "email"
    return "letter" if has_postal_address(debtor) else None


def leave_out_unreachable(candidates):
    for candidate in candidates:
        if candidate.is_dunned and not channel(candidate.debtor, candidate.level):
            candidate.reason = "no_address"
