"""Choose what to do in the next take, and what an interviewer would ask now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from desktop.analysis.language import has_number, pick, says_i, says_we
from desktop.analysis.verdicts import only_we
from desktop.analysis.wording import ADVICE, DEEPER
from desktop.domain.question import Question
from desktop.domain.report import (
    Advice,
    ComponentVerdict,
    Delivery,
    Sentence,
    Story,
    StoryKind,
    Verdict,
)
from desktop.domain.rubric import OTHER, Rubric

MOST = 3
LONG_SITUATION = 0.35
SHORT_ACTION = 0.25
SHORT_WORDS = 60
SHORT_OF_TARGET = 0.4
OVER_TARGET = 1.25
SOFT_LIMIT_S = 150.0
LONG_WORDS = 420

_APOLOGY = re.compile(
    r"\b(sorry|that'?s (it|all|about it)|i guess that'?s|not sure (if|whether|that) (that|this|it)|"
    r"i don'?t know if (that|this)|hope that (answers|helps|makes sense)|if that makes sense|"
    r"not a (very )?good example|bad example|can'?t think of)\b",
    re.IGNORECASE,
)
_LESSON = re.compile(
    r"\b(learn(ed|t)|lesson|taught me|takeaway|took (away )?from (it|that)|since then|from then on|"
    r"next time|these days i|now i (always|never)|ever since|made me realise|made me realize|"
    r"i('d| would) do .{0,20}differently)\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(usually|normally|generally|in general|typically|as a rule|i always|i tend to|whenever|"
    r"most of the time|most days|every time)\b",
    re.IGNORECASE,
)
_HYPOTHETICAL = re.compile(r"\b(i|we)('d| would)\b", re.IGNORECASE)


def advise(
    story: Story,
    components: Sequence[ComponentVerdict],
    sentences: Sequence[Sentence],
    delivery: Delivery,
    seed: str,
) -> tuple[Advice, ...]:
    """Return at most three pieces of advice, most valuable first, then at most one praise."""
    if story.kind is not StoryKind.STORY:
        rules: list[tuple[str, int | None]] = [
            (story.kind.value, _general_line(story.kind, sentences)),
            ("end_with_outcome", None),
        ]
        return tuple(_word(rule, at, seed) for rule, at in rules)
    found = list(_rules(components, sentences, delivery))[:MOST]
    advice = [_word(rule, at, seed) for rule, at in found]
    named = {rule for rule, _ in found}
    praise = next((p for p in _praises(components, sentences) if p[0] not in named), None)
    if praise is not None:
        advice.append(_word(praise[0], praise[1], seed, praise=True))
    return tuple(advice)


def ask_next(
    question: Question,
    rubric: Rubric,
    components: Sequence[ComponentVerdict],
    sentences: Sequence[Sentence],
    seed: str,
) -> tuple[str, str]:
    """Return (component key, question) an interviewer would now ask about the weakest part."""
    key = _weakest(components, sentences)
    component = rubric.component(key)
    own = tuple(q for q in question.follow_ups.get(key, ()) if q.strip())
    if own:
        return key, pick(own, seed)
    if all(c.verdict is Verdict.COVERED for c in components):
        # Nothing is missing: an interviewer would go deeper, not ask for what was said.
        return "", pick(DEEPER, seed)
    return key, component.follow_up if component is not None else ""


def _weakest(components: Sequence[ComponentVerdict], sentences: Sequence[Sentence]) -> str:
    by_value = sorted(
        components, key=lambda c: ("result", "action", "task", "situation").index(c.key)
    )
    if all(c.verdict is Verdict.NOT_FOUND for c in components):
        return "situation"
    for verdict in (Verdict.NOT_FOUND, Verdict.UNCLEAR, Verdict.THIN):
        for component in by_value:
            if component.verdict is verdict:
                return component.key
    if only_we([s.text for s in sentences if s.component == "action"]):
        return "action"
    if not any(has_number(s.text) for s in sentences if s.component == "result"):
        return "result"
    return min(by_value, key=lambda c: c.confidence).key


def _rules(
    components: Sequence[ComponentVerdict], sentences: Sequence[Sentence], delivery: Delivery
) -> Iterator[tuple[str, int | None]]:
    """Yield (rule, sentence) for what could be better, most valuable first."""
    by_key = {c.key: c for c in components}
    of = {c.key: [i for i, s in enumerate(sentences) if s.component == c.key] for c in components}
    length = _length_rule(delivery)
    if by_key["action"].verdict is Verdict.NOT_FOUND:
        yield "no_action", of["situation"][-1] if of["situation"] else None
    yield from _result_rules(by_key["result"], of, sentences)
    if only_we([sentences[i].text for i in of["action"]]):
        yield "only_we", next(i for i in of["action"] if says_we(sentences[i].text))
    if length == "too_long":
        yield "too_long", None
    yield from _opening_rules(by_key["situation"], by_key["task"], of, sentences)
    action = by_key["action"]
    if of["action"] and action.share < SHORT_ACTION:
        yield "action_thin", of["action"][0]
    last = len(sentences) - 1
    if _APOLOGY.search(sentences[last].text.replace("’", "'")):
        yield "ends_on_apology", last
    general = _general_line(StoryKind.HABITUAL, sentences)
    if general is not None:
        yield "general_in_story", general
    if length == "too_short":
        yield "too_short", None


def _result_rules(
    result: ComponentVerdict, of: Mapping[str, Sequence[int]], sentences: Sequence[Sentence]
) -> Iterator[tuple[str, int | None]]:
    if result.verdict is Verdict.NOT_FOUND:
        yield "no_result", of["action"][-1] if of["action"] else len(sentences) - 1
    elif result.verdict is Verdict.UNCLEAR:
        yield "result_thin", result.evidence[0]
    elif not any(has_number(sentences[i].text) for i in of["result"]):
        rule = "result_thin" if result.verdict is Verdict.THIN else "result_without_number"
        yield rule, of["result"][-1]


def _opening_rules(
    situation: ComponentVerdict,
    task: ComponentVerdict,
    of: Mapping[str, Sequence[int]],
    sentences: Sequence[Sentence],
) -> Iterator[tuple[str, int | None]]:
    if task.verdict is Verdict.NOT_FOUND:
        yield "no_task", of["situation"][-1] if of["situation"] else 0
    elif task.verdict is Verdict.UNCLEAR:
        yield "task_unclear", task.evidence[0]
    if situation.verdict is Verdict.NOT_FOUND:
        yield "no_situation", 0
    elif of["situation"] and situation.share > LONG_SITUATION:
        yield "situation_long", max(of["situation"], key=lambda i: len(sentences[i].text))


def _length_rule(delivery: Delivery) -> str:
    duration, target = delivery.duration_s, delivery.target_s
    if duration is None:
        if delivery.words < SHORT_WORDS:
            return "too_short"
        return "too_long" if delivery.words > LONG_WORDS else ""
    if duration > (target * OVER_TARGET if target else SOFT_LIMIT_S):
        return "too_long"
    if delivery.words < SHORT_WORDS or (target and duration < target * SHORT_OF_TARGET):
        return "too_short"
    return ""


def _praises(
    components: Sequence[ComponentVerdict], sentences: Sequence[Sentence]
) -> Iterator[tuple[str, int]]:
    half = len(sentences) // 2
    for index in range(len(sentences) - 1, half - 1, -1):
        sentence = sentences[index]
        if sentence.component in (OTHER, "result") and _LESSON.search(sentence.text):
            yield "lesson", index
            break
    result = next(c for c in components if c.key == "result")
    if result.verdict is Verdict.COVERED:
        for index in result.evidence:
            if has_number(sentences[index].text):
                yield "number", index
                break
    actions = [i for i, s in enumerate(sentences) if s.component == "action"]
    own = [i for i in actions if says_i(sentences[i].text)]
    if len(own) >= 3 and len(own) >= 0.6 * len(actions):
        yield "own_actions", own[0]


def _general_line(kind: StoryKind, sentences: Sequence[Sentence]) -> int | None:
    """Return the first sentence about what is done in general (or would be), outside lessons."""
    pattern = _HYPOTHETICAL if kind is StoryKind.HYPOTHETICAL else _GENERAL
    for index, sentence in enumerate(sentences):
        if sentence.component == OTHER and pattern.search(sentence.text.replace("’", "'")):
            if kind is StoryKind.HABITUAL and _LESSON.search(sentence.text):
                continue
            return index
    return 0 if sentences and kind not in (StoryKind.HABITUAL, StoryKind.STORY) else None


def _word(rule: str, sentence: int | None, seed: str, *, praise: bool = False) -> Advice:
    lead, text = pick([f"{a}\n{b}" for a, b in ADVICE[rule]], rule + seed).split("\n")
    return Advice(id=rule, lead=lead, text=text, sentence=sentence, praise=praise)
