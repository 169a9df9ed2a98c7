from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.sources.cells.handles import fold_handle, profile_url, read_account
from shoal.sources.cells.platforms import platform_of


@pytest.mark.parametrize(
    ("text", "said", "platform", "handle", "kind"),
    [
        ("@mina.backt.xmpl", "instagram", "instagram", "mina.backt.xmpl", "handle"),
        ("https://www.tiktok.com/@theo.xmpl?lang=fr", None, "tiktok", "theo.xmpl", "handle"),
        ("https://www.youtube.com/@zoe.xmpl/videos", None, "youtube", "zoe.xmpl", "handle"),
        ("https://m.youtube.com/@xmpl.brotzeit?si=zzXMPL", None, "youtube", "xmpl.brotzeit", "handle"),
        ("HTTPS://WWW.TIKTOK.COM/@XMPL.KUECHE", None, "tiktok", "xmpl.kueche", "handle"),
        ("https://www.instagram.com/yuki.xmpl.teller/reels/", None, "instagram", "yuki.xmpl.teller", "handle"),
        ("https://www.instagram.com/abc.xmpl/p/Cx123/", None, "instagram", "abc.xmpl", "handle"),
        ("https://www.tiktok.com/@finn.xmpl/video/7000000000000000001", None, "tiktok", "finn.xmpl", "handle"),
        ("https://www.youtube.com/channel/UCxmplxmplxmplxmplxmplxm", None, "youtube", "UCxmplxmplxmplxmplxmplxm",
        "channel_id"),
        ("https://www.youtube.com/c/WandaXmpl", None, "youtube", "wandaxmpl", "custom_link"),
        ("https://bsky.app/profile/a.xmpl.example.com/post/3k", None, "bluesky", "a.xmpl.example.com", "handle"),
        ("@abc@social.example.com", None, "mastodon", "abc@social.example.com", "handle"),
        ("https://social.example.com/@abc", None, "mastodon", "abc@social.example.com", "handle"),
        ("IG: @abc.xmpl", None, "instagram", "abc.xmpl", "handle"),
        ("https://x.com/abc_xmpl/status/1", None, "x", "abc_xmpl", "handle"),
        ("https://de.linkedin.com/in/abcxmpl", None, "linkedin", "abcxmpl", "handle"),
        ("\u200b@\uff21\uff22\uff23_xmpl\u200b", "instagram", "instagram", "abc_xmpl", "handle"),
    ],
)  # fmt: skip
def test_a_cell_names_its_account(text: str, said: str | None, platform: str, handle: str, kind: str) -> None:
    account = read_account(text, platform=said)

    assert account.error is None
    assert (account.platform, account.handle, account.key_kind) == (platform, handle, kind)


@pytest.mark.parametrize(
    ("text", "said", "code"),
    [
        ("https://vm.tiktok.com/ZMxmplAB/", "tiktok", "short_link"),
        ("https://www.tiktok.com/t/ZT8/", None, "short_link"),
        ("https://www.instagram.com/p/Cxmpl123456/", "instagram", "post_link"),
        ("https://youtu.be/abc", None, "post_link"),
        ("https://www.youtube.com/watch?v=x", None, "post_link"), ("https://linktr.ee/abc", None, "link_page"),
        ("https://instagram.com/explore/tags/x", None, "reserved_link"), ("@olga.xmpl", None, "no_platform"),
        ("https://www.instagram.com/./", None, "no_handle"),
        ("see DM", "instagram", "no_handle"), ("", "instagram", "no_handle"), ("7.01E+18", "tiktok", "no_handle"),
        ("a@example.com", "instagram", "no_handle"), ("@a / @b", "instagram", "no_handle"),
        ("https://example.com/kai", None, "foreign_link"), ("instagram.com", "instagram", "no_profile_link"),
    ],
)  # fmt: skip
def test_what_names_no_account_says_why(text: str, said: str | None, code: str) -> None:
    account = read_account(text, platform=said)

    assert account.error is not None
    assert account.error.code == code


@pytest.mark.parametrize(
    ("word", "platform"),
    [
        ("insta", "instagram"),
        ("IG", "instagram"),
        ("Tik Tok", "tiktok"),
        ("tt", "tiktok"),
        ("YT", "youtube"),
        ("Blog", None),
    ],
)
def test_platform_words_are_understood(word: str, platform: str | None) -> None:
    assert platform_of(word) == platform


@given(st.sampled_from(["instagram", "tiktok"]), st.from_regex(r"[a-z][a-z0-9._]{1,20}[a-z0-9_]", fullmatch=True))
def test_the_link_of_an_account_reads_back_as_the_account(platform: str, handle: str) -> None:
    account = read_account(profile_url(platform, handle, "handle") or "")

    assert (account.platform, account.handle) == (platform, handle)


@given(st.text(max_size=60), st.sampled_from([None, "instagram", "youtube", "mastodon", "bluesky", "facebook"]))
def test_any_text_is_an_account_or_an_error_never_both(text: str, said: str | None) -> None:
    account = read_account(text, platform=said)

    assert (account.error is None) == bool(account.platform and account.handle)


@given(st.from_regex(r"https?://[a-z.]{1,20}/[@/a-zA-Z0-9?#=._%-]{0,40}", fullmatch=True))
def test_any_link_is_read_without_an_exception(text: str) -> None:
    account = read_account(text)

    assert account.error is None or account.error.text


@given(st.text(max_size=40))
def test_folding_a_handle_twice_changes_nothing(text: str) -> None:
    once = fold_handle("instagram", text)

    assert fold_handle("instagram", once) == once or once.startswith("@")
