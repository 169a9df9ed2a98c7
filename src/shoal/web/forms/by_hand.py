"""Forms for what people paste and count."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as words

from shoal.web.forms.imports import PLATFORMS

POSTS = 12
FEWEST = 3


class PasteForm(forms.Form):
    """Pasted links, handles or copied profile text; ``max_length`` is judged by the verb, which says how many came."""

    text = forms.CharField(
        label=words("Profile links, @handles, or what you copied from a profile"),
        help_text=words("One a line, 1 to 500. Links to posts and short links are asked back; nothing is opened."),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off", "dir": "auto"}),
        strip=False,
    )
    platform = forms.ChoiceField(
        label=words("Platform of handles without a link"), required=False,
        choices=[("", words("they say it themselves")), *((name, name) for name in PLATFORMS)],
    )  # fmt: skip


class CountForm(forms.Form):
    """Likes and comments of up to twelve posts, the newest first."""

    account = forms.CharField(widget=forms.HiddenInput, max_length=80)
    skipped = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)

    def __init__(self, data: Any = None, **more: Any) -> None:  # noqa: ANN401  a query and Django's own keywords
        super().__init__(data, **more)
        for post in range(1, POSTS + 1):
            for name, label in (("likes", gettext("likes")), ("comments", gettext("comments"))):
                self.fields[f"{name}-{post}"] = forms.CharField(
                    label=gettext("Post %(post)s, %(what)s") % {"post": post, "what": label}, required=False,
                    max_length=20,
                    widget=forms.TextInput(
                        attrs={"inputmode": "numeric", "autocomplete": "off", "size": 8}
                        | ({"autofocus": True} if (post, name) == (1, "likes") else {})
                    ),
                )  # fmt: skip

    @property
    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """Return the fields post by post."""
        return [(post, self[f"likes-{post}"], self[f"comments-{post}"]) for post in range(1, POSTS + 1)]

    def clean(self) -> dict[str, Any]:
        """Check that each post has both numbers, and that there are three."""
        told = dict(super().clean() or {})
        posts = []
        for post in range(1, POSTS + 1):
            likes, comments = (str(told.get(f"{name}-{post}", "")).strip() for name in ("likes", "comments"))
            if not likes and not comments:
                continue
            for name, typed in (("likes", likes), ("comments", comments)):
                if not typed:
                    self.add_error(f"{name}-{post}", gettext("Type a number, or ? where it is hidden."))
            posts.append(f"{likes} / {comments}")
        if len(posts) < FEWEST and not self.errors:
            self.add_error(
                f"likes-{len(posts) + 1}", gettext("Count at least three posts: below that no spread is seen.")
            )
        told["posts"] = posts
        return told
