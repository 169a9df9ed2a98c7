"""Labels of advertisements in captions: what is one, what only looks like one, and what the rules of a place say."""

from __future__ import annotations

import pytest

from shoal.signals import DisclosureCheck, PostWords, check_disclosure, disclosure_rules

LONG = "A long walk along the river, and then soup, bread and butter, and an early night. " * 3


def check(caption: str, *where: str, **told: object) -> DisclosureCheck:
    return check_disclosure(PostWords(caption=caption, **told), where or ("US",))


def found(caption: str, *where: str) -> list[str]:
    return [label.text for label in check(caption, *where).labels]


# what is no label ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "caption",
    [
        "I add butter to my adventure, a bad idea, glad I had it",
        "#adidas #adventure #madlove #adorable new shoes",
        "#adagio and #ad_astra",
        "Ich habe Anzeige erstattet",
        "Die Anzeige im Auto blinkt",
        "Ich habe das in der Werbung gesehen",
        "Born in 79 AD. What a city",
        "Ad hoc plans are the best",
        "the 3-year ad budget",
        "Pub quiz with the girls was the best",
        "My school sponsored a run for the animal shelter",
        "Is this Werbung?",
    ],
)
def test_ordinary_words_are_no_label(caption: str):
    assert found(caption) == []


@pytest.mark.parametrize("caption", ["Anzeige ist raus, jetzt ermittelt die Polizei", "Werbung nervt mich so sehr"])
def test_a_word_that_opens_a_sentence_cannot_be_told(caption: str):
    assert (check(caption, "DE").of_label, check(caption, "DE").labels[0].doubtful) == ("cannot tell", True)


@pytest.mark.parametrize(
    "caption",
    ["not sponsored, I just love it", "This is not an ad", "#noad just love", "#NotSponsored", "Keine Werbung!",
     "no this isn't sponsored...", "Ce n'est pas une pub: j'adore", "no es publicidad", "reklam değildir"],
)  # fmt: skip
def test_a_denied_label_is_no_label(caption: str):
    answer = check(caption)
    assert ([label.turn for label in answer.labels], answer.of_label) == (["denied"], "fail")


@pytest.mark.parametrize(
    "caption",
    ["Werbung unbezahlt", "Werbung, selbst gekauft", "unpaid ad for @shop", "Unbezahlte Werbung | neue Form",
     "Anzeige wegen Markennennung, unbeauftragt", "#WerbungUnbezahlt", "#ad (not paid)", "Publicité non rémunérée"],
)  # fmt: skip
def test_a_label_that_says_unpaid_cannot_be_judged_by_the_caption(caption: str):
    answer = check(caption, "DE")
    assert ([label.turn for label in answer.labels][:1], answer.of_label) == (["unpaid"], "cannot tell")


# what is one ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("caption", "country"),
    [
        ("#ad new shoes", "US"),
        ("#AD new shoes", "GB"),
        ("🌸✨ #Ad ✨ new shoes", "GB"),
        ("[Ad] new shoes", "GB"),
        ("Advert: new shoes", "GB"),
        ("\uff03\uff21\uff24 full-width letters", "GB"),
        ("\U0001d5d4\U0001d5f1 | ornamental letters", "GB"),
        ("Werbung | neue Form", "DE"),
        ("WERBUNG\nneue Form", "DE"),
        ("#Anzeige neue Form", "DE"),
        ("Anzeige wegen Kooperation mit @shop", "DE"),
        ("Enthält Werbung. Heute backen wir", "DE"),
        ("Publicité - la nouvelle farine", "FR"),
        ("PUBLICITE avec @shop", "FR"),
        ("Collaboration commerciale avec @shop", "FR"),
        ("#PaidPartnershipWithShop new shoes", "US"),
        ("Publi | nueva harina", "ES"),
        ("#pubblicità nuova farina", "IT"),
        ("Parceria paga com @shop", "PT"),
        ("#advertentie nieuw meel", "NL"),
        ("Materiał reklamowy: nowa mąka", "PL"),
        ("REKLAM | yeni un", "TR"),
        ("\u200f#إعلان دقيق جديد", "AE"),
        ("פרסומת: קמח חדש", "IL"),
    ],
)
def test_a_label_that_stands_first_passes_by_its_words(caption: str, country: str):
    assert check(caption, country).of_label == "pass"


def test_gifted_fails_in_the_united_kingdom():
    assert (check("#gifted by @shop", "GB").answer, check("#gifted by @shop", "US").answer) == ("fail", "cannot tell")


def test_ad_alone_fails_in_germany_and_the_reason_names_the_courts():
    answer = check("#ad neue Form", "DE")
    assert (answer.answer, "has failed in courts" in answer.because) == ("fail", True)


def test_sponsored_fails_in_the_united_kingdom_and_passes_in_the_united_states():
    assert [check("Sponsored by @shop: new shoes", one).of_label for one in ("GB", "US")] == ["fail", "pass"]


def test_a_vague_label_fails_where_the_rule_says_so():
    assert [check("#collab with @shop", one).of_label for one in ("US", "GB", "AT")] == ["fail", "fail", "cannot tell"]


