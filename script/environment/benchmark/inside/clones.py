"""Clones of the template records, made by INSERT ... SELECT."""


class Clones:
    """Each template has the alias `template`, its plan `document` or a number `n`.

    :param template: dict of kind to the id of its template
    """

    def __init__(self, cr, template):
        self.cr = cr
        self.template = template
        self.first_move = largest_id(cr, "account_move") + 1

    def clone(self, table, values, source, order=None):
        """Insert the template of `source` with other values of some columns.

        :param values: dict of column name to SQL
        """
        columns = self._columns(table)
        if unknown := values.keys() - set(columns):
            raise ValueError(f"{table} has no column {', '.join(unknown)}.")
        names = ", ".join(f'"{column}"' for column in columns)
        expressions = ", ".join(
            values.get(column, f'template."{column}"') for column in columns
        )
        self.cr.execute(
            f"INSERT INTO {table} ({names}) SELECT {expressions} FROM {source}"
            + (f" ORDER BY {order}" if order else "")
        )

    def _columns(self, table):
        self.cr.execute(
            """
            SELECT column_name FROM information_schema.columns
             WHERE table_name = %s AND is_generated = 'NEVER'
             ORDER BY ordinal_position
            """,
            [table],
        )
        return [name for (name,) in self.cr.fetchall()]

    def add_partners(self, debtors):
        """Add the debtors: four of five have an e-mail address, and every tenth an
        invoice contact.

        :return: the id of the first debtor
        """
        first = largest_id(self.cr, "res_partner") + 1
        name = "'Debtor ' || to_char(n, 'FM000000')"
        email = "CASE WHEN n % 5 <> 4 THEN 'debtor' || n || '@debtor.example' END"
        self.clone(
            "res_partner",
            {
                "id": f"{first} + n",
                "commercial_partner_id": f"{first} + n",
                "name": name,
                "complete_name": name,
                "commercial_company_name": name,
                "email": email,
                "email_normalized": email,
                "street": "'Hauptstr. ' || (n % 300 + 1)",
                "zip": "to_char(10000 + n % 80000, 'FM00000')",
                "city": "'Stadt ' || (n % 700)",
                "phone": "'+49 89 ' || (1000000 + n)",
            },
            f"res_partner template, generate_series(0, {debtors - 1}) n"
            f" WHERE template.id = {self.template['partner']}",
        )
        name = "'Debtor ' || to_char(n * 10, 'FM000000')"
        email = "'ap' || n || '@debtor.example'"
        self.clone(
            "res_partner",
            {
                "id": f"{first + debtors} + n",
                "parent_id": f"{first} + n * 10",
                "commercial_partner_id": f"{first} + n * 10",
                "name": "'Accounts payable'",
                "complete_name": f"{name} || ', Accounts payable'",
                "commercial_company_name": name,
                "email": email,
                "email_normalized": email,
            },
            f"res_partner template, generate_series(0, {(debtors - 1) // 10}) n"
            f" WHERE template.id = {self.template['contact']}",
        )
        return first

    def add_moves(self, kind, values, name):
        self.clone(
            "account_move",
            {
                "id": "document.id",
                "name": name,
                "sequence_prefix": "prefix",
                "sequence_number": "document.sequence",
                "date": "document.date",
                "partner_id": "document.partner_id",
                "commercial_partner_id": "document.partner_id",
                "invoice_partner_display_name": "'Debtor ' ||"
                " to_char(debtor, 'FM000000')",
                "create_date": "document.date",
                "write_date": "document.date",
                **values,
            },
            f"benchmark_document document, account_move template"
            f" WHERE template.id = {self.template[kind]}"
            f" AND document.template = '{kind}'",
            "document.id",
        )

    def add_lines(self, kind, values, line_id):
        """Add the lines of the moves of a kind, with their taxes and tags.

        :param line_id: function of SQL of a move's id and of the line's place in it
            that gives SQL of the line's id
        """
        template = f"""(
            SELECT line.*,
                   (ROW_NUMBER() OVER (ORDER BY line.id) - 1)::integer AS place
              FROM account_move_line line WHERE line.move_id = {self.template[kind]}
        ) template"""
        own_id = line_id("document.id", "template.place")
        self.clone(
            "account_move_line",
            {
                "id": own_id,
                "move_id": "document.id",
                "partner_id": "document.partner_id",
                "date": "document.date",
                "create_date": "document.date",
                "write_date": "document.date",
                **values,
            },
            f"benchmark_document document, {template}"
            f" WHERE document.template = '{kind}'",
            "document.id, template.id",
        )
        for relation, column in (
            ("account_move_line_account_tax_rel", "account_tax_id"),
            ("account_account_tag_account_move_line_rel", "account_account_tag_id"),
        ):
            self.cr.execute(
                f"""
                INSERT INTO {relation} (account_move_line_id, {column})
                SELECT {own_id}, relation.{column}
                  FROM benchmark_document document, {template}
                  JOIN {relation} relation
                    ON relation.account_move_line_id = template.id
                 WHERE document.template = '{kind}'
                """
            )


def largest_id(cr, table):
    cr.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
    return cr.fetchone()[0]
