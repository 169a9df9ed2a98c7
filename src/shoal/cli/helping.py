"""How a group of verbs explains itself: every sentence whole, in the order of the work."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

# From the first look to what is rarely needed; the verbs of a noun keep the order in which their file has them.
ORDER = (
    "demo", "serve", "creators", "orders", "briefs", "shortlist", "plan", "report", "results", "index", "connections",
    "doctor", "backup", "work", "owner-link", "second-factor-off", "migrate",
)  # fmt: skip


class Verbs(TyperGroup):
    """A noun with its verbs; named alone it says what they do."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401  the context of a library that keeps its type to itself
        """Return the verbs in the order of the work."""
        names = super().list_commands(ctx)
        return sorted(names, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401  likewise
        """Write each verb with its first sentence, folded and never cut off."""
        verbs = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, first_sentence(verb.help or "")) for name, verb in verbs if verb])

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  likewise
        """Answer a noun without a verb with its help: that is a question, and no mistake."""
        if not args:
            typer.echo(ctx.get_help())
            ctx.exit()
        return super().parse_args(ctx, args)


def first_sentence(text: str) -> str:
    """Return the first paragraph of a help text on one line, up to its first full stop."""
    line = " ".join(text.partition("\n\n")[0].split())
    return line.partition(". ")[0].rstrip(".") + "."
