"""The small reader of languages against py3langid, whose tables it has."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from py3langid.langid import LanguageIdentifier

from scripts.make_languages import library_reader, steps_of
from shoal.signals.comments import let_go_of_tables
from shoal.signals.comments.language import USUAL, reader_of
from shoal.signals.comments.reader import BYTES, arrays_of, opened

DATA = Path(__file__).parents[4] / "shared" / "data" / "comments_instagram_2025" / "comments.csv"
TEXTS = (
    "das kleid steht dir wirklich so gut",
    "очень красивое платье, где купили",
    "很好看的衣服",
    "สวยมากครับ",
    "nagyon szép ruha, hol vetted",
    "kahan se li yeh dress",
    "x",
    "",
    "\x01\x02",
    "🔥🔥",
    "ovo je jako lepo",
    "a" * 3_000,
)


@pytest.fixture(scope="module")
def library() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file("data/model.npz.xz", norm_probs=True)


def agrees(library: LanguageIdentifier, languages: tuple[str, ...], texts: list[str]) -> None:
    library.set_languages(list(languages))
    expected = [library.classify(text) for text in texts]

    found, sure = opened().among(languages).read(texts)

    assert found.tolist() == [language for language, _ in expected]
    assert np.abs(sure - [certain for _, certain in expected]).max() < 1e-3


@pytest.mark.parametrize("languages", [USUAL, ("de", "en")])
def test_it_reads_what_the_library_reads(library: LanguageIdentifier, languages: tuple[str, ...]):
    agrees(library, languages, list(TEXTS))


def test_it_reads_real_comments_as_the_library_does(library: LanguageIdentifier):
    if not DATA.exists():
        pytest.skip("shared/data/comments_instagram_2025 is not beside the checkout: see its SOURCE.md")
    with DATA.open(encoding="utf-8", newline="") as file:
        texts = [row["text"].lower() for row in csv.DictReader(file)][::10]

    agrees(library, USUAL, texts)


def test_a_text_is_read_alike_in_any_company():
    reader = opened()

    alone = [reader.read([text])[1][0] for text in TEXTS]

    assert alone == reader.read(TEXTS)[1].tolist()


def test_the_shipped_tables_are_those_of_the_library_bit_for_bit():
    made, shipped = arrays_of(library_reader()), arrays_of(opened())

    assert {name: one.tobytes() for name, one in made.items()} == {name: one.tobytes() for name, one in shipped.items()}


def test_the_tables_take_a_fifth_of_those_of_the_library(library: LanguageIdentifier):
    reader = opened()
    steps = reader.steps
    arrays = (steps.row, steps.last, steps.usual, steps.key, steps.target, steps.feature, reader.weight)
    weights, table = library._full_model[0], library.tk_nextmove

    assert sum(one.nbytes for one in arrays) < 0.2 * (weights.nbytes + table.itemsize * len(table))


def test_no_step_of_any_automaton_is_lost(dice: np.random.Generator):
    states, rows = 50, 20
    table = dice.integers(0, states, (rows, BYTES)).astype(np.uint32)
    row = dice.integers(0, rows, states).astype(np.uint32)
    steps = steps_of(table, row, np.full(states, -1, dtype=np.int32))
    state, byte = dice.integers(0, states, 2_000).astype(np.uint32), dice.integers(0, BYTES, 2_000).astype(np.uint8)

    assert np.array_equal(steps.after(state, byte), table[row[state], byte])


def test_tables_that_were_let_go_are_opened_again_alike():
    texts = ["das ist ein langer Satz über Kaffee", "une longue phrase sur le café du matin"]
    before, (languages, _) = opened(), reader_of(USUAL).read(texts)
    let_go_of_tables()

    assert opened() is not before
    assert reader_of(USUAL).read(texts)[0].tolist() == languages.tolist() == ["de", "fr"]
