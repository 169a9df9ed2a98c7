"""What the page before a download is promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from shoal.app import asked_words
from shoal.domain.listing import FACETS, ListExport, ListQuery
from shoal.web.pages.creators_asked import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportShown:
    """What a file would hold, and what stays here by which rule."""

    rows: int
    filters: Sequence[str]
    refused: Sequence[str]
    query: str


def filter_words(asked: Asked, query: ListQuery, currency: str) -> list[str]:
    """Return the filters of a list in words."""
    told = [gettext("text = {text}").format(text=asked.text)] if asked.text else []
    told += [gettext("like {ids}").format(ids=", ".join(asked.like))] if asked.like else []
    told += asked_words(query, currency).values()
    told += [gettext("{name} may be unknown").format(name=name) for name in asked.open]
    told += [f"{name} = {' or '.join(values)}" for name in FACETS if (values := asked.facets.get(name))]
    return told + ([f"tag = {' or '.join(asked.tags)}"] if asked.tags else [])


def export_shown(made: ListExport, asked: Asked, filters: Sequence[str]) -> ExportShown:
    """Return the page before a download."""
    return ExportShown(rows=made.rows, filters=filters, refused=made.refused, query=asked.text_query())
