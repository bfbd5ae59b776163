"""What an answer to each kind of question is made of, and how each part is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.question import QuestionKind

OTHER = "other"
"""Key of a sentence that belongs to no component."""


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a rubric.

    Attributes:
        key: Stable name used in data ("situation").
        letter: Its letter, unique within the rubric; also the relabel key.
        name: Shown name.
        slot: 1 to 4, the drawing slot (colour, underline and fill pattern).
        covered_when: What a listener would accept as this part, for tooltips.
        follow_up: Asked when the part is missing and the question has no own follow-up.
        band: Usual share of speaking time, low and high, or None where no figure is known.
    """

    key: str
    letter: str
    name: str
    slot: int
    covered_when: str
    follow_up: str
    band: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Rubric:
    """The ordered components of one kind of question."""

    kind: QuestionKind
    components: tuple[Component, ...]

    def component(self, key: str) -> Component | None:
        """Return the component with this key, or None for "other" and unknown keys."""
        return next((c for c in self.components if c.key == key), None)

    @property
    def keys(self) -> tuple[str, ...]:
        """Component keys in rubric order."""
        return tuple(c.key for c in self.components)


# Shares of speaking time: Situation and Task together up to 35 %, Action 50 to 65 %, Result 10 to
# 20 %: bands around the 20/10/60/10 split taught by university career services
# (careers.uw.edu/resources/star-method-of-interviewing), given as bands because sources differ.
_STAR = (
    Component(
        "situation", "S", "Situation", 1,
        "Where and when it was, who was involved, and what was going on.",
        "Where and when was this, and what was going on?",
        (0.10, 0.25),
    ),
    Component(
        "task", "T", "Task", 2,
        "What was yours to do, reach or decide, and by when.",
        "What exactly was up to you?",
        (0.05, 0.15),
    ),
    Component(
        "action", "A", "Action", 3,
        "What you did, said, checked and decided, step by step.",
        "What did you do yourself, step by step?",
        (0.50, 0.65),
    ),
    Component(
        "result", "R", "Result", 4,
        "What came of it in the end, best with a number or a reaction.",
        "What changed in the end, and how do you know?",
        (0.10, 0.20),
    ),
)  # fmt: skip

_MOTIVATION = (
    Component("role", "R", "Role", 1, "Why this job and this company.",
              "What draws you to this role in particular?"),
    Component("direction", "D", "Direction", 2, "How it fits where you want to go.",
              "How does this fit where you want to be in a few years?"),
    Component("proof", "P", "Proof", 3, "What you have done that shows you will succeed.",
              "What have you done that shows you will do well here?"),
)  # fmt: skip

_CASE = (
    Component("clarify", "C", "Clarify", 1, "Questions and assumptions before starting.",
              "What would you want to know before you start?"),
    Component("structure", "S", "Structure", 2, "How you break the problem down.",
              "How would you break this down?"),
    Component("analyse", "A", "Analyse", 3, "What the material says, worked through.",
              "What do the figures tell you?"),
    Component("recommend", "R", "Recommend", 4, "What you would do, with a reason and a risk.",
              "So what would you do first, and why?"),
)  # fmt: skip

_INTRODUCTION = (
    Component("now", "N", "Now", 1, "What you do today.", "What do you do at the moment?"),
    Component("past", "P", "Past", 2, "How you came here.", "How did you get here?"),
    Component("future", "F", "Future", 3, "Why you are talking to them.",
              "What brings you to us?"),
)  # fmt: skip

_CULTURE = (
    Component("value", "V", "Value", 1, "What matters to you at work.",
              "What matters most to you in a team?"),
    Component("example", "E", "Example", 2, "An occasion that shows it.",
              "When did that show in your work?"),
    Component("fit", "F", "Fit", 3, "How it meets their way of working.",
              "How do you see that fitting with how we work?"),
)  # fmt: skip

_ASK_THEM = (
    Component("wide", "W", "Wide", 1, "An open question, not one for yes or no.",
              "Could you ask it so that they have to tell a story?"),
    Component("specific", "S", "Specific", 2, "About this role or team.",
              "What in it belongs to this role or this team?"),
    Component("fresh", "F", "Fresh", 3, "Not answered on their web site.",
              "What of this could they not have written on their web site?"),
)  # fmt: skip

RUBRICS: Mapping[QuestionKind, Rubric] = {
    QuestionKind.BEHAVIOURAL: Rubric(QuestionKind.BEHAVIOURAL, _STAR),
    QuestionKind.MOTIVATION: Rubric(QuestionKind.MOTIVATION, _MOTIVATION),
    QuestionKind.CASE: Rubric(QuestionKind.CASE, _CASE),
    QuestionKind.INTRODUCTION: Rubric(QuestionKind.INTRODUCTION, _INTRODUCTION),
    QuestionKind.CULTURE: Rubric(QuestionKind.CULTURE, _CULTURE),
    QuestionKind.ASK_THEM: Rubric(QuestionKind.ASK_THEM, _ASK_THEM),
}
