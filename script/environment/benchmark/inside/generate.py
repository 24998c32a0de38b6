"""Clone the template documents into a large, valid ledger by plain SQL.

The secondary indexes of the two large tables are dropped and built again, and foreign
keys are not checked meanwhile; `verify` proves the result afterwards.
"""

import io
import json

from . import plan, reconciliations
from .clones import Clones, largest_id
from .template import PARAMETER
from .today import TODAY

SETTINGS = """
SET session_replication_role = replica;
SET maintenance_work_mem = '1GB';
SET work_mem = '256MB';
SET jit = off;
"""
TABLES = (
    "account_move",
    "account_move_line",
    "account_move_line_account_tax_rel",
    "account_account_tag_account_move_line_rel",
)
INVOICES = ("open", "part", "paid", "refund")
KINDS = (*INVOICES, "payment", "part_by", "paid_by")
NAME = "document.prefix || to_char(document.sequence, 'FM0000000')"


def generate(env, size):
    """Fill the database of the templates with the ledger of a size of `plan`."""
    cr = env.cr
    cr.execute(SETTINGS)
    template = json.loads(env["ir.config_parameter"].get_param(PARAMETER))
    open_items, debtors = plan.SIZES[size]
    _write_plan(cr, plan.documents(open_items, debtors))
    clones = Clones(cr, template)
    first_partner = clones.add_partners(debtors)
    _write_documents(cr, first_partner)
    indexes = _drop_indexes(cr)
    bases = reconciliations.Bases(cr)
    for kind in KINDS:
        clones.add_moves(kind, _move_values(kind), NAME)
        clones.add_lines(kind, _line_values(kind, bases), bases.line_id)
    reconciliations.add(clones, bases)
    for index in indexes:
        cr.execute(index)
    _move_sequences(cr)
    cr.execute("DROP TABLE benchmark_plan, benchmark_document")
    cr.commit()


def _write_plan(cr, documents):
    cr.execute(
        """
        CREATE UNLOGGED TABLE benchmark_plan (
            number integer, kind text, debtor integer, due integer, term integer,
            net numeric, tax numeric, gross numeric, paid numeric)
        """
    )
    rows = io.StringIO()
    for document in documents:
        rows.write("\t".join(map(str, document)) + "\n")
    rows.seek(0)
    cr.copy_expert("COPY benchmark_plan FROM STDIN", rows)


def _write_documents(cr, first_partner):
    """One row for every journal entry: the documents and the payments of some."""
    cr.execute(
        f"""
        CREATE UNLOGGED TABLE benchmark_document AS
        WITH document AS (
            SELECT number, kind, kind AS template, debtor, net, tax, gross, paid,
                   DATE '{TODAY}' + due AS date_due,
                   DATE '{TODAY}' + due
                       - CASE kind WHEN 'payment' THEN 0 ELSE term END AS date
              FROM benchmark_plan
             UNION ALL
            SELECT number, kind, kind || '_by', debtor, net, tax, gross, paid, NULL,
                   LEAST(DATE '{TODAY}' - 1, DATE '{TODAY}' + due + number % 25 - 5)
              FROM benchmark_plan
             WHERE kind IN ('part', 'paid')
        ), named AS (
            SELECT document.*,
                   CASE WHEN template IN ('open', 'part', 'paid') THEN 'INV'
                        WHEN template = 'refund' THEN 'RINV'
                        ELSE 'BNK1' END
                   || '/' || EXTRACT(year FROM date) || '/' AS prefix
              FROM document
        )
        SELECT named.*,
               100 + ROW_NUMBER() OVER (PARTITION BY prefix ORDER BY date, number)
                   AS sequence,
               {largest_id(cr, "account_move")}
                   + ROW_NUMBER() OVER (ORDER BY date, number, template) AS id,
               {first_partner} + debtor AS partner_id
          FROM named
        """
    )
    cr.execute("CREATE INDEX ON benchmark_document (template)")
    cr.execute("CREATE INDEX ON benchmark_document (number)")
    cr.execute("ANALYZE benchmark_document")


