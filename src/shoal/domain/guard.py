"""What a spreadsheet would take for a formula: guarded wherever we write a file that people open in one."""

from __future__ import annotations

import re

# Every beginning that a spreadsheet runs, wide forms among them, also behind apostrophes and spaces (ledger model,
# section 15). A plain number is no formula, whatever its sign.
FORMULA = re.compile(r"^'*\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
NUMBER = re.compile(r"[+-]?\d[\d,.]*( ?%)?")


def guarded_text(text: str) -> str:
    """Return text for a cell: one apostrophe stands before what a spreadsheet would run; plain numbers stay."""
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text
