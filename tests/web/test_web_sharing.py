"""A client approves by a link: without account, without prices and notes, and without names of people nobody told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from briefs_market import BRIEF, fill

from shoal.app.sharing.verbs import MOST_TRIES
from shoal.errors import DeniedError, InputError

URL = "brief/spring/shortlist/"
SECRET = "oat and honey"  # noqa: S105  of nobody


@pytest.fixture
def listed(cast, tmp_path):
    """Return a workspace with a shortlist, a note on its first creator, and nobody told."""
    fill(cast.shoal, tmp_path)
    cast.shoal.planning.brief(BRIEF)
    cast.shoal.planning.shortlist("spring")
    first = cast.shoal.planning.show_shortlist("spring").candidates[0]
    cast.shoal.about.note(first.creator_id, "call +43 660 1234567, wants EUR 999", private=False)
    return cast


def token_of(cast, **told) -> str:
    return cast.shoal.sharing.share("spring", **told).token


def page(cast, token, **told):
    return cast.client(None).get(f"/shared/{token}/", **told)


def accounts(cast) -> list[str]:
    return [one.account_id for one in cast.shoal.planning.show_shortlist("spring").candidates]


def answer(cast, token, told, name="Carl"):
    data = {f"choice-{account}": choice for account, choice in told.items()}
    return cast.client(None).post(f"/shared/{token}/", {"name": name, **data})


def test_whoever_has_the_link_reads_the_list_without_signing_in(listed):
    found = page(listed, token_of(listed))
    assert found.status_code == 200
    assert found.content.decode().count("<fieldset>") == len(accounts(listed))
    assert (found["Referrer-Policy"], found["X-Robots-Tag"], found["Cache-Control"]) == (
        "no-referrer", "noindex, nofollow", "no-store",
    )  # fmt: skip


def test_nobody_who_was_not_told_is_named_and_nothing_tells_who_she_is(listed):
    text = page(listed, token_of(listed)).content.decode()
    assert re.findall(r"[Bb]aker ?\d+", text) == []
    assert "instagram.com" not in text
    assert re.findall(r"[\d,]+ followers", text) == []
    assert "were not told yet" in text


def test_prices_contact_points_and_notes_are_not_in_the_answer(listed):
    shortlist = listed.shoal.planning.show_shortlist("spring")
    listed.shoal.sharing.tell([one.creator_id for one in shortlist.candidates], "by mail")
    text = page(listed, token_of(listed)).content.decode()
    fees = {str(one.price.fair // 100) for one in shortlist.candidates if one.price.fair}
    told = set(re.findall(r"EUR\s*([\d.,]+)|€\s*([\d.,]+)", text))
    read = re.sub(r"<[^>]+>", " ", text)  # ids and tokens are letters and digits by chance
    assert (told, "660" in read, "wants" in text, "walk away" in text) == (set(), False, False, False)
    assert fees


def test_told_creators_are_named_and_the_others_stay_without_a_name(listed):
    first, *others = listed.shoal.planning.show_shortlist("spring").candidates
    listed.shoal.sharing.tell([first.creator_id], "by mail")
    text = page(listed, token_of(listed)).content.decode()
    assert text.count("@baker") == 1
    assert f"{len(others)} creators have no name" in text


def test_a_client_whose_data_are_handled_here_sees_all_names(listed):
    listed.shoal.sharing.set_processor(is_one=True)
    text = page(listed, token_of(listed)).content.decode()
    assert text.count("@baker") == len(accounts(listed))
    assert "&lt;b&gt;Baker&lt;/b&gt; 3" in text


def test_unknown_expired_and_ended_links_look_the_same(listed):
    token, ended = token_of(listed), token_of(listed)
    link = listed.shoal.sharing.links("spring")[0]
    listed.shoal.sharing.revoke(link.id)
    unknown = page(listed, "x" * len(token))
    listed.shoal._clock = listed.shoal.wall_clock() + timedelta(days=15)
    expired = page(listed, token)
    assert (unknown.status_code, unknown.content) == (expired.status_code, expired.content)
    assert (page(listed, ended).content, unknown.status_code) == (unknown.content, 404)


def test_answers_wait_until_somebody_here_keeps_them(listed):
    token, (first, second, third, *_) = token_of(listed), accounts(listed)
    sent = answer(listed, token, {first: "wanted", second: "unwanted", third: ""})
    assert (sent.status_code, sent["Location"]) == (303, f"/shared/{token}/?thanks=1")
    assert listed.shoal.decisions.of("spring") == {}
    link = listed.shoal.sharing.links("spring")[0]
    ben = listed.client("ben")
    shown = ben.get(listed.url(URL + f"share/{link.id}/")).content.decode()
    assert ("Keep 2 decisions" in shown, "Carl" in shown) == (True, True)
    seal = re.search(r'name="seal" value="([^"]+)"', shown)[1]
    ben.post(listed.url(URL + "approval/"), {"seal": seal})
    kept = {account: one.choice for account, one in listed.shoal.decisions.of("spring").items()}
    assert kept == {first: "wanted", second: "unwanted"}


def test_sending_the_page_twice_adds_nothing(listed):
    token, (first, *_) = token_of(listed), accounts(listed)
    answer(listed, token, {first: "wanted"})
    assert listed.shoal.sharing.answer(token, {first: ("wanted", "")}, by_name="Carl", place="x") == 0


@pytest.mark.parametrize(
    ("told", "name"), [({"ac_stranger": "wanted"}, "Carl"), ({"first": "buy"}, "Carl"), ({"first": "wanted"}, "")]
)
def test_strange_rows_and_answers_are_refused_and_what_was_typed_stays(listed, told, name):
    token, first = token_of(listed), accounts(listed)[0]
    sent = answer(listed, token, {first if key == "first" else key: value for key, value in told.items()}, name)
    assert sent.status_code == 422
    assert listed.shoal.sharing.answers(listed.shoal.sharing.links()[0].id) == ()


def test_a_passphrase_is_asked_before_anything_is_shown(listed):
    token = token_of(listed, passphrase=SECRET)
    guest = listed.client(None)
    before = guest.get(f"/shared/{token}/").content.decode()
    wrong = guest.post(f"/shared/{token}/", {"passphrase": "oat and money"})
    assert ("nano" in before, wrong.status_code) == (False, 422)
    assert guest.post(f"/shared/{token}/", {f"choice-{accounts(listed)[0]}": "wanted", "name": "C"}).status_code == 200
    right = guest.post(f"/shared/{token}/", {"passphrase": "oat and honey"})
    assert (right.status_code, "nano" in guest.get(f"/shared/{token}/").content.decode()) == (303, True)
    assert listed.shoal.sharing.links()[0].openings == 1


def test_passphrases_cannot_be_tried_for_ever(listed):
    token = token_of(listed, passphrase=SECRET)
    guest = listed.client(None)
    for _ in range(MOST_TRIES):
        guest.post(f"/shared/{token}/", {"passphrase": "guess guess"})
    assert guest.post(f"/shared/{token}/", {"passphrase": "oat and honey"}).status_code == 429


def test_a_key_of_one_link_opens_no_other(listed):
    one, other = (token_of(listed, passphrase=word) for word in ("oat and honey", "rye and honey"))
    guest = listed.client(None)
    guest.post(f"/shared/{one}/", {"passphrase": "oat and honey"})
    cookie = guest.cookies["shoal_shared"].value
    stranger = listed.client(None)
    stranger.cookies["shoal_shared"] = cookie
    assert "nano" not in stranger.get(f"/shared/{other}/").content.decode()


def test_who_is_erased_leaves_the_shared_page_too(listed):
    token, first = token_of(listed), listed.shoal.planning.show_shortlist("spring").candidates[0]
    answer(listed, token, {first.account_id: "wanted"})
    listed.shoal.creators.forget(first.creator_id, confirmed=True)
    text = page(listed, token).content.decode()
    assert (first.account_id in text, text.count("<fieldset>")) == (False, len(accounts(listed)) - 1)


def test_a_link_is_made_by_approvers_with_sensible_limits(listed):
    with listed.shoal.acting(listed.as_("ben", "editor"), listed.brand), pytest.raises(DeniedError):
        listed.shoal.sharing.share("spring")
    for told in ({"days": 0}, {"days": 91}, {"passphrase": "short"}, {"label": "x" * 121}):
        with pytest.raises(InputError):
            listed.shoal.sharing.share("spring", **told)


def test_the_page_of_links_shows_the_address_once(listed):
    ada = listed.client("ada")
    made = ada.post(listed.url(URL + "share/"), {"act": "share", "days": "7", "label": "for Carl"})
    first, second = (ada.get(listed.url(URL + "share/")).content.decode() for _ in range(2))
    assert made.status_code == 303
    assert ("/shared/" in first, "/shared/" in second, "for Carl" in second) == (True, False, True)
    link = listed.shoal.sharing.links("spring")[0]
    ada.post(listed.url(URL + "share/"), {"act": "end", "link": link.id})
    assert "ended" in ada.get(listed.url(URL + "share/")).content.decode()


def test_writing_down_who_was_told_shows_their_names(listed):
    ada = listed.client("ada")
    assert "were not" in ada.get(listed.url(URL + "share/")).content.decode()
    ada.post(listed.url(URL + "share/"), {"act": "told", "how": "mail of 3 May"})
    assert "everybody on the list was told" in ada.get(listed.url(URL + "share/")).content.decode()


def test_writing_down_who_was_told_can_be_undone_and_hides_the_names_again(listed):
    ada, token = listed.client("ada"), token_of(listed)
    ada.post(listed.url(URL + "share/"), {"act": "told", "how": "mail of 3 May"})
    shown = ada.get(listed.url(URL + "share/")).content.decode()
    undo = re.search(r'action="([^"]+share/undo/[^"]+)"', shown)[1].replace("&amp;", "&")
    named = page(listed, token).content.decode().count("@baker")
    ada.post(undo)
    assert (named, page(listed, token).content.decode().count("@baker")) == (len(accounts(listed)), 0)
    assert ada.post(undo + "x").status_code == 422
