"""Write src/shoal/sources/data/names.csv.gz: what countries, languages and months are called, from Babel (CLDR).

Run ``python scripts/make_names.py``; a test says when the file is out of date. Read from Babel itself they take half a
second and 38 MB of a server that only met one country nobody had a name for. A name that several languages have keeps
the code of the first of them, within one language that of the last entry. The same input gives the same bytes: the
archive carries no time.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel import Locale

from shoal.sources.cells.text import fold

TARGET = Path(__file__).parents[1] / "src" / "shoal" / "sources" / "data" / "names.csv.gz"
LANGUAGES = (
    "en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "cs", "sk", "hu", "ro", "hr", "sl", "bg",
    "el", "tr", "ru", "uk", "ar", "he", "fa", "hi", "ja", "ko", "zh", "zh_Hant", "id", "vi", "th", "ca", "lt", "lv",
    "et", "is",
)  # fmt: skip
CODE_LENGTH = 2
# later ones first: of a month that two languages spell alike, that of the last counts
MONTH_LANGUAGES = ("ru", "tr", "cs", "fi", "nb", "da", "sv", "pl", "nl", "pt", "it", "es", "fr", "de", "en")


def last_first(table: Mapping[object, object]) -> Iterator[tuple[object, object]]:
    """Yield the entries of a table, the last first: of two with one name it is the one that counts."""
    return reversed(list(table.items()))


def named() -> Iterator[tuple[str, str, str]]:
    """Yield kind, name and code, names that win first; codes of two letters go by themselves, too."""
    english = Locale.parse("en")
    for kind, table in (("country code", english.territories), ("language code", english.languages)):
        yield from ((kind, str(code), str(code)) for code in table if len(code) == CODE_LENGTH and code.isalpha())
    for language in LANGUAGES:
        told = Locale.parse(language)
        yield from (("country", str(name), str(code)) for code, name in last_first(told.territories))
        yield from (("language", str(name), str(code)) for code, name in last_first(told.languages))
    for language in MONTH_LANGUAGES:
        months = Locale.parse(language).months
        for context in ("stand-alone", "format"):
            for width in ("abbreviated", "wide"):
                found = months[context][width]
                yield from (("month", str(name), str(number)) for number, name in last_first(found))


def lines() -> str:
    """Return the file: a line of kind, folded name and code for each, sorted."""
    first: dict[tuple[str, str], str] = {}
    for kind, name, code in named():
        if fold(name):
            first.setdefault((kind, fold(name)), code)
    return "".join(sorted(f"{kind},{name},{code}\n" for (kind, name), code in first.items()))


def main() -> int:
    with TARGET.open("wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as packed:
        packed.write(lines().encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
