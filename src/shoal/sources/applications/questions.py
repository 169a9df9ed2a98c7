"""The questions of an application: one set for the public form, the printed list and the importer.

Nothing is asked that the work does not need: no name, no birthday, no phone, no address (GDPR article 5(1)(c)).
"""

from __future__ import annotations

import html
from dataclasses import dataclass

from shoal.domain.application import ApplicationQuestion

PLATFORM_CHOICES = ("Instagram", "TikTok", "YouTube", "Bluesky", "Mastodon", "Facebook", "Threads", "X", "Pinterest")
YES_NO = ("Yes", "No")
QUESTIONS: tuple[ApplicationQuestion, ...] = (
    ApplicationQuestion(
        key="platform", label="Which platform is your account on?", answer="choice", required=True,
        help="The one where you post most.", choices=PLATFORM_CHOICES,
    ),
    ApplicationQuestion(
        key="handle", label="What is your handle, or the link to your profile?", answer="text", required=True,
        help="For example @your.name, or the address of your profile page. No links to single posts.",
    ),
    ApplicationQuestion(
        key="email", label="What is your e-mail address?", answer="email", required=True,
        help="For answers to this application. If you have bought from us with it, we will recognise you.",
    ),
    ApplicationQuestion(
        key="country", label="In which country do you live?", answer="text", required=True,
        help="Rules on advertising and on what we can send differ by country.",
    ),
    ApplicationQuestion(
        key="city", label="In which town or city?", answer="text", required=False,
        help="The nearest larger one will do.",
    ),
    ApplicationQuestion(
        key="values", label="What do you stand for in what you post?", answer="text", required=False,
        help="In your own words. Leave out anything about health, faith, politics or your private life.",
    ),
    ApplicationQuestion(
        key="proof", label="A link that shows it", answer="link", required=False,
        help="A post, an article, a membership: something we can look at.",
    ),
    ApplicationQuestion(
        key="evidence", label="A screenshot or file of your insights", answer="file", required=False,
        help="Reach and followers of the last 30 days. A picture (PNG, JPEG, WebP), PDF or CSV of up to 10 MB.",
    ),
    ApplicationQuestion(
        key="customer", label="Have you bought from us before?", answer="yes_no", required=False,
        help="It is fine if you have not.", choices=YES_NO,
    ),
    ApplicationQuestion(
        key="adult", label="Are you 18 or older?", answer="tick", required=True,
        help="We can only work with adults. Without this we keep nothing of your application.", choices=("Yes",),
    ),
    ApplicationQuestion(
        key="notice", label="Have you read the privacy notice, and is it fine for you?", answer="tick", required=True,
        help="It says what we keep, why, for how long, and how you see, correct or delete it.", choices=("Yes",),
    ),
)  # fmt: skip
_HOW = {
    "choice": "choose one", "text": "write", "email": "write", "link": "write a link", "file": "attach a file",
    "tick": "tick", "yes_no": "yes or no",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintableQuestions:
    """The questions to print or to copy into another form: plain text, and a list as safe HTML without a page."""

    questions: tuple[ApplicationQuestion, ...]
    text: str
    html: str


def _heading(brand: str) -> str:
    return f"Application to work with {brand}" if brand else "Application"


def _line(question: ApplicationQuestion) -> str:
    needed = "required" if question.required else "optional"
    choices = f": {', '.join(question.choices)}" if question.choices else ""
    return f"{question.label} ({needed}; {_HOW[question.answer]}{choices})"


def printable_questions(brand: str = "", notice: str = "") -> PrintableQuestions:
    """Return the questions as text and as HTML.

    ``brand`` is named in the heading, ``notice`` is the text or address of the notice that stands above the last
    question. Whoever copies the labels word for word gets a file whose columns are recognised without a question.
    """
    lines = [_heading(brand), ""]
    parts = [f"<h1>{html.escape(_heading(brand))}</h1>", "<ol>"]
    for number, question in enumerate(QUESTIONS, start=1):
        if question.key == "notice" and notice:
            lines += [f"    Notice: {notice}"]
        lines += [f"{number}. {_line(question)}", f"   {question.help}"]
        above = f"<p>{html.escape(notice)}</p>" if question.key == "notice" and notice else ""
        parts.append(f"<li>{above}<strong>{html.escape(_line(question))}</strong><br>{html.escape(question.help)}</li>")
    return PrintableQuestions(
        questions=QUESTIONS, text="\n".join(lines) + "\n", html="\n".join([*parts, "</ol>"]) + "\n"
    )  # fmt: skip
