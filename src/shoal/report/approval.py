"""The approval sheet as one file: opened from a disk, marked without a network, sent back with the answers inside.

Its script is small, inline and allowed by its hash alone; the file can load nothing and send nothing. Without script
it is a page to print, with a text to fill in and send by mail. ``shoal.sources`` reads all of it back.
"""

from __future__ import annotations

from dataclasses import asdict

from shoal.domain.sharing import ApprovalSheet
from shoal.report.markup import Html
from shoal.report.people import clean
from shoal.report.render import hashed, rendered, scripted, styled
from shoal.report.words import moment_text

SHEETS = ("tokens.css", "parts.css", "page.css", "approval.css")
CHOICES = ("approve", "reject", "ask")


def render_approval(sheet: ApprovalSheet) -> str:
    """Return the sheet as one self-contained page. Linear in its rows."""
    style, script = styled(SHEETS), scripted("approval.js")
    rows = [
        {**asdict(row), "name": clean(row.name), "who": clean(row.who),
         "link": row.url if row.url.startswith(("https://", "http://")) else ""}
        for row in sheet.rows
    ]  # fmt: skip
    made = moment_text(sheet.made_at, sheet.timezone) if sheet.made_at else "not known"
    page = {
        "sheet": sheet, "rows": rows, "choices": CHOICES, "text": mail_text(sheet),
        "made": made, "style": Html(style), "style_hash": hashed(style),
        "script": Html(script), "script_hash": hashed(script),
    }  # fmt: skip
    return str(rendered("approval.html", page))


def mail_text(sheet: ApprovalSheet) -> str:
    """Return the sheet as a text to fill in: who is meant stands above the line that takes the answer."""
    head = f"Shortlist {sheet.brief_name}, version {sheet.version}\nName: \n"
    return head + "".join(f"\n# {' '.join(clean(row.who).split())}\n{row.row_id}:\n" for row in sheet.rows)
