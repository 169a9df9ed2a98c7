"""Rules and word lists on a page: what counts, whose it is, what is wrong with it; copied, replaced, put back."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from vetted_pool import fill_pool, shown

FILES = ("vetting.toml", "words.toml")


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def page(cast, who: str = "ana", query: str = "") -> str:
    return shown(cast.client(who).get(cast.url(f"vetting/{query}")))


def send(cast, name: str, who: str = "ana", content: bytes | None = None, **told: str):
    if content is not None:
        told = {"act": "replace", "file": SimpleUploadedFile(name, content)}
    return cast.client(who).post(cast.url(f"vetting/{name}"), told)


def rules(cast) -> bytes:
    return cast.client("ana").get(cast.url("vetting/vetting.toml")).content


def file_of(cast, name: str = "vetting.toml"):
    return cast.shoal.settings.folder / name


@pytest.mark.parametrize("who", ["ana", "cleo"])
def test_everybody_reads_the_rules_that_count(cast, who):
    text = words(page(cast, who))

    assert ("those that come with Shoal" in text, "unusual engagement" in text, "violence" in text) == (True,) * 3


@pytest.mark.parametrize("name", FILES)
def test_a_copy_in_the_workspace_counts_from_then_on(cast, name):
    send(cast, name, act="copy")

    assert (file_of(cast, name).is_file(), f"the workspace's own {name}" in words(page(cast))) == (True, True)


def test_a_second_copy_writes_over_nothing(cast):
    file_of(cast).write_bytes(rules(cast) + b"\n# ours\n")
    send(cast, "vetting.toml", act="copy")

    assert file_of(cast).read_bytes().endswith(b"# ours\n")


def test_a_changed_file_counts_at_once_and_undo_takes_it_back(cast):
    browser = cast.client("ana")
    changed = rules(cast).replace(b"unusual engagement", b"worth a look")
    told = {"act": "replace", "file": SimpleUploadedFile("vetting.toml", changed)}
    done = shown(browser.post(cast.url("vetting/vetting.toml"), told, follow=True))
    browser.post(re.findall(r'action="([^"]*creators/undo[^"]*)"', done)[-1])

    assert ("worth a look" in done, "worth a look" in page(cast)) == (True, False)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("vetting.toml", b'[[rule]]\ncheck = "engagement"\n', "Line 1 of the vetting rules: the rule lacks"),
        ("vetting.toml", b"\xff\xfe\x00", "The file cannot be read."),
        ("words.toml", b"nonsense = 1\n", "nonsense"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason_and_changes_nothing(cast, name, content, told):
    answer = send(cast, name, content=content)

    assert (answer.status_code, told in words(shown(answer)), file_of(cast, name).exists()) == (422, True, False)


def test_a_bad_file_in_the_folder_is_named_and_can_be_replaced_here(cast):
    good = rules(cast)
    file_of(cast).write_text('[[rule]]\ncheck = "nobody"\n', encoding="utf-8")
    before = words(page(cast))
    send(cast, "vetting.toml", content=good)

    assert ("vetting.toml cannot be used" in before, "cannot be used" in words(page(cast))) == (True, False)


def test_what_comes_with_shoal_counts_again_and_what_was_ours_can_be_put_back(cast):
    send(cast, "vetting.toml", content=rules(cast).replace(b"unusual engagement", b"worth a look"))
    send(cast, "vetting.toml", act="shipped")
    shipped = "worth a look" in page(cast)
    send(cast, "vetting.toml", act="back")

    assert (shipped, "worth a look" in page(cast)) == (False, True)


@pytest.mark.parametrize("who", ["ada", "ben", "cleo"])
def test_only_an_owner_changes_rules(cast, who):
    assert (send(cast, "vetting.toml", who, act="copy").status_code, file_of(cast).exists()) == (403, False)


def test_there_is_no_file_of_another_name(cast):
    assert cast.client("ana").get(cast.url("vetting/shoal.toml")).status_code == 404


def test_a_vetting_is_kept_and_works_out_the_same_again(cast, tmp_path):
    fill_pool(cast, tmp_path)
    cast.client("ben").post(cast.url("vetting/"), {"brief": ""})
    (run,) = re.findall(r'href="(\?verify=[^"#]*)', page(cast))
    text = words(page(cast, "cleo", run))

    assert "3 came out the same, byte for byte; 0 came out otherwise; 0 cannot" in text


def test_a_viewer_keeps_no_vetting(cast):
    answer = cast.client("cleo").post(cast.url("vetting/"), {"brief": ""})

    assert (answer.status_code, "Vet, and keep" in page(cast, "cleo")) == (403, False)


def test_a_vetting_that_a_page_cannot_wait_for_is_done_by_a_worker(cast, tmp_path, monkeypatch):
    fill_pool(cast, tmp_path)
    monkeypatch.setattr("shoal.app.known.findings.MOST_TEXTS", 0)
    said = words(shown(cast.client("ben").post(cast.url("vetting/"), {"brief": ""}, follow=True)))
    before = re.findall(r'href="(\?verify=[^"#]*)', page(cast))
    waits = words(shown(cast.client("ben").get(cast.url("creators/"))))
    cast.shoal.jobs.work()
    read = words(shown(cast.client("ben").get(cast.url("creators/"))))

    assert ("are read first" in said, before) == (True, [])
    assert ("were not read yet" in waits, "were not read yet" in read) == (True, False)
    assert len(re.findall(r'href="(\?verify=[^"#]*)', page(cast))) == 1
