"""To whom a notice goes, by which channel, and who was passed over."""

from dataclasses import dataclass

from .records import Contact


@dataclass
class Delivery:
    channel: str | None  # None: the debtor cannot be reached
    source: str | None = None
    email: str | None = None
    passed_over: tuple[str, ...] = ()  # kinds of contacts without usable address
    also_letter: bool = False
    also_call: bool = False


def asked(debtor, level) -> list[tuple[str, Contact]]:
    """The contacts of the debtor in the order in which a level asks them."""
    order = ["escalation"] if level.is_escalation else []
    known = {**debtor.contacts, "customer": debtor.own}
    order += ["dunning", "invoice", "customer"]
    return [(kind, known[kind]) for kind in order if kind in known]


def delivery(debtor, level):
    """The channel of the customer comes before that of the level.

    Another contact by e-mail comes before a letter, and a letter before a call; never
    the other way round: who chose the letter wants paper.
    """
    contacts = asked(debtor, level)
    email = _first(contacts, lambda contact: contact.email and contact.is_usable)
    letter = _first(
        contacts,
        lambda contact: contact.has_postal_address or debtor.own.has_postal_address,
    )
    phone = _first(contacts, lambda contact: contact.phone)
    wanted = _wanted(debtor, level, phone)
    way = wanted
    if way == "email" and not email:
        way = "letter"
    if way == "letter" and not letter:
        # costs and a hand-over are claimed in writing
        way = "phone" if phone and not _is_in_writing(level) else None
    kind = {"email": email, "letter": letter, "phone": phone or contacts[0][0]}.get(way)
    kinds = [kind for kind, _contact in contacts]
    return Delivery(
        way,
        kind,
        dict(contacts)[email].email if email else None,
        tuple(kinds[: kinds.index(email)] if email else kinds)
        if wanted == "email"
        else (),
        also_letter=level.also_letter and way == "email" and bool(letter),
        also_call=level.also_call and way != "phone",
    )


def _first(contacts, reaches):
    return next((kind for kind, contact in contacts if reaches(contact)), None)


def _wanted(debtor, level, phone):
    if level.action == "call":
        return "phone"
    if debtor.channel == "phone" and (_is_in_writing(level) or not phone):
        return level.channel
    return debtor.channel or level.channel


def _is_in_writing(level):
    return level.action == "hand_over" or level.claims_costs


def leave_out_unreachable(candidates):
    for candidate in candidates:
        if (
            candidate.is_dunned
            and not delivery(candidate.debtor, candidate.level).channel
        ):
            candidate.reason = "no_address"
