"""The design: every part of the style guide as a browser and a screen reader take it, and the sheets behind it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

import shoal

SHOAL = Path(shoal.__file__).parent
WEB = SHOAL / "web"
STYLES = sorted((WEB / "static" / "shoal").glob("*.css"))
SHARED = [SHOAL / "report" / "styles" / name for name in ("tokens.css", "parts.css", "rows.css", "charts.css")]
TEMPLATES = [*sorted((WEB / "templates").glob("*.html")), Path(__file__).parent / "styleguide.html"]
VOID = {"meta", "link", "img", "input", "br", "hr", "path", "circle", "rect", "use", "line"}

# A process of its own: settings of a bare Django must not stay behind for tests that need none, or others.
RENDER = """
import json, sys
import django
from django.conf import settings
settings.configure(
    SECRET_KEY="x", STATIC_URL="/static/", USE_TZ=True, FORM_RENDERER="django.forms.renderers.DjangoTemplates",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": sys.argv[1:], "OPTIONS": {
        "libraries": {"shoal_words": "shoal.web.templatetags.shoal_words"},
        "builtins": ["django.templatetags.i18n", "django.templatetags.static"]}}])
django.setup()
from types import SimpleNamespace
from django.http import QueryDict
from django.template import Context, engines
from django.template.loader import get_template
from shoal.domain.values import Value
sys.path.insert(0, sys.argv[2])
from design_guide import examples, frame
from shoal.errors import DeniedError, InputError, NotFoundError, ShoalError, TooLargeError, TooOftenError
from shoal.web.templatetags import shoal_words as words

def page(name, context):
    return get_template(name).render(context)

def sorted_by(query):
    return words.sort_head(Context({"request": SimpleNamespace(GET=QueryDict(query))}), "Followers", "followers")

