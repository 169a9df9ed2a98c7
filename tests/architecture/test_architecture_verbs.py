"""Every verb of the hallway can be reached through a door, and one that a door leaves out has a reason."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "shoal"
GROUPS = (
    "creators", "vetting", "planning", "decisions", "comparing", "results", "listing", "about", "home", "team",
    "imports", "counting", "connections", "lookups", "applying", "already", "jobs", "admin", "sharing", "following",
    "words", "rule_files", "searching", "second_factor",
)  # fmt: skip
DOORS = ("cli", "web")
# groups of which the command line has no more than it names: why
ON_PAGES: dict[str, str] = {
    "decisions": "a person decides beside the reasons, which a terminal has no room for",
    "comparing": "pictures and tables side by side; the figures behind them are in plan show and the report",
    "listing": "creators find and creators vet are the terminal's list",
    "about": "notes, tags and corrections are written on their page; creators show prints what is known",
    "home": "what waits for one person, who is signed in on the page",
    "team": "people sign in on the page; the terminal is whoever owns the folder",
    "imports": "a file waits between pages; the terminal previews and brings in at once",
    "counting": "one creator a screen; creators count is the terminal's way",
    "applying": "a public form and answers to it",
    "already": "the brand's own export, read and dropped within one page",
    "following": "the keyboard page labels one follower after the other; creators handcount takes the counts",
    "rule_files": "the terminal edits the files themselves; creators rules and words copy and check them",
    "second_factor": "each person turns it on beside their phone; second-factor-off is for whoever lost theirs",
    "jobs": "the terminal does long work at once; shoal work does what pages queued",
}
# verb: why no command, or for the page why no view, calls it
EXCUSED: dict[str, str] = {
    "lookups.drop": "what waits is gone after a day by itself",
    "lookups.waiting": "for the page; the terminal names the look-up that it leaves behind",
    "lookups.work": "a step inside other verbs: what the worker does",
    "admin.policies": "the policy table is printed in the reference",
    "connections.client": "a step inside other verbs: what questions go out by",
    "connections.keep_usage": "a step inside other verbs: what the vendor said of its limit",
    "connections.ways_out": "for anybody who opens the page; connections calls lists every question",
    "creators.find": "for programs; the command asks searching.find, which says more",
    "creators.known": "for the form that corrects a value; creators show prints it with the verdict",
    "creators.name": "for the page that asks before an erasure; the command is told the name",
    "creators.bring_in_reading": "for the made-up market, which comes without a file",
    "creators.vet": "a look that keeps nothing, for scripts; creators vet keeps what it found",
    "searching.closeness": "a step inside other verbs: how near texts are to a brief in meaning",
    "listing.rolls": "a step inside what the server makes ready between two pages",
    "searching.rest": "a step inside the server's rest",
    "sharing.answer": "for whoever holds a link",
    "sharing.find": "for whoever holds a link",
    "sharing.read": "for whoever holds a link",
    "sharing.set_processor": "an owner records it beside the words of what it means",
    "sharing.sheet": "a step inside other verbs: shortlist export --approval writes it",
    "sharing.unlock": "for whoever holds a link",
    "planning.draft_shortlist": "a shortlist that is not kept: vet --brief uses it",
    "planning.fields": "a brief as its form shows it; a file is edited as a file",
    "planning.keep": "for briefs that were made elsewhere, such as those of the demo",
    "planning.restore": "an older version as the next one, with both before one's eyes",
    "planning.revise": "two people on one form; briefs add makes the next version from a file",
    "planning.standing": "what pins and bans would do, beside their form",
    "results.bring_in_order_reading": "for the made-up market, which comes without a file",
    "results.preview_insights_reading": "a step inside other verbs: the file was read already",
    "results.preview_order_reading": "a step inside other verbs: the file was read already",
    "results.report_html": "report writes the same page to a file",
    "vetting.answer_versions": "a step inside other verbs: creators show prints the newest",
    "sharing.answered": "for the page of links; the command prints the answers of one",
    "vetting.answers": "a step inside other verbs: creators show prints them",
    "vetting.keep_for": "a step inside other verbs: shortlist build keeps what its verdicts went by",
    "vetting.later": "for the page, which cannot wait; creators vet reads and tells how far it is",
    "vetting.looks": "a step inside other verbs: creators show prints them",
    "searching.erase": "a step inside the erasure",
    "searching.erased": "a step inside the erasure",
    "searching.recall": "a step inside other verbs: whom a text of the list finds",
    "searching.standing": "a step inside other verbs: whether the index holds everybody",
    "searching.bring_up_to_date": "a step inside the job that ask_for_it leaves",
    "searching.ask_for_it": "for pages, which build nothing; the command builds it on the way",
    "searching.typed": "for the fields of a page; a command takes a sentence",
    "searching.typed_of": "for the fields of a page; a command takes a sentence",
    "vetting.runs": "a step inside other verbs: a wrong name after --verify lists the newest",
    "vetting.unread": "for the page; creators vet reads what is not read yet",
}
NO_DOOR: dict[str, str] = {
    verb: EXCUSED[verb]
    for verb in (
        "connections.client", "connections.keep_usage", "listing.rolls", "lookups.work",
        "creators.bring_in_reading", "creators.find", "creators.vet", "searching.closeness", "searching.erase",
        "searching.erased", "searching.recall", "searching.standing", "searching.bring_up_to_date",
        "planning.draft_shortlist", "planning.keep", "vetting.keep_for", "vetting.looks",
        "results.bring_in_order_reading", "results.preview_insights_reading", "results.preview_order_reading",
        "sharing.sheet",
    )
} | {
    "applying.customers": "a step inside other verbs: who bought before",
    "decisions.approval_rows": "a step inside other verbs: whom the rows of a sheet mean",
    "decisions.listed": "a step inside other verbs: a shortlist without whoever waits for the under-18 check",
    "applying.sweep": "a step inside the erasure",
    "jobs.recent": "a step inside the first page",
    "results.report_html": "a step inside other verbs: stored.report keeps the page",
    "counting.forget": "a step inside the erasure",
    "imports.forget": "a step inside the erasure",
    "imports.rest": "a step inside the server's rest",
    "imports.standing": "a part of the first page; in the terminal creators vet says it",
    "listing.forget": "a step inside the erasure",
    "about.corrections_of": "a step inside other verbs: the corrections that their page lists",
    "about.something_expired": "a step inside other verbs: whether their page has to be made anew",
    "about.tags_of": "a step inside other verbs: the tags that their page shows",
    "decisions.seen": "a step inside other verbs: a shortlist with its creators, for rows that go out",
    "listing.everything": "a step inside other verbs: the lines of the file that about.export makes",
    "listing.drawn": "a step inside other verbs: the lines of the picture of the list",
    "listing.roll": "a step inside other verbs: the columns of the list",
}  # fmt: skip


def verbs() -> set[str]:
    """Collect the public methods of the classes that the verb groups are named after."""
    groups = {group.replace("_", ""): group for group in GROUPS}
    files = sorted((SOURCE / "app").rglob("*.py"))
    classes = [node for path in files for node in ast.parse(path.read_text(encoding="utf-8")).body
               if isinstance(node, ast.ClassDef) and node.name.lower() in groups]  # fmt: skip
    return {
        f"{groups[one.name.lower()]}.{node.name}"
        for one in classes
        for node in one.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def called_by(door: str) -> set[str]:
    """Collect ``<anything>.<group>.<verb>`` wherever a door names it.

    A view may keep a group under a name of its own: there a file that speaks of the group and of the verb is enough.
    """
    found: set[str] = set()
    for path in (SOURCE / door).rglob("*.py"):
        nodes = [
            node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)
        ]
        pairs = {(node.value.attr, node.attr) for node in nodes if isinstance(node.value, ast.Attribute)}
        if door == "web":
            said = {node.attr for node in nodes}
            pairs |= {(group, verb) for group in GROUPS if group in said for verb in said}
        found |= {f"{group}.{verb}" for group, verb in pairs if group in GROUPS}
    return found


def test_every_group_has_verbs():
    assert {verb.split(".")[0] for verb in verbs()} == set(GROUPS)


def test_every_verb_is_called_by_a_door_or_excused():
    called = set().union(*map(called_by, DOORS))

    assert sorted(verbs() - called - set(NO_DOOR)) == []


def test_every_verb_has_a_command_or_an_excuse():
    lacking = verbs() - called_by("cli") - set(EXCUSED)

    assert sorted(verb for verb in lacking if verb.split(".")[0] not in ON_PAGES) == []


def test_every_command_calls_a_verb_that_exists():
    assert sorted(called_by("cli") - verbs()) == []


def test_no_excuse_outlives_its_reason():
    assert sorted(set(EXCUSED) - (verbs() - called_by("cli"))) == []


def test_no_verb_without_a_door_is_excused_twice():
    called = set().union(*map(called_by, DOORS))

    assert sorted(set(NO_DOOR) - (verbs() - called)) == []
