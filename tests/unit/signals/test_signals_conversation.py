"""The figures of a conversation: what counts, what does not, and what is said where something is missing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conversation_cast import AS_OF, DAY, HER, HOUR, SECONDS, Said, errors, marks, posts_of, table, talk, unsure

from shoal.signals.conversation import FIGURES, conversation_figures, conversation_of

TEN = ["nice+", "nice+", "nice+", "what is it?", "the blue mug*", "plain", "plain", "plain", "plain", "plain"]


def figures(said, language="en", eye=errors, **changes):
    return conversation_figures(talk(said, language, eye, **changes))


def parts(value):
    return dict(value.parts)


# shares of texts ---------------------------------------------------------------------------------------------------


def test_a_share_is_that_of_the_comments_that_carry_it():
    found = figures(posts_of(TEN, 12))

    assert found["generic_share"].estimate.value == pytest.approx(0.3, abs=0.02)
    assert found["question_share"].estimate.value == pytest.approx(0.1, abs=0.02)
    assert found["specific_share"].estimate.value == pytest.approx(0.1, abs=0.02)


def test_a_share_says_how_many_comments_and_posts_it_rests_on():
    found = figures(posts_of(TEN, 12))["generic_share"]

    assert (found.estimate.n, found.estimate.level, parts(found)["posts"]) == (120, 0.9, 12)
    assert found.window == "120 comments under 12 posts"


def test_a_reader_that_errs_makes_the_range_wider():
    sure, doubtful = (figures(posts_of(TEN, 12), eye=eye)["generic_share"].estimate for eye in (errors, unsure))

    assert doubtful.high - doubtful.low > sure.high - sure.low
    assert doubtful.value == pytest.approx((0.3 - 0.05) / 0.8, abs=0.02)


def test_what_the_creator_writes_is_in_no_share():
    own = [Said(text="mine+", by=HER, post=post) for post in range(12) for _ in range(10)]
    said = sorted([*posts_of(TEN, 12), *own], key=lambda one: one.post)

    assert parts(figures(said)["generic_share"])["comments"] == 120


def test_spam_is_counted_apart():
    said = sorted([*posts_of(TEN, 12), *posts_of(["buy$+"] * 5, 12)], key=lambda one: one.post)
    found = figures(said)

    assert (parts(found["spam_share"])["comments"], parts(found["spam_share"])["flagged"]) == (180, 60)
    assert parts(found["generic_share"])["comments"] == 120


def test_only_the_newest_twelve_posts_count():
    said = [*posts_of(["old+"] * 10, 5), *posts_of(TEN, 12, first=5)]

    assert figures(said)["generic_share"].window == "120 comments under 12 posts"


def test_few_comments_are_said_and_the_range_is_wide():
    found = figures(posts_of(TEN, 3))["generic_share"]

    assert found.reason == "small_sample"
    assert found.estimate.high - found.estimate.low > 0.2


def test_one_post_is_a_number_with_a_wide_range():
    found = figures(posts_of(TEN * 5, 1))["generic_share"]

    assert (found.state, found.reason) == ("estimated", "small_sample")
    assert found.estimate.high - found.estimate.low > 0.25


def test_comments_that_are_alike_within_posts_widen_the_range():
    mixed = figures(posts_of(["a+", "b"] * 10, 12))["generic_share"].estimate
    alike = [*posts_of(["a+"] * 20, 6), *posts_of(["b"] * 20, 6, first=6)]
    clustered = figures(alike)["generic_share"].estimate

    assert clustered.high - clustered.low > 1.5 * (mixed.high - mixed.low)


def test_an_unknown_language_is_unknown_not_zero():
    found = figures(posts_of(TEN, 12), language="xx")["generic_share"]

    assert (found.state, found.reason) == ("unknown", "language_unknown")


def test_half_of_the_comments_in_an_unknown_language_is_no_sample():
    said = posts_of(TEN, 12)
    found = figures(said, language=["en", "", "", "xx"] * 30)["generic_share"]

    assert (found.state, parts(found)["not_read"]) == ("unknown", 90)


def test_a_few_unread_comments_are_told_beside_the_share():
    found = figures(posts_of(TEN, 12), language=["en", "de", "en", ""] * 30)["generic_share"]

    assert (found.state, parts(found)["not_read"]) == ("estimated", 30)


def test_comments_without_words_are_what_they_are_by_definition():
    """Half are pictures alone: readable, in no language, and no reader errs on them."""
    said = posts_of(["+", "plain"] * 5, 12)
    told = marks(table(said), ["", "en"] * 60)
    everybody = conversation_of(table(said), replace(told, readable=np.ones(120, dtype=bool)), unsure, as_of=AS_OF)
    found = conversation_figures(everybody)["generic_share"]

    assert (found.state, parts(found)["not_read"]) == ("estimated", 0)
    assert found.estimate.value == pytest.approx(0.5, abs=0.02)  # all without words, and none of the rest


def test_two_languages_are_each_read_with_their_own_errors():
    def eye(language):
        return errors(language) if language == "en" else unsure(language)

    said = posts_of(["a+", "b"] * 5, 12)
    languages = ["en", "de"] * 60  # all that fits anywhere is English
    found = figures(said, language=languages, eye=eye)["generic_share"].estimate

    # en: all of 60; de: none of 60, where .05 are flagged wrongly
    assert found.value == pytest.approx(0.5, abs=0.02)


def test_without_text_nothing_is_said_of_words():
    found = figures([replace(one, text="") for one in posts_of(TEN, 12)])

    assert {found[name].reason for name in ("spam_share", "generic_share", "question_share")} == {"no_text"}
    assert found["unique_commenters_per_post"].known


def test_without_captions_nobody_knows_what_is_about_the_post():
    found = figures([replace(one, caption=-1) for one in posts_of(TEN, 12)])["specific_share"]

    assert (found.state, found.reason) == ("unknown", "captions_missing")


def test_comments_of_the_creator_alone_are_no_conversation():
    found = figures([Said(by=HER, post=post) for post in range(3)])

    assert {value.reason for value in found.values()} >= {"no_comments_of_others"}


def test_no_comments_are_unknown_and_switched_off_ones_do_not_apply():
    nothing = talk([])

    assert {value.state for value in conversation_figures(nothing).values()} == {"unknown"}
    assert {value.state for value in conversation_figures(nothing, comments_off=True).values()} == {"not_applicable"}


def test_every_figure_is_there_under_its_name():
    found = figures(posts_of(TEN, 12))

    assert tuple(found) == FIGURES
    assert all(value.name == name for name, value in found.items())


def test_equal_comments_give_equal_bytes():
    said = posts_of(TEN, 12)

    assert repr(figures(said, eye=unsure)) == repr(figures(said, eye=unsure))


def test_keys_and_clocks_are_no_inputs():
    said = posts_of(TEN, 12, people=40)
    others = [replace(one, by=one.by * 7_919 % 65_537, at=one.at - 5 * DAY) for one in said]

    assert repr(figures(said, eye=unsure)) == repr(figures(others, eye=unsure))


# answers -----------------------------------------------------------------------------------------------------------


def asked_and_answered(posts: int = 12, hours: float = 2.0) -> list[Said]:
    """Two comments per post: a question that she answers, and praise that she does not."""
    said: list[Said] = []
    for post in range(posts):
        at = SECONDS - (90 - post) * DAY
        said.append(Said(text="where from?", post=post, by=1 + post, at=at))
        said.append(Said(text="nice+", post=post, by=100 + post, at=at))
        said.append(Said(text="from the market", post=post, by=HER, to=len(said) - 2, at=at + hours * HOUR))
    return said


def test_the_reply_rate_is_the_share_of_comments_answered():
    found = figures(asked_and_answered())

    assert (found["reply_rate"].estimate.value, found["reply_rate"].estimate.n) == (0.5, 24)
    assert found["question_reply_rate"].estimate.value == 1.0


def test_few_questions_give_the_interval_only():
    found = figures(asked_and_answered(4))["question_reply_rate"]

    assert (found.reason, found.estimate.n) == ("interval_only", 4)


def test_no_question_is_unknown_not_zero():
    found = figures(posts_of(["nice+"], 12))["question_reply_rate"]

    assert (found.state, found.reason) == ("unknown", "no_questions")


def test_comments_without_threads_say_nothing_of_answers():
    found = figures([replace(one, to=-1, threaded=False) for one in asked_and_answered()])

    for name in ("reply_rate", "question_reply_rate", "thread_depth", "reply_latency_p50"):
        assert (found[name].state, found[name].reason) == ("unknown", "threads_not_supplied")


def test_who_never_answers_in_a_file_that_tells_of_threads_has_a_rate_of_zero():
    found = figures(posts_of(TEN, 12))

    assert (found["reply_rate"].estimate.value, found["reply_rate"].estimate.low) == (0.0, 0.0)
    assert found["reply_latency_p50"].state == "not_applicable"
    assert found["thread_depth"].state == "not_applicable"


def test_an_answer_after_a_week_is_none_of_the_rate():
    assert figures(asked_and_answered(hours=24 * 8))["reply_rate"].estimate.value == 0.0


def test_answers_without_times_count_and_are_said():
    found = figures([replace(one, at=np.nan) for one in asked_and_answered()])

    assert (found["reply_rate"].estimate.value, found["reply_rate"].reason) == (0.5, "reply_times_unknown")
    assert found["reply_latency_p50"].reason == "reply_times_unknown"


def test_comments_younger_than_a_week_are_left_out_as_long_as_there_are_others():
    fresh = [Said(post=12, by=50 + number, at=SECONDS - DAY) for number in range(6)]
    found = figures([*asked_and_answered(), *fresh])["reply_rate"]

    assert (found.estimate.n, parts(found)["younger_than_7_days"]) == (22, 6)


def test_where_all_comments_are_fresh_the_rate_is_said_to_be_open():
    said = [replace(one, at=one.at + 85 * DAY) for one in asked_and_answered(6)]

    assert figures(said)["reply_rate"].reason == "answers_still_open"


def test_when_comments_came_in_decides_what_is_fresh():
    said = asked_and_answered()
    seen = np.full(len(said), SECONDS - 75 * DAY)

    assert parts(figures(said, seen=seen)["reply_rate"])["younger_than_7_days"] > 0


def test_an_answer_deep_in_a_thread_answers_its_first_comment():
    said = [Said(post=0), Said(post=0, by=2, to=0), Said(post=0, by=HER, to=1, at=SECONDS - 59 * DAY)]
    found = figures(said)

    assert found["reply_rate"].estimate.value == 1.0
    assert found["thread_depth"].estimate.value == 3.0


def test_an_answer_whose_comment_did_not_come_in_is_no_thread_of_its_own():
    said = [Said(post=0), Said(post=0, by=2, answers=True)]

    assert figures(said)["reply_rate"].estimate.n == 1


def test_a_circle_of_parents_ends():
    said = [Said(to=1), Said(by=2, to=0), Said(by=HER, to=2)]

    assert figures(said)["reply_rate"].state == "unknown"


def test_an_answer_before_its_question_has_no_time():
    assert figures(asked_and_answered(hours=-3))["reply_latency_p50"].reason == "reply_times_unknown"


def test_the_latency_is_the_median_of_the_hours():
    found = figures(asked_and_answered(hours=5.0))["reply_latency_p50"]

    assert (found.unit, found.estimate.value) == ("hours", 5.0)


# people ------------------------------------------------------------------------------------------------------------


def test_people_per_post_are_counted_once_each():
    said = [Said(post=post, by=1 + place % 3) for post in range(12) for place in range(6)]

    assert figures(said)["unique_commenters_per_post"].estimate.value == 3.0


def test_who_comes_back_to_three_posts_is_counted():
    regulars = [Said(post=post, by=1) for post in range(12)]
    passing = [Said(post=post, by=100 + post) for post in range(12)]
    found = figures(sorted([*regulars, *passing], key=lambda one: one.post))["repeat_commenter_share"]

    assert found.estimate.value == pytest.approx(1 / 13)


def test_the_busiest_ten_of_many():
    busy = [Said(post=post, by=1 + place) for post in range(12) for place in range(10)]
    quiet = [Said(post=post, by=100 + 12 * place + post) for post in range(12) for place in range(10)]
    found = figures(sorted([*busy, *quiet], key=lambda one: one.post))["commenter_top10_share"]

    assert found.estimate.value == pytest.approx(0.5)


def test_ten_people_write_all_of_it_whatever_they_do():
    found = figures([Said(post=post, by=1 + post % 10) for post in range(12)])["commenter_top10_share"]

    assert (found.state, found.reason) == ("not_applicable", "ten_or_fewer_people")


def test_fewer_than_eight_posts_have_no_range():
    found = figures(posts_of(TEN, 7))["unique_commenters_per_post"]

    assert (found.state, found.reason) == ("observed", "fewer_than_8_posts")
    assert found.estimate.low == found.estimate.high == 10.0


def test_fewer_than_three_posts_tell_nothing_of_coming_back():
    assert figures(posts_of(TEN, 2))["repeat_commenter_share"].reason == "fewer_than_3_posts"


def test_writers_who_are_not_named_are_unknown_not_one_person():
    found = figures([replace(one, by=0) for one in posts_of(TEN, 12)])

    assert found["unique_commenters_per_post"].reason == "authors_not_supplied"


def test_some_writers_who_are_not_named_are_said():
    said = [replace(one, by=0) if place % 5 == 0 else one for place, one in enumerate(posts_of(TEN, 12))]
    found = figures(said)["unique_commenters_per_post"]

    assert (found.reason, parts(found)["not_named"]) == ("some_authors_not_supplied", 24)


def test_a_table_of_two_accounts_keeps_them_apart():
    said = [*posts_of(["a+"] * 10, 12), *posts_of(["b"] * 10, 12, account=1, first=12)]
    both = talk(said)

    shares = [conversation_figures(both, account)["generic_share"].estimate.value for account in (0, 1)]
    assert shares == pytest.approx([1.0, 0.0], abs=0.02)


def test_an_account_that_is_not_in_the_table_is_unknown():
    assert {value.state for value in conversation_figures(talk(posts_of(TEN, 2)), 5).values()} == {"unknown"}


def test_the_reader_of_the_cast_reads_marks():
    told = marks(table([Said(text="$"), Said(text="+?")]))

    assert (told.is_spam.tolist(), told.question.tolist()) == ([True, False], [False, True])
