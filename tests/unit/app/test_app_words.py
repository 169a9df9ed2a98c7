"""Word lists of a workspace: those that come with Shoal until it has its own."""

from __future__ import annotations

import pytest

from shoal.app import make_workspace, open_workspace
from shoal.app.known.word_lists import WORDS_FILE, word_lists_of
from shoal.config import Settings
from shoal.domain.people import Actor
from shoal.errors import ConflictError, DeniedError, FileFormatError, InputError, NotFoundError
from shoal.signals import shipped_word_lists

OWN = '[[list]]\ntopic = "palm oil"\nwords.en = ["palm oil"]\n'


@pytest.fixture
def shoal(tmp_path):
    make_workspace(Settings(folder=tmp_path / "unit.shoal", name="Oat & Co", timezone="Europe/Vienna"))
    with open_workspace(tmp_path / "unit.shoal") as opened:
        yield opened


def test_without_a_file_the_shipped_lists_count(shoal):
    assert shoal.words.show() == shipped_word_lists()


def test_a_copy_reads_like_what_was_shipped(shoal):
    path = shoal.words.copy()
    assert (path.endswith(WORDS_FILE), shoal.words.show().digest) == (True, shipped_word_lists().digest)


def test_a_copy_never_writes_over_a_file(shoal):
    (shoal.settings.folder / WORDS_FILE).write_text(OWN, encoding="utf-8")
    with pytest.raises(ConflictError):
        shoal.words.copy()
    assert (shoal.settings.folder / WORDS_FILE).read_text(encoding="utf-8") == OWN


def test_the_copy_is_in_the_audit(shoal):
    shoal.words.copy()
    assert shoal.ledger.audit.entries()[0].verb == "words.copy"


def test_the_lists_of_the_workspace_win(shoal):
    (shoal.settings.folder / WORDS_FILE).write_text(OWN, encoding="utf-8")
    assert [one.topic for one in shoal.words.show().lists] == ["palm oil"]


def test_a_change_counts_at_once(shoal):
    path = shoal.settings.folder / WORDS_FILE
    path.write_text(OWN, encoding="utf-8")
    shoal.words.show()
    path.write_text(OWN.replace("palm oil", "lard"), encoding="utf-8")
    assert [one.topic for one in shoal.words.show().lists] == ["lard"]


def test_a_bad_file_names_its_line(shoal):
    (shoal.settings.folder / WORDS_FILE).write_text(OWN + 'weight = "kill"\n', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        shoal.words.check()
    assert f"{WORDS_FILE}, line 4" in caught.value.message


def test_line_ends_of_windows_and_a_byte_order_mark_are_read(shoal):
    (shoal.settings.folder / WORDS_FILE).write_bytes(b"\xef\xbb\xbf" + OWN.replace("\n", "\r\n").encode())
    assert [word.line for word in shoal.words.show().lists[0].words] == [3]


def test_another_file_can_be_checked_before_it_is_used(shoal, tmp_path):
    (tmp_path / "mine.toml").write_text(OWN, encoding="utf-8")
    assert (shoal.words.check(tmp_path / "mine.toml").name, shoal.words.show().name) == (
        "mine.toml", shipped_word_lists().name,
    )  # fmt: skip


def test_a_file_that_is_not_there_is_said_so(shoal, tmp_path):
    with pytest.raises(NotFoundError):
        shoal.words.check(tmp_path / "none.toml")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00a", b"#" * 4_000_001])
def test_a_file_that_is_no_text_or_too_large_is_refused(shoal, tmp_path, content):
    (tmp_path / "odd.toml").write_bytes(content)
    with pytest.raises(FileFormatError):
        shoal.words.check(tmp_path / "odd.toml")


def test_only_an_owner_copies_the_lists(shoal):
    with shoal.acting(Actor(id="m1", name="Eda", role="editor")), pytest.raises(DeniedError):
        shoal.words.copy()


def test_a_backup_takes_the_lists_along(shoal, tmp_path):
    shoal.words.copy()
    copy = shoal.admin.backup(tmp_path / "copies", with_key=False)
    assert word_lists_of(next((tmp_path / "copies").iterdir())).name == WORDS_FILE, copy.path
