"""Train the spam model of comments and measure it: writes src/shoal/signals/comments/models/{spam.npz,card.json}.

``python scripts/train_comments.py --data FILE`` trains, ``--evaluate`` measures only, ``--write`` stores what it found.
Needs ``pip install 'shoal[train]'`` and comments.csv of ScamSpot (MIT; columns id, scam, msg_length, msg), by default
``../shared/data/comments_scam/comments.csv`` beside the checkout. The same input gives the same arrays.

The weights are the mode of a posterior: a word has prior mean 0; a sign the weight written in ``phrases.py``, as far as
few training texts show it, so that what they do not hold (channels, subscriptions) keeps its judged weight.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_array, hstack
from scipy.sparse.csgraph import connected_components
from scipy.special import expit
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score, roc_curve
from sklearn.model_selection import StratifiedGroupKFold

from shoal.signals.comments.grams import piece_counts, word_counts
from shoal.signals.comments.phrases import SIGNS
from shoal.signals.comments.signs import shape_matrix, sign_matrix
from shoal.signals.comments.spam import Block, SpamModel, spam_model
from shoal.signals.comments.text import BREAK, WORD, masked, one_spelling, split_words

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "comments_scam" / "comments.csv"
MODELS = ROOT / "src" / "shoal" / "signals" / "comments" / "models"
# Chosen by cross-validation on the training file among 1.5 to 20, .25 to 1 and 0 to 4; all within .003 of AUC, so that
# the strength is the smallest that costs nothing: what it leaves to the signs carries over to other topics. How much
# louder a column is that tells the classes apart follows Wang and Manning (2012), kept positive and without their sign.
STRENGTH, DENSE_SCALE, TELLING = 3.0, 0.25, 2.0
ONE_PERCENT = 0.01
ENOUGH = 60  # [judgement] texts that show a sign at which its judged weight counts half
SEEN = 2  # texts that must hold a column for it to count
RUN, ALIKE = 5, 0.6  # texts that share so much of their runs of five characters never stand on both sides of a split
JUDGED = np.array([sign.weight for sign in SIGNS])
FOLDS, SEEDS, CLUSTERS = 5, (1, 2, 3), 8
KINDS = {  # kinds of spam by words, each comment in the first that fits
    "crypto and trading": r"crypto|bitcoin|btc|forex|trad|invest|coin|token|nft|mining|broker|usdt|wallet",
    "giveaways and pleas": r"first|giv|paying|bills|debt|free|\bwon\b|\bwin\b|prize|gift|help|donat",
    "praise of somebody": r"<user>|<tag>",
    "contact and links": r"\bdm\b|message|inbox|whatsapp|telegram|<url>|<phone>|follow|check|contact",
    "other": r"",
}


@dataclass(frozen=True)
class Set:
    """Distinct comments: their words as counts, their signs, and what they are."""

    texts: list[str]
    words: csr_array
    pieces: csr_array
    signs: np.ndarray
    shape: np.ndarray
    spam: np.ndarray
    wordless: np.ndarray
    family: np.ndarray

    def judged(self, rows: np.ndarray) -> np.ndarray:
        """Return the weights of the signs before training, less of it the more of these texts show the sign."""
        return JUDGED * ENOUGH / (ENOUGH + self.signs[rows].sum(axis=0))


def read(path: Path) -> Set:
    """Read the file; repeats of one masked text are one comment, spam where most of them are, the first if even."""
    votes: dict[str, list[int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            votes.setdefault(row["msg"], []).append(int(row["scam"]))
    spam = np.array(
        [sum(vote) * 2 > len(vote) or (sum(vote) * 2 == len(vote) and vote[0] == 1) for vote in votes.values()]
    )
    blob = masked(one_spelling(list(votes)))
    words = split_words(blob)
    plain = words.kind[words.token] == WORD
    return Set(
        texts=blob.split(BREAK),
        words=word_counts(words),
        pieces=piece_counts(words),
        signs=sign_matrix(words),
        shape=shape_matrix(words),
        spam=spam.astype(int),
        wordless=np.bincount(words.text[plain], minlength=words.texts) == 0,
        family=families(blob.split(BREAK)),
    )


def families(texts: list[str]) -> np.ndarray:
    """Number the texts so that near-duplicates, and what is near to those, have one number."""
    number: dict[str, int] = {}
    rows, columns = [], []
    for row, text in enumerate(texts):
        plain = " ".join(re.findall(r"[\w<>]+" if re.search(r"\w", text) else r"\S", text)).ljust(RUN)
        runs = {number.setdefault(plain[at : at + RUN], len(number)) for at in range(len(plain) - RUN + 1)}
        rows += [row] * len(runs)
        columns += runs
    table = csr_array((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(len(texts), len(number)))
    shared, size = csr_array(table @ table.T).tocoo(), np.bincount(rows)
    one, other = shared.coords
    near = shared.data / (size[one] + size[other] - shared.data) >= ALIKE
    graph = csr_array((np.ones(near.sum()), (one[near], other[near])), shape=shared.shape)
    return np.asarray(connected_components(graph, directed=False)[1])


@dataclass(frozen=True)
class Columns:
    """The columns of a block that training saw often enough, and how rare they are."""

    number: np.ndarray
    rarity: np.ndarray

    def of(self, counts: csr_array) -> csr_array:
        table = counts[:, self.number]
        table.data = (1.0 + np.log(table.data)) * self.rarity[table.indices]
        length = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
        return csr_array(table.multiply(1.0 / np.maximum(length, 1e-12)[:, None]))


def columns(counts: csr_array, spam: np.ndarray) -> Columns:
    """Keep columns of enough texts; they count by how rare they are and by how differently the two classes use them."""
    texts = np.bincount(counts.indices, minlength=counts.shape[1])
    in_spam = np.bincount(counts[spam == 1].indices, minlength=counts.shape[1])
    number = np.flatnonzero(texts >= SEEN)
    rarity = np.log((1 + counts.shape[0]) / (1 + texts[number])) + 1.0
    one, other = 1.0 + in_spam[number], 1.0 + (texts - in_spam)[number]
    return Columns(number, rarity * (1.0 + TELLING * np.abs(np.log((one / one.sum()) / (other / other.sum())))))


def fit_weights(table: csr_array, spam: np.ndarray, judged: np.ndarray) -> np.ndarray:
    """Return weights, then the intercept: strength x logistic loss + half the squared distance from the judged."""
    side, turned = 2.0 * spam - 1.0, csr_array(table.T)

    def loss(point: np.ndarray) -> tuple[float, np.ndarray]:
        weights, margin = point[:-1], side * (table @ point[:-1] + point[-1] + judged)
        pull = -STRENGTH * side * expit(-margin)
        value = STRENGTH * np.logaddexp(0.0, -margin).sum() + 0.5 * weights @ weights
        return float(value), np.append(turned @ pull + weights, pull.sum())

    options = {"maxiter": 400, "ftol": 1e-10, "gtol": 1e-4}
    return np.asarray(minimize(loss, np.zeros(table.shape[1] + 1), jac=True, method="L-BFGS-B", options=options).x)


def table_of(data: Set, rows: np.ndarray, words: Columns, pieces: Columns) -> csr_array:
    dense = csr_array(np.hstack([data.signs[rows], data.shape[rows]]) * DENSE_SCALE)
    whole = csr_array(hstack([words.of(data.words[rows]), pieces.of(data.pieces[rows]), dense]))
    return csr_array((whole.data, whole.indices.astype(np.int32), whole.indptr.astype(np.int32)), shape=whole.shape)


def train(data: Set, rows: np.ndarray) -> SpamModel:
    words, pieces = (columns(counts[rows], data.spam[rows]) for counts in (data.words, data.pieces))
    judged = data.judged(rows)
    point = fit_weights(table_of(data, rows, words, pieces), data.spam[rows], data.signs[rows] @ judged)
    first, second = words.number.size, words.number.size + pieces.number.size
    third = second + len(SIGNS)
    return SpamModel(
        words=dense_block(words, point[:first], data.words.shape[1]),
        pieces=dense_block(pieces, point[first:second], data.pieces.shape[1]),
        signs=judged + DENSE_SCALE * point[second:third],
        shape=DENSE_SCALE * point[third:-1],
        intercept=float(point[-1]),
        slope=1.0,
        shift=0.0,
        threshold=0.5,
    )


def dense_block(kept: Columns, weight: np.ndarray, size: int) -> Block:
    rarity, weights = np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.float32)
    rarity[kept.number], weights[kept.number] = kept.rarity, weight
    return Block(rarity, weights)


def score(model: SpamModel, data: Set, rows: np.ndarray) -> np.ndarray:
    grams = model.words.score(data.words[rows]) + model.pieces.score(data.pieces[rows])
    return np.asarray(grams + data.signs[rows] @ model.signs + data.shape[rows] @ model.shape + model.intercept)


def out_of_fold(data: Set, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the score of each comment by a model that did not see it, and its fold."""
    scores, fold = np.zeros(data.spam.size), np.zeros(data.spam.size, dtype=int)
    parts = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed).split(data.texts, data.spam, data.family)
    for number, (seen, held) in enumerate(parts):
        scores[held], fold[held] = score(train(data, seen), data, held), number
    return scores, fold


