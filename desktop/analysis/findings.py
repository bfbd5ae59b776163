"""Word the one sentence that opens a review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop.analysis.language import has_number, pick
from desktop.analysis.reliability import LEAST_WORDS
from desktop.analysis.verdicts import only_we
from desktop.domain.report import ComponentVerdict, Sentence, Story, StoryKind, Verdict
from desktop.domain.transcript import Transcript

_NO_STORY: Mapping[StoryKind, tuple[str, ...]] = {
    StoryKind.HABITUAL: (
        "You told us what you usually do. Pick one time it happened.",
        "This is how it goes in general. Tell us about one day.",
        "A habit rather than a story. When did it last happen?",
    ),
    StoryKind.HYPOTHETICAL: (
        "You told us what you would do. Tell us what you did.",
        "This is a plan for someday. Look for a time it was real.",
        "“I would” all the way through. Find a day when you did.",
    ),
    StoryKind.OPINION: (
        "You told us what you think. Now show one time you did it.",
        "Views, and no story yet. Which day taught you this?",
        "We know your opinion now. Tell us where it comes from.",
    ),
    StoryKind.SELF_DESCRIPTION: (
        "You told us what you are like. Tell us what you did once.",
        "A picture of you, and no story yet. Show it in one event.",
        "These are qualities. One occasion would prove them.",
    ),
    StoryKind.NONE: (
        "No story in this one yet. Start with where you were.",
        "We waited for a story here. Pick one day and begin there.",
        "Nothing that happened yet. Choose one occasion to tell.",
    ),
}
_MISSING: Mapping[str, tuple[str, ...]] = {
    "situation": (
        "You start in the middle. We need where and when first.",
        "Good steps, but no scene. Where was this, and when?",
    ),
    "task": (
        "A story with no task. Say in one line what was up to you.",
        "We hear what you did, not what was yours to do.",
    ),
    "action": (
        "The scene is set, but we do not hear what you did.",
        "A beginning and an end. What you did is not there yet.",
    ),
    "result": (
        "A real story that stops early. We need to hear how it ended.",
        "You did a lot. Now tell us what came of it.",
        "The story has no ending yet. What changed?",
    ),
}
_SEVERAL = (
    "The start of a story. Several parts are still to come.",
    "There is something here. It needs more of the story around it.",
)
_UNCLEAR: Mapping[str, tuple[str, ...]] = {
    "situation": ("A story, but the scene is hazy. Say where and when.",),
    "task": (
        "A story, with a task we had to guess. Say it in one line.",
        "Nearly whole. What was yours to do is hard to make out.",
    ),
    "action": ("A story, but your own part in it is hard to make out.",),
    "result": (
        "A story, but we are not sure how it ended.",
        "Nearly whole. Make the ending plain.",
    ),
}
_ONLY_WE = (
    "A whole story, told as “we”. Which part was you?",
    "All four parts are here. Your own part hides behind “we”.",
)
_NO_NUMBER = (
    "A real story, and all four parts. The result needs its number.",
    "All four parts are here. Put a number on the ending.",
    "A whole story. How big was the change at the end?",
)
_WHOLE = (
    "A whole story, from the scene to a result we can measure.",
    "All four parts are here, and the ending has its number.",
    "A real story, and its ending can be counted.",
)


def finding_unjudged(reason: str, transcript: Transcript) -> str:
    """Return the finding of an answer that was not judged: short, the reason says the rest."""
    if not transcript.words:
        if reason.startswith("We heard sound"):
            return "We heard sound, but no English words."
        return "No speech heard." if transcript.model else "There are no words here."
    if reason.startswith("Starling reads STAR"):
        return "Here are your words and how you said them."
    if len(transcript.words) < LEAST_WORDS:
        return "That was too short to judge."
    if "English" in reason:
        return "We could not read this as English."
    return "We could not hear this well enough to judge it."


def finding_for(
    story: Story,
    components: Sequence[ComponentVerdict],
    sentences: Sequence[Sentence],
    seed: str,
) -> str:
    """Return the finding of a judged answer: the most useful thing to know first."""
    if story.kind is not StoryKind.STORY:
        return pick(_NO_STORY[story.kind], seed)
    missing = [c.key for c in components if c.verdict is Verdict.NOT_FOUND]
    unclear = [c.key for c in components if c.verdict is Verdict.UNCLEAR]
    if len(missing) > 1:
        return pick(_SEVERAL, seed)
    if missing:
        return pick(_MISSING[missing[0]], seed)
    for key in ("result", "action", "task", "situation"):
        if key in unclear:
            return pick(_UNCLEAR[key], seed)
    if only_we([s.text for s in sentences if s.component == "action"]):
        return pick(_ONLY_WE, seed)
    if not any(has_number(s.text) for s in sentences if s.component == "result"):
        return pick(_NO_NUMBER, seed)
    return pick(_WHOLE, seed)
