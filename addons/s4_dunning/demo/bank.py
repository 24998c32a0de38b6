"""What the bank knows and the ledger does not yet."""

from datetime import timedelta

# Company, days before today, amount, name, text: lines that nobody has matched.
UNMATCHED = (
    ("N", 0, 1210.00, "Veldzicht Lease BV", "diverse facturen"),
    ("N", 0, 348.48, "J Terpstra", "rekening garage"),
    ("N", 1, 96.80, "", "betaling factuur, dank"),
    ("N", 1, -412.61, "Energie Noord", "termijn"),
    ("M", 1, 2450.25, "Ond Kustpolis UA", "schade dossier 4471"),
    ("M", 2, 187.55, "Wierda VOF", "onderdelen"),
    ("B", 9, 733.26, "Pakketdienst De Haas", "zie specificatie per post"),
)
# Customer, company, days before today: payments on account. None: as much as is open.
ON_ACCOUNT = (
    ("voorwaarts", "M", 6, None),
    ("kromhout", "N", 11, 150.00),
    ("vosman", "N", 20, 75.00),
    ("oosterhof", "B", 12, 60.00),
)


def leftovers(books, companies, customers, today):
    """Statement lines that are unmatched, and payments that are not allocated."""
    for code, days, amount, name, text in UNMATCHED:
        books.receive(
            companies[code],
            today - timedelta(days=days),
            amount,
            text=text,
            partner_name=name,
        )
    for customer, code, days, amount in ON_ACCOUNT:
        partner, company = customers[customer].partner, companies[code]
        books.receive(
            company,
            today - timedelta(days=days),
            amount or sum(books.items(partner, company).mapped("amount_residual")),
            partner,
            "voorschot",
        )
