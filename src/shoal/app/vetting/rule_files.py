"""Verbs on the two files that findings go by: the rules of vetting and the word lists, shipped or of the workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from shoal.app.known.ruling import RULES_FILE, rules_of, shipped_rules
from shoal.app.known.word_lists import WORDS_FILE, word_lists_of
from shoal.domain.vetting import Rules
from shoal.errors import ConflictError, FileFormatError, InputError, NotFoundError, ShoalError
from shoal.signals import WordLists, read_rules, read_word_lists, shipped_words_text

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

NAMES = (RULES_FILE, WORDS_FILE)
BEFORE = "{name}.before"  # what a file was until the last change: one step back
LARGEST_BYTES = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFile:
    """One of the two files as it counts here.

    ``own`` says that the workspace has its own, ``wrong`` is the error where that cannot be used, ``undone`` that the
    version before the last change can be put back. ``text`` is what counts, or what somebody tried to make count.
    """

    name: str
    own: bool
    path: str
    text: str
    undone: bool
    wrong: ShoalError | None = None
    rules: Rules | None = None
    words: WordLists | None = None


class RuleFiles:
    """The verbs on the files of rules and word lists of one workspace; ``name`` is one of :data:`NAMES`."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal

    def show(self, name: str) -> RuleFile:
        """Return a file as it counts; one that cannot be used comes with its error instead of raising it."""
        path = self._path(name)
        own = path.is_file()
        rules: Rules | None = None
        words: WordLists | None = None
        wrong: ShoalError | None = None
        try:
            if name == RULES_FILE:
                rules = rules_of(path.parent)
            else:
                words = word_lists_of(path.parent)
        except ShoalError as error:
            wrong = error
        shipped = shipped_rules().text if name == RULES_FILE else shipped_words_text()
        text = path.read_bytes().decode("utf-8-sig", errors="replace") if own else shipped
        return RuleFile(
            name=name, own=own, path=str(path), text=text, undone=self._before(path).is_file(), wrong=wrong,
            rules=rules, words=words,
        )  # fmt: skip

    def replace(self, name: str, content: bytes) -> RuleFile:
        """Put a file in place of the one that counts; the one before is kept for one step back.

        Raises ``InputError`` where it cannot be used: then nothing changes.
        """
        shoal, path = self._shoal, self._path(name)
        shoal.require("settings")
        text = _text(content)
        _check(name)(text)
        if path.is_file() and path.read_bytes() == content:
            raise ConflictError("This is the file that counts already.", next_step="Nothing to do.")
        self._write(path, content)
        shoal.record("vetting.replace", file=name, bytes=len(content))
        return self.show(name)

    def use_shipped(self, name: str) -> RuleFile:
        """Let the shipped file count again; the workspace's own is kept for one step back."""
        shoal, path = self._shoal, self._path(name)
        shoal.require("settings")
        if path.is_file():
            path.replace(self._before(path))
            shoal.record("vetting.use_shipped", file=name)
        return self.show(name)

    def put_back(self, name: str) -> RuleFile:
        """Put back what counted before the last change; once more, and the change counts again.

        Raises ``NotFoundError`` where nothing was changed here.
        """
        shoal, path = self._shoal, self._path(name)
        shoal.require("settings")
        before = self._before(path)
        if not before.is_file():
            raise NotFoundError("There is nothing to put back.", next_step="Nothing was changed here.")
        content = before.read_bytes()
        now = path.read_bytes() if path.is_file() else None
        if now is None:
            before.replace(path)
        else:
            self._write(path, content)
        shoal.record("vetting.put_back", file=name)
        return self.show(name)

    def _write(self, path: Path, content: bytes) -> None:
        """Write a file whole or not at all, the one before beside it; without one there is no step back to keep."""
        if path.is_file():
            self._before(path).write_bytes(path.read_bytes())
        else:
            self._before(path).unlink(missing_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_bytes(content)
        fresh.replace(path)

    def _before(self, path: Path) -> Path:
        return path.with_name(BEFORE.format(name=path.name))

    def _path(self, name: str) -> Path:
        if name not in NAMES:
            raise NotFoundError("There is no such file of rules.", received=name, allowed=NAMES)
        return self._shoal.settings.folder / name


def _check(name: str) -> Callable[[str], object]:
    if name == RULES_FILE:
        return lambda text: read_rules(text, name)
    return lambda text: read_word_lists(text, name)


def _text(content: bytes) -> str:
    if len(content) > LARGEST_BYTES:
        raise InputError(
            "The file is too large.", received=f"{len(content):,} bytes", allowed=(f"up to {LARGEST_BYTES:,} bytes",),
            fields={"file": "too large"},
        )  # fmt: skip
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as cause:
        raise FileFormatError(
            "The file cannot be read.", allowed=("a text file in UTF-8",), next_step="Save it as UTF-8.",
            fields={"file": "not UTF-8"},
        ) from cause  # fmt: skip