def calibrate(scores: np.ndarray, spam: np.ndarray) -> tuple[float, float]:
    """Return slope and shift of Platt (1999), with his softened targets."""
    counts = np.bincount(spam, minlength=2)
    target = np.where(spam == 1, (counts[1] + 1) / (counts[1] + 2), 1 / (counts[0] + 2))

    def loss(point: np.ndarray) -> float:
        line = point[0] * scores + point[1]
        return float(np.sum(np.logaddexp(0.0, line) - target * line))

    found = minimize(loss, np.array([1.0, 0.0]), method="BFGS").x
    return float(found[0]), float(found[1])


def best_threshold(probability: np.ndarray, spam: np.ndarray) -> float:
    steps = np.arange(0.2, 0.81, 0.01)
    return float(steps[int(np.argmax([f1_score(spam, probability >= step) for step in steps]))])


def figures(probability: np.ndarray, called: np.ndarray, spam: np.ndarray) -> dict[str, float]:
    wrong, right, _ = roc_curve(spam, probability)
    bins = np.minimum((probability * 10).astype(int), 9)
    gap = sum(abs(np.sum(probability[bins == one] - spam[bins == one])) for one in range(10)) / spam.size
    return {
        "auc": float(roc_auc_score(spam, probability)),
        "f1": float(f1_score(spam, called)),
        "recall": float(called[spam == 1].mean()),
        "false_alarms": float(called[spam == 0].mean()),
        "recall_at_1_percent_false": float(right[wrong <= ONE_PERCENT].max()),
        "calibration_gap": float(gap),
    }


