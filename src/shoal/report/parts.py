"""Parts of a report as fragments for pages of the web: the same words and pictures, under the heading of that page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shoal.domain.report import ReportInput
from shoal.domain.trade import SheetAgainstShop
from shoal.report.frame import Chart
from shoal.report.markup import Html
from shoal.report.method_part import method_section
from shoal.report.people import NameBook, name_book
from shoal.report.places import PARTS, Places
from shoal.report.plan_part import evidence_section, plan_section
from shoal.report.render import rendered
from shoal.report.sheet_part import sheet_alone, sheet_section
from shoal.report.shortlist_part import shortlist_section, unknowns_section
from shoal.report.vetting_part import vetting_section

NOWHERE = Places()
# Template of each part and the name under which it finds what it shows.
TEMPLATES = {
    "evidence": ("evidence.html", "evidence"),
    "plan": ("plan.html", "plan"),
    "sheet": ("sheet.html", "sheet"),
    "shortlist": ("shortlist.html", "shortlist"),
    "vetting": ("vetting.html", "vetting"),
    "unknowns": ("part_unknowns.html", "unknowns"),
    "left_out": ("part_left_out.html", "unknowns"),
    "method": ("method.html", "method"),
}
PART_CHARTS = {"unknowns": (), "left_out": ("survivors",)}  # these two share one section: each shows its own pictures


def render_part(report: ReportInput, part: str, places: Places = NOWHERE) -> Html:
    """Return one part of a report as a section whose heading is of the second level; no style, no script.

    ``part`` is one of :data:`PARTS`; ``places`` say what else is on the page and where other things are found. Ids are
    unique over all parts of one report. A report without orders has no part ``sheet``: it is empty. Pages that show
    verdicts or bars need :func:`sprite` once. Raises ``ValueError`` for another part. Cost as the whole page.
    """
    names = _names(report, part, places)
    section = _section(report, part, names)
    if section is None:
        return Html("")
    template, key = TEMPLATES[part]
    return rendered(template, {key: with_addresses(section, places)})


def part_content(report: ReportInput, part: str, places: Places = NOWHERE) -> Mapping[str, object]:
    """Return what a part shows, for a page that lays it out itself: texts, rows and pictures, all of it safe to print.

    Empty for a part that the report does not have. The keys are those of the part's own template.
    """
    section = _section(report, part, _names(report, part, places))
    return {} if section is None else with_addresses(section, places)


def part_charts(report: ReportInput, part: str) -> dict[str, Chart]:
    """Return the pictures of one part by their id, for their figures as CSV."""
    section = _section(report, part, _names(report, part, NOWHERE)) or {}
    found = {value.id: value for value in section.values() if isinstance(value, Chart)}
    return {name: chart for name, chart in found.items() if name in PART_CHARTS.get(part, found)}


def render_sheet(sheet: SheetAgainstShop, names: NameBook) -> Html:
    """Return sheet against shop alone, as an import shows it: no brief and no plan are needed.

    The book holds the creators whose deals are typed, whether names are shown, and where references lead.
    """
    return rendered("sheet.html", {"sheet": with_addresses(sheet_alone(sheet, names), names.places)})


def render_chart(chart: Chart) -> Html:
    """Return one picture with its finding, legend and table (and a link to its CSV where it has an address)."""
    return rendered("chart.html", {"chart": chart})


def sprite() -> Html:
    """Return the patterns and signs that pictures and verdicts refer to; once per page, anywhere in the body."""
    return rendered("sprite.html", {})


def with_addresses(section: Mapping[str, object], places: Places) -> dict[str, object]:
    """Return a section whose pictures know the address of their figures as CSV."""
    return {
        key: replace(value, csv=places.of_chart(value.id)) if isinstance(value, Chart) else value
        for key, value in section.items()
    }


def _names(report: ReportInput, part: str, places: Places) -> NameBook:
    here = replace(places, here=(*places.here, part))
    return name_book(
        report.creators, names_shown=report.names_shown, sheet=report.sheet, batches=report.batches, places=here
    )


def _section(report: ReportInput, part: str, names: NameBook) -> Mapping[str, object] | None:
    if part == "evidence":
        return evidence_section(report)
    made = {
        "plan": plan_section,
        "sheet": sheet_section,
        "shortlist": shortlist_section,
        "vetting": vetting_section,
        "unknowns": unknowns_section,
        "left_out": unknowns_section,
        "method": method_section,
    }
    if part not in made:
        raise ValueError(f"a report has no part {part!r}: its parts are {', '.join(PARTS)}")
    return made[part](report, names)
