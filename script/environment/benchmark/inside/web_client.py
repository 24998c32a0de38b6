"""The calls with which the web client fills the first page of an action or a form."""

from lxml import etree

from odoo.tools.safe_eval import safe_eval

COUNT_LIMIT = 10_001  # as far as the pager of a list counts
LIST_LIMIT = 80
KANBAN_LIMIT = 40


def first_page(env, action):
    """Return functions that each do one call of the client, without its cached views.

    :param action: values of an ir.actions.act_window
    """
    model = env[action["res_model"]]
    offered = action.get("views") or [
        (False, kind) for kind in action["view_mode"].split(",")
    ]
    kind = next(kind for _view, kind in offered if kind in ("list", "kanban"))
    search_view = (action.get("search_view_id") or [False])[0]
    views = model.get_views([*offered, (search_view, "search")])["views"]
    arch = etree.fromstring(views[kind]["arch"])
    search = etree.fromstring(views["search"]["arch"])
    context = _evaluate(env, action.get("context")) or {}
    domain = list(_evaluate(env, action.get("domain")) or [])
    group_by = []
    for node in search.iter("filter"):
        if context.pop(f"search_default_{node.get('name')}", False):
            domain += _evaluate(env, node.get("domain")) or []
            filter_context = _evaluate(env, node.get("context")) or {}
            if "group_by" in filter_context:
                group_by.append(filter_context["group_by"])
    model = model.with_context(**context, bin_size=True)
    fields = specification(model, arch)
    calls = [
        _panel(model, node, domain) for node in search.iterfind("searchpanel/field")
    ]
    if group_by:
        calls.append(
            lambda: model.web_read_group(
                domain,
                group_by[:1],
                ["__count", *_sums(arch)],
                limit=LIST_LIMIT,
                unfold_read_specification=fields,
                unfold_read_default_limit=LIST_LIMIT,
            )
        )
    else:
        limit = LIST_LIMIT if kind == "list" else KANBAN_LIMIT
        calls.append(
            lambda: model.web_search_read(
                domain,
                fields,
                limit=int(arch.get("limit") or limit),
                order=arch.get("default_order"),
                count_limit=COUNT_LIMIT,
            )
        )
    return calls


def form(record, view=None):
    """Return the call that reads a form, with the first page of each list in it."""
    view_id = view and record.env.ref(view).id
    views = record.get_views([(view_id or False, "form")])["views"]
    fields = specification(record, etree.fromstring(views["form"]["arch"]))
    return [lambda: record.with_context(bin_size=True).web_read(fields)]


def specification(model, arch):
    """What web_read is asked for, given a view without the views within its fields."""
    return {
        node.get("name"): _of_field(model, node)
        for node in _field_nodes(arch)
        if node.get("name") in model._fields
    }


def _field_nodes(arch):
    for node in arch.iterchildren(etree.Element):
        if node.tag == "field":
            yield node
        elif node.tag not in ("searchpanel", "groupby"):
            yield from _field_nodes(node)


def _of_field(model, node):
    field = model._fields[node.get("name")]
    is_invisible = {"True", "1"} & {node.get("invisible"), node.get("column_invisible")}
    if not field.relational or is_invisible:
        return {}
    if field.type == "many2one":
        return {"fields": {"display_name": {}}}
    views = [view for view in node if view.tag in ("list", "kanban")]
    if views:
        return {
            "fields": specification(model.env[field.comodel_name], views[0]),
            "limit": int(views[0].get("limit") or KANBAN_LIMIT),
            "order": views[0].get("default_order") or "",
        }
    if "tags" in node.get("widget", ""):
        return {"fields": {"display_name": {}}}
    return {}


def _panel(model, node, domain):
    is_many = node.get("select") == "multi"
    suffix = "multi_range" if is_many else "range"
    select = getattr(model, f"search_panel_select_{suffix}")
    return lambda: select(
        node.get("name"),
        search_domain=domain,
        category_domain=[],
        filter_domain=[],
        enable_counters=node.get("enable_counters") == "1",
        limit=200,
    )


def _sums(arch):
    return [f"{node.get('name')}:sum" for node in _field_nodes(arch) if node.get("sum")]


def _evaluate(env, text):
    if not isinstance(text, str):
        return text
    values = {"uid": env.uid, "allowed_company_ids": env.companies.ids, "active_id": 0}
    return safe_eval(text, values)
