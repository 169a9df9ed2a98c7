"""What the page before a download is promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from shoal.domain.listing import FACETS, ListExport
from shoal.web.pages.creators_asked import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportShown:
    """What a file would hold, and what stays here by which rule."""

    rows: int
    filters: Sequence[str]
    refused: Sequence[str]
    query: str


def filter_words(asked: Asked) -> list[str]:
    """Return the filters of a list in words."""
    told = [gettext("text = {text}").format(text=asked.text)] if asked.text else []
    told += [f"{name} = {' or '.join(values)}" for name in FACETS if (values := asked.facets.get(name))]
    return told + ([f"tag = {' or '.join(asked.tags)}"] if asked.tags else [])


def export_shown(made: ListExport, asked: Asked) -> ExportShown:
    """Return the page before a download."""
    return ExportShown(rows=made.rows, filters=filter_words(asked), refused=made.refused, query=asked.text_query())
