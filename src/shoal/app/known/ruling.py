"""What verdicts are weighed by: the rules of the workspace or those that come with Shoal, and what people saw."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from shoal.domain.creator import Creator
from shoal.domain.vetting import Rules
from shoal.errors import ConflictError, FileFormatError
from shoal.signals import is_blocked, minor_hits, read_rules, vendor_minor_band

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

RULES_FILE = "vetting.toml"


@lru_cache(maxsize=1)
def shipped_rules() -> Rules:
    """Return the rules that come with Shoal."""
    return read_rules((files("shoal.signals") / RULES_FILE).read_text(encoding="utf-8"))


def lay_down(path: Path, text: str, what: str) -> None:
    """Put a shipped file into the workspace, to be changed there; never over one that is there: ``ConflictError``."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as cause:
        raise ConflictError(
            f"The workspace has {what} of its own already.",
            received=path,
            next_step="Change that file, or move it away first.",
        ) from cause


def rules_of(folder: Path) -> Rules:
    """Return the rules of a workspace: its own file where there is one. Raises ``FileFormatError`` for a bad one.

    Read on every call: the file is small, and a change counts at once.
    """
    path = folder / RULES_FILE
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return shipped_rules()
    except (OSError, UnicodeDecodeError) as cause:
        raise FileFormatError(
            "The vetting rules of this workspace cannot be read.",
            received=path,
            allowed=("a text file in UTF-8",),
            next_step="Save it as UTF-8, or move it away: then the rules that come with Shoal count.",
        ) from cause
    return _parsed(text, str(path))


@lru_cache(maxsize=8)
def _parsed(text: str, origin: str) -> Rules:
    return read_rules(text.replace("\r\n", "\n"), origin)


def signs_of_minor(creator: Creator, year: int) -> tuple[str, ...]:
    """Return what suggests that a creator is under 18: in what is written of her, and what a vendor reports of her."""
    hits = minor_hits(creator.name, creator.bio or "", creator.notes or "", year)
    band = vendor_minor_band(creator.values)
    return (*hits, *((band.text,) if band is not None else ()))


def held(shoal: Shoal, creators: Iterable[Creator]) -> set[str]:
    """Return which of some creators wait for the under-18 check, as the brand that is worked for sees them."""
    looked, year = shoal.ledger.vetting.looked(), shoal.now().year
    return {
        creator.id for creator in creators if is_blocked(signs_of_minor(creator, year), looked.get(creator.id))
    }  # fmt: skip
