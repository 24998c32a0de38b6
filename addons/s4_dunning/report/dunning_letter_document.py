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
from .wkhtmltopdf import Document, Page

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
    def _documents(self, notice, repeated):
        """Make the documents of a notice.

        :param repeated: dict of the headers and footers that were made, which letters
            of one sender share
        :return: list of Document, one for each addressee
        :raise ValueError: the template made fewer letters, or more.
        """
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
        documents = self._laid_out(report_sudo, values, repeated)
        addressees = self._addressees(values["docs"])
        if len(documents) != len(addressees):
            raise ValueError(
                f"{len(documents)} letters to {len(addressees)} addressees"
            )
        return documents

    def _laid_out(self, report_sudo, values, repeated):
        """Make the documents of a report.

        :param report_sudo: ir.actions.report in the company and language of its reader
        :param values: dict, what the template prints
        :param repeated: dict of the headers and footers that were made
        :return: list of Document
        """
        root = lxml.html.fromstring(
            report_sudo.sudo(False)._render_template(report_sudo.report_name, values),
            parser=lxml.html.HTMLParser(encoding="utf-8"),
        )
        paper = report_sudo._build_wkhtmltopdf_args(
            report_sudo.get_paperformat(),
            None,
            specific_paperformat_args={
                name: value for name, value in root.items() if "data-report" in name
            },
        )
        headers, footers = _take(root, "header"), _take(root, "footer")
        bodies = _take(root, "article")
        return [
            Document(
                self._page(report_sudo, body),
                self._repeated_page(report_sudo, header, repeated),
                self._repeated_page(report_sudo, footer, repeated),
                tuple(paper),
            )
            for body, header, footer in zip_longest(bodies, headers, footers)
        ]

    def _repeated_page(self, report, html, repeated):
        """:return: Page of a header or footer, None if there is none"""
        key = (report.env.company.id, report.env.lang, html)
        if html and key not in repeated:
            repeated[key] = self._page(report, html, is_repeated=True)
        return repeated.get(key)

    def _page(self, report, html, is_repeated=False):
        """:return: Page, a part of a letter that stands by itself"""
        layout = report._get_layout()
        html = report.env["ir.qweb"]._render(
            layout.id,
            {
                "subst": is_repeated,  # prints the number of the page
                "body": Markup(html),
                "base_url": report._get_report_url(layout=layout),
                "report_xml_id": report.xml_id,
                "debug": False,
            },
        )
        html = STYLESHEET.sub(
            lambda link: f"<style>{self._stylesheet(link[1]).needed(html)}</style>",
            html,
        )
        return _read_from_disk(html)

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
    """:return: list of str, the HTML of the nodes of a class, taken out of the tree"""
    classes = "concat(' ', normalize-space(@class), ' ')"
    nodes = root.xpath(f"//div[contains({classes}, ' {part} ')]")
    for node in nodes:
        node.drop_tree()
    return [lxml.html.tostring(node, encoding="unicode") for node in nodes]


def _read_from_disk(html):
    """:return: Page, with files in place of addresses on the server"""
    read = set()

    def replace(match):
        path = _static_file(match[3])
        if not path:
            return match[0]
        read.add(str(path.parent))
        return f"{match[1]}{match[2]}{path.as_uri()}"

    return Page(STATIC_FILE.sub(replace, html), frozenset(read))


@lru_cache(maxsize=256)
def _static_file(address):
    """:return: the real Path of a static file of a module, or None"""
    if ".." in address.split("/"):
        return None
    with suppress(FileNotFoundError):
        return Path(file_path(address.lstrip("/"))).resolve()
    return None
