"""What a line adds: new, changed, same, held; and that a file brought in again adds nothing."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from readings import AT, Desk, comment, creator, figure, insight, post, seen

from shoal.catalog.posts import MOST_LOOKED_UP
from shoal.errors import ConflictError

ROUNDED = figure(12_500, 12_450, 12_550)  # as written: 12,5k


def test_an_empty_catalogue_shows_an_empty_pool(desk: Desk) -> None:
    assert (len(desk.catalog.pool(AT)), desk.catalog.batches(), desk.catalog.samples([], AT)) == (0, (), None)


def test_an_account_seen_for_the_first_time_is_new(desk: Desk) -> None:
    assert desk.outcomes(creator("mina", followers=900)) == ["new"]


def test_a_preview_stores_nothing(desk: Desk) -> None:
    desk.draft(creator("mina", followers=900), post("mina", "p1", likes=3))
    assert sum(desk.catalog.counts().values()) == 0


def test_another_value_for_a_field_is_a_change_and_names_the_field(desk: Desk) -> None:
    desk.bring_in(creator("mina", followers=900, bio="bread"))
    (result,) = desk.draft(creator("mina", followers=950, bio="bread")).results
    assert (result.outcome, result.text) == ("changed", "adds followers")


def test_a_blank_never_overwrites(desk: Desk) -> None:
    desk.bring_in(creator("mina", followers=900, bio="bread"))
    desk.bring_in(creator("mina", country="DE"))
    shown = desk.one()
    assert (shown["followers"], shown["bio"], shown["country"]) == (900, "bread", "DE")


def test_a_file_brought_in_again_would_add_nothing(desk: Desk) -> None:
    rows = (
        creator("mina", 1, followers=ROUNDED, codes=("MINA10",), code_uses=16, fee_minor=12_000, fee_currency="EUR"),
        creator("theo", 2, platform="tiktok", gift=True, languages=("de", "en"), city="Graz", latitude=47.1),
        creator("17", 3, key_kind="row_id", observed={"credibility": 0.8, "reach": None}, observed_at=AT),
        post("mina", "p1", likes=3, views=None, at=AT, caption="a\nb", sponsored=False),
        comment("p1", "lovely", author="fan"),
        comment("p1", "lovely", 2, author="fan"),
        seen("mina", "fan-1"),
        insight("reach", 0.1),
    )  # fmt: skip
    desk.bring_in(*rows)
    assert desk.draft(*rows).empty


def test_an_import_that_adds_nothing_is_refused_with_a_reason(desk: Desk) -> None:
    desk.bring_in(creator("mina", followers=900))
    with pytest.raises(ConflictError, match="Nothing in it is new"):
        desk.bring_in(creator("mina", followers=900))


def test_a_coarser_figure_that_covers_the_known_one_is_the_same(desk: Desk) -> None:
    desk.bring_in(creator("mina", followers=12_512))
    assert desk.outcomes(creator("mina", followers=ROUNDED)) == ["same"]


def test_a_coarser_figure_on_a_line_with_news_does_not_blur_the_known_one(desk: Desk) -> None:
    desk.bring_in(creator("mina", followers=12_512))
    desk.bring_in(creator("mina", followers=ROUNDED, bio="bread"))
    shown = desk.one()
    assert (shown["followers"], shown["followers_low"], shown["bio"]) == (12_512, 12_512, "bread")


def test_an_equal_figure_written_less_exactly_does_not_widen_the_known_one(desk: Desk) -> None:
    desk.bring_in(creator("mina", followers=12_500))
    desk.bring_in(creator("mina", followers=ROUNDED, bio="bread"))
    assert desk.one()["followers_high"] == 12_500


def test_an_exact_figure_after_a_rounded_one_is_a_change(desk: Desk) -> None:
    desk.bring_in(creator("mina", followers=ROUNDED))
    assert desk.outcomes(creator("mina", followers=12_512)) == ["changed"]


def test_languages_alone_are_news_and_their_order_is_not(desk: Desk) -> None:
    desk.bring_in(creator("mina"))
    assert desk.outcomes(creator("mina", languages=("de", "en"))) == ["changed"]
    desk.bring_in(creator("mina", languages=("de", "en")))
    assert desk.outcomes(creator("mina", languages=("en", "de"))) == ["same"]


def test_further_figures_alone_are_news(desk: Desk) -> None:
    desk.bring_in(creator("mina", observed={"credibility": 0.8}))
    desk.bring_in(creator("mina", observed={"credibility": 0.7}))
    (found,) = desk.catalog.creators([desk.one()["account_id"]], AT)
    assert sorted(value.estimate.value for value in found.values if value.estimate) == [0.7, 0.8]


def test_an_old_report_that_was_brought_in_before_adds_nothing_though_a_newer_one_shows(desk: Desk) -> None:
    old, new = AT - timedelta(days=60), AT - timedelta(days=30)
    desk.bring_in(creator("mina", followers=900, observed_at=old))
    desk.bring_in(creator("mina", followers=950, observed_at=new))
    assert desk.draft(creator("mina", followers=900, observed_at=old)).empty


# within one file ----------------------------------------------------------------------------------------------------


def test_a_line_pasted_twice_adds_nothing(desk: Desk) -> None:
    line = {"followers": 900, "codes": ("MINA10",), "code_uses": 5, "revenue_minor": 100, "revenue_currency": "EUR"}
    desk.bring_in(creator("mina", 1, **line), creator("mina", 2, **line))
    ((_, deal),) = desk.catalog.deals(AT)
    assert (desk.catalog.counts()["accounts"], deal.uses) == (1, 5)


def test_within_one_file_the_first_value_stays_and_the_other_is_noted(desk: Desk) -> None:
    rows = (creator("mina", 1, followers=900), creator("mina", 2, followers=950, bio="bread"))
    (note,) = desk.draft(*rows).notes
    assert (note.row, note.code, note.text) == (
        2,
        "conflict",
        "conflict in followers: kept 900, the file also says 950",
    )
    desk.bring_in(*rows)
    assert (desk.one()["followers"], desk.one()["bio"]) == (900, "bread")


OTHERWISE = (
    {"followers": 950}, {"followers": figure(950, 940, 960)}, {"fee_minor": 200, "fee_currency": "USD"},
    {"name": "Mina Bakes"}, {"er": figure(0.05), "er_definition": "vendor"}, {"codes": ("A",), "code_uses": 9},
    {"city": "Wien", "latitude": 48.2, "longitude": 16.4}, {"country": "AT"}, {"languages": ("en",)},
)  # fmt: skip


def test_a_file_whose_second_line_disagrees_with_its_first_adds_nothing_when_it_comes_again(desk: Desk) -> None:
    firsts = [
        creator(
            f"mina{place}", place, followers=900, fee_minor=100, fee_currency="EUR", name="Mina", er=figure(0.03),
            er_definition="own", codes=("A",), code_uses=4, city="Graz", latitude=47.1, longitude=15.4, country="DE",
            languages=("de",),
        )
        for place in range(len(OTHERWISE))
    ]  # fmt: skip
    desk.bring_in(*firsts)
    seconds = [creator(f"mina{place}", 50 + place, bio="bread", **told) for place, told in enumerate(OTHERWISE)]
    desk.bring_in(*firsts, *seconds)
    assert [row.subject for row in desk.draft(*firsts, *seconds).results if row.outcome != "same"] == []
    assert set(desk.catalog.pool(AT).followers) == {900}


PAIRS = (
    ({"fee_minor": 100}, {"fee_minor": 100, "fee_currency": "EUR"}),
    ({"fee_currency": "EUR"}, {"fee_minor": 100, "fee_currency": "USD"}),
    ({"er": figure(0.03), "er_definition": "typed"}, {"er": figure(0.03, 0.02, 0.04), "er_definition": "vendor"}),
    ({"followers": 900}, {"followers": figure(900, 850, 950)}),
    ({"revenue_minor": 5}, {"revenue_currency": "EUR", "link_clicks": 3}),
    ({"city": "Graz", "latitude": 47.1, "longitude": 15.4}, {"city": "Graz"}),
    ({"codes": ("A", "B"), "code_uses": 2}, {"codes": ("A",), "code_uses": 2}),
)
EACH_WAY = (*PAIRS, *((second, first) for first, second in PAIRS))


def pairs_of_lines(which: int) -> list:
    told = [{"bio": "bread", **pair[which]} if which else pair[which] for pair in EACH_WAY]
    return [creator(f"mina{place}", 2 * place + which, **fields) for place, fields in enumerate(told)]


def test_lines_that_half_agree_come_again_in_one_file_without_news(desk: Desk) -> None:
    rows = (*pairs_of_lines(0), *pairs_of_lines(1))
    desk.bring_in(*rows)
    assert [result.subject for result in desk.draft(*rows).results if result.outcome != "same"] == []


def test_lines_that_half_agree_come_again_in_a_second_file_without_news(desk: Desk) -> None:
    desk.bring_in(*pairs_of_lines(0))
    desk.bring_in(*pairs_of_lines(1))
    assert [row.subject for row in desk.draft(*pairs_of_lines(1)).results if row.outcome != "same"] == []


def test_an_amount_without_its_currency_does_not_take_the_currency_of_another_file(desk: Desk) -> None:
    desk.bring_in(creator("mina", fee_minor=10_000, fee_currency="EUR"))
    desk.bring_in(creator("mina", fee_minor=20_000))
    shown = desk.one()
    assert (shown["fee_minor"], shown["fee_currency"]) == (20_000, "")


def test_a_new_town_does_not_keep_the_coordinates_of_the_old_one(desk: Desk) -> None:
    desk.bring_in(creator("mina", city="Graz", latitude=47.1, longitude=15.4))
    desk.bring_in(creator("mina", city="Hinterdupfing"))
    assert np.isnan(desk.one()["latitude"])


def test_a_rate_is_shown_with_its_own_definition(desk: Desk) -> None:
    desk.bring_in(creator("mina", er=figure(0.03), er_definition="vendor"))
    desk.bring_in(creator("mina", er=figure(0.05)))
    assert desk.one()["er_definition"] == "typed"


# codes --------------------------------------------------------------------------------------------------------------


def test_codes_of_several_files_are_united(desk: Desk) -> None:
    desk.bring_in(creator("mina", codes=("MINA10",)))
    desk.bring_in(creator("mina", codes=("SPRING15",)))
    assert desk.one()["codes"] == "MINA10|SPRING15"


def test_a_known_code_is_no_news_and_a_new_one_is(desk: Desk) -> None:
    desk.bring_in(creator("mina", codes=("A", "B")))
    assert desk.outcomes(creator("mina", codes=("B",)), creator("mina", 2, codes=("C",))) == ["same", "changed"]


def test_other_uses_of_a_known_code_are_a_change_and_replace_the_old_number(desk: Desk) -> None:
    desk.bring_in(creator("mina", codes=("A",), code_uses=5))
    assert desk.outcomes(creator("mina", codes=("A",), code_uses=7)) == ["changed"]
    desk.bring_in(creator("mina", codes=("A",), code_uses=7))
    assert [deal.uses for _, deal in desk.catalog.deals(AT)] == [7]


def test_two_codes_on_two_lines_are_two_deals_without_a_conflict(desk: Desk) -> None:
    rows = (creator("mina", 1, codes=("A",), code_uses=5), creator("mina", 2, codes=("B",), code_uses=3))
    assert desk.draft(*rows).notes == []
    desk.bring_in(*rows)
    assert [(deal.codes, deal.uses) for _, deal in desk.catalog.deals(AT)] == [(("A",), 5), (("B",), 3)]


# posts, comments, audiences, insights -------------------------------------------------------------------------------


def test_posts_count_as_new_changed_and_same(desk: Desk) -> None:
    desk.bring_in(creator("mina"), post("mina", "p1", likes=3), post("mina", "p2", likes=4))
    rows = (post("mina", "p1", likes=3), post("mina", "p2", likes=5), post("mina", "p3", likes=1))
    assert dict(desk.draft(*rows, kind="posts").counts) == {"same": 1, "changed": 1, "new": 1}


def test_the_newest_count_of_a_post_shows_and_a_hidden_one_hides_nothing(desk: Desk) -> None:
    desk.bring_in(creator("mina"), post("mina", "p1", likes=3, comments=1))
    desk.bring_in(post("mina", "p1", likes=5, comments=None), kind="posts")
    table = desk.catalog.posts(desk.catalog.pool(AT), AT)
    assert (table.likes.tolist(), table.comments.tolist()) == ([5.0], [1.0])


def test_a_post_that_a_file_names_twice_keeps_its_first_counts(desk: Desk) -> None:
    rows = (post("mina", "p1", likes=3), post("mina", "p1", 2, likes=9, views=70))
    desk.bring_in(creator("mina"), *rows)
    table = desk.catalog.posts(desk.catalog.pool(AT), AT)
    assert (table.likes.tolist(), table.views.tolist()) == ([3.0], [70.0])
    assert desk.draft(*rows, kind="posts").empty


def test_the_same_post_key_of_two_accounts_is_two_posts(desk: Desk) -> None:
    desk.bring_in(creator("mina"), creator("theo", 2), post("mina", "1", likes=3), post("theo", "1", likes=4))
    assert len(desk.catalog.posts(desk.catalog.pool(AT), AT)) == 2


def test_who_writes_the_same_comment_twice_has_written_two(desk: Desk) -> None:
    rows = (comment("p1", "wow", author="fan"), comment("p1", "wow", 2, author="fan"))
    desk.bring_in(*rows, kind="comments")
    assert desk.catalog.counts()["comments"] == 2
    assert dict(desk.draft(*rows, kind="comments").counts) == {"same": 2}


def test_the_name_of_a_commenter_is_never_stored(desk: Desk) -> None:
    desk.bring_in(comment("p1", "wow", author="secretfan"), seen("mina", "secretfan"))
    held = b"".join(path.read_bytes() for path in desk.folder.rglob("*") if path.is_file())
    assert b"secretfan" not in held


def test_posts_of_many_read_the_same_whether_or_not_one_of_them_came_in_twice(desk: Desk) -> None:
    people = [f"p{number}" for number in range(MOST_LOOKED_UP + 6)]
    times = [AT, None, AT - timedelta(days=2)]
    told = [
        post(name, f"{name}-{key}", 10 * row + key, at=at, likes=row + key, views=None if key else 50, caption="bread")
        for row, name in enumerate(people) for key, at in enumerate(times)
    ]  # fmt: skip
    desk.bring_in(*(creator(name, row) for row, name in enumerate(people)))
    desk.bring_in(*told, kind="posts")
    pool = desk.catalog.pool(AT)
    once = desk.catalog.posts(pool, AT)
    desk.bring_in(post("p3", "p3-1", likes=4_000), kind="posts")
    twice = desk.catalog.posts(pool, AT)

    (changed,) = np.flatnonzero(once.likes != twice.likes)
    columns = [name for name in type(once).__slots__ if name not in ("likes", "ref")]
    assert (once.likes[changed], twice.likes[changed], len(once)) == (4, 4_000, 3 * len(people))
    assert all(repr(getattr(once, name).tolist()) == repr(getattr(twice, name).tolist()) for name in columns)
    assert np.flatnonzero(once.ref != twice.ref).tolist() == [changed]


def test_a_person_seen_in_two_frames_belongs_to_both_samples(desk: Desk) -> None:
    desk.bring_in(creator("mina"), seen("mina", "a", frame="likers"), seen("mina", "b", frame="likers"))
    desk.bring_in(*(seen("mina", who, frame="followers") for who in "abc"), kind="audience")
    samples = desk.catalog.samples([desk.one()["account_id"]], AT)
    assert samples is not None
    assert (samples.frame, len(samples.person)) == ("followers", 3)


def test_a_person_has_one_key_in_every_audience_of_a_platform(desk: Desk) -> None:
    desk.bring_in(creator("mina"), creator("theo", 2), seen("mina", "a"), seen("theo", "a"), seen("theo", "b"))
    samples = desk.catalog.samples([str(one) for one in desk.catalog.pool(AT).account_id], AT)
    assert samples is not None
    assert len(np.unique(samples.person)) == 2


def test_insights_that_come_again_add_nothing(desk: Desk) -> None:
    rows = (insight("reach", 0.1, day=AT.date()), insight("reach", 1 / 3))
    desk.bring_in(*rows, kind="insights")
    assert dict(desk.draft(*rows, kind="insights").counts) == {"same": 2}


def test_odd_texts_come_out_as_they_went_in(desk: Desk) -> None:
    odd = (
        'quo"te',
        "it's",
        "a\nb",
        "a,b;c\td",
        "\\back",
        "🌸 Yuki 日本",
        "{json: 1}",
        " ",
        "NULL",
        "%s",
        "$1",
        "\u2028",
    )
    rows = [
        creator(f"c{row}", row, name=text, bio=text, extra={text: text}, raw={"Bio": text})
        for row, text in enumerate(odd)
    ]
    desk.bring_in(*rows)
    ids = [desk.catalog.hasher.account_id("instagram", "handle", f"c{row}") for row in range(len(odd))]
    found = [(one.name, one.bio, one.extra) for one in desk.catalog.creators(ids, AT)]
    assert found == [(text, text, ((text, text),)) for text in odd]