def cross_validated(data: Set, seed: int) -> tuple[dict[str, float], np.ndarray, np.ndarray]:
    """Measure one round of five folds; near-duplicates stay together, and the other four set threshold and slope."""
    scores, fold = out_of_fold(data, seed)
    probability, called = np.zeros(scores.size), np.zeros(scores.size, dtype=bool)
    for number in range(FOLDS):
        held, rest = fold == number, fold != number
        slope, shift = calibrate(scores[rest], data.spam[rest])
        probability[held] = expit(slope * scores[held] + shift)
        inner = expit(slope * scores[rest] + shift)
        called[held] = probability[held] >= best_threshold(inner, data.spam[rest])
    by_fold = [figures(probability[fold == one], called[fold == one], data.spam[fold == one]) for one in range(FOLDS)]
    spread = {f"{name}_sd_of_folds": float(np.std([one[name] for one in by_fold], ddof=1)) for name in ("auc", "f1")}
    return figures(probability, called, data.spam) | spread, scores, called


def clusters_of(data: Set) -> np.ndarray:
    rows = np.arange(data.spam.size)
    table = table_of(data, rows, columns(data.words, data.spam), columns(data.pieces, data.spam))
    thin = TruncatedSVD(50, random_state=0).fit_transform(table)
    thin /= np.maximum(np.linalg.norm(thin, axis=1, keepdims=True), 1e-9)
    return np.asarray(KMeans(CLUSTERS, random_state=0, n_init=4).fit_predict(thin))


