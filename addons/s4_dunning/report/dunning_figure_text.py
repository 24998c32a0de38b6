"""How a figure is shown: a figure that has no value is not zero."""

from odoo.tools import formatLang

from ..rules.figures import rounded


def shown(env, value, is_percentage=False, is_minimum=False):
    """:return: str, a dash if there is no value

    :param env: environment
    :param value: Decimal or None
    :param is_minimum: the true figure is higher
    """
    if value is None:
        return "–"
    text = formatLang(env, float(rounded(value, 1)), digits=1)
    if is_minimum:
        text = f"> {text}"
    return f"{text} %" if is_percentage else text
