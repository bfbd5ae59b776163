"""Choose what to do in the next take."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from desktop.analysis.language import (
    counts_outcome,
    has_number,
    pick,
    says_i,
    says_we,
    straight,
)
from desktop.analysis.verdicts import hazy, long_scene, only_vague, only_we, unsized
from desktop.analysis.wording import ADVICE
from desktop.domain.report import (
    Advice,
    ComponentVerdict,
    Delivery,
    Sentence,
    Story,
    StoryKind,
    Verdict,
)
from desktop.domain.rubric import OTHER

MOST = 3
SHORT_ACTION = 0.25
LEAST_STEPS = 4
SHORT_WORDS = 60
SHORT_OF_TARGET = 0.4
OVER_TARGET = 1.25
SOFT_LIMIT_S = 150.0
LONG_WORDS = 420

_APOLOGY = re.compile(
    r"\bsorry\b|"
    r"\bthat'?s (it|all|about it)( really| then| basically)?[,. ]*(sorry)?[.!]*$|"
    r"\b(not sure (if|whether|that) (that|this|it)|i don'?t know if (that|this)|"
    r"hope that (answers|helps|makes sense)|if that makes sense|not a (very )?good example|"
    r"bad example|can'?t think of)\b",
    re.IGNORECASE,
)
_LESSON = re.compile(
    r"\b(learn(ed|t)|lesson|taught me|takeaway|took (away )?from (it|that)|since then|from then on|"
    r"next time i|these days i|now i (always|never)|ever since|made me realise|made me realize|"
    r"i still|"
    r"i('d| would) do .{0,20}differently)\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(usually|normally|generally|in general|typically|as a rule|i always|i tend to|whenever|"
    r"most of the time|most days|every time)\b",
    re.IGNORECASE,
)
# Words with which people say why, what they found and what was said: an action without any of
# them, sentence after sentence, is a list of steps.
_THINKING = re.compile(
    r"\b(because|since|so|in order|that way|which meant|make sure|reason|otherwise|instead|rather|"
    r"thought|knew|felt|wanted|realised|realized|figured|reckoned|hoped|feared|believed|noticed|saw|"
    r"found|turned out|needed|decided|chose|said|says|told|asked|agreed|refused|answered|"
    r"explained|suggested|replied|discussed|however|although|but|until|unless|in case|if|why|"
    r"whether|only|still|problem|trouble|idea|point|to (see|find|check|avoid|keep|help|show|"
    r"understand|let|stop|prevent|protect|learn|win|save|ensure))\b|[?“”\"]",
    re.IGNORECASE,
)
_BECAUSE = re.compile(
    r"\b(because|so that|in order (to|that)|to make sure|in case)\b",
    re.IGNORECASE,
)
_VOICE = re.compile(
    r"\b(said|says)(,|:| that\b| no\b| yes\b| to me\b| [“\"])|\btold me (that|to|,)", re.IGNORECASE
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
    praises = list(_praises(components, sentences))
    if praises:
        # A lesson is the rarest; of the others now one, now another is said.
        first = praises[0][0] == "lesson"
        rule = "lesson" if first else pick([r for r, _ in praises], seed)
        advice.append(_word(rule, dict(praises)[rule], seed, praise=True))
    return tuple(advice)


def _rules(
    components: Sequence[ComponentVerdict], sentences: Sequence[Sentence], delivery: Delivery
) -> Iterator[tuple[str, int | None]]:
    """Yield (rule, sentence) for what could be better, most valuable first."""
    by_key = {c.key: c for c in components}
    of = {c.key: [i for i, s in enumerate(sentences) if s.component == c.key] for c in components}
    length = _length_rule(delivery)
    if by_key["action"].verdict is Verdict.NOT_FOUND:
        yield "no_action", max([*of["situation"], *of["task"]], default=None)
    yield from _result_rules(by_key["result"], of, sentences)
    if only_we(sentences):
        yield "only_we", next(i for i in of["action"] if says_we(sentences[i].text))
    if length == "too_long":
        yield "too_long", None
    yield from _opening_rules(by_key["situation"], by_key["task"], of, sentences)
    action = by_key["action"]
    if of["action"] and action.share < SHORT_ACTION:
        yield "action_thin", of["action"][0]
    steps = [i for i in of["action"] if says_i(sentences[i].text)]
    if len(steps) >= LEAST_STEPS and not any(
        _THINKING.search(sentences[i].text) for i in of["action"]
    ):
        yield "no_reasons", steps[1]
    last = len(sentences) - 1
    closing = sentences[last]
    if closing.component == OTHER and _APOLOGY.search(straight(closing.text)):
        yield "ends_on_apology", last
    general = _general_line(StoryKind.HABITUAL, sentences)
    # After the outcome a word about every day since is a good last word.
    if general is not None and general < max(of["result"], default=len(sentences)):
        yield "general_in_story", general
    if length == "too_short":
        yield "too_short", None


def _result_rules(
    result: ComponentVerdict, of: Mapping[str, Sequence[int]], sentences: Sequence[Sentence]
) -> Iterator[tuple[str, int | None]]:
    if result.verdict is Verdict.NOT_FOUND:
        told = (i for own in of.values() for i in own)
        yield "no_result", max(told, default=len(sentences) - 1)
    elif hazy(result):
        yield "result_hazy", result.evidence[0]
    elif only_vague(sentences):
        yield "result_vague", of["result"][-1]
    elif result.verdict is Verdict.THIN and not any(
        has_number(sentences[i].text) for i in of["result"]
    ):
        yield "result_thin", of["result"][-1]
    elif (change := unsized(sentences)) is not None:
        yield "result_without_number", change


def _opening_rules(
    situation: ComponentVerdict,
    task: ComponentVerdict,
    of: Mapping[str, Sequence[int]],
    sentences: Sequence[Sentence],
) -> Iterator[tuple[str, int | None]]:
    if task.verdict is Verdict.NOT_FOUND:
        first = min(of["action"], default=len(sentences))
        yield "no_task", max((i for i in of["situation"] if i < first), default=0)
    elif hazy(task):
        yield "task_unclear", task.evidence[0]
    if situation.verdict is Verdict.NOT_FOUND:
        yield "no_situation", 0
    elif of["action"] and long_scene(situation.share, [sentences[i] for i in of["situation"]]):
        yield "situation_long", of["situation"][-1]


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
        # What somebody else said is no lesson of the speaker's yet.
        if sentence.component == OTHER and _LESSON.search(straight(sentence.text)):
            yield "lesson", index
            break
    result = next(c for c in components if c.key == "result")
    if result.verdict is Verdict.COVERED:
        for index in reversed(result.evidence):
            if counts_outcome(sentences[index].text):
                yield "number", index
                break
    actions = [i for i, s in enumerate(sentences) if s.component == "action"]
    own = [i for i in actions if says_i(sentences[i].text)]
    if len(own) >= 3 and len(own) >= 0.6 * len(actions):
        yield "own_actions", own[0]
    because = [i for i in own if _BECAUSE.search(sentences[i].text)]
    if because:
        yield "reasons", because[0]
    voices = [i for i in actions if _VOICE.search(sentences[i].text)]
    if len(voices) >= 2:
        yield "voices", voices[0]


def _general_line(kind: StoryKind, sentences: Sequence[Sentence]) -> int | None:
    """Return the first sentence about what is done in general (or would be), outside lessons."""
    pattern = _HYPOTHETICAL if kind is StoryKind.HYPOTHETICAL else _GENERAL
    for index, sentence in enumerate(sentences):
        text = straight(sentence.text)
        if sentence.component == OTHER and pattern.search(text):
            if kind is StoryKind.HABITUAL and _LESSON.search(text):
                continue
            return index
    return 0 if sentences and kind not in (StoryKind.HABITUAL, StoryKind.STORY) else None


def _word(rule: str, sentence: int | None, seed: str, *, praise: bool = False) -> Advice:
    lead, text = pick([f"{a}\n{b}" for a, b in ADVICE[rule]], rule + seed).split("\n")
    return Advice(id=rule, lead=lead, text=text, sentence=sentence, praise=praise)
