"""Ask what an interviewer would now ask, leaning on the speaker's own words."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from desktop.analysis.language import pick, says_change, says_we
from desktop.analysis.verdicts import BY_VALUE, hazy, of_component, only_we, unsized
from desktop.analysis.wording import AGAIN, DEEPER, FIRST, LEAD_IN, SIZE, YOUR_PART
from desktop.domain.question import Question
from desktop.domain.report import ComponentVerdict, Sentence, Story, StoryKind, Verdict
from desktop.domain.rubric import Rubric

LEAST_QUOTED, MOST_QUOTED = 4, 13
# Where to look for words to lean on, best first, when a component is missing or weak.
_ANCHORS = {
    "situation": ("task", "action"),
    "task": ("situation",),
    "action": ("task", "situation"),
    "result": ("action", "task"),
}

_OPENERS = re.compile(
    r"^((um+|uh+|er+|erm|so|and|then|but|well|okay|ok|yeah|yes|right|now|like|basically|also|"
    r"anyway|you know|i mean)\b(?!-)[,\s]*)+",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"[,;:](?=\s)|[—–]|\s(?=(?:and|but|because|so|which|who|where|while|when)\s)"
)
_TROUBLE = re.compile(
    r"\b(not|no|never|nobody|without|only|problem|trouble|late|behind|broken?|lost|missing|short|"
    r"complain\w*|angry|fail\w*|cancel\w*|sick|ill|empty|wrong|delay\w*|refus\w*|left|stopped|"
    r"difficult|hard|worse|conflict|argu\w*|quit|down|stuck|deadline)\b|n[’']t\b",
    re.IGNORECASE,
)
_AGAIN_SAID = re.compile(
    r"\b(now|since|next time|learn(ed|t)|again|from then|these days|differently|i still)\b",
    re.IGNORECASE,
)
_MUMBLE = re.compile(r"\b(um+|uh+|er+|erm|you know|i mean)\b|\b(\w+) \2\b|[“”\"…]", re.IGNORECASE)
_DANGLING = frozenset(
    re.findall(
        r"\w+",
        "a an the my our your his her their its of to in on at for with from by and or but so "
        "because that which who i we he she it they was were had have has is are as than if when "
        "while hundred thousand until till after before very so not",
    )
)
_LOWERABLE = frozenset(
    re.findall(
        r"\w+",
        "A An The My Our Your His Her Their Its This That These Those There It He She They We You "
        "In On At For With From By After Before During When While As One Two Last Next First Some "
        "Every No Nobody Somebody Everyone",
    )
)


def ask_next(
    question: Question,
    rubric: Rubric,
    story: Story,
    components: Sequence[ComponentVerdict],
    sentences: Sequence[Sentence],
    seed: str,
    unsure: Collection[int] = (),
) -> tuple[str, str]:
    """Return (component key, question) an interviewer would now ask about the weakest part.

    Args:
        question: What was asked; where a part is missing its own follow-ups come first.
        rubric: Names the components.
        story: What kind of answer it was.
        components: Their verdicts.
        sentences: As labelled.
        seed: Chooses between wordings; the same seed, the same wording.
        unsure: Words that may be misheard; they are not quoted.
    """
    if story.kind is not StoryKind.STORY:
        return "situation", pick(FIRST[story.kind.value], seed)
    key = _weakest(components, sentences)
    if not key:
        # Nothing is missing: an interviewer would go deeper, not ask for what was said.
        said = _AGAIN_SAID.search(sentences[-1].text)
        return "", pick(DEEPER if said else (*DEEPER, AGAIN), seed)
    by_key = {c.key: c for c in components}
    if by_key[key].verdict is Verdict.COVERED:
        # There it is, and something about it is not: who did it, or how much it was.
        hidden = key == "action"
        asked = pick(YOUR_PART if hidden else SIZE, seed)
        telling = says_we if hidden else says_change
        anchors = [s for s in of_component(sentences, key)[::-1] if telling(s.text)]
    else:
        own = tuple(q for q in question.follow_ups.get(key, ()) if q.strip())
        component = rubric.component(key)
        default = component.follow_up if component is not None else ""
        asked = pick(own, seed) if own else default
        anchors = [s for a in _ANCHORS.get(key, ()) for s in _nearest(sentences, a, key)]
    # Half a scene may be cut just before the words that name the task.
    whole = key == "task"
    quoted = next((q for s in anchors if (q := quote(s, unsure, whole=whole))), "")
    return key, f"{pick(LEAD_IN, seed).format(quoted)} {asked}" if quoted else asked


def quote(sentence: Sentence, unsure: Collection[int] = (), *, whole: bool = False) -> str:
    """Return a clause of a sentence worth repeating to its speaker, or nothing.

    Args:
        sentence: Of the answer.
        unsure: Words that may be misheard.
        whole: Whether a part of a long sentence will not do.
    """
    if any(i in unsure for i in range(sentence.first_word, sentence.last_word + 1)):
        return ""
    text = _OPENERS.sub("", sentence.text).strip()
    if text.endswith(("…", "...")):
        return ""
    text = text.rstrip(".!?,;: ")
    if len(text.split()) > MOST_QUOTED and not whole:
        ends = [m.start() for m in _CLAUSE_END.finditer(text)]
        fitting = [e for e in ends if LEAST_QUOTED <= len(text[:e].split()) <= MOST_QUOTED]
        if not fitting:
            return ""
        text = text[: fitting[-1]].rstrip(",;: ")
    words = text.split()
    if not LEAST_QUOTED <= len(words) <= MOST_QUOTED or _MUMBLE.search(text):
        return ""
    if words[-1].lower().strip(",.") in _DANGLING:
        return ""
    return text[:1].lower() + text[1:] if words[0] in _LOWERABLE else text


def _weakest(components: Sequence[ComponentVerdict], sentences: Sequence[Sentence]) -> str:
    """Return the key of the component to ask about, empty where nothing is weak."""
    by_value = sorted(components, key=lambda c: BY_VALUE.index(c.key))
    if all(c.verdict is Verdict.NOT_FOUND for c in components):
        return "situation"
    weak = (
        [c for c in by_value if c.verdict is Verdict.NOT_FOUND],
        [c for c in by_value if hazy(c)],
        [c for c in by_value if c.verdict is Verdict.THIN],
    )
    for some in weak:
        if some:
            return some[0].key
    if only_we(sentences):
        return "action"
    return "result" if unsized(sentences) is not None else ""


def _nearest(sentences: Sequence[Sentence], anchor: str, key: str) -> list[Sentence]:
    """Return an anchor's sentences, those worth leaning on first.

    Before a lost scene that is the first one; before a lost task what was wrong in the scene;
    else what was said last.
    """
    own = of_component(sentences, anchor)
    if key == "situation":
        return own
    if key == "task":
        return [s for s in own[::-1] if _TROUBLE.search(s.text)]
    return own[::-1]
