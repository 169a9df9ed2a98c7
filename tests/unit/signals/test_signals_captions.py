"""Signs of deals, competitors, the own brand and topics in captions, as findings with places."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from captions_tables import AS_OF, DAY, captions, findings, task

from shoal.domain.values import Value
from shoal.signals import findings_of, lists_of, read_captions

NAN = float("nan")


def commercial(text: str, **told: object) -> bool:
    reading = read_captions(captions([text]), task(**told)).get(0)
    return reading is not None and reading.commercial


def value_of(found: dict[str, object], check: str) -> Value:
    return found[check].value


# signs of a deal -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Love it! #ad",
        "use code MINA10 for a discount",
        "Use my code MINA at the till",
        "10% off with MINA10",
        "mit Code BROT15 sparst du",
        "mit dem Code „BROTZEIT“ gibt es 10 %",
        "Rabattcode: SAUERTEIG",
        "avec le code promo FARINE20",
        "con el código PAN10",
        "codice sconto FARINA10",
        "met kortingscode BROOD",
        "kod rabatowy CHLEB10",
        "indirim kodu EKMEK10",
        "CODE: MINA10",
        "use code mina10 this week",
        "Use my discount code - it is in my story",
        "Use code: 🌸🌸",
        "This post contains affiliate links",
        "everything is on amzn.to/abc",
        "#LikeToKnowIt #liketkit",
        "#gifted bread",
        "so happy #collab with @krumenhof",
    ],
)
def test_a_sign_of_a_deal_is_seen(text: str):
    assert commercial(text)


@pytest.mark.parametrize(
    "text",
    [
        "link in bio",
        "I learned to code PYTHON today",
        "the QR code HERE is broken",
        "my zip code 90210",
        "dress code BLACK",
        "source code HTML5",
        "USE CODE NOW",
        "a code of honour",
        "we use code every day",
        "my code review took an hour",
        "the code is on the table",
        "100% of the bread, with WHOLEGRAIN",
        "two painters, one #collab",
        "#noad but use flour",
        "Werbung, selbst gekauft",
        "nothing at all",
    ],
)
def test_what_is_no_sign_of_a_deal_is_none(text: str):
    assert not commercial(text)


def test_the_label_of_the_platform_is_a_sign_of_its_own():
    found = findings(["new shoes", "bread"], {"sponsored": [1.0, NAN]})
    assert found["commercial_share"].claim == "at least 1 of 2 posts of the last 90 days show signs of a deal"


def test_a_post_that_the_platform_labels_counts_without_a_caption():
    found = findings(["", "bread"], {"sponsored": [1.0, NAN]})
    assert dict(value_of(found, "commercial_share").parts) == {"posts with signs": 1.0, "posts": 2.0}


def test_the_share_is_a_lower_bound_and_says_so():
    value = value_of(findings(["#ad x", "y", "z", "w"]), "commercial_share")
    assert (value.estimate.value, value.estimate.n, value.reason.startswith("lower bound")) == (0.25, 4, True)


def test_the_interval_of_no_sign_in_ten_posts_reaches_above_zero():
    estimate = value_of(findings(["bread"] * 10), "commercial_share").estimate
    assert (estimate.low, 0.1 < estimate.high < 0.3) == (0.0, True)


def test_posts_without_captions_are_unknown_and_not_zero():
    found = findings(["", "", ""])
    assert (found["commercial_share"].weight, value_of(found, "commercial_share").state) == ("?", "unknown")


def test_a_post_of_a_hundred_days_ago_is_outside_the_window():
    at = [AS_OF.timestamp() - 100 * DAY, AS_OF.timestamp() - DAY]
    found = findings(["#ad old", "bread"], {"at": at})
    assert found["commercial_share"].claim == "no sign of a deal in 1 post of the last 90 days"


def test_a_post_of_the_future_is_left_out():
    found = findings(["#ad tomorrow", "bread"], {"at": [AS_OF.timestamp() + DAY, AS_OF.timestamp() - DAY]})
    assert value_of(found, "commercial_share").estimate.value == 0.0


def test_a_post_without_a_date_counts_as_recent_and_that_is_said():
    value = value_of(findings(["#ad some day", "bread"], {"at": [NAN, AS_OF.timestamp() - DAY]}), "commercial_share")
    assert (value.estimate.n, "1 without a date" in value.window) == (2, True)


# labels of posts with signs ------------------------------------------------------------------------------------------


def test_the_rate_of_labels_counts_posts_with_signs_only():
    value = value_of(findings(["#ad one", "use code MINA10", "bread", "bread"]), "disclosure")
    assert (value.name, value.estimate.value, value.estimate.n) == ("disclosure_rate", 0.5, 2)


def test_what_cannot_be_told_widens_the_range_and_is_no_failure():
    value = value_of(findings(["hello there #ad"] * 4), "disclosure")
    assert (value.estimate.value, value.estimate.high, "4 cannot be told" in value.reason) == (0.0, 1.0, True)


def test_without_a_sign_of_a_deal_there_is_no_finding_on_labels():
    assert "disclosure" not in findings(["bread", "butter"])


def test_a_code_without_a_label_is_to_be_checked_and_quoted_with_its_place():
    found = findings(["bread", "Frisch gebacken! Mit Code MINA10 sparen"])["undisclosed_suspects"]
    assert (found.weight, found.evidence[0].text, found.evidence[0].ref) == (
        "-", "discount code, post p1, characters 22 to 32: “Frisch gebacken! Mit Code MINA10 sparen”", "ba_1:2",
    )  # fmt: skip


def test_the_words_of_a_suspicion_ask_and_accuse_nobody():
    found = findings(["use code MINA10"])["undisclosed_suspects"]
    assert (found.claim.startswith("to be checked"), len(found.explanations) >= 4) == (True, True)


@pytest.mark.parametrize("text", ["#ad use code MINA10", "#gifted, use code MINA10", "#collab @shop use code MINA10"])
def test_a_label_of_whatever_quality_is_no_missing_label(text: str):
    assert "undisclosed_suspects" not in findings([text])


@pytest.mark.parametrize("text", ["not sponsored, use code MINA10", "unbezahlte Werbung, mit Code MINA10"])
def test_a_denied_label_beside_a_code_is_to_be_checked(text: str):
    assert "the caption" in findings([text])["undisclosed_suspects"].evidence[0].text


def test_a_post_that_the_platform_labels_is_not_suspected():
    assert "undisclosed_suspects" not in findings(["use code MINA10"], {"sponsored": [1.0]})


def test_countries_may_differ_by_account():
    table = captions(["#ad one", "#ad two"], account=[0, 1])
    found = findings_of(table, task(jurisdictions={0: ("US",), 1: ("DE",)}))
    rates = [next(one for one in found[row] if one.check == "disclosure").value.estimate.value for row in (0, 1)]
    assert rates == [1.0, 0.0]


# brands --------------------------------------------------------------------------------------------------------------


def test_a_competitor_beside_a_sign_of_a_deal_is_a_promotion():
    found = findings(["#ad the new loaf of Krumenhof"], competitors=("Krumenhof",))["brand_clash"]
    assert (found.weight, found.claim) == ("-", "promoted Krumenhof in 1 post of the last 90 days")


def test_a_mention_alone_is_listed_apart():
    found = findings(["I bought it at Krumenhof"], competitors=("Krumenhof",))
    assert (found["brand_clash"].weight, found["brand_mentions"].weight, found["brand_mentions"].claim) == (
        "0", "0", "named Krumenhof in 1 post without a sign of a deal",
    )  # fmt: skip


@pytest.mark.parametrize("text", ["#ad #krumenhof", "#ad @krumenhof", "#ad @krumenhof.official", "#ad by Krumenhof!"])
def test_a_name_is_found_as_word_hashtag_and_handle(text: str):
    assert findings([text], competitors=("Krumenhof",))["brand_clash"].weight == "-"


@pytest.mark.parametrize("text", ["#ad @krumenhofer", "#ad #krumenhofer", "#ad Krumenhofer Brot"])
def test_a_longer_name_is_another_name(text: str):
    assert findings([text], competitors=("Krumenhof",))["brand_clash"].weight == "0"


def test_a_name_with_a_capital_is_no_ordinary_word():
    found = [findings([text], competitors=("Dove",))["brand_clash"].weight for text in ("#ad a dove", "#ad by Dove")]
    assert found == ["0", "-"]


def test_a_handle_is_looked_for_as_a_handle_only():
    found = [findings([text], competitors=("@oats",))["brand_clash"].weight for text in ("#ad oats", "#ad @Oats")]
    assert found == ["0", "-"]


def test_competitors_without_captions_are_unknown():
    found = findings([""], competitors=("Krumenhof",))["brand_clash"]
    assert (found.weight, found.value.state) == ("?", "unknown")


def test_an_old_promotion_is_no_clash():
    at = [AS_OF.timestamp() - 120 * DAY, AS_OF.timestamp() - DAY]
    assert findings(["#ad Krumenhof", "bread"], {"at": at}, competitors=("Krumenhof",))["brand_clash"].weight == "0"


def test_the_own_brand_named_without_a_deal_is_told_with_what_else_it_may_be():
    found = findings(["Oat & Co is what I bake with"], brand_names=("Oat & Co",))["brand_affinity"]
    assert (found.weight, "unpaid enthusiasm" in found.explanations) == ("0", True)


def test_the_own_brand_in_a_paid_post_is_no_free_praise():
    assert "brand_affinity" not in findings(["#ad Oat & Co"], brand_names=("Oat & Co",))


def test_praise_after_the_first_contact_does_not_count():
    contacted = {0: AS_OF - timedelta(days=30)}
    assert "brand_affinity" not in findings(["Oat & Co"], brand_names=("Oat & Co",), contacted=contacted)


# topics --------------------------------------------------------------------------------------------------------------


def test_one_subject_alone_has_the_greatest_focus():
    value = value_of(findings(["#sourdough"] * 12), "niche_focus")
    assert (value.estimate.value, value.estimate.n) == (1.0, 12)


def test_two_subjects_have_less_focus_and_an_interval_around_it():
    estimate = value_of(findings(["#sourdough", "#yoga"] * 8), "niche_focus").estimate
    assert estimate.value == pytest.approx(1 - np.log(2) / np.log(len(lists_of().topics)), abs=1e-6)
    assert estimate.low <= estimate.value <= estimate.high


def test_eleven_posts_are_too_few_for_a_focus():
    assert value_of(findings(["#sourdough"] * 11), "niche_focus").state == "unknown"


def test_the_same_posts_give_the_same_finding():
    texts = ["#sourdough", "#yoga", "#hiking and a dog"] * 6
    assert findings(texts) == findings(texts)


def test_for_a_whole_pool_no_bootstrap_is_run():
    table = captions(["#sourdough"] * 12 * 501, account=np.repeat(np.arange(501), 12))
    assert not any(one.check == "niche_focus" for one in findings_of(table, task())[0])


# the door ------------------------------------------------------------------------------------------------------------


def test_accounts_without_posts_are_absent():
    assert set(findings_of(captions(["bread"], account=[7]), task())) == {7}


def test_an_empty_table_gives_nothing():
    assert findings_of(captions([]), task()) == {}
