"""Verbs on the word lists that captions are read against: those of the workspace, or those that come with Shoal."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from shoal.app.known.ruling import lay_down
from shoal.errors import FileFormatError, NotFoundError
from shoal.signals import WordLists, read_word_lists, shipped_word_lists, shipped_words_text

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

WORDS_FILE = "words.toml"
LARGEST_BYTES = 4_000_000  # some hundred thousand words: more than anybody writes by hand


def word_lists_of(folder: Path) -> WordLists:
    """Return the lists of a workspace: its own file where there is one, else the shipped ones.

    Read on every call, so that a change counts at once. Raises ``InputError`` with the line of what cannot be used.
    """
    path = folder / WORDS_FILE
    return _lists_in(path) if path.is_file() else shipped_word_lists()


def _lists_in(path: Path) -> WordLists:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise FileFormatError(
                "The file is too large for word lists.", received=path.name, allowed=(f"{LARGEST_BYTES:,} bytes",),
                next_step="Shorten the lists.",
            )  # fmt: skip
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as cause:
        raise NotFoundError("There is no such file.", received=path, next_step="Check the path.") from cause
    except (OSError, UnicodeDecodeError) as cause:
        raise FileFormatError(
            "The word lists cannot be read.", received=path, allowed=("a text file in UTF-8",),
            next_step="Save it as UTF-8, or move it away: then the lists that come with Shoal count.",
        ) from cause  # fmt: skip
    return _parsed(text.replace("\r\n", "\n"), path.name)


@lru_cache(maxsize=8)
def _parsed(text: str, name: str) -> WordLists:
    return read_word_lists(text, name)


class Words:
    """The verbs on the word lists of one workspace."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal

    def show(self) -> WordLists:
        """Return the lists that count here. Raises ``InputError`` where the workspace's own file is wrong."""
        return word_lists_of(self._shoal.settings.folder)

    def check(self, path: Path | None = None) -> WordLists:
        """Return what a file of lists says, the workspace's own unless one is named; nothing is kept.

        Raises ``InputError`` with the line of the first thing that cannot be used, ``ProtectedTraitError`` for a list
        about who people are, and ``NotFoundError`` for no such file.
        """
        return self.show() if path is None else _lists_in(path)

    def copy(self) -> str:
        """Put the shipped lists into the workspace, to be changed there; returns the path. Never writes over a file."""
        shoal = self._shoal
        shoal.require("settings")
        path = shoal.settings.folder / WORDS_FILE
        lay_down(path, shipped_words_text(), "word lists")
        shoal.record("words.copy", digest=shipped_word_lists().digest)
        return str(path)
