"""Columns that hold text from people: what one database would refuse or cut is refused by both, and named.

SQLite keeps any length and any character, PostgreSQL neither; a ledger has to mean the same on both.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from django.db import models

from shoal.errors import InputError, TooLargeError

if TYPE_CHECKING:
    WordsBase = models.CharField[str, str]
    ProseBase = models.TextField[str, str]
    DocumentBase = models.JSONField[Any, Any]
else:
    WordsBase, ProseBase, DocumentBase = models.CharField, models.TextField, models.JSONField

UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # NUL, and halves of a character
UNSTORABLE_JSON = re.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\u0000|[\ud800-\udfff]")  # the same as JSON writes them


class Words(WordsBase):
    """Text of limited length."""

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:  # noqa: ANN401  Django's signature
        """Return the value for the database. Raises ``InputError`` where it is too long or cannot be stored."""
        if isinstance(value, str):
            if self.max_length is not None and len(value) > self.max_length:
                raise TooLargeError(
                    f"This is longer than {self.max_length} characters.",
                    received=f"{len(value)} characters",
                    fields={str(self.name): f"at most {self.max_length} characters"},
                )
            _refuse_unstorable(str(self.name), found=UNSTORABLE.search(value) is not None)
        return super().get_db_prep_save(value, connection)

    def deconstruct(self) -> Any:  # noqa: ANN401  Django's signature
        """Return what a migration has to know: to the database this is an ordinary column."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class Prose(ProseBase):
    """Text of any length."""

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:  # noqa: ANN401  Django's signature
        """Return the value for the database. Raises ``InputError`` where it cannot be stored."""
        if isinstance(value, str):
            _refuse_unstorable(str(self.name), found=UNSTORABLE.search(value) is not None)
        return super().get_db_prep_save(value, connection)

    def deconstruct(self) -> Any:  # noqa: ANN401  Django's signature
        """Return what a migration has to know: to the database this is an ordinary column."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class Document(DocumentBase):
    """Plain JSON."""

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:  # noqa: ANN401  Django's signature
        """Return the value for the database. Raises ``InputError`` where it cannot be stored."""
        if isinstance(value, str | list | tuple | dict):
            _refuse_unstorable(str(self.name), found=_unstorable(value))
        return super().get_db_prep_save(value, connection)

    def deconstruct(self) -> Any:  # noqa: ANN401  Django's signature
        """Return what a migration has to know: to the database this is an ordinary column."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


def _unstorable(value: Any) -> bool:  # noqa: ANN401  plain JSON
    """Look first in one pass over the text; only then, which is rare, at every part of it."""
    return UNSTORABLE_JSON.search(json.dumps(value, ensure_ascii=False)) is not None and _holds_unstorable(value)


def _holds_unstorable(value: Any) -> bool:  # noqa: ANN401  plain JSON
    if isinstance(value, dict):
        return any(_holds_unstorable(key) or _holds_unstorable(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return any(map(_holds_unstorable, value))
    return isinstance(value, str) and UNSTORABLE.search(value) is not None


def _refuse_unstorable(name: str, *, found: bool) -> None:
    if found:
        raise InputError(
            "This text holds characters that cannot be stored.",
            fields={name: "text without NUL characters and halves of characters"},
            next_step="Type it anew, or save the file again as UTF-8.",
        )
