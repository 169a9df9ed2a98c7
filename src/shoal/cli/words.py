"""``shoal creators words``: the word lists that captions are read against."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shoal.cli.desk import AsJson, Workspace, looking, opened
from shoal.cli.output import answer_json, say, some, table

File = Annotated[Path | None, typer.Argument(help="With --check: another file of lists.", show_default=False)]
DOES = {"ask": "ask a person", "note": "note"}


def words(
    file: File = None,
    workspace: Workspace = None, *,
    copy: Annotated[bool, typer.Option("--copy", help="Put the shipped lists into the workspace.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Say whether the lists can be used, and where not.")] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Show the word lists that captions are read against: topic, what a hit does, how many words."""
    if copy:
        with opened(workspace) as shoal:
            path = shoal.words.copy()
        answer_json("creators words", {"copied": path}) if as_json else say(f"{path} is yours to edit.")
        return
    with looking(workspace) as shoal:
        lists = shoal.words.check(file) if check else shoal.words.show()
    if as_json:
        told = [
            {"topic": one.topic, "weight": one.weight, "words": len(one.words), "line": one.line} for one in lists.lists
        ]
        answer_json("creators words", {"file": lists.name, "digest": lists.digest, "lists": told})
        return
    rows = [
        (one.topic, DOES[one.weight], f"{len(one.words):,}", ", ".join({word.language: "" for word in one.words}))
        for one in lists.lists
    ]
    table("", ("topic", "a hit", "words", "languages"), rows, right=(2,))
    number = sum(len(one.words) for one in lists.lists)
    says = "can be used" if check else "counts"
    say(f"{lists.name} {says}: {some(len(lists.lists), 'list')}, {some(number, 'word')}, {lists.digest}")
