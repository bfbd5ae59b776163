"""An answer cut into parts along its time, for everything that draws it as a line."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.report import ComponentVerdict, Report
from desktop.domain.rubric import OTHER, RUBRICS, Component, Rubric


@dataclass(frozen=True, slots=True)
class Part:
    """A run of sentences of one component.

    Attributes:
        key: Component key, or "other".
        letter: The component's letter; empty for "other".
        name: Shown name; "Other" for "other".
        slot: Drawing slot, 0 for "other".
        start: Seconds; in an untimed report words from the start.
        end: Seconds; in an untimed report words from the start.
        first: Index of its first sentence.
        last: Index of its last sentence, inclusive.
    """

    key: str
    letter: str
    name: str
    slot: int
    start: float
    end: float
    first: int
    last: int


def rubric_of(report: Report) -> Rubric:
    """Return the rubric a report was made against."""
    return RUBRICS[report.kind]


def parts_of(report: Report) -> tuple[Part, ...]:
    """Return a report's sentences merged into runs of one component, in order."""
    rubric = rubric_of(report)
    parts: list[Part] = []
    for index, sentence in enumerate(report.sentences):
        timed = sentence.start is not None and sentence.end is not None
        start = sentence.start if timed else float(sentence.first_word)
        end = sentence.end if timed else float(sentence.last_word + 1)
        assert start is not None
        assert end is not None
        last = parts[-1] if parts else None
        if last is not None and last.key == sentence.component:
            parts[-1] = Part(
                last.key, last.letter, last.name, last.slot, last.start, max(end, last.end),
                last.first, index,
            )  # fmt: skip
            continue
        component = rubric.component(sentence.component)
        if component is None:
            parts.append(Part(OTHER, "", "Other", 0, start, end, index, index))
        else:
            parts.append(
                Part(
                    component.key, component.letter, component.name, component.slot, start, end,
                    index, index,
                )
            )  # fmt: skip
    return tuple(parts)


def verdicts_of(report: Report) -> tuple[tuple[Component, ComponentVerdict], ...]:
    """Return each judged component with its verdict, in rubric order."""
    pairs = []
    for component in rubric_of(report).components:
        verdict = report.component(component.key)
        if verdict is not None:
            pairs.append((component, verdict))
    return tuple(pairs)


def merged(parts: tuple[Part, ...], seconds_per_px: float, least_px: float = 4.0) -> list[Part]:
    """Return parts with those too narrow to draw given to the wider neighbour before them."""
    least = seconds_per_px * least_px
    result: list[Part] = []
    for part in parts:
        if result and (part.end - part.start < least or result[-1].end - result[-1].start < least):
            before = result[-1]
            wider = before if before.end - before.start >= part.end - part.start else part
            result[-1] = Part(
                wider.key, wider.letter, wider.name, wider.slot, before.start, part.end,
                before.first, part.last,
            )  # fmt: skip
        else:
            result.append(part)
    return result
