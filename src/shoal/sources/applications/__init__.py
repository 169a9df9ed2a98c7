"""Applications of creators: the questions, the form's answers, and files of Google Forms and Typeform."""

from __future__ import annotations

from shoal.sources.applications.customers import joined
from shoal.sources.applications.headers import recognise_applications
from shoal.sources.applications.questions import QUESTIONS, PrintableQuestions, printable_questions
from shoal.sources.applications.read import read_answers, read_applications

__all__ = [
    "QUESTIONS",
    "PrintableQuestions",
    "joined",
    "printable_questions",
    "read_answers",
    "read_applications",
    "recognise_applications",
]
