"""The page: the one file that speaks to the template engine.

The engine stands alone, without settings: every number, date and amount is text before it gets here.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import UTC
from functools import cache
from pathlib import Path

from django.template import Context, Engine

from shoal.domain.people import Decision
from shoal.domain.report import ReportInput
from shoal.report.head_part import head_section
from shoal.report.markup import Html, kept_together
from shoal.report.method_part import method_section
from shoal.report.people import NameBook, name_book
from shoal.report.plan_part import evidence_section, plan_section
from shoal.report.sheet_part import sheet_section
from shoal.report.shortlist_part import shortlist_section, unknowns_section
from shoal.report.vetted_part import HEADERS, vetted_section, vetted_table
from shoal.report.vetting_part import vetting_section
from shoal.report.words import moment_text

GENERATED = re.compile(r'<time id="generated".*?</time>', re.DOTALL)
TEMPLATES = Path(__file__).parent / "templates"
STYLES, SCRIPTS = Path(__file__).parent / "styles", Path(__file__).parent / "scripts"
SHEETS = ("tokens.css", "parts.css", "rows.css", "page.css")  # the web page serves all but the last: one look for both


def render_html(report: ReportInput) -> str:
    """Return one self-contained page: no script, no outside asset, every style in one sheet.

    Equal input gives equal bytes; the time stands in one element, ``<time id="generated">``, and nowhere else.
    Cost: linear in candidates, lines, codes and days; 40 candidates take well under half a second.
    """
    names = _names(report)
    page = {
        **_frame(report, names),
        "steps": True,
        "names_shown": report.names_shown,
        "evidence": evidence_section(report),
        "plan": plan_section(report, names),
        "sheet": sheet_section(report, names),
        "shortlist": shortlist_section(report, names),
        "vetting": vetting_section(report, names),
        "unknowns": unknowns_section(report, names),
        "method": method_section(report, names),
    }
    return kept_together(rendered("report.html", page))


def render_vetted(report: ReportInput, decisions: Mapping[str, Decision]) -> str:
    """Return the vetted list as one self-contained page: per creator why, what was checked, what is unknown.

    ``decisions`` are by account id. Linear in candidates.
    """
    names = _names(report)
    page = {**_frame(report, names), "vetted": vetted_section(report, names, decisions)}
    closing = {"vetting": vetting_section(report, names), "method": method_section(report, names)}
    return kept_together(rendered("vetted.html", {**page, **closing}))


def vetted_rows(report: ReportInput, decisions: Mapping[str, Decision]) -> tuple[tuple[str, ...], ...]:
    """Return the vetted list as a table of plain text, its header first."""
    return (HEADERS, *vetted_table(report, _names(report), decisions))


def _names(report: ReportInput) -> NameBook:
    return name_book(report.creators, names_shown=report.names_shown, sheet=report.sheet, batches=report.batches)


def _frame(report: ReportInput, names: NameBook) -> dict[str, object]:
    """Return what every page of its own has: its style, its head and the moment."""
    style = styled(SHEETS)
    return {
        "style": Html(style),
        "style_hash": hashed(style),
        "brand": report.brand.name,
        "head": head_section(report, names),
        "generated": moment_text(report.as_of, report.brand.timezone),
        "generated_iso": report.as_of.astimezone(UTC).isoformat(timespec="seconds"),
        "made_up": report.made_up,
    }


def rendered(template: str, context: Mapping[str, object]) -> Html:
    """Return a template of this room filled in, as markup."""
    # Without settings the engine must not ask for a language or a zone: both are switched off here.
    filled = Context(dict(context), use_l10n=False, use_tz=False)
    return Html(_engine().get_template(template).render(filled))


def timeless(html: str) -> str:
    """Return a page without its one line of time: two pages of equal input are equal in this form."""
    return GENERATED.sub("", html)


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(TEMPLATES)], autoescape=True)


@cache
def styled(sheets: tuple[str, ...]) -> str:
    """Return style sheets of this room as one."""
    return "".join((STYLES / name).read_text(encoding="utf-8") for name in sheets)


@cache
def scripted(name: str) -> str:
    """Return the script of a file that goes out; no page of the server has one inline."""
    return (SCRIPTS / name).read_text(encoding="utf-8")


def hashed(text: str) -> str:
    """Return the hash by which a page allows one inline style or script, and no other."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
