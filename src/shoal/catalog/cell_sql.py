"""SQL for single cells: when one is plain, and its value. It gives what the rules of the sources give."""

from __future__ import annotations

import re
from collections.abc import Iterable

from shoal.sources import GROUP_MARKS, MAIL_CUT, PlainCell

WORDY = ("text", "handle", "row_id", "city", "codes")  # only these patterns let a word such as "unknown" through
TEXTS = ("text", "row_id", "city")
WIDEST_LETTER = 3  # bytes of the longest letter that has an ASCII one for its other case: the sign of kelvin
MOST_DECIMALS = 12  # of a rate that is cast
SPACES = (" ", "\t", "\u00a0")  # what stands around cells in sheets; other invisible signs are left to the rules


def text_literal(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def fits(cell: PlainCell, name: str, pattern: str) -> str:
    """Return SQL for what a pattern asks of a value, and that it is none of the words that it is not."""
    found = f"regexp_matches({name}, {text_literal(pattern)})"
    if cell.cast in TEXTS:
        found = f"({_ascii_edges(name)} OR {found})"
    if cell.cast == "text" and cell.field in MAIL_CUT:
        found += f" AND (NOT contains({name}, '@') OR NOT regexp_matches({name}, '[^\\s@]@[^\\s@]'))"
    return f"{found} AND {is_none_of(name, cell.but_not)}" if cell.cast in WORDY else found


def is_none_of(name: str, words: Iterable[str]) -> str:
    """Return the condition that a value is none of some words, in any case."""
    longest = max(len(word.encode()) for word in words) * WIDEST_LETTER
    pattern = text_literal("(?i)^(?:" + "|".join(map(re.escape, sorted(words))) + ")$")
    return f"(strlen({name}) > {longest} OR NOT regexp_matches({name}, {pattern}))"


def _ascii_edges(name: str) -> str:
    """Return SQL for what TEXT asks of both ends, for the many texts that begin and end in ASCII.

    A text begins with one of "a" to "z" if it sorts from "a" on and before "{", the sign behind "z": to compare costs
    a tenth of cutting the first letter off.
    """
    first = " OR ".join(f"{name} >= '{low}' AND {name} < '{after}'" for low, after in ("a{", "A[", "0:"))
    return f"(({first}) AND {name}[-1] BETWEEN '!' AND '~')"


def spaced(name: str) -> str:
    """Return the condition that a space stands at an end of a cell."""
    return " OR ".join(f"{end}({name}, {text_literal(space)})" for end in ("prefix", "suffix") for space in SPACES)


def trimmed(name: str) -> str:
    """Return SQL for a cell without spaces at its ends; what is nothing but spaces is blank."""
    return f"CASE WHEN {spaced(name)} THEN nullif(trim({name}, {text_literal(''.join(SPACES))}), '') ELSE {name} END"


def ungrouped(cell: PlainCell, name: str) -> str:
    """Return SQL for the text of a number without marks between its thousands, its decimals behind a point."""
    marks = "".join(GROUP_MARKS).replace(cell.mark, "")
    digits = f"translate({name}, {text_literal(marks)}, '')"
    return f"replace({digits}, ',', '.')" if cell.mark == "," else digits


def short(field: str, name: str, number: str) -> dict[str, str]:
    """Return a count that may be written in thousands or millions, with half of its last written digit each way.

    ``number`` is SQL for its value where it is written out.
    """
    written = f"replace(left({name}, -1), ',', '.')"
    power = f"CASE WHEN {name}[-1] IN ('k', 'K') THEN 1e3 ELSE 1e6 END"
    value = f"round(try_cast({written} AS DOUBLE) * {power})"
    places = f"CASE strpos({written}, '.') WHEN 0 THEN 0 ELSE strlen({written}) - strpos({written}, '.') END"
    half = f"CASE {places} WHEN 0 THEN 0.5e0 WHEN 1 THEN 0.05e0 ELSE 0.005e0 END * {power}"
    ends = {f"{field}{end}": f"{value} {sign} round({half})" for end, sign in (("_low", "-"), ("_high", "+"))}
    is_short = f"{name}[-1] > '9'"
    return {
        field: f"CASE WHEN {is_short} THEN {value} ELSE {number} END",
        **{column: f"CASE WHEN {is_short} THEN {end} END" for column, end in ends.items()},
    }


def rate(cell: PlainCell, name: str) -> dict[str, str]:
    """Return the rate as a fraction with half of its last written digit each way.

    Ends are rounded to 9 decimals, as the rules' ends are when they are stored: then both are the same double. There
    are none where they would be one number.
    """
    written = f"rtrim({name}, ' %')"
    shift = "'e-2'" if cell.cast == "percent" else "''"
    scale = 0.01 if cell.cast == "percent" else 1.0
    value = f"try_cast({written} || {shift} AS DOUBLE)"
    steps = " ".join(f"WHEN {places} THEN {5 * scale:g}e-{places + 1}" for places in range(1, MOST_DECIMALS + 1))
    half = f"(CASE strlen({written}) - strpos({written}, '.') {steps} END)"
    low, high = (f"round({value} {sign} {half}, 9)" for sign in "-+")
    return {"er": value, "er_low": f"nullif({low}, {high})", "er_high": f"nullif({high}, {low})"}
