"""Rows of science.md S3 and metrics.md section 4 on public comments: ten Indian creators, and ScamSpot."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from shoal.signals.comments import CommentLabels, label_comments

DATA = Path(__file__).parents[4] / "shared" / "data"


def rows(folder: str, name: str) -> list[dict[str, str]]:
    file = DATA / folder / name
    if not file.exists():
        pytest.skip(f"shared/data/{folder} is not beside the checkout: see its SOURCE.md for where to obtain it")
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [row["text"] for row in rows("comments_instagram_2025", "comments.csv") if row["text"].strip()]


@pytest.fixture(scope="module")
def labels(texts: list[str]) -> CommentLabels:
    """Label the comments; the published counts take a masked handle for a word, so here it is one."""
    return label_comments([text.replace("@user", "somebody").replace("<handle>", "somebody") for text in texts], None)


def test_the_reference_rows_of_ten_indian_creators_hold(labels: CommentLabels, texts: list[str]):
    """Published .29, .50, .31, .053 and a median of 2; each within two standard errors of 9,890 comments or 5 %."""
    seen = {
        "no word": (float((labels.words == 0).mean()), 0.29),
        "at most two words": (float((labels.words <= 2).mean()), 0.50),
        "holds a question mark": (float(np.mean(["?" in text for text in texts])), 0.053),
    }

    off = {name: abs(ours - theirs) for name, (ours, theirs) in seen.items()}
    allowed = {
        name: max(2 * (theirs * (1 - theirs) / len(texts)) ** 0.5, 0.05 * theirs) for name, (_, theirs) in seen.items()
    }

    assert len(texts) == 9_890
    assert {name: value for name, value in off.items() if value > allowed[name]} == {}
    assert float(np.median(labels.words)) == 2


def test_a_comment_with_a_question_mark_always_asks(labels: CommentLabels, texts: list[str]):
    marked = np.array(["?" in text for text in texts])

    assert labels.question[marked].mean() > 0.98


def test_few_comments_under_ordinary_posts_are_called_spam(labels: CommentLabels):
    """Read by eye, fewer than one in five of those that are called so is promotion: most are false alarms."""
    assert labels.is_spam.mean() < 0.03


def test_the_shipped_arrays_tell_the_comments_they_were_trained_on():
    found = rows("comments_scam", "comments.csv")
    spam = np.array([row["scam"] == "1" for row in found])

    score = label_comments([row["msg"] for row in found], None).spam

    order = score.argsort().argsort() + 1.0
    auc = (order[spam].sum() - spam.sum() * (spam.sum() + 1) / 2) / (spam.sum() * (~spam).sum())
    assert auc > 0.98