def kinds_of(data: Set) -> np.ndarray:
    patterns = [re.compile(pattern) for pattern in KINDS.values()]
    return np.array([next(n for n, one in enumerate(patterns) if one.search(text)) for text in data.texts])


def leave_out(data: Set, model: SpamModel) -> dict[str, object]:
    """Measure on what training saw nothing of: a cluster of texts, a kind of spam (with half of what is none)."""
    clusters, kinds = clusters_of(data), kinds_of(data)
    half = np.random.Generator(np.random.PCG64(0)).integers(0, 2, data.spam.size) == 1
    cut = (np.log(model.threshold / (1 - model.threshold)) - model.shift) / model.slope
    scores = np.zeros(data.spam.size)
    rows: dict[str, object] = {}
    recalls, alarms = [], []
    for cluster in range(CLUSTERS):
        held = np.flatnonzero(clusters == cluster)
        scores[held] = score(train(data, np.flatnonzero(clusters != cluster)), data, held)
        alarms.append(share(scores[held][data.spam[held] == 0] >= cut))
    rows["clusters"] = {"auc": float(roc_auc_score(data.spam, scores)), "f1": float(f1_score(data.spam, scores >= cut))}
    for number, name in enumerate(KINDS):
        is_kind = kinds == number
        seen = np.flatnonzero(np.where(data.spam == 1, ~is_kind, half))
        held = np.flatnonzero(np.where(data.spam == 1, is_kind, ~half))
        found = score(train(data, seen), data, held)
        recall = share(found[data.spam[held] == 1] >= cut)
        recalls.append(recall)
        rows[name] = {"auc": float(roc_auc_score(data.spam[held], found)), "recall": recall[0], "spam": recall[1]}
    rows["recalls"], rows["alarms"] = recalls, alarms
    return rows


def share(called: np.ndarray) -> tuple[float, int]:
    return (float(called.mean()) if called.size else 0.0), int(called.size)


def between(parts: list[tuple[float, int]]) -> dict[str, float]:
    """Return the mean of shares and the count that a Beta of the same spread between parts has (moments)."""
    value, weight = np.array([part[0] for part in parts]), np.array([part[1] for part in parts], dtype=float)
    mean = float(np.average(value, weights=weight))
    spread = float(np.average((value - mean) ** 2, weights=weight))
    return {"share": mean, "count": max(mean * (1 - mean) / max(spread, 1e-9) - 1.0, 2.0)}


