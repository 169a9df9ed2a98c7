"""Forms of an import: choosing files, saying how one is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as words

from shoal.app import Inspected
from shoal.domain.intake import Question
from shoal.web.forms.people import CURRENCIES, LongSelect, zones

KEEP = "keep"
KINDS = ("creators", "posts", "comments", "audience", "orders", "insights")
FORM = "reading"
PLATFORMS = (
    "instagram",
    "tiktok",
    "youtube",
    "x",
    "facebook",
    "twitch",
    "pinterest",
    "linkedin",
    "threads",
    "snapchat",
)
ENCODINGS = ("utf-8", "cp1252", "cp1251", "utf-16", "iso-8859-15")
DELIMITERS = (
    ("comma", words("comma")),
    ("semicolon", words("semicolon")),
    ("tab", words("tab")),
    ("bar", words("bar")),
)
MOST_FILES = 10


def kind_words(kind: str) -> str:
    """Return what a file holds, in words."""
    return {
        "creators": gettext("creators"), "posts": gettext("posts"), "comments": gettext("comments"),
        "audience": gettext("audience samples"), "orders": gettext("orders"), "insights": gettext("insights"),
    }.get(kind, kind)  # fmt: skip


def field_words(name: str) -> str:
    """Return a field of Shoal in words."""
    known = {
        "er": gettext("engagement rate"), "url": gettext("profile link"), "at": gettext("date and time"),
        "fee_minor": gettext("fee"), "revenue_minor": gettext("revenue"), "sku": gettext("article number"),
        "post_key": gettext("id of the post"), "key": gettext("own row id"), "observed_at": gettext("seen on"),
    }  # fmt: skip
    return known.get(name) or name.replace("avg_", gettext("average") + " ").replace("_", " ")


class FileInput(forms.ClearableFileInput):
    """The browser's own field for files, several at once; its name makes the template draw it as a drop zone."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files."""

    widget = FileInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # noqa: ANN401, ARG002  as Django calls it
        """Return the files as a list; an empty file is judged later, with the others."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            raise forms.ValidationError(gettext("Choose at least one file."), code="required")
        if len(files) > MOST_FILES:
            raise forms.ValidationError(gettext("Choose at most 10 files at once."))
        return list(files)


class FilesForm(forms.Form):
    """Files to bring in."""

    chosen = FilesField(
        label=words("Drop your files here, or choose them"),
        help_text=words("A sheet of creators, a shop export, or both: CSV, XLSX, JSON or Parquet, up to 250 MB each."),
        widget=FileInput(attrs={"multiple": True, "accept": ".csv,.tsv,.txt,.xlsx,.json,.parquet"}),
    )  # fmt: skip


def _found(value: object) -> list[tuple[str, str]]:
    told = gettext("as found: %(value)s") % {"value": value} if value else gettext("find out")
    return [("", told)]


class ReadingForm(forms.Form):
    """How a file is read: what was found stands first, and every answer can be changed.

    Fields that are asked for become choices under their question; the others are selects. ``question_fields`` and
    ``file_fields`` say which is which, ``column_fields`` hold one select per column.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, found: Inspected, options: Mapping[str, Any]) -> None:  # noqa: ANN401  a query
        self.found = found
        initial: dict[str, Any] = {name: value for name, value in options.items() if name != "columns"}
        initial["version"] = found.upload.version
        self.asked: dict[str, Question] = {}
        preview = found.preview
        for question in preview.questions if preview else ():
            name = question.option.lstrip("-")
            if name in _FIELDS and name not in self.asked:
                self.asked[name] = question
        super().__init__(data, initial=initial)
        for name, make in _FIELDS.items():
            if name == "account" and name not in self.asked and not options.get(name):
                continue  # of files of creators each line says it
            self.fields[name] = _asked(self.asked[name]) if name in self.asked else make(found)
        self._add_columns(dict(options.get("columns", {})))
        for field in self.fields.values():
            field.widget.attrs["form"] = FORM  # the parts of this form stand apart on the page

    def _add_columns(self, said: Mapping[str, str]) -> None:
        preview = self.found.preview
        self.column_names: dict[str, str] = {}
        if preview is None or preview.kind == "insights":
            return
        fields = [(name, field_words(name)) for name in self.found.fields]
        for place, column in enumerate(preview.columns):
            if column.dropped:
                continue  # what is not stored because of what it is cannot be mapped onto something that is
            name = f"column-{place}"
            self.column_names[column.header] = name
            self.fields[name] = _column_field(column.header, column.field, fields)
            self.initial[name] = said.get(column.header, "")

    @property
    def question_fields(self) -> list[tuple[forms.BoundField, Question]]:
        """Return the fields that settle a question."""
        return [(self[name], question) for name, question in self.asked.items()]

    @property
    def other_questions(self) -> list[Question]:
        """Return questions that are settled by naming a column."""
        preview = self.found.preview
        return [question for question in (preview.questions if preview else ()) if question not in self.asked.values()]

    @property
    def file_fields(self) -> list[forms.BoundField]:
        """Return the fields on how the file is read."""
        return [self[name] for name in _FIELDS if name in self.fields and name not in self.asked]

    @property
    def column_fields(self) -> dict[str, forms.BoundField]:
        """Return the field of each column by header."""
        return {header: self[name] for header, name in self.column_names.items()}

    def options(self) -> dict[str, Any]:
        """Return what was answered, by the names of the reading options."""
        told = {name: self.cleaned_data.get(name) or "" for name in _FIELDS}
        columns = {header: said for header, name in self.column_names.items() if (said := self.cleaned_data.get(name))}
        return {**{name: value for name, value in told.items() if value}, **({"columns": columns} if columns else {})}


