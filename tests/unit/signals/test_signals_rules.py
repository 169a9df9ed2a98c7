"""The rules of vetting: what their file may say, what it is refused for, and that list and page weigh by the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import shoal.signals
from shoal.domain.finding import Finding
from shoal.domain.trade import OwnRecord
from shoal.domain.values import Estimate, Money, Value
from shoal.domain.vetting import Looked, Rules, Weighing
from shoal.errors import FileFormatError
from shoal.signals import engagement, read_rules, verdict_states, vet, words_digest
from shoal.signals.rules import CHECKS, RANGE_LIMITS

ROOM = Path(shoal.signals.__file__).parent
RULE = """
[[rule]]
check = "engagement"
when = { weight = "-", z_beyond = 2.0 }
verdict = "review"
why = "because"
source = "here"
"""
TOLD = tuple(
    check for check in CHECKS if check not in ("any", "engagement", "rate_above_half", "own_record", "followers")
)


def spread(low: float, value: float, high: float, n: int = 40) -> Value:
    estimate = Estimate(value=value, low=low, high=high, level=0.9, n=n, method="counted")
    return Value(name="share", state="estimated", unit="fraction", estimate=estimate)


# the file ------------------------------------------------------------------------------------------------------------


def test_the_shipped_rules_refuse_nobody_and_every_one_says_why_and_from_where(shipped: Rules):
    assert [rule.verdict for rule in shipped.rules if rule.enabled and rule.verdict == "refuse"] == []
    assert all(rule.why and rule.source for rule in shipped.rules)


def test_the_version_is_of_what_the_rules_say_and_not_of_how_the_file_looks(shipped: Rules):
    looks_other = "# a remark\n\n" + shipped.text.replace(" = ", "   =  ")
    says_other = shipped.text.replace("z_beyond = 2.0", "z_beyond = 3.0")

    assert read_rules(looks_other).version == shipped.version
    assert read_rules(says_other).version != shipped.version


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('check = "engagement"', 'check = "engagment"', 3, "'engagment' is no check"),
        ('check = "engagement"', 'check = "suspected_minor"', 3, "weighed by no rule"),
        ('check = "engagement"', "check = 7", 3, "has to be a text"),
        ('verdict = "review"', 'verdict = "fraud"', 5, "no verdict 'fraud'"),
        ('verdict = "review"', "", 2, "lacks 'verdict'"),
        ('weight = "-"', 'weight = "x"', 4, "no weight 'x'"),
        ('weight = "-"', 'weight = ""', 4, "no weight ''"),
        ("z_beyond = 2.0", "zed = 2.0", 4, "no figure 'zed'"),
        ("z_beyond = 2.0", 'z_beyond = "2"', 4, "number from 0 up"),
        ("z_beyond = 2.0", "z_beyond = -1", 4, "number from 0 up"),
        ("z_beyond = 2.0", "z_beyond = nan", 4, "number from 0 up"),
        ('when = { weight = "-", z_beyond = 2.0 }', 'when = "-"', 4, "which weight"),
        ('why = "because"', 'because = "why"', 6, "no 'because'"),
        ('source = "here"', 'source = "here"\nenabled = "no"', 8, "true or false"),
    ],
)
def test_a_bad_file_is_refused_with_its_line_what_is_allowed_and_what_to_do(old: str, new: str, line: int, words: str):
    with pytest.raises(FileFormatError) as told:
        read_rules(RULE.replace(old, new), "/w/vetting.toml")

    assert words in told.value.message
    assert f"Line {line} " in told.value.message
    assert "/w/vetting.toml" in str(told.value.received)
    assert told.value.allowed
    assert "change-the-vetting-rules" in told.value.next_step


def test_the_line_of_the_second_rule_is_counted_from_the_top():
    with pytest.raises(FileFormatError, match="Line 12 "):
        read_rules(RULE + RULE.replace('"review"', '"fraud"'))


@pytest.mark.parametrize("text", ["", "[rules]\n", "a = 1\n", "rule = []\n", "x = [", "[[rule]]\n" * 61, "#" * 70_000])
def test_a_file_without_rules_or_with_too_many_is_refused(text: str):
    with pytest.raises(FileFormatError) as told:
        read_rules(text)

    assert told.value.next_step


# weighing ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def one(make_pool, make_posts, as_of):
    """Return the verdict of one account of 3,000 followers and three counted posts, by some rules and findings."""

    def judged(rules: Rules, *more: Finding):
        pool, posts = make_pool(1, followers=[3_000]), make_posts([(0, 80, 3)] * 3)
        by = Weighing(rules=rules, as_of=as_of, more={0: more})
        return vet(pool, engagement(pool, posts, as_of=as_of), posts, {}, by)[0]

    return judged


def test_a_finding_of_another_check_that_speaks_against_her_asks_a_person(one, shipped: Rules):
    found = one(shipped, Finding(check="later_check", claim="unusual, because", weight="-"))
    assert (found.state, found.kind, found.rules) == ("review", "later check", shipped.version)


def test_what_other_checks_say_for_her_or_do_not_know_changes_no_verdict(one, shipped: Rules):
    told = (Finding(check="later_check", claim="c", weight=weight) for weight in ("+", "0", "?"))
    assert one(shipped, *told).kind == "counted posts"


def test_a_rule_may_ask_for_a_side_of_the_range(one):
    rules = read_rules(RULE.replace("engagement", "spam_share").replace("z_beyond = 2.0", "low_above = 0.3"))
    above, across = (
        Finding(check="spam_share", claim="c", weight="-", value=spread(low, 0.4, 0.6)) for low in (0.31, 0.2)
    )
    assert (one(rules, above).state, one(rules, across).state) == ("review", "unknown")


def test_a_figure_that_is_not_known_lies_on_no_side_of_a_limit(one):
    for limit in RANGE_LIMITS:
        rules = read_rules(RULE.replace("engagement", "spam_share").replace("z_beyond = 2.0", f"{limit} = 0.0"))
        assert one(rules, Finding(check="spam_share", claim="c", weight="-")).state == "unknown"


def test_refusing_is_a_rule_that_somebody_turned_on(one, shipped: Rules):
    clash = Finding(check="brand_clash", claim="promoted another brand", weight="-")
    turned_on = read_rules(shipped.text.replace("enabled = false", "enabled = true"))

    assert (one(shipped, clash).state, one(turned_on, clash).state) == ("review", "refuse")


def test_a_figure_in_the_file_changes_what_the_check_calls_unusual(league_world, as_of, by):
    pool, posts, _ = league_world(400, 12)
    rates = engagement(pool, posts, as_of=as_of)
    strict = replace(by, rules=read_rules(by.rules.text.replace("z_beyond = 2.0", "z_beyond = 1.0")))

    usual, more = (sum(one.state == "review" for one in vet(pool, rates, posts, {}, way)) for way in (by, strict))
    assert usual < 40 < more


# list and page -------------------------------------------------------------------------------------------------------


def random_rules(dice: np.random.Generator, shipped: Rules) -> Rules:
    """Return the shipped rules, or some shuffled, changed and invented ones."""
    if dice.random() < 0.3:
        return shipped
    blocks = []
    for _ in range(int(dice.integers(1, 7))):
        check = str(dice.choice(CHECKS))
        weight = "".join(dice.choice(list("+-0?"), int(dice.integers(1, 4)), replace=False))
        limit = {"engagement": f", z_beyond = {dice.random() * 3:.2f}", "rate_above_half": ", rate_above = 0.1"}
        extra = limit.get(check, f", {dice.choice(RANGE_LIMITS)} = 0.3" if check in TOLD else "")
        kind = f'kind = "k{dice.integers(3)}"\n' if dice.random() < 0.5 else ""
        verdict = dice.choice(["ok", "review", "refuse", "unknown"])
        on = "false" if dice.random() < 0.2 else "true"
        told = f'{{ weight = "{weight}"{extra if dice.random() < 0.6 else ""} }}'
        blocks.append(
            f'[[rule]]\ncheck = "{check}"\nwhen = {told}\nverdict = "{verdict}"\n{kind}enabled = {on}\n'
            'why = "w"\nsource = "s"\n'
        )
    return read_rules("\n".join(blocks))


def random_findings(dice: np.random.Generator) -> tuple[Finding, ...]:
    low = float(dice.random() / 2)
    return tuple(
        Finding(
            check=str(dice.choice([*TOLD, "never_heard_of"])), claim="c", weight=dice.choice(["+", "-", "0", "?"]),
            value=spread(low, low + 0.1, low + 0.3, int(dice.integers(1, 90))) if dice.random() < 0.7 else None,
        )
        for _ in range(int(dice.integers(1, 4)))
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_the_facet_of_a_list_is_the_verdict_of_each_page_whatever_the_rules(
    make_pool, make_posts, as_of, shipped, seed: int
):
    dice = np.random.Generator(np.random.PCG64(seed))
    size = 300
    followers = np.where(dice.random(size) < 0.2, np.nan, np.round(np.exp(dice.normal(8, 1.5, size))))
    er = np.where(dice.random(size) < 0.4, np.nan, dice.choice([0.0, 0.03, 0.2, 0.7], size))
    pool = make_pool(size, followers=followers, er=er, bio=dice.choice(["", "", "I'm 15", "GmbH"], size).astype(object))
    posts = make_posts([
        (row, float(np.round(np.exp(dice.normal(4, 2)))), 3.0)
        for row in range(size)
        for _ in range(int(dice.integers(0, 7)))
    ])  # fmt: skip
    rates = engagement(pool, posts, as_of=as_of)
    own = {
        str(account): OwnRecord(
            account_id=str(account), codes=("X",), orders=int(dice.integers(-1, 3)), net=Money(minor=1, currency="EUR")
        )
        for account in pool.account_id[dice.random(size) < 0.3]
    }
    more = {row: random_findings(dice) for row in np.flatnonzero(dice.random(size) < 0.4).tolist()}
    looked = {
        str(creator): Looked(
            creator_id=str(creator), said=dice.choice(["adult", "minor", "open"]), by_name="Ana", at=as_of,
            words_sha256=words_digest(['bio: "I\'m 15"']) if dice.random() < 0.5 else "",
        )
        for creator in pool.creator_id[dice.random(size) < 0.2]
    }  # fmt: skip
    by = Weighing(rules=random_rules(dice, shipped), as_of=as_of, more=more, looked=looked)

    verdicts = vet(pool, rates, posts, own, by)
    orders = np.array([own[account].orders if account in own else np.nan for account in pool.account_id])
    states = verdict_states(pool, rates, orders, np.array([one.blocked for one in verdicts]), by)
    assert [states.state(row) for row in range(size)] == [(one.state, one.kind) for one in verdicts]
    assert states.blocked.tolist() == [one.blocked for one in verdicts]


# under 18 ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def parents_run(make_pool, make_posts, as_of, shipped):
    """Return the verdict on an account "run by parents", with what a person saw."""

    def judged(looked: Looked | None, bio: str = ""):
        pool = make_pool(1, followers=[900], notes=["account run by parents"], bio=[bio])
        by = Weighing(rules=shipped, as_of=as_of, looked={} if looked is None else {"cr_00000": looked})
        return vet(pool, engagement(pool, make_posts([]), as_of=as_of), make_posts([]), {}, by)[0]

    return judged


def seen(said: str, as_of, words: Sequence[str] = ('notes: "account run by parents"',)) -> Looked:
    digest = words_digest(words)
    return Looked(creator_id="cr_00000", said=said, words_sha256=digest, by_name="Ana", at=as_of)  # type: ignore[arg-type]


def test_a_person_who_looked_lifts_the_block_and_the_words_stay_in_sight(parents_run, as_of):
    verdict = parents_run(seen("adult", as_of))
    told = verdict.findings[0]

    assert (verdict.blocked, verdict.state) == (False, "unknown")
    assert (told.check, told.weight) == ("suspected_minor", "0")
    assert "a person looked on 2026-06-01: an adult" in told.claim
    assert told.evidence[0].text == 'notes: "account run by parents"'


def test_other_words_than_those_a_person_looked_at_raise_the_question_again(parents_run, as_of):
    verdict = parents_run(seen("adult", as_of), bio="I'm 15")

    assert (verdict.blocked, verdict.kind) == (True, "suspected minor")
    assert "other words came in since" in verdict.findings[0].claim


def test_what_was_taken_back_blocks_again(parents_run, as_of):
    assert parents_run(seen("open", as_of)).blocked


def test_a_person_who_found_a_minor_blocks_her_whatever_is_written(make_pool, make_posts, as_of, shipped):
    pool = make_pool(1, followers=[900])
    by = Weighing(rules=shipped, as_of=as_of, looked={"cr_00000": seen("minor", as_of)})
    verdict = vet(pool, engagement(pool, make_posts([]), as_of=as_of), make_posts([]), {}, by)[0]

    assert (verdict.blocked, verdict.state) == (True, "review")
    assert "erase their record" in verdict.findings[0].settle


def test_no_rule_turns_the_under_18_block_off(parents_run, shipped):
    assert "suspected_minor" not in {rule.check for rule in shipped.rules}
    assert parents_run(None).blocked


# words ---------------------------------------------------------------------------------------------------------------

ACCUSING = re.compile(
    r"\bfraud|\bfake (?:account|profile|influencer|creator)|\bcheat|\bscam(?:mer)?\b|\bliar|\bbot account"
)
# what these files hold are the words that a model looks for in other people's texts, not what is said of anybody
LOOKED_FOR = ("comments/phrases.py", "comments/signs.py", "comments/text.py", "captions/word_lists.py")


def told_words(path: Path) -> list[tuple[int, str]]:
    """Return the texts of a file that may be shown, with their lines: all but what documents the code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body
        and isinstance(node.body[0], ast.Expr)
    }  # fmt: skip
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents
    ]


def test_no_claim_accuses_anybody():
    files = [path for path in sorted(ROOM.rglob("*.py")) if not str(path).endswith(LOOKED_FOR)]
    found = [
        f"{path.name}:{line}: {text}"
        for path in files
        for line, text in told_words(path)
        if ACCUSING.search(text.casefold())
    ]
    rules = [line for line in (ROOM / "vetting.toml").read_text(encoding="utf-8").splitlines() if ACCUSING.search(line)]

    assert len(files) > 20
    assert (found, rules) == ([], [])


def test_the_search_for_accusing_words_finds_them():
    assert ACCUSING.search("this is a fraud")
    assert ACCUSING.search("a fake account")
