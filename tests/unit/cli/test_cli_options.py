from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from shoal.cli.options import READING, column_pairs, read_options, said_again
from shoal.domain.intake import ReadOptions
from shoal.errors import InputError


def test_what_was_left_out_is_left_to_be_found_out():
    assert read_options(dict.fromkeys(READING)) == ReadOptions()


def test_a_column_is_named_as_header_and_field_even_with_an_equals_sign_in_the_header():
    assert column_pairs(["Reach=followers", "a=b=keep"]) == {"Reach": "followers", "a=b": "keep"}


@pytest.mark.parametrize("pair", ["Reach", "=followers", "Reach="])
def test_half_a_pair_is_refused(pair: str):
    with pytest.raises(InputError, match="HEADER=FIELD"):
        column_pairs([pair])


def test_options_are_said_again_as_they_would_be_typed():
    told = ReadOptions(platform="tiktok", key="creator id", columns={"My Reach": "followers"})

    words = shlex.split(said_again(told, Path("my market.shoal")))

    assert words == [
        "--platform", "tiktok", "--key", "creator id", "--column", "My Reach=followers",
        "--workspace", "my market.shoal",
    ]  # fmt: skip


def test_without_options_nothing_is_said_again():
    assert said_again(ReadOptions(), None) == ""