def test_the_strictest_of_several_countries_counts():
    assert [check("#ad neue Form", *where).answer for where in (("US",), ("US", "DE"))] == ["pass", "fail"]


def test_a_country_without_a_rule_falls_under_the_one_for_everywhere_else():
    assert [rule.rule for rule in check("#ad", "CH", "US").answers] == ["US", "elsewhere"]


def test_germany_falls_under_the_rule_of_the_union_too():
    assert [rule.rule for rule in check("Werbung: Form", "DE").answers] == ["EU", "DE"]


# where it stands -----------------------------------------------------------------------------------------------------


def test_a_label_behind_the_fold_fails_and_the_reason_says_how_far():
    answer = check(f"{LONG}#ad", "US")
    assert (answer.answer, f"{len(LONG)} characters stand before it" in answer.because) == ("fail", True)


def test_the_reason_calls_the_length_of_the_fold_a_judgement():
    assert "our judgement" in check(f"{LONG}#ad", "US").because


def test_a_label_in_the_fourth_line_is_behind_the_fold():
    assert check("new shoes\n.\n.\n#ad", "US").answer == "fail"


def test_a_label_that_can_be_seen_but_is_not_first_cannot_be_told():
    assert check("New shoes! #ad", "US").answer == "cannot tell"


def test_a_label_among_hashtags_fails_in_germany():
    answer = check("Neue Form #backen #werbung", "DE")
    assert (answer.of_label, answer.labels[0].among_tags) == ("fail", True)


def test_an_emoji_and_a_mark_before_a_label_leave_it_first():
    assert check("✨👉 - #ad new shoes", "US").labels[0].first


@pytest.mark.parametrize("space", ["\n", "\r\n", "\u2028"])
def test_any_line_break_counts_as_one(space: str):
    assert check(f"one{space}two{space}#ad", "US").labels[0].line == 3


# characters ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("caption", "label"),
    [("Hello 🌸 #Ad", "#Ad"), ("İyi günler! #REKLAM", "#REKLAM"), ("\ufb01ne \u00bd #ad", "#ad"),
     ("e\u0301te\u0301 #publicite\u0301", "#publicite\u0301"), ("straße STRASSE #ad", "#ad"),
     ("\u200f\u202b\u05e9\u05dc\u05d5\u05dd #פרסומת", "#פרסומת")],
)  # fmt: skip
def test_positions_are_those_of_the_text_as_written(caption: str, label: str):
    (found_label,) = check(caption).labels
    assert caption[found_label.start : found_label.end] == label


def test_characters_that_nobody_sees_inside_a_label_ask_a_person():
    answer = check("#a\u200bd new shoes", "US")
    assert (answer.answer, answer.labels[0].hidden_characters) == ("cannot tell", True)


def test_a_mark_of_direction_before_a_label_hides_nothing():
    assert not check("\u200f#إعلان دقيق", "AE").labels[0].hidden_characters


# language ------------------------------------------------------------------------------------------------------------


def test_an_english_label_under_a_turkish_caption_cannot_be_told_where_the_language_matters():
    assert check("#ad yeni ürün çok güzel ve bu harika", "TR").of_label == "cannot tell"


def test_a_language_that_is_told_is_not_guessed():
    assert check("#ad yeni", "TR", language="en").of_label == "pass"


def test_of_two_languages_with_one_word_that_of_the_caption_counts():
    assert check("Reklam | den här är med från oss", "SE", language="sv").labels[0].language == "sv"


# the switch, speech, nothing at all ----------------------------------------------------------------------------------


def test_the_union_asks_for_the_switch_as_well():
    answers = [check("Werbung: neue Form", "AT", switch=switch).answer for switch in (True, None, False)]
    assert answers == ["pass", "cannot tell", "fail"]


def test_no_label_fails_only_where_the_switch_is_known_to_be_off():
    assert [check("new shoes", switch=switch).answer for switch in (False, None, True)] == [
        "fail", "cannot tell", "cannot tell",
    ]  # fmt: skip


def test_a_video_without_a_label_in_its_caption_cannot_be_told():
    assert check("new shoes", video=True, switch=False).answer == "cannot tell"


def test_a_spoken_label_is_taken_from_the_transcript():
    assert check("new shoes", video=True, spoken="Paid partnership with a shop, hello").answer == "pass"


def test_no_caption_is_not_a_missing_label():
    assert (check("").answer, check("").because) == ("cannot tell", "US: no caption came in")


def test_every_rule_says_where_it_is_from_and_when_that_was_read():
    rules = disclosure_rules().rules
    assert all(rule.source and rule.seen_on and rule.mark in ("primary", "general") for rule in rules)


def test_the_rules_cover_the_places_that_they_promise():
    assert [rule.key for rule in disclosure_rules().rules] == ["US", "GB", "EU", "FR", "DE", "elsewhere"]


def test_every_language_that_is_promised_has_a_clear_label():
    clear = {label.language for label in disclosure_rules().labels if label.kind == "clear"}
    assert {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr"} <= clear


def test_every_accepted_label_is_one_that_can_be_found():
    known = {word for label in disclosure_rules().labels for word in (label.said, *label.said.split())}
    assert {word for rule in disclosure_rules().rules for word in rule.accepts} - known == set()