def _drop_indexes(cr):
    """Drop what is no constraint; return the statements that build it again."""
    cr.execute(
        """
        SELECT index.indexrelid::regclass::text, pg_get_indexdef(index.indexrelid)
          FROM pg_index index
          LEFT JOIN pg_constraint ON pg_constraint.conindid = index.indexrelid
         WHERE index.indrelid = ANY(%s::regclass[]) AND pg_constraint.oid IS NULL
        """,
        [list(TABLES)],
    )
    indexes = cr.fetchall()
    for name, _definition in indexes:
        cr.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in indexes]


def _move_values(kind):
    if kind not in INVOICES:
        return {
            "amount_total": "paid",
            "amount_total_signed": "paid",
            "amount_total_in_currency_signed": "paid",
            "invoice_date_due": "document.date",
        }
    sign = "-" if kind == "refund" else ""
    residual = _residual(kind)
    return {
        "partner_shipping_id": "document.partner_id",
        "invoice_date": "document.date",
        "delivery_date": "document.date",
        "invoice_date_due": "date_due",
        "payment_reference": NAME,
        "amount_untaxed": "net",
        "amount_tax": "tax",
        "amount_total": "gross",
        "amount_residual": residual,
        "amount_untaxed_signed": f"{sign}net",
        "amount_tax_signed": f"{sign}tax",
        "amount_total_signed": f"{sign}gross",
        "amount_residual_signed": f"{sign}({residual})",
        "amount_total_in_currency_signed": f"{sign}gross",
        "amount_untaxed_in_currency_signed": f"{sign}net",
    }


def _residual(kind):
    return {"part": "gross - paid", "paid": "0"}.get(kind, "gross")


def _line_values(kind, bases):
    if kind in INVOICES:
        amount = (
            "CASE template.display_type"
            " WHEN 'product' THEN net WHEN 'tax' THEN tax ELSE gross END"
        )
        values = _invoice_line_values(kind)
    else:
        amount = "paid"
        residual = "SIGN(template.amount_residual) * paid"
        values = {
            "price_subtotal": "SIGN(template.balance) * paid",
            "price_total": "SIGN(template.balance) * paid",
            "amount_residual": residual,
            "amount_residual_currency": residual,
            "ref": "'Transfer ' || number",
        }
    return {
        **values,
        "move_name": NAME,
        "debit": f"CASE WHEN template.debit <> 0 THEN {amount} ELSE 0 END",
        "credit": f"CASE WHEN template.credit <> 0 THEN {amount} ELSE 0 END",
        "balance": f"SIGN(template.balance) * {amount}",
        "amount_currency": f"SIGN(template.balance) * {amount}",
        **bases.matching(kind),
    }


def _invoice_line_values(kind):
    def only(display_type, value, otherwise):
        return (
            f"CASE WHEN template.display_type = '{display_type}'"
            f" THEN {value} ELSE {otherwise} END"
        )

    residual = f"-{_residual(kind)}" if kind == "refund" else _residual(kind)
    return {
        "invoice_date": "document.date",
        "name": only("payment_term", NAME, "template.name"),
        "date_maturity": only("payment_term", "date_due", "NULL"),
        "amount_residual": only("payment_term", residual, "0"),
        "amount_residual_currency": only("payment_term", residual, "0"),
        "price_unit": only("product", "net", "template.price_unit"),
        "price_subtotal": only("product", "net", "template.price_subtotal"),
        "price_total": only("product", "gross", "template.price_total"),
        "tax_base_amount": only("tax", "SIGN(template.tax_base_amount) * net", "NULL"),
    }


def _move_sequences(cr):
    for table in (
        "account_move",
        "account_move_line",
        "account_partial_reconcile",
        "account_full_reconcile",
        "res_partner",
    ):
        cr.execute(f"SELECT setval('{table}_id_seq', {largest_id(cr, table)})")
