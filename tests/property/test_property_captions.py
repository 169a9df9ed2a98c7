"""Whatever is written in a caption: nothing fails, and every place points at what was found."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.signals import PostWords, check_disclosure
from shoal.signals.captions.text import Caption, folded

PIECES = st.sampled_from(
    ["#ad", "Werbung", "Anzeige:", "not ", "unpaid", "\u200b", "\u200f", "e\u0301", "\ufb01", "İ", "ß", "\n", "\r\n",
     "\uff03\uff41\uff44", "🌸", "👨\u200d👩\u200d👧", "إعلان", "#פרסומת", " ", "-", "(", ")", "|", "@shop",
     "code MINA10", "x" * 40]
)  # fmt: skip
CAPTIONS = st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=24).map("".join)


@given(CAPTIONS)
def test_every_label_stands_where_it_is_said_to_stand(caption: str):
    for label in check_disclosure(PostWords(caption=caption), ["DE", "US"]).labels:
        assert folded(caption[label.start : label.end]).lstrip("#").startswith(label.said[:2])


@given(CAPTIONS)
def test_the_folded_text_leads_back_to_the_one_as_written(caption: str):
    found = Caption(caption)
    for at in range(len(found.plain)):
        start, end = found.original(at, at + 1)
        assert found.plain[at] in folded(caption[start:end])


@given(CAPTIONS)
def test_labels_do_not_overlap(caption: str):
    labels = check_disclosure(PostWords(caption=caption), ["US"]).labels
    assert all(one.end <= other.start for one, other in pairwise(labels))


@pytest.mark.timeout(60)  # a pattern that tries every way takes hours
def test_captions_made_to_be_slow_are_read_to_their_end():
    for caption in ("#ad\u200b " * 100_000, "- " * 200_000 + "ad", " " * 300_000 + "Werbung", "#" * 300_000):
        labels = check_disclosure(PostWords(caption=caption), ["DE"]).labels
        assert all(0 <= one.start < one.end <= len(caption) for one in labels)
