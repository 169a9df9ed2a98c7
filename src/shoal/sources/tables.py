"""Opening any table, and the first look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from shoal.domain.intake import Kind, Question, ReadOptions
from shoal.errors import FileFormatError, InputError
from shoal.sources.aliases import WORDS_BY_KIND
from shoal.sources.cells.platforms import PLATFORMS, platform_of
from shoal.sources.cells.text import cell_text, is_missing
from shoal.sources.columns import COUNT_FIELDS, FORMAT_FIELDS, Sample, date_question, read_columns
from shoal.sources.creators import open_notes
from shoal.sources.headers import KEEP, Column
from shoal.sources.lines import skipped_because
from shoal.sources.mapping import match_columns, recognise
from shoal.sources.sheets.bytes import Scan
from shoal.sources.sheets.delimited import open_delimited
from shoal.sources.sheets.records import json_table, load_json, parquet_table
from shoal.sources.sheets.table import Table
from shoal.sources.sheets.workbook import open_workbook
from shoal.sources.survey import SAMPLE_LINES, ParquetRows, Survey

_ASKED: dict[str, tuple[str, str, tuple[str, ...], str]] = {
    "er_ambiguous": ("er_unit", "--er", ("percent", "fraction"), "is it percent or a fraction?"),
    "currency_open": ("currency", "--currency", ("USD", "CAD", "AUD"), "which of the currencies with this sign is it?"),
}  # fmt: skip
_MARK_ASKED: tuple[str, str, tuple[str, ...], str] = (
    "mark",
    "--thousands",
    (".", ","),
    "which mark separates thousands?",
)
_MARK_NOTES = ("two_readings", "mark_open", "amount_ambiguous")
SHOWN_ROWS = 10
FEWEST_ZEROS = 3  # one or two zeros in a short list are nothing to ask about
ASKED_FROM = 3_000  # lines of a file larger than the sample that are gone through for open readings


def open_table(
    scan: Scan, options: ReadOptions, parquet_rows: ParquetRows | None = None, document: object = None
) -> Table:
    """Return the table in a file of any readable format."""
    if scan.format == "xlsx":
        return open_workbook(scan, options)
    if scan.format == "parquet":
        return parquet_table(scan, parquet_rows)
    if scan.format == "json":
        return json_table(scan, load_json(scan) if document is None else document)
    return open_delimited(scan, options)


def checked(options: ReadOptions) -> ReadOptions:
    """Return the options with the platform as Shoal names it.

    Raises InputError for a word that is no answer to its question.
    """
    if options.er not in (None, "percent", "fraction"):
        raise InputError("a rate is in percent or a fraction", received=options.er, allowed=("percent", "fraction"))
    if options.dates not in (None, "day-first", "month-first"):
        raise InputError(
            "dates are day first or month first", received=options.dates, allowed=("day-first", "month-first")
        )
    if options.platform is None:
        return options
    platform = platform_of(options.platform)
    if platform is None:
        raise InputError(
            "no such platform",
            received=options.platform,
            allowed=PLATFORMS,
            next_step="say --platform with one of them",
        )
    return replace(options, platform=platform)


def kind_of(table: Table, options: ReadOptions) -> tuple[Kind, str]:
    """Return what a table holds and why.

    Raises FileFormatError where the headers do not tell and nobody said.
    """
    if options.kind in WORDS_BY_KIND:
        return options.kind, "you said so"
    if options.kind is not None:
        raise FileFormatError(
            f"this is no file of {options.kind} that Shoal knows", received=table.facts.name,
            allowed=tuple(WORDS_BY_KIND),
            next_step="leave --kind out, or bring in the export as the platform or shop wrote it",
        )  # fmt: skip
    found = recognise(table.headers, options)
    if found is None:
        raise FileFormatError(
            f"cannot tell what this table holds from its headers: {', '.join(table.headers[:8])}",
            received=table.facts.name,
            allowed=tuple(WORDS_BY_KIND), next_step="say --kind; for a file without handles also --platform and --key",
        )  # fmt: skip
    return found


def take_sample(table: Table) -> tuple[Sample, bool]:
    """Return the first lines of a table, and whether that was all of it."""
    lines = list(islice(table.lines(), SAMPLE_LINES + 1))
    return Sample(lines=lines[:SAMPLE_LINES]), len(lines) <= SAMPLE_LINES


def survey_table(scan: Scan, table: Table, options: ReadOptions, *, ask: bool = True) -> tuple[Survey, Table]:
    """Take the first look at a table that goes line by line through the column rules.

    Without ``ask`` no question is looked for: that goes through thousands of lines.
    """
    kind, why = kind_of(table, options)
    sample, whole = take_sample(table)
    cells = {header: sample.cells(header) for header in table.headers}
    columns = match_columns(table.headers, cells, kind, options)
    wanted = [column.header for column in columns if column.field in FORMAT_FIELDS]
    if table.with_formats is not None and wanted:
        table = table.formatted(wanted)
        sample, whole = take_sample(table)
    columns = read_columns(columns, _telling(sample, columns, kind), options)
    survey = Survey(
        path=scan.path, kind=kind, source=scan.path.name, file=table.facts, options=options, headers=table.headers,
        columns=tuple(columns), facts_found=(f"taken for {kind}: {why}",), rows_seen=len(sample.lines), whole=whole,
    )  # fmt: skip
    return (_asked(survey, sample) if ask else survey), table


def _telling(sample: Sample, columns: Sequence[Column], kind: Kind) -> Sample:
    """Leave out the lines that are no creator: a repeated header or a total says nothing about a column."""
    if kind != "creators":
        return sample
    return Sample(lines=[line for line in sample.lines if skipped_because(columns, line[1]) is None])


def _asked(survey: Survey, sample: Sample) -> Survey:
    """Add the questions and the sentences that the sample raises."""
    questions = [question for column in survey.columns if (question := date_question(column, sample))]
    facts = list(survey.facts_found)
    read = [column for column in survey.columns if column.field in FORMAT_FIELDS and column.reading]
    facts += [f"“{column.header}”: {column.reading}" for column in read]
    if any(column.field in ("at", "observed_at") for column in survey.columns) and survey.options.timezone is None:
        facts.append("times without a zone are read as UTC; say --timezone")
    questions += _zero_questions(survey, sample)
    if survey.kind == "creators":
        questions += [*_row_questions(survey, sample), *_currency_question(survey, sample)]
    questions += [*_key_question(survey), *_platform_question(survey, sample)]
    once = {(question.code, question.column): question for question in reversed(questions)}
    once = dict(reversed(once.items()))
    return replace(survey, questions=tuple(once.values()), facts_found=tuple(facts))


def _row_questions(survey: Survey, sample: Sample) -> list[Question]:
    """Turn what the rules leave open in the sample into questions."""
    lines = sample.lines if survey.whole else sample.lines[:ASKED_FROM]
    notes = open_notes(survey, lines)
    open_rows: dict[tuple[str, str], list[int]] = {}
    for note in notes:
        code = note.code if note.code in _ASKED else "mark" if note.code.endswith(_MARK_NOTES) else ""
        if code:
            open_rows.setdefault((code, note.column or ""), []).append(note.row)
    found = []
    for (code, column), rows in open_rows.items():
        if code == "mark":
            stands, option, options, asks = _MARK_ASKED
        else:
            stands, option, options, asks = _ASKED[code]
        found.append(
            Question(
                code=stands, column=column or None, option=option, options=options, rows=tuple(rows[:SHOWN_ROWS]),
                text=f"“{column}”: {asks} Left open, {len(rows)} {'cell stays' if len(rows) == 1 else 'cells stay'} "
                "unknown.",
            )
        )  # fmt: skip
    return found


def _zero_questions(survey: Survey, sample: Sample) -> list[Question]:
    """Ask of a column that is 0 on every line: nobody can see whether that was counted or is what was left blank."""
    zero = [
        column.header
        for column in survey.columns
        if column.field in COUNT_FIELDS and len(cells := _first(sample, column)) >= FEWEST_ZEROS and set(cells) == {"0"}
    ]
    return [
        Question(
            code="all_zero", column=header, option="--column", options=(f"{header}={KEEP}",),
            text=f"“{header}” is 0 on every line: if that means missing, keep the column out.",
        )
        for header in zero
    ]  # fmt: skip


def _currency_question(survey: Survey, sample: Sample) -> list[Question]:
    """Ask for the currency of amounts where no sign, column or person names one."""
    column = survey.column("fee") or survey.column("revenue")
    if column is None or survey.options.currency or survey.column("currency") or column.currency:
        return []
    if not any(character.isdigit() for cell in _first(sample, column) for character in cell):
        return []
    return [
        Question(
            code="currency", column=column.header, option="--currency", options=("EUR", "USD", "GBP"),
            text=f"“{column.header}”: in which currency? Left open, amounts are kept and used for nothing.",
        )
    ]  # fmt: skip


def _key_question(survey: Survey) -> list[Question]:
    """Ask which column identifies an account where no column names one."""
    named = any(column.field in ("handle", "url", "key") for column in survey.columns)
    if survey.kind != "creators" or named or survey.options.key == "#":
        return []
    return [
        Question(
            code="key", column=None, option="--key", options=(*survey.headers[:12], "#"),
            text="No column holds handles or links. Which one identifies an account (# is the place in the list)?",
        )
    ]  # fmt: skip


def _platform_question(survey: Survey, sample: Sample) -> list[Question]:
    """Ask for the platform where neither a column nor a link nor a person says it."""
    naming = [column for column in survey.columns if column.field in ("handle", "key", "url", "platform", "post_key")]
    if survey.options.platform or any(column.field in ("platform", "url") or column.platform for column in naming):
        return []
    if any("/" in cell or cell.count("@") > 1 for column in naming for cell in _first(sample, column)):
        return []
    return [
        Question(
            code="platform", column=None, option="--platform", options=PLATFORMS,
            text="No column says which platform these are on.",
        )
    ]  # fmt: skip


def _first(sample: Sample, column: Column) -> Sequence[str]:
    texts = (cell_text(cell) for cell in sample.cells(column.header))
    return list(islice((text for text in texts if not is_missing(text)), 200))
