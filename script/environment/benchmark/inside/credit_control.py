"""The steps of OCA's account_credit_control, as its buttons do them."""

from .today import TODAY

SAMPLE = 5  # e-mails and letters take more than a second each


def propose(env):
    """Compute the credit control lines of a new run."""
    run = env["credit.control.run"].create({"date": TODAY})
    items = env["account.move.line"].search_count(
        [
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
        ]
    )
    return items, run.generate_credit_lines


def ready(env):
    """Mark all lines as to be sent, which is its approval."""
    run = env["credit.control.run"].search([], limit=1)
    lines = run.line_ids.filtered(lambda line: line.state == "draft")
    return len(lines), run.set_to_ready_lines


def _communications(env, channel):
    """Communications of a sample of debtors, evenly over their sizes."""
    lines = env["credit.control.line"].search(
        [("state", "=", "to_be_sent"), ("channel", "=", channel)]
    )
    debtors = lines.partner_id.sorted("id")
    chosen = debtors[:: max(1, len(debtors) // SAMPLE)][:SAMPLE]
    return env["credit.control.communication"]._generate_comm_from_credit_lines(
        lines.filtered(lambda line: line.partner_id in chosen)
    )


def send_emails(env):
    """Queue e-mails with the PDF attached."""
    communications = _communications(env, "email")
    return len(communications), communications._generate_emails


def send_letters(env):
    """Print letters, one call of wkhtmltopdf each."""
    communications = _communications(env, "letter")
    report = env["ir.actions.report"].with_context(
        discard_logo_check=True, force_report_rendering=True
    )

    def work():
        for communication in communications:
            report._render_qweb_pdf(
                "account_credit_control.report_credit_control_summary",
                communication.ids,
            )

    return len(communications), work


STEPS = {
    function.__name__: function
    for function in (propose, ready, send_emails, send_letters)
}