def whole(data: Set) -> tuple[SpamModel, dict[str, object]]:
    rounds = [cross_validated(data, seed) for seed in SEEDS]
    scores, spam = np.concatenate([one[1] for one in rounds]), np.tile(data.spam, len(SEEDS))  # one round sways by .2
    slope, shift = calibrate(scores, spam)
    threshold = best_threshold(expit(slope * scores + shift), spam)
    plain = train(data, np.arange(data.spam.size))
    model = SpamModel(plain.words, plain.pieces, plain.signs, plain.shape, plain.intercept, slope, shift, threshold)
    left_out = leave_out(data, model)
    wordless = rounds[0][2][data.wordless], data.spam[data.wordless]
    alone = replace(data, family=np.arange(data.spam.size))  # only exact repeats kept apart, as others publish it
    return model, {
        "threshold": threshold,
        "comments": int(data.spam.size),
        "families": int(data.family.max()) + 1,
        "spam": int(data.spam.sum()),
        "five_folds": {name: [one[0][name] for one in rounds] for name in rounds[0][0]},
        "five_folds_without_families": cross_validated(alone, SEEDS[0])[0],
        "judged_weights_alone_auc": float(roc_auc_score(data.spam, data.signs @ JUDGED)),
        "left_out": {name: row for name, row in left_out.items() if name not in ("recalls", "alarms")},
        "error_rates": {
            "en": {"t": between(left_out["recalls"]), "f": between(left_out["alarms"])},  # type: ignore[arg-type]
            "zxx": {
                "t": dict(zip(("share", "count"), share(wordless[0][wordless[1] == 1]), strict=True)),
                "f": dict(zip(("share", "count"), share(wordless[0][wordless[1] == 0]), strict=True)),
            },
        },
    }


def check_against_sklearn(data: Set) -> float:
    """Fit without judged weights and compare with scikit-learn on the same columns; return the largest difference."""
    rows = np.arange(data.spam.size)
    table = table_of(data, rows, columns(data.words, data.spam), columns(data.pieces, data.spam))
    ours = fit_weights(table, data.spam, np.zeros(rows.size))
    theirs = LogisticRegression(C=STRENGTH, max_iter=5_000, tol=1e-6).fit(table, data.spam)
    gap = np.abs(expit(table @ ours[:-1] + ours[-1]) - theirs.predict_proba(table)[:, 1]).max()
    # and the arrays that are shipped give what the fitted table gives
    judged = data.signs @ data.judged(rows)
    point = fit_weights(table, data.spam, judged)
    theirs.coef_, theirs.intercept_ = point[None, :-1], point[-1:]
    shipped = score(train(data, rows), data, rows)
    return float(max(gap, np.abs(shipped - (theirs.decision_function(table) + judged)).max()))


def store(model: SpamModel, card: dict[str, object]) -> None:
    arrays: dict[str, np.ndarray] = {}
    for name, block in (("words", model.words), ("pieces", model.pieces)):
        number = np.flatnonzero(block.rarity).astype(np.int32)
        arrays |= {
            f"{name}_columns": number, f"{name}_rarity": block.rarity[number], f"{name}_weight": block.weight[number]
        }  # fmt: skip
    arrays |= {"signs": model.signs, "shape": model.shape, "sign_names": np.array([sign.name for sign in SIGNS])}
    arrays |= {name: np.array(getattr(model, name)) for name in ("intercept", "slope", "shift", "threshold")}
    MODELS.mkdir(exist_ok=True)
    np.savez_compressed(MODELS / "spam.npz", **arrays)
    (MODELS / "card.json").write_text(json.dumps(rounded(card), indent=1, sort_keys=True) + "\n", encoding="utf-8")


def rounded(value: object) -> object:
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(one) for one in value]
    return round(value, 4) if isinstance(value, float) else value


def speed(data_file: Path, ask: Callable[[list[str]], object]) -> float:
    with data_file.open(encoding="utf-8", newline="") as file:
        texts = [row["msg"] for row in csv.DictReader(file)]
    start = time.perf_counter()
    ask(texts)
    return len(texts) / (time.perf_counter() - start)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--data", type=Path, default=DATA)
    options.add_argument("--evaluate", action="store_true", help="measure only, store nothing")
    given = options.parse_args()
    data = read(given.data)
    model, card = whole(data)
    card["sklearn_gap"] = check_against_sklearn(data)
    print(json.dumps(rounded(card), indent=1))
    if not given.evaluate:
        store(model, card)
        spam_model.cache_clear()
    ask = spam_model()
    print(
        f"{speed(given.data, lambda texts: ask.probability(split_words(masked(one_spelling(texts))))):,.0f} comments/s"
    )


if __name__ == "__main__":
    main()
