"""Word the one sentence that opens a review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop.analysis.language import counts_outcome, pick
from desktop.analysis.verdicts import BY_VALUE, hazy, of_component, only_vague, only_we, unsized
from desktop.domain.report import ComponentVerdict, Sentence, Story, StoryKind, Verdict

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
        "You told us what you think. Now tell one time it mattered.",
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
        "There is room for a story here. Pick one day and begin there.",
        "Nothing has happened in it yet. Choose one occasion to tell.",
    ),
}
_MISSING: Mapping[str, tuple[str, ...]] = {
    "situation": (
        "You start in the middle. Tell us where and when first.",
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
_COUNTED = (
    "A whole story, from the scene to a result we can measure.",
    "All four parts are here, and the ending has its number.",
    "A real story, and its result comes with a number.",
)
_WHOLE = (
    "A whole story, from the scene to how it ended.",
    "All four parts are here, and we know how it ended.",
    "A real story with a beginning, your part, and an end.",
)
_NEARLY = (
    "A real story. Its {} could be plainer still.",
    "A real story. We are not quite sure of its {}.",
)
_NO_OPENING = (
    "A story without its opening. Where was it, and what was yours?",
    "We hear steps and an end. Say first where you were, and why.",
)
_VAGUE = (
    "A real story. Its ending says only that it went well.",
    "Nearly whole. What exactly was different at the end?",
)


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
    unclear = [c.key for c in components if hazy(c)]
    if missing == ["situation", "task"]:
        return pick(_NO_OPENING, seed)
    if len(missing) > 1:
        return pick(_SEVERAL, seed)
    if missing:
        return pick(_MISSING[missing[0]], seed)
    for key in BY_VALUE:
        if key in unclear:
            return pick(_UNCLEAR[key], seed)
    if only_we(sentences):
        return pick(_ONLY_WE, seed)
    doubted = next((c.key for c in components if c.verdict is Verdict.UNCLEAR), "")
    if doubted:
        return pick(_NEARLY, seed).format(doubted)
    if only_vague(sentences):
        return pick(_VAGUE, seed)
    if unsized(sentences) is not None:
        return pick(_NO_NUMBER, seed)
    counted = any(counts_outcome(s.text) for s in of_component(sentences, "result"))
    return pick(_COUNTED if counted else _WHOLE, seed)
