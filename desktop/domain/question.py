"""Questions, the kinds they come in, and the packs that hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class QuestionKind(StrEnum):
    """The kinds of question; each kind has one rubric."""

    BEHAVIOURAL = "behavioural"
    MOTIVATION = "motivation"
    CASE = "case"
    INTRODUCTION = "introduction"
    CULTURE = "culture"
    ASK_THEM = "ask_them"


class Level(StrEnum):
    """Whom a question suits by experience."""

    STARTER = "starter"
    EXPERIENCED = "experienced"
    LEAD = "lead"


class Asker(StrEnum):
    """Who typically asks a question."""

    PEER = "peer"
    MANAGER = "manager"
    SENIOR_MANAGER = "senior_manager"
    HR = "hr"


ASKER_NAMES: Mapping[Asker, str] = {
    Asker.PEER: "a future colleague",
    Asker.MANAGER: "a direct manager",
    Asker.SENIOR_MANAGER: "a senior manager",
    Asker.HR: "HR",
}

KIND_NAMES: Mapping[QuestionKind, str] = {
    QuestionKind.BEHAVIOURAL: "Behavioural",
    QuestionKind.MOTIVATION: "Motivation",
    QuestionKind.CASE: "Case or task",
    QuestionKind.INTRODUCTION: "Introduction",
    QuestionKind.CULTURE: "Culture and team",
    QuestionKind.ASK_THEM: "Questions to ask",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a pack.

    Attributes:
        id: Unique over all packs.
        text: The question as it is asked aloud.
        competency: Slug of the competency it asks for ("conflict").
        shows: One sentence: what a good answer shows.
        follow_ups: Component key to questions asked when that component is missing.
        theme: Theme of a question to ask them; empty for other kinds.
        brief: The situation of a case; empty for other kinds.
        material: What the candidate works from in a case; empty for other kinds.
        minutes: Length of a case in minutes; 0 for other kinds.
        pack: Id of the pack it came from; empty for a question typed by the user.
    """

    id: str
    text: str
    kind: QuestionKind = QuestionKind.BEHAVIOURAL
    competency: str = ""
    level: Level = Level.EXPERIENCED
    asked_by: tuple[Asker, ...] = ()
    shows: str = ""
    follow_ups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    theme: str = ""
    brief: str = ""
    material: str = ""
    minutes: int = 0
    pack: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """A file of questions, loaded and validated."""

    id: str
    title: str
    questions: tuple[Question, ...]
    language: str = "en"
    version: int = 1
    source: str = ""


def competency_name(slug: str) -> str:
    """Return a competency's slug as people read it ("complex_problem" -> "Complex problem")."""
    return slug.replace("_", " ").replace("-", " ").strip().capitalize()
