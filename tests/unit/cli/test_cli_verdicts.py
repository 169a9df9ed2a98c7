"""Findings in the terminal: evidence, what else it could be, what settles it, and what she says, on any width."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shoal.cli.verdicts import finding_lines, findings_lines, look_lines, open_lines, wrapped
from shoal.domain.finding import Evidence, Finding
from shoal.domain.vetting import CreatorAnswer, Looked

AT = datetime(2026, 6, 1, tzinfo=UTC)
FINDING = Finding(
    check="engagement",
    claim="engagement rate 9.1 % (5.2 to 14.0, 90 %), n 6 posts: unusual for 3,100 followers, because about 3.4 % is "
    "usual for that size here",
    weight="-",
    evidence=(Evidence(text="engagement rate 9.1 % (5.2 to 14.0, 90 %), n 6 posts", ref="ba_01:14"),),
    settle="ask the creator for a screenshot of the insights",
    settle_seconds=120,
    explanations=("one viral post", "a giveaway", "traded likes", "a small and loyal circle"),
)
ANSWER = CreatorAnswer(
    creator_id="cr_1", check="engagement", text="the reel of 4 May went round the world", said_on=date(2026, 5, 30),
    version=2, by_id="x", by_name="Ana", at=AT, proof="https://x.example/reel",
)  # fmt: skip


def test_a_finding_is_followed_by_evidence_explanations_remedy_and_her_answer():
    lines = [text for _, text in finding_lines(FINDING, ANSWER)]

    assert lines == [
        f"- {FINDING.claim}  (engagement)",
        "[ba_01:14]",  # the claim says the rest
        "would all look like this: one viral post · a giveaway · traded likes · a small and loyal circle",
        "would settle it: ask the creator for a screenshot of the insights, about 2 min",
        f"they say (2026-05-30, written down by Ana): {ANSWER.text}  proof: {ANSWER.proof}",
    ]


def test_an_answer_to_a_finding_that_is_gone_is_still_shown():
    lines = [text for _, text in findings_lines((), (ANSWER,))]
    assert lines == [
        "they said of 'engagement', which is no longer found (2026-05-30): the reel of 4 May went round the world"
    ]


@pytest.mark.parametrize("width", [40, 60, 80, 132])
def test_nothing_is_wider_than_the_terminal_and_no_word_is_lost(width: int):
    told = finding_lines(FINDING, ANSWER)
    lines = wrapped(told, width)

    assert max(map(len, lines)) <= width
    assert " ".join(" ".join(lines).split()) == " ".join(" ".join(text for _, text in told).split())


def test_a_line_that_goes_on_stands_further_in_than_it_began():
    first, second, *_ = wrapped([(2, "word " * 40)], 40)
    assert (first[:3], second[:5]) == ("  w", "    w")


def test_a_program_that_reads_gets_one_line_each():
    assert len(wrapped(finding_lines(FINDING, ANSWER), None)) == 5


def test_each_remedy_is_named_once_the_quickest_first():
    quick = Finding(check="followers", claim="c", weight="?", settle="type it", settle_seconds=10)
    assert [text for _, text in open_lines((quick, FINDING, FINDING))] == [
        "what would settle it, the quickest first:", "type it, about 10 s",
        "ask the creator for a screenshot of the insights, about 2 min",
    ]  # fmt: skip


def test_what_a_person_saw_is_told_with_who_and_how():
    looked = Looked(creator_id="cr_1", said="adult", words_sha256="", by_name="Ada", at=AT, note="in a call")
    assert look_lines((looked,)) == [(2, "Ada looked on 2026-06-01: an adult (in a call)")]


def test_text_from_a_file_cannot_steer_the_terminal():
    odd = Finding(check="x", claim="bell \x07 and\nline \x1b[31m", weight="?")
    (line,) = wrapped(finding_lines(odd), 80)
    assert "\x1b" not in line
    assert "\x07" not in line