guide = examples()
made = {
    "guide": page("styleguide.html", guide),
    "bare": page("bare.html", {}),
    "empty_frame": page("base.html", {}),
    "errors": [page("errors/error.html", {"error": kind("Not so.", received="x", allowed=("y",), next_step="Do z.")})
               for kind in (InputError, DeniedError, NotFoundError, TooLargeError, TooOftenError, ShoalError)],
    "hostile": page("base.html", frame() | {"messages": [{"text": "<script>x</script>", "level": "info"}]}),
    "value": words.value(guide["figure"]),
    "estimate": words.value(guide["figure"].estimate),
    "unknown": words.value(Value(name="x", state="unknown", unit="people", reason="<b>no posts</b> were brought in")),
    "missing": [words.value(None), words.money(None), words.count(None), words.share(None), words.day(None),
                words.moment_in(None), words.price(None), words.tier(None), words.verdict(None)],
    "nought": [words.count(0), words.share(0.0), words.money(0, "EUR")],
    "verdict": words.verdict("<b>"),
    "moment": words.moment(Context({"brand": guide["brand"]}), guide["when"]),
    "sort": {query: sorted_by(query) for query in ("", "sort=followers", "sort=-followers", "page=3&country=AT")},
}
print(json.dumps(made))
"""


class Page(HTMLParser):
    """A page as elements in order, the text of it, and which control stands inside a label."""

    def __init__(self, markup):
        super().__init__()
        self.elements, self.open, self.words, self.labelled = [], [], [], []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.elements.append((tag, found))
        if tag in ("input", "select", "textarea") and "label" in self.open:
            self.labelled.append(found)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        self.words.append(data)

    def all(self, *tags):
        return [attrs for tag, attrs in self.elements if tag in tags]

    def ids(self):
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]


@pytest.fixture(scope="module")
def made():
    command = [sys.executable, "-c", RENDER, str(WEB / "templates"), str(Path(__file__).parent)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def guide(made):
    return Page(made["guide"])


def text_of(markup):
    return " ".join("".join(Page(markup).words).split())


def test_a_page_has_one_main_one_heading_of_the_first_rank_and_a_way_to_skip_to_it(guide):
    assert len(guide.all("h1")) == 1
    assert [attrs["id"] for attrs in guide.all("main")] == ["main"]
    assert guide.all("a")[0]["href"] == "#main"


def test_headings_go_down_one_rank_at_a_time(guide):
    ranks = [int(tag[1]) for tag, _ in guide.elements if re.fullmatch(r"h[1-6]", tag)]

    assert all(after - before <= 1 for before, after in pairwise(ranks))


def test_no_page_needs_the_policy_loosened(made):
    pages = [made["guide"], made["bare"], made["empty_frame"], *made["errors"]]
    attributes = [attrs for markup in pages for _, attrs in Page(markup).elements]

    assert [attrs for attrs in attributes if "style" in attrs] == []
    assert [name for attrs in attributes for name in attrs if name.startswith("on")] == []
    assert [attrs for markup in pages for attrs in Page(markup).all("script") if "src" not in attrs] == []
    assert [markup for markup in pages if re.search(r'(?:src|href)="(?:https?:)?//', markup)] == []


def test_ids_are_used_once(guide):
    assert sorted(set(guide.ids())) == sorted(guide.ids())


def test_every_picture_of_the_sprite_that_is_asked_for_is_there(guide):
    asked = {attrs["href"][1:] for attrs in guide.all("use")}

    assert asked - {attrs["id"] for attrs in guide.all("symbol")} == set()


def test_the_sprite_holds_all_that_the_report_draws_with():
    report = re.findall(r'id="([\w-]+)"', (SHOAL / "report" / "templates" / "sprite.html").read_text(encoding="utf-8"))
    here = re.findall(r'id="([\w-]+)"', (WEB / "templates" / "_sprite.html").read_text(encoding="utf-8"))

    assert set(report) - set(here) == set()


def test_every_control_has_a_label(guide):
    pointed = {attrs.get("for") for attrs in guide.all("label")}
    controls = [attrs for attrs in guide.all("input", "select", "textarea") if attrs.get("type") != "hidden"]

    assert [attrs for attrs in controls if attrs.get("id") not in pointed and attrs not in guide.labelled] == []


def test_what_describes_a_control_is_on_the_page(guide):
    named = [name for _, attrs in guide.elements for key in ("aria-describedby", "aria-labelledby")
             for name in attrs.get(key, "").split()]  # fmt: skip

    assert named != []
    assert set(named) - set(guide.ids()) == set()


def test_a_field_with_a_mistake_says_so_and_keeps_what_was_typed(guide):
    budget = next(attrs for attrs in guide.all("input") if attrs.get("name") == "budget")

    assert (budget["value"], budget["aria-invalid"]) == ("five", "true")
    assert budget["aria-describedby"] == "id_budget_helptext id_budget_error"


def test_mistakes_are_summed_up_with_links_to_their_fields(guide):
    targets = [attrs["href"] for attrs in guide.all("a") if attrs.get("href", "").startswith("#id_")]

    assert targets == ["#id_budget", "#id_sheet"]


def test_every_table_has_a_caption_and_heads_with_a_scope(guide):
    assert len(guide.all("table")) == len(guide.all("caption"))
    assert [attrs for attrs in guide.all("th") if "scope" not in attrs] == []


def test_what_scrolls_by_itself_can_be_reached_by_keyboard_and_has_a_name(guide):
    boxes = [attrs for attrs in guide.all("div") if "scroll" in attrs.get("class", "").split()]

    assert boxes != []
    assert [attrs for attrs in boxes if (attrs.get("tabindex"), bool(attrs.get("aria-label"))) != ("0", True)] == []


def test_writes_are_forms_that_post(guide):
    assert {attrs.get("method", "get") for attrs in guide.all("form") if attrs.get("role") != "search"} == {"post"}


def test_a_frame_without_entries_has_no_menu(made):
    assert Page(made["empty_frame"]).all("nav") == []


def test_the_current_entry_of_the_menu_is_marked_for_listeners(guide):
    assert [attrs["aria-current"] for attrs in guide.all("a") if attrs.get("aria-current") == "page"] == ["page"] * 2


def test_text_of_others_is_shown_as_text(made):
    assert "<script>x</script>" not in made["hostile"]
    assert "&lt;script&gt;x&lt;/script&gt;" in made["hostile"]
    assert "<b>" not in made["unknown"] + made["verdict"]


def test_an_error_page_says_what_happened_what_came_in_what_is_allowed_and_what_to_do(made):
    said = ("Not so.", "What came in: x", "What is allowed: y", "Do z.", "Code:")

    assert [words for markup in made["errors"] for words in said if words not in text_of(markup)] == []


def test_a_figure_stands_with_range_level_and_n(made):
    assert text_of(made["value"]) == "12,400 (9,800 to 15,300, 90 %) · n 12"
    assert text_of(made["estimate"]) == text_of(made["value"])


def test_an_unknown_is_a_word_with_its_reason(made):
    assert text_of(made["unknown"]) == "unknown: <b>no posts</b> were brought in"


def test_missing_is_a_word_and_nought_is_a_number(made):
    assert [markup for markup in made["missing"] if not text_of(markup).startswith("unknown")] == []
    assert [text_of(markup) for markup in made["nought"]] == ["0", "0.0 %", "€0.00"]


def test_no_page_prints_the_word_for_nothing_of_the_language(made):
    assert re.findall(r"\bNone\b", text_of(made["guide"])) == []


def test_a_moment_stands_in_the_zone_of_the_brand(made):
    assert text_of(made["moment"]) == "22 November 2026, 02:22 Europe/Berlin"
    assert 'datetime="2026-11-22T01:22:00+00:00"' in made["moment"]


def test_a_sort_link_turns_round_and_says_its_state(made):
    assert 'href="?sort=followers"' in made["sort"][""]
    assert "aria-sort" not in made["sort"][""]
    assert 'aria-sort="ascending"><a href="?sort=-followers"' in made["sort"]["sort=followers"]
    assert 'aria-sort="descending"><a href="?sort=followers"' in made["sort"]["sort=-followers"]


def test_a_sort_link_keeps_the_filters_and_drops_the_page(made):
    assert 'href="?country=AT&amp;sort=followers"' in made["sort"]["page=3&country=AT"]


@pytest.mark.parametrize("sheet", [*STYLES, *SHARED[:3]], ids=lambda path: path.name)  # a picture is not mirrored
def test_a_sheet_is_short_and_turns_round_with_the_script(sheet):
    text = sheet.read_text(encoding="utf-8")
    physical = re.findall(
        r"(?:margin|padding|border)-(?:left|right)\b|[;{ ](?:left|right):|text-align: (?:left|right)", text
    )

    assert len(text.splitlines()) <= 400
    assert physical == []


@pytest.mark.parametrize("sheet", [path for path in STYLES if path.name != "print.css"], ids=lambda path: path.name)
def test_colours_are_named_in_one_place(sheet):
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", rules) == []


def test_asking_for_contrast_by_name_gives_what_the_system_would_give():
    tokens = SHARED[0].read_text(encoding="utf-8")
    by_system = re.search(r"prefers-contrast: more\) \{\s*:root \{(.*?)\}", tokens).group(1)
    by_name = re.search(r'\[data-contrast="more"\] \{(.*?)\}', tokens).group(1)

    assert by_system == by_name


def test_every_class_of_the_templates_has_a_rule():
    rules = " ".join(sheet.read_text(encoding="utf-8") for sheet in [*STYLES, *SHARED])
    known = set(re.findall(r"\.([a-z][\w-]*)", rules))
    used = {
        name
        for template in TEMPLATES
        for value in re.findall(r'class="([^"{%]+)"', template.read_text(encoding="utf-8"))
        for name in value.split()
    }

    assert used - known - {"form"} == set()
