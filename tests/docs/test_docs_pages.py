"""Links lead somewhere, tests are named alike everywhere, and words are those of the house."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
# What the house never says of a person, and fillers that only make a reader feel slow.
UNSAID = re.compile(r"\b(influencers?|KOLs?|fraud\w*|fakes?|simply)\b", re.IGNORECASE)


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def headings(page: Path) -> set[str]:
    lines = [line.lstrip("#").strip() for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


def broken_links(page: Path) -> list[str]:
    broken = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        target, _, anchor = link.partition("#")
        path = (page.parent / target).resolve() if target else page
        if not path.exists() or (anchor and anchor not in headings(path)):
            broken.append(link)
    return broken


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path):
    assert broken_links(page) == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_uses_the_words_of_the_house(page: Path):
    assert UNSAID.findall(re.sub(r"`[^`]*`", "", page.read_text(encoding="utf-8"))) == []


def test_every_page_of_the_docs_is_reached_from_the_index():
    index = ROOT / "docs" / "index.md"
    reached = {(index.parent / link).resolve() for link in LINK.findall(index.read_text(encoding="utf-8"))}

    assert [name(page) for page in PAGES if page.parent.parent == index.parent and page not in reached] == []


@pytest.mark.parametrize("command", ["make check", "make test"])
@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", ".ci/run"])
def test_readme_and_ci_run_the_same_commands(page: str, command: str):
    lines = [line.strip().removeprefix("$ ") for line in (ROOT / page).read_text(encoding="utf-8").splitlines()]

    assert any(line == command or line.startswith(f"{command} ") for line in lines)


def test_the_makefile_has_every_recipe_that_a_page_names():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {recipe for page in PAGES for recipe in re.findall(r"[`$] ?make (\w+)", page.read_text(encoding="utf-8"))}

    assert [recipe for recipe in sorted(named) if not re.search(rf"^{recipe}:.*## ", makefile, re.MULTILINE)] == []
