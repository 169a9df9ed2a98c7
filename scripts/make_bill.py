"""Print the bill of materials: every library that Shoal runs with, its version and licence, as CycloneDX 1.6 JSON.

``python scripts/make_bill.py > shoal-bill.json`` reads what is installed beside it; the test extras stay out.
"""

from __future__ import annotations

import json
import sys
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"
EXTRAS = ("web", "postgres")  # those that somebody who runs it installs


def plain(name: str) -> str:
    """Return the one spelling of a library's name."""
    return name.lower().replace("_", "-").replace(".", "-")


def needed(found: Distribution, extras: frozenset[str]) -> list[Requirement]:
    """Return what a library asks for on this machine."""
    told = map(Requirement, found.requires or ())
    return [one for one in told if any(not one.marker or one.marker.evaluate({"extra": e}) for e in ("", *extras))]


def asked_for() -> list[Requirement]:
    """Return what Shoal itself asks for."""
    told = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    return [Requirement(one) for part in (told["dependencies"], *(told["optional-dependencies"][e] for e in EXTRAS))
            for one in part]  # fmt: skip


def libraries() -> dict[str, Distribution]:
    """Return every library that is run with, by name; one that is not installed here is left out and said so."""
    found: dict[str, Distribution] = {}
    waiting = asked_for()
    while waiting:
        wanted = waiting.pop()
        try:
            here = distribution(wanted.name)
        except PackageNotFoundError:
            sys.stderr.write(f"not installed here: {wanted.name}\n")
            continue
        if plain(wanted.name) not in found:
            found[plain(wanted.name)] = here
            waiting += needed(here, frozenset(wanted.extras))
    return dict(sorted(found.items()))


def licence_of(found: Distribution) -> str:
    """Return a library's licence as it names it, shortest form first."""
    told = found.metadata
    named = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier", []) if line.startswith("License ::")]
    return str(told.get("License-Expression") or ", ".join(named) or (told.get("License") or "").partition("\n")[0])


def bill() -> dict[str, object]:
    """Return the bill of materials."""
    parts = [
        {
            "type": "library", "name": name, "version": one.version, "purl": f"pkg:pypi/{name}@{one.version}",
            "licenses": [{"license": {"name": licence_of(one) or "unknown"}}],
        }
        for name, one in libraries().items()
    ]  # fmt: skip
    about = {"component": {"type": "application", "name": "shoal", "version": distribution("shoal").version}}
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": about, "components": parts}


if __name__ == "__main__":
    print(json.dumps(bill(), indent=2))
