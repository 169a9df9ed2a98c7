"""How a preview and a batch are told in the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from shoal.cli.output import say, some, table
from shoal.domain.intake import Batch, Preview, Question, RowNote

if TYPE_CHECKING:
    from shoal.app import Prepared

OUTCOMES = ("new", "changed", "same", "held", "error", "skipped", "read")
SHOWN_ROWS = 12
SHOWN_KINDS = 14
ALIKE = 12  # more columns than that with one field and one reason (a vendor's figures) are one line
LISTED = 20


def tell_preview(preview: Preview, *, command: str) -> None:
    """Print what a file would do: how it was read, the outcome of its lines, questions, and what stays out."""
    say(_facts(preview), f"  {_counts(preview)}")
    say(*(f"  {sentence}" for sentence in (*preview.file.assumed, *preview.facts_found)))
    say(*(f"  {name}: {amount}" for name, amount in preview.totals.items()))
    _columns(preview)
    for question in preview.questions:
        rows = f"  (row {_some(question.rows)})" if question.rows else ""
        say(f"  ? {question.text}{rows}   say which with: {_answer(question)}")
    if preview.questions:
        say("  A question left open leaves its cells unknown, with a warning.")
    _notes(preview.notes)
    _staying_out(preview)
    if command:
        say(f"Nothing is stored yet. To bring it in: {command}")


def _answer(question: Question) -> str:
    """Return what to type: ``--er percent or fraction``."""
    said = question.options[:LISTED]
    named = f"{', '.join(said[:-1])} or {said[-1]}" if len(said) > 1 else "".join(said)
    return f"{question.option} {named}".strip()


def _facts(preview: Preview) -> str:
    file = preview.file
    parts = [f"{some(preview.rows, 'row')} of {preview.kind}", f"from {file.name}"]
    parts += [f"encoding {file.encoding}"] if file.encoding else []
    parts += [f"separator {'TAB' if file.delimiter == chr(9) else file.delimiter}"] if file.delimiter else []
    parts += [f"sheet {file.sheet}"] if file.sheet else []
    return "  ".join(parts)


def _counts(preview: Preview) -> str:
    told = [f"{preview.counts[name]:,} {name}" for name in OUTCOMES if preview.counts.get(name)]
    return "   ".join(told) or "no usable line"


def _columns(preview: Preview) -> None:
    if not preview.columns:
        return
    dropped = [column for column in preview.columns if column.dropped]
    kept = [column.header for column in preview.columns if not column.field and not column.dropped]
    matched = [column for column in preview.columns if column.field and not column.dropped]
    alike = Counter((column.field, column.reason) for column in matched)
    many = {key for key, number in alike.items() if number > ALIKE}
    rows = [
        (column.header, column.field, column.reading, column.reason)
        for column in matched
        if (column.field, column.reason) not in many
    ]
    if rows:
        table("", ("column", "read as", "how", "because"), rows)
    for key in sorted(many, key=str):
        headers = [column.header for column in matched if (column.field, column.reason) == key]
        say(f"  {len(headers)} columns {key[1]}: {_listed(headers)}")
    if kept:
        say(f"  columns kept as they are: {_listed(kept)}")
    for why, count in Counter(column.dropped for column in dropped).items():
        say(f"  {some(count, 'column')} not stored: {why}")


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:LISTED])}{' …' if len(names) > LISTED else ''}"


def _notes(notes: Sequence[RowNote]) -> None:
    """Print the warnings grouped by their kind, so that one mistake in a column is one line."""
    groups: dict[str, list[RowNote]] = {}
    for note in notes:
        groups.setdefault(note.code, []).append(note)
    for group in list(groups.values())[:SHOWN_KINDS]:
        rows = [note.row for note in group if note.row]
        where = f"row {_some(rows)}: " if rows else ""
        say(f"  ! {where}{group[0].text}")
    if len(groups) > SHOWN_KINDS:
        say(f"  ! and {len(groups) - SHOWN_KINDS} more kinds of warning: see --json")


def _staying_out(preview: Preview) -> None:
    out = [result for result in preview.results if result.outcome in ("held", "error")]
    for result in out[:SHOWN_ROWS]:
        say(f"  row {result.row} {result.outcome}: {result.text}" + (f" ({result.name})" if result.name else ""))
    if len(out) > SHOWN_ROWS:
        say(f"  and {len(out) - SHOWN_ROWS} more lines that stay out: see --json")


def tell_batch(batch: Batch) -> None:
    """Print what was brought in, where the lines that stayed out lie, and how to undo it."""
    counts = "   ".join(f"{batch.counts[name]:,} {name}" for name in OUTCOMES if batch.counts.get(name))
    say(f"batch {batch.id}   {counts}   undo with: shoal creators undo {batch.id}")
    if batch.rejects:
        say(f"  lines that stayed out are in {batch.rejects}: mend them there and bring that file in")


def prepared_words(done: Prepared) -> str:
    """Return what was made after an import, how long it took, and what was left for later."""
    made = []
    if done.accounts:
        made.append(f"captions and comments of {some(done.accounts, 'account')} read")
    if done.creators:
        made.append(f"{some(done.creators, 'creator')} in the search index")
    began = f"prepared in {done.seconds:.1f} s" if made or not done.later else "not prepared"
    return "; ".join((began, *made, *done.later))


def _some(rows: Sequence[int]) -> str:
    listed = ", ".join(str(row) for row in rows[:6])
    return f"{listed} and {len(rows) - 6} more" if len(rows) > 6 else listed  # noqa: PLR2004  a line's worth