def _choice(label: str, first: list[tuple[str, str]], choices: Sequence[Any], **more: Any) -> forms.ChoiceField:  # noqa: ANN401
    pairs = [pair if isinstance(pair, tuple) else (pair, pair) for pair in choices]
    return forms.ChoiceField(label=label, choices=[*first, *pairs], required=False, widget=LongSelect, **more)


def _asked(question: Question) -> forms.Field:
    """Return the answers of a question as choices; leaving it open is one of them and is chosen at first."""
    name = question.option.lstrip("-")
    if name == "account":
        return _account(question.text)
    if name == "timezone":
        return _choice(question.text, [("", gettext("leave it open: read as UTC"))], zones())
    said = {"percent": gettext("percent"), "fraction": gettext("a fraction (0.034 is 3.4 %)"),
            "day-first": gettext("the day comes first"), "month-first": gettext("the month comes first"),
            ".": gettext("a point ( . )"), ",": gettext("a comma ( , )")}  # fmt: skip
    options = list(question.options) + (
        [code for code in CURRENCIES if code not in question.options] if name == "currency" else []
    )
    choices = [("", gettext("leave it open: unknown")), *((option, said.get(option, option)) for option in options)]
    few = name != "currency" and len(choices) <= 6  # noqa: PLR2004  more are a list
    widget = forms.RadioSelect if few else LongSelect
    return forms.ChoiceField(label=question.text, choices=choices, required=False, widget=widget)


def _column_field(header: str, taken: str | None, fields: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    as_found = gettext("as found: %(value)s") % {"value": field_words(taken) if taken else gettext("kept as it is")}
    choices = [("", as_found), (KEEP, gettext("keep it under its own name")), *fields]
    label = gettext("Column %(header)s is") % {"header": header}
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=LongSelect)


def _kind(found: Inspected) -> forms.Field:
    kind = found.preview.kind if found.preview else ""
    return _choice(
        gettext("What the file holds"), _found(kind_words(kind) if kind else ""), [(k, kind_words(k)) for k in KINDS]
    )


def _encoding(found: Inspected) -> forms.Field:
    known = found.preview.file.encoding if found.preview else ""
    return _choice(gettext("Encoding of the text"), _found(known), ENCODINGS)


def _delimiter(found: Inspected) -> forms.Field:
    mark = found.preview.file.delimiter if found.preview else ""
    named = {",": gettext("comma"), ";": gettext("semicolon"), "\t": gettext("tab"), "|": gettext("bar")}
    return _choice(gettext("Mark between cells"), _found(named.get(mark or "", mark)), DELIMITERS)


def _sheet(found: Inspected) -> forms.Field:
    known = (found.preview.file.sheet if found.preview else "") or ""
    others = found.preview.file.sheets[1:] if found.preview else ()
    if others:
        return _choice(gettext("Sheet of the workbook"), _found(known), others)
    help_text = gettext("Read now: %(sheet)s") % {"sheet": known} if known else ""
    return forms.CharField(label=gettext("Sheet of the workbook"), required=False, max_length=120, help_text=help_text)


def _account(label: str) -> forms.Field:
    hint = gettext(
        "A handle, a link, or platform:handle. They are kept as counted by the platform, given by the creator."
    )
    return forms.CharField(label=label, required=False, max_length=200, help_text=hint)


_FIELDS: dict[str, Any] = {
    "account": lambda _f: _account(gettext("Whose account these figures count")),
    "kind": _kind,
    "platform": lambda _f: _choice(gettext("Platform, where no column says it"), _found(""), PLATFORMS),
    "er": lambda _f: _choice(gettext("Engagement rates are written in"), _found(""),
                             [("percent", gettext("percent")), ("fraction", gettext("fractions"))]),
    "thousands": lambda _f: _choice(gettext("Mark between thousands"), _found(""),
                                    [".", ",", (" ", gettext("space")), "'"]),
    "decimal": lambda _f: _choice(gettext("Decimal mark"), _found(""), [".", ","]),
    "dates": lambda _f: _choice(gettext("Dates such as 03/04"), _found(""),
                                [("day-first", gettext("day first")), ("month-first", gettext("month first"))]),
    "currency": lambda _f: _choice(gettext("Currency of amounts without one"), _found(""), CURRENCIES),
    "timezone": lambda _f: _choice(gettext("Time zone of times without one"), _found("UTC"), zones()),
    "encoding": _encoding,
    "delimiter": _delimiter,
    "sheet": _sheet,
    "key": lambda _f: forms.CharField(label=gettext("Column that identifies an account, where there is no handle"),
                                      required=False, max_length=200),
}  # fmt: skip
