"""Word lists that a person edits: what they find, what they refuse, and in which line."""

from __future__ import annotations

import pytest
from captions_tables import captions, findings, task

from shoal.errors import InputError, ProtectedTraitError
from shoal.signals import findings_of, lists_of, read_captions, read_word_lists, shipped_word_lists

OWN = """# ours
version = "1"

[[list]]
topic = "palm oil"
weight = "ask"
why = "we sell without it"
words.en = ["palm oil", "palmolein*"]
words.fr = ["huile de palme",
  "pain"]

[[list]]
topic = "rivals' slogans"
weight = "note"
words.any = ["just bake"]
"""


def refused(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        read_word_lists(text, "words.toml")
    return caught.value


def hits(text: str, lists: str = OWN) -> list[tuple[str, str]]:
    reading = read_captions(captions([text]), task(lists=lists_of(read_word_lists(lists, "words.toml")))).get(0)
    return [] if reading is None else [(hit.topic, hit.text) for hit in reading.listed]


def with_line(line: str) -> str:
    return f'[[list]]\ntopic = "palm oil"\n{line}\n'


# what they find ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("No Palm Oil in it", "Palm Oil"),
        ("palm-oil free", "palm-oil"),
        ("#PalmOil", None),
        ("palmoleinic acid", "palmoleinic"),
        ("HUILE DE PALME", "HUILE DE PALME"),
        ("palm\u00a0oil", "palm\u00a0oil"),
        ("pa\u200blm oil", "palm oil"),
        ("palms and oil", None),
        ("napalm oil", None),
    ],
)
def test_words_are_found_whole_and_however_they_are_written(text: str, found: str | None):
    assert [told for _, told in hits(text)] == ([] if found is None else [found])


def test_a_word_of_another_language_is_not_taken_for_one():
    texts = ("The pain in my knee is with me and this is all", "J'aime le pain avec une confiture pour les enfants")
    assert [bool(hits(text)) for text in texts] == [False, True]


def test_a_finding_names_place_file_and_line():
    lists = lists_of(read_word_lists(OWN, "words.toml"))
    found = findings(["bread", "we use palm oil"], lists=lists)["safety"]
    assert (found.weight, found.evidence[0].text) == (
        "-", "post p1, characters 8 to 15: “we use palm oil” (words.toml, line 8: palm oil)",
    )  # fmt: skip


def test_a_finding_says_that_quotes_and_denials_look_the_same():
    found = findings(["no palm oil"], lists=lists_of(read_word_lists(OWN, "words.toml")))["safety"]
    assert (any("quoted" in one for one in found.explanations), "a person should read" in found.claim) == (True, True)


def test_a_list_that_notes_moves_no_verdict():
    found = findings_of(captions(["just bake"]), task(lists=lists_of(read_word_lists(OWN, "words.toml"))))[0]
    assert [one.weight for one in found if one.check == "safety"] == ["0"]


def test_a_changed_list_changes_the_version_of_the_finding():
    versions = {
        findings(["palm oil"], lists=lists_of(read_word_lists(text, "words.toml")))["safety"].version
        for text in (OWN, OWN.replace("just bake", "bake on"))
    }
    assert len(versions) == 2


def test_the_line_of_a_word_is_its_own_in_a_list_of_several_lines():
    words = read_word_lists(OWN, "words.toml").lists[0].words
    assert [(word.text, word.line) for word in words][-1] == ("pain", 10)


# what they refuse ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('version = "1"\n[[list]]\ntopic = "x y"\nwords.en = ["a" "b"]\n', 4),
        ('[[list]]\nweight = "ask"\n', 1),
        (with_line('weight = "kill"'), 3),
        (with_line('wheight = "ask"'), 3),
        (with_line('words = ["one"]'), 3),
        (with_line('words.english = ["one"]'), 3),
        (with_line('words.en = "one"'), 3),
        (with_line('words.en = [\n  "one",\n  "q",\n]'), 5),
        (with_line('words.en = [\n  "one",\n  "go*",\n]'), 5),
        (with_line('words.en = [\n  "o*ne",\n]'), 4),
        (with_line("words.en = [7]"), 3),
        (with_line('words.en = ["🌸"]'), 3),
        ('colour = "red"\n', 1),
        ('[[list]]\ntopic = "one"\n[[list]]\ntopic = "One"\n', 3),
        ('[[list]]\ntopic = "one\n', 2),
        ("list = 3\n", 1),
    ],
)
def test_a_bad_file_is_refused_with_its_line(text: str, line: int):
    assert f"line {line}:" in refused(text).message


@pytest.mark.parametrize(
    "topic",
    ["religion", "Muslim creators", "ethnicity", "skin", "sexuality of creators", "LGBT", "disability", "women",
     "age of the audience", "income", "political opinions: voters", "opinions", "gay content", "Herkunft"],
)  # fmt: skip
def test_a_list_about_who_people_are_is_refused(topic: str):
    with pytest.raises(ProtectedTraitError):
        read_word_lists(f'[[list]]\ntopic = "{topic}"\n', "words.toml")


@pytest.mark.parametrize(
    "topic", ["politics", "old cars", "women's fashion", "black friday", "medical claims", "rich food"]
)
def test_a_list_about_what_posts_say_is_taken(topic: str):
    assert read_word_lists(f'[[list]]\ntopic = "{topic}"\n', "words.toml").lists[0].topic == topic


def test_a_word_that_names_people_is_refused_in_any_other_list():
    with pytest.raises(ProtectedTraitError) as caught:
        read_word_lists(with_line('words.en = ["bread",\n "lesbian"]'), "words.toml")
    assert "line 4" in caught.value.message


def test_ordinary_words_that_also_name_people_are_taken():
    words = read_word_lists(with_line('words.en = ["black tea", "old oil"]'), "words.toml").lists[0].words
    assert len(words) == 2


# what comes with Shoal -----------------------------------------------------------------------------------------------


def test_the_shipped_lists_can_be_read():
    assert {one.topic for one in shipped_word_lists().lists} >= {
        "violence", "weapons", "drugs", "gambling", "adult", "slurs", "medical claims", "alcohol", "tobacco",
        "politics",
    }  # fmt: skip


def test_no_slur_is_shipped():
    assert [one.words for one in shipped_word_lists().lists if one.topic == "slurs"] == [()]


def test_the_slur_list_alone_may_name_people():
    text = '[[list]]\ntopic = "slurs"\nwords.en = ["lesbian"]\n'
    assert read_word_lists(text, "words.toml").lists[0].words[0].text == "lesbian"


def test_every_shipped_list_says_why():
    assert all(one.why for one in shipped_word_lists().lists)


def test_every_shipped_word_finds_itself():
    lists = shipped_word_lists()
    words = [(one.topic, word) for one in lists.lists for word in one.words]
    read = read_captions(captions([word.text.removesuffix("*") for _, word in words]), task())
    missed = [
        word.text
        for row, (topic, word) in enumerate(words)
        if row not in read or topic not in {hit.topic for hit in read[row].listed}
    ]
    assert missed == []
