"""Nouns to plain values and back."""

from __future__ import annotations

import json

import pytest
from ledger_nouns import BRIEF, EVERY

from shoal.domain.brief import Brief
from shoal.ledger.codec import from_plain, to_plain


@pytest.mark.parametrize("noun", EVERY, ids=lambda noun: type(noun).__name__)
def test_a_noun_comes_back_from_its_document_as_it_went_in(noun) -> None:
    assert from_plain(type(noun), json.loads(json.dumps(to_plain(noun)))) == noun


def test_a_noun_with_nothing_optional_comes_back_too() -> None:
    bare = Brief(id="br_1", name="x", version=1, goal="reach", text="", budget=BRIEF.budget)
    assert from_plain(Brief, json.loads(json.dumps(to_plain(bare)))) == bare


def test_fields_newer_than_the_document_take_their_default_and_older_ones_are_passed_over() -> None:
    plain = to_plain(BRIEF)
    del plain["unknowns"], plain["shortlist_size"]
    assert from_plain(Brief, {**plain, "mood": "bright"}) == BRIEF
