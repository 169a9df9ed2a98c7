"""What is found in real captions: read by eye once, counted here, and never written down outside the private data.

Split: none. Nothing was fitted to these files; after they were read, codes that are offered without being readable were
added ("use code: <handle>", masked here), so that figure is no evaluation, the others are.
"""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from captions_tables import captions, task

from shoal.domain.bulk import CaptionTable
from shoal.signals import PostReading, read_captions

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(told: list[tuple[int, str]]) -> CaptionTable:
    told.sort(key=lambda one: one[0])
    undated = np.full(len(told), np.nan)
    return captions([text for _, text in told], account=[account for account, _ in told], at=undated)


@pytest.fixture(scope="module")
def india(shared_data: Path) -> CaptionTable:
    folder = shared_data / "comments_instagram_2025"
    return table([(int(row["creator"][1:]), row["caption"] or "") for row in rows_of(folder / "posts.csv")])


@pytest.fixture(scope="module")
def climbing(shared_data: Path) -> CaptionTable:
    rows = rows_of(shared_data / "instagram_climbing" / "creators.csv")
    return table([(at, text) for at, row in enumerate(rows) for text in (row["captions"] or "").split(" || ")])


def read(found: CaptionTable) -> list[PostReading]:
    return list(read_captions(found, task(as_of=AS_OF)).values())


def counts(found: CaptionTable) -> dict[str, int]:
    posts = read(found)
    told = {
        "captions": len(found),
        "commercial": sum(post.commercial for post in posts),
        "suspects": sum(post.suspect for post in posts),
        "labels": sum(bool([label for label in post.labels if not label.turn]) for post in posts),
        "doubtful": sum(any(label.doubtful for label in post.labels) for post in posts),
        "listed": sum(bool(post.listed) for post in posts),
        "topics": sum(bool(post.topics) for post in posts),
    }
    print(told)  # noqa: T201  the counts are what this file is for
    return told


def test_posts_of_large_indian_creators(india: CaptionTable):
    """By eye: 7 posts with signs, all of them read like deals; at least 8 more do and have no word that we look for."""
    told = counts(india)
    assert (told["captions"], told["commercial"], told["suspects"], told["doubtful"], told["listed"]) == (
        500,
        7,
        2,
        0,
        0,
    )


def test_posts_of_climbers_before_labels_were_common(climbing: CaptionTable):
    """By eye: 2 posts with a code, both of shops for their own goods; of 4 hits of the lists one is a misspelling."""
    told = counts(climbing)
    assert (told["captions"], told["commercial"], told["suspects"], told["listed"]) == (416, 2, 2, 4)


def test_positions_in_real_captions_point_at_what_was_found(india: CaptionTable):
    posts = read(india)
    labels = [
        (str(india.text[post.row])[label.start : label.end], label.text) for post in posts for label in post.labels
    ]
    assert all(cut == told for cut, told in labels)
