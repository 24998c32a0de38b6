import re
from contextlib import suppress
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

import lxml.html
from markupsafe import Markup

from odoo import api, models
from odoo.tools import file_path, ormcache

from .stylesheet import Stylesheet
from .wkhtmltopdf import Document

LETTER = "s4_dunning.dunning_letter"
STYLESHEET = re.compile(r'<link\b[^>]*\bhref="(/web/assets/[^"]*\.css)"[^>]*>')
STATIC_FILE = re.compile(r"""(\burl\(\s*|\bsrc=)(["']?)(/\w+/static/[^"')?#\s]*)""")


class DunningLetter(models.AbstractModel):
    """Documents for wkhtmltopdf that ask nothing of a web server.

    Odoo gives addresses of its stylesheets and fonts to wkhtmltopdf, which then is a
    client of the server that waits for it. Here the rules that a letter needs stand in
    the letter, and fonts are read from the disk.
    """

    _inherit = "report.s4_dunning.dunning_letter"

    @api.model
    def _documents(self, notice):
        """:return: list of Document, one for each addressee of a notice"""
        report = (
            self.env["ir.actions.report"]
            .with_company(notice.company_id)
            .with_context(lang=notice.lang, debug=False, webp_as_jpg=True)
        )
        report_sudo = report._get_report(LETTER)
        values = report._get_rendering_context(
            report_sudo, notice.ids, {"report_type": "pdf"}
        )
        values["docs"] = notice.with_env(values["docs"].env)  # fetches for the batch
        root = lxml.html.fromstring(
            report._render_template(report_sudo.report_name, values),
            parser=lxml.html.HTMLParser(encoding="utf-8"),
        )
        headers, footers = _take(root, "header"), _take(root, "footer")
        return [
            self._document(report_sudo, root, *parts)
            for parts in zip_longest(_take(root, "article"), headers, footers)
        ]

    def _document(self, report, root, body, header, footer):
        read = set()
        special = {name: value for name, value in root.items() if "data-report" in name}
        paper = report._build_wkhtmltopdf_args(
            report.get_paperformat(), None, specific_paperformat_args=special
        )
        return Document(
            body=self._page(report, body, read),
            header=self._page(report, header, read, is_repeated=True),
            footer=self._page(report, footer, read, is_repeated=True),
            arguments=tuple(paper),
            read=frozenset(read),
        )

    def _page(self, report, node, read, is_repeated=False):
        """Make a whole HTML page of a part of a letter.

        :param read: set, to which the folders are added from which the page loads files
        :param is_repeated: it is a header or a footer, with the number of the page
        :return: str
        """
        if node is None:
            return ""
        layout = report._get_layout()
        html = report.env["ir.qweb"]._render(
            layout.id,
            {
                "subst": is_repeated,
                "body": Markup(lxml.html.tostring(node, encoding="unicode")),
                "base_url": report._get_report_url(layout=layout),
                "report_xml_id": report.xml_id,
                "debug": False,
            },
        )
        page = STYLESHEET.sub(
            lambda link: f"<style>{self._stylesheet(link[1]).needed(html)}</style>",
            html,
        )
        return _read_from_disk(page, read)

    @ormcache("url", cache="assets")
    def _stylesheet(self, url):
        """:return: Stylesheet that a page links to"""
        bundle, is_rtl, _type, is_prefixed = self.env["ir.asset"]._parse_bundle_name(
            url.rpartition("/")[2], False
        )
        css = self.env["ir.qweb"]._get_asset_bundle(
            bundle, js=False, rtl=is_rtl, autoprefix=is_prefixed
        )
        return Stylesheet(css.css().raw.decode())


def _take(root, part):
    """:return: list of the nodes of a class, taken out of the tree"""
    nodes = root.xpath(f"//div[contains(concat(' ', @class, ' '), ' {part} ')]")
    for node in nodes:
        node.drop_tree()
    return nodes


def _read_from_disk(page, read):
    """Replace addresses on the server by files, whose folders are added to `read`."""

    def replace(match):
        path = _static_file(match[3])
        if not path:
            return match[0]
        read.add(str(path.parent))
        return f"{match[1]}{match[2]}{path.as_uri()}"

    return STATIC_FILE.sub(replace, page)


@lru_cache(maxsize=256)
def _static_file(address):
    """:return: the real Path of a static file of a module, or None"""
    if ".." in address.split("/"):
        return None
    with suppress(FileNotFoundError):
        return Path(file_path(address.lstrip("/"))).resolve()
    return None
