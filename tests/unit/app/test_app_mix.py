"""How a list is to be made up, as it is written, read back and refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shoal.app.briefs.mix import mix_text, mix_told
from shoal.app.briefs.written import brief_from, fields_of
from shoal.domain.brief import MixTarget
from shoal.errors import InputError, ProtectedTraitError
from shoal.match import refuse_protected

AT = datetime(2026, 5, 1, tzinfo=UTC)
TOLD = {
    "name": "spring", "text": "oat flour", "budget": "900 EUR", "audience": ["Austria", "DE"],
    "competitors": ["Rye & Co", "@rye"], "own_ground": ["applicants"],
    "mix": {"tier": {"nano": 0.7, "micro": 0.3}, "country": "AT 50 %, Germany 30 %"},
}  # fmt: skip


def brief(**more):
    return brief_from({**TOLD, **more}, brief_id="br_1", version=1, at=AT)


def test_the_new_fields_are_read() -> None:
    made = brief()
    assert (made.audience, made.competitors, made.own_ground) == (("AT", "DE"), ("Rye & Co", "@rye"), ("applicants",))
    assert made.mix == (
        MixTarget(field="tier", shares=(("nano", 0.7), ("micro", 0.3))),
        MixTarget(field="country", shares=(("AT", 0.5), ("DE", 0.3))),
    )


def test_a_brief_is_written_again_from_its_fields() -> None:
    made = brief()
    assert brief_from(fields_of(made), brief_id="br_1", version=1, at=AT) == made


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("mix", {"tier": "nano 80 %, micro 30 %"}), ("mix", {"tier": "tiny 80 %"}), ("mix", {"tier": "nano"}),
        ("mix", {"hair": "red 50 %"}), ("mix", {"tier": {"nano": -0.1}}), ("mix", {"country": "Atlantis 50 %"}),
        ("mix", "nano 70 %"), ("own_ground", ["neighbours"]), ("audience", ["Atlantis"]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_what_is_allowed(field: str, told: object) -> None:
    with pytest.raises(InputError) as error:
        brief(**{field: told})
    assert error.value.allowed
    assert field in error.value.fields


def test_shares_are_typed_again_as_they_were_read() -> None:
    (target,) = mix_told({"tier": "nano 62.5 %, micro 0.3"}, "shoal")
    assert mix_text(dict(target.shares)) == "nano 62.5 %, micro 30 %"


def test_a_mix_by_a_protected_trait_is_refused() -> None:
    with pytest.raises(ProtectedTraitError, match="the mix"):
        refuse_protected(brief(mix={"niche": "lesbian 50 %"}))
