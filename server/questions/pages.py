"""The pages of the list of questions and of each question."""

from dataclasses import dataclass
from typing import ClassVar

from queries import Question, Text
from server.pages import Page
from server.questions.forms import Download, Field, Part
from server.tables import Table


@dataclass(frozen=True)
class Theme:
    """Some questions and what they have in common."""

    label: Text
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class QuestionsPage(Page):
    """The list of questions, and the address of the server that answers them."""

    template: ClassVar = "questions.html"
    themes: tuple[Theme, ...]
    address: str


@dataclass(frozen=True)
class QuestionPage(Page):
    """A question, its form, its answer or a part of it, how else to get that, and its chart, if any."""

    template: ClassVar = "question.html"
    question: Question
    text: str
    fields: tuple[Field, ...]
    table: Table
    part: Part | None
    downloads: tuple[Download, ...]
    shell_line: str
    chart: str
