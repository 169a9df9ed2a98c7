"""How often the ranges of conversations hold what was really so, when the reader errs as it was measured to err.

``python -m benchmarks.conversations [ACCOUNTS [SEED]]`` makes comments of so many accounts (200 from seed 2 unless
told): posts whose comments are alike, seven in ten English and the others without a word, labels that the shipped
reader misses and invents at rates drawn anew for every account, and answers that come under some posts more than
under others. Questions are answered half as often as the rest, as often, or twice as often.

A range is held against the share that made the comments, not against that of the comments made.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import CommentTable
from shoal.signals.comment_reader import LABELS, reader_errors
from shoal.signals.conversation import conversation_figures, conversation_of
from shoal.stats import ErrorRates

ACCOUNTS, SEED = 200, 2
AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
DAY, HOUR = 86_400.0, 3_600.0
WORDLESS = 0.29  # of comments (metric dictionary, section 4)
COMMENTS_ALIKE = 0.07
SHARES = {"spam": (1.5, 13.5), "generic": (4.0, 4.0), "question": (2.0, 14.0), "specific": (3.0, 9.0)}
ANSWERED = (1.5, 4.0)
LEAST_GAP = 0.2  # an eye that sees less than it invents is none, and says nothing
ROWS = (
    (2, 5, 0.15),
    (4, 8, 0.15),
    (12, 8, 0.0),
    (12, 8, 0.15),
    (12, 40, 0.15),
    (6, 8, 0.4),
    (12, 8, 0.4),
    (12, 40, 0.4),
)
RATIOS = (0.5, 1.0, 2.0)
HER = np.uint64(1)
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Marks:
    """A reader's labels, made up."""

    language: NDArray[np.object_]
    is_spam: Flags
    generic: Flags
    question: Flags
    specific: Flags
    readable: Flags


def main() -> None:
    told = [int(word) for word in sys.argv[1:]]
    accounts, seed = (told + [ACCOUNTS, SEED][len(told) :])[:2]
    print(f"{accounts} accounts a row and ratio, seed {seed}; 90 % promised; in brackets how wide\n")
    for posts, each, alike in ROWS:
        held: dict[str, list[tuple[bool, float]]] = defaultdict(list)
        dice = np.random.Generator(np.random.PCG64([seed, posts, each, int(100 * alike)]))
        for ratio in RATIOS:
            for _ in range(accounts):
                for name, inside, width in judged(dice, posts=posts, each=each, alike=alike, ratio=ratio):
                    held[f"{name}, x {ratio}" if name == "question_reply_rate" else name].append((inside, width))
        print(f"{posts} posts of {each} comments, answers alike {alike}")
        for name, each_held in held.items():
            inside, width = np.array(each_held, dtype=float).T
            print(f"    {name:<32}{len(inside):>6,}{inside.mean():>8.1%}   ({width.mean():.2f})")


def judged(
    dice: np.random.Generator, *, posts: int, each: int, alike: float, ratio: float
) -> Iterator[tuple[str, bool, float]]:
    """Yield for each share of one account that has a range: its name, whether the range holds, how wide it is."""
    post = np.repeat(np.arange(posts), np.maximum(dice.poisson(each, posts), 1))
    truth = {label: float(dice.beta(*law)) for label, law in SHARES.items()}
    really = {
        label: dice.random(len(post)) < _by_post(dice, truth[label], COMMENTS_ALIKE, posts)[post] for label in LABELS
    }
    rate = float(np.clip(dice.beta(*ANSWERED), 0.02, 0.98))
    often = min(rate * ratio, 0.95)
    times = often / (1.0 - often) * (1.0 - rate) / rate
    of_rest = _by_post(dice, rate, alike, posts)[post]
    answered = dice.random(len(post)) < np.where(really["question"], _moved(of_rest, times), of_rest)
    of_questions = float(_moved(_by_post(dice, rate, alike, 4_000), times).mean())
    asked = truth["question"]
    wanted = {f"{label}_share": share for label, share in truth.items()}
    wanted |= {"reply_rate": (1.0 - asked) * rate + asked * of_questions, "question_reply_rate": of_questions}
    language = np.where(dice.random(len(post)) < WORDLESS, "zxx", "en").astype(object)
    comments, order = _comments(post, answered)
    marks = _read(dice, really, language, order)
    figures = conversation_figures(conversation_of(comments, marks, reader_errors, as_of=AS_OF), resample=False)
    for name, want in wanted.items():
        found = figures[name].estimate
        if found is not None:
            yield name, bool(found.low <= want <= found.high), found.high - found.low


def _by_post(dice: np.random.Generator, share: float, alike: float, posts: int) -> Floats:
    if not alike:
        return np.full(posts, share)
    strength = (1.0 - alike) / alike
    return np.asarray(dice.beta(share * strength, (1.0 - share) * strength, posts))


def _moved(share: Floats, times: float) -> Floats:
    """Return shares whose odds are so many times as large."""
    return np.asarray(times * share / (1.0 - share + times * share))


def _comments(post: Ints, answered: Flags) -> tuple[CommentTable, Ints]:
    """Return comments by post, each answer after all of its post, and whose place each has (-1: an answer)."""
    size, parent = len(post), np.flatnonzero(answered)
    whose = np.concatenate([np.arange(size), np.full(len(parent), -1)])
    by_post = np.concatenate([post, post[parent]])
    order = np.argsort(by_post, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    above = np.concatenate([np.full(size, -1), place[parent]])[order]
    hers, rows = above >= 0, len(order)
    table = CommentTable(
        account=np.zeros(rows, dtype=np.int64), post=by_post[order], by_creator=hers, parent=above, answers=hers,
        author=np.where(hers, HER, np.arange(2, rows + 2).astype(np.uint64)), threaded=np.ones(rows, dtype=np.bool_),
        at=AS_OF.timestamp() - 90.0 * DAY + by_post[order] * DAY + hers * HOUR,
        text=np.full(rows, "words", dtype=object), ref=np.full(rows, "", dtype=object),
        caption=np.zeros(rows, dtype=np.int64), captions=("a caption",),
    )  # fmt: skip
    return table, whose[order]


def _read(dice: np.random.Generator, really: Mapping[str, Flags], language: NDArray[np.object_], whose: Ints) -> Marks:
    """Return what a reader flags whose errors are drawn from what is known of them."""
    told: dict[str, Flags] = {}
    for label, truth in really.items():
        flagged = np.zeros(len(truth), dtype=np.bool_)
        for code in ("en", "zxx"):
            caught, wrong = _eye(dice, (reader_errors(code) or {})[label])
            flagged |= (language == code) & (dice.random(len(truth)) < np.where(truth, caught, wrong))
        told[label] = flagged[whose] & (whose >= 0)
    return Marks(
        language=np.where(whose >= 0, language[whose], "en"), is_spam=told["spam"], generic=told["generic"],
        question=told["question"], specific=told["specific"], readable=np.ones(len(whose), dtype=np.bool_),
    )  # fmt: skip


def _eye(dice: np.random.Generator, errors: ErrorRates) -> tuple[float, float]:
    while True:
        known = ((errors.caught, errors.caught_sd), (errors.wrong, errors.wrong_sd))
        caught, wrong = (
            dice.beta(*(part * (mean * (1.0 - mean) / sd**2 - 1.0) for part in (mean, 1.0 - mean)))
            for mean, sd in known
        )
        if caught >= wrong + LEAST_GAP:
            return caught, wrong


if __name__ == "__main__":
    main()
