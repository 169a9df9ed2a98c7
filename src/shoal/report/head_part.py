"""The head of the page: whose campaign, what it wants in words, for how much, where, when, and until when data go."""

from __future__ import annotations

from datetime import date

from shoal.domain.brief import Brief
from shoal.domain.report import ReportInput
from shoal.domain.values import Window
from shoal.report.people import NameBook
from shoal.report.plain import brief_title, capitalised, countries_text, goal_text
from shoal.report.sentences import untracked_sentence
from shoal.report.words import counted_noun, day_text, money_text


def head_section(report: ReportInput, names: NameBook) -> dict[str, object]:
    """Return title, wish in the brand's own words, facts, and the untracked share where a shop was read."""
    brief = report.brief
    return {
        "title": brief_title(brief),
        "text": names.rich(capitalised(brief.text)),
        "facts": _facts(brief),
        "untracked": untracked_sentence(report.sheet) if report.sheet is not None else "",
        "cut_off": _cut_off(report),
    }


def _facts(brief: Brief) -> list[tuple[str, str]]:
    facts = [("Goal", goal_text(brief.goal)), ("Budget", money_text(brief.budget))]
    if brief.markets:
        facts.append(("Market" if len(brief.markets) == 1 else "Markets", countries_text(brief.markets)))
    window = _window(brief.window)
    if window:
        facts.append(("Dates", window))
    if brief.most_creators is not None:
        facts.append(("Size", f"at most {counted_noun(brief.most_creators, 'creator')}"))
    return facts


def _window(window: Window) -> str:
    """Return the days of a campaign; a window may be open at either end."""
    if window.start and window.end:
        return f"{day_text(window.start)} to {day_text(window.end)}"
    if window.start:
        return f"from {day_text(window.start)}"
    return f"until {day_text(window.end)}" if window.end else ""


def _cut_off(report: ReportInput) -> str:
    """Return until when the data go; the moment itself stands in the generated-at line alone."""
    if report.sheet is None or not report.sheet.days:
        return "all brought in before then"
    last = day_text(date.fromisoformat(max(day for day, _ in report.sheet.days)))
    return f"all brought in before then; last order {last}"
