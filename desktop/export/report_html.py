"""Reviewed answers as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from desktop import __version__
from desktop.domain.report import Advice, Delivery, Report, Verdict
from desktop.domain.rubric import Component
from desktop.export.reviewed import (
    VERDICT_WORDS,
    Part,
    Reviewed,
    clock,
    component_of,
    delivery_facts,
    heading,
    parts,
    separator,
    stretches,
    verdict_note,
    why_not,
)

_HERE = Path(__file__).parent
_STRIP_WIDTH = 900
_BAR_WIDTH = 160
_PACE_WIDTH, _PACE_TOP, _PACE_BOTTOM = 264, 4, 60
# The usual pace of someone telling a story, as the review page draws it.
_PACE_LOW, _PACE_HIGH = 110, 160
_PARAGRAPH_PAUSE_S = 1.0


def report_html(answers: Sequence[Reviewed]) -> str:
    """Return a page with every answer on it, in order.

    Everything is inline (style, drawings) and nothing is fetched; what the user said is escaped.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    pages = [_page(answer, f"answer-{number}") for number, answer in enumerate(answers, 1)]
    title = pages[0]["question"] if len(pages) == 1 else f"{len(pages)} answers"
    return environment.get_template("report.html.j2").render(
        title=f"{title} - Starling",
        version=__version__,
        # Ours, not the user's: the style sheet must reach the page as it is.
        css=Markup((_HERE / "report.css").read_text("utf-8").strip()),
        pages=pages,
    )


def _page(answer: Reviewed, anchor: str) -> dict[str, Any]:
    report = answer.report
    return {
        "anchor": anchor,
        "heading": heading(answer),
        "question": answer.question.text,
        "finding": report.finding,
        "reason": why_not(report),
        "parts": [_part(part) for part in parts(report)],
        "runs": _runs(answer),
        "strip_label": "The answer from start to end: "
        + ", ".join(_name(component_of(report, run.key)) for run in stretches(answer)),
        "ticks": _ticks(answer.duration_s),
        "paragraphs": _paragraphs(report),
        "times": [clock(s.start) if s.start is not None else "" for s in report.sentences],
        "todo": [_advice(report, advice) for advice in report.advice if not advice.praise],
        "keep": [_advice(report, advice) for advice in report.advice if advice.praise],
        "follow_up": report.follow_up,
        "pace": _pace(report.delivery),
        "delivery": delivery_facts(report),
    }


def _part(part: Part) -> dict[str, Any]:
    component, verdict = part.component, part.verdict
    found = verdict.verdict is not Verdict.NOT_FOUND and bool(verdict.evidence)
    band = component.band
    return {
        "slot": component.slot,
        "letter": component.letter,
        "name": component.name,
        "verdict": verdict.verdict.value,
        "word": VERDICT_WORDS[verdict.verdict],
        "note": verdict_note(verdict),
        "time": clock(verdict.seconds) if found and verdict.seconds is not None else "",
        "share": round(verdict.share * 100) if found else None,
        "bar": round(max(3.0, min(1.0, verdict.share) * (_BAR_WIDTH - 1)), 1),
        "fill": _fill(component.slot),
        "usual": f"{band[0] * 100:.0f} to {band[1] * 100:.0f}" if band else "",
        "bracket": [round(edge * _BAR_WIDTH, 1) for edge in band] if band else None,
    }


def _runs(answer: Reviewed) -> list[dict[str, Any]]:
    drawn = []
    for run in stretches(answer):
        component = component_of(answer.report, run.key)
        slot = component.slot if component else 0
        title = _name(component)
        if answer.duration_s is not None:
            start, end = run.start * answer.duration_s, run.end * answer.duration_s
            title = f"{title}, {clock(start)} to {clock(end)}"
        x = round(run.start * (_STRIP_WIDTH - 2) + 1, 1)
        drawn.append(
            {
                "slot": slot,
                "letter": component.letter if component else "",
                "title": title,
                "x": x,
                "width": round(max(2.0, run.end * (_STRIP_WIDTH - 2) + 1 - x), 1),
                "fill": _fill(slot),
            }
        )
    return drawn


def _fill(slot: int) -> str:
    """Return a slot's fill: plain ink, a pattern of the page, or the tint of "other"."""
    return {0: "var(--tint)", 1: "var(--ink)"}.get(slot, f"url(#f{slot})")


def _name(component: Component | None) -> str:
    return component.name if component else "Other"


def _ticks(duration_s: float | None) -> list[dict[str, Any]]:
    if not duration_s:
        return []
    steps = (5, 10, 15, 30, 60, 120, 300, 600, 1800)
    step = next((s for s in steps if duration_s / s <= 10), 3600)
    ticks = []
    for number in range(int(duration_s // step) + 1):
        x = number * step / duration_s * _STRIP_WIDTH
        if x <= _STRIP_WIDTH - 14:
            ticks.append({"x": round(x, 1), "label": clock(number * step)})
    return ticks


def _paragraphs(report: Report) -> list[dict[str, Any]]:
    """Return the transcript in paragraphs: a new one after each pause of a second and more.

    A typed answer has no pauses; there each component begins a paragraph.
    """
    paragraphs: list[dict[str, Any]] = []
    before = None
    for index, sentence in enumerate(report.sentences):
        component = component_of(report, sentence.component)
        changed = before is None or before.component != sentence.component
        if before is None:
            new = True
        elif sentence.start is not None and before.end is not None:
            new = sentence.start - before.end >= _PARAGRAPH_PAUSE_S
        else:
            new = changed
        if new:
            time = clock(sentence.start) if sentence.start is not None else ""
            paragraphs.append({"time": time, "sentences": []})
        paragraphs[-1]["sentences"].append(
            {
                "index": index,
                "text": sentence.text,
                "slot": component.slot if component else 0,
                "letter": component.letter if component else "O",
                "name": component.name if component else "",
                "chip": component is not None and (changed or new),
            }
        )
        before = sentence
    return paragraphs


def _advice(report: Report, advice: Advice) -> dict[str, Any]:
    known = advice.sentence is not None and 0 <= advice.sentence < len(report.sentences)
    return {
        "lead": advice.lead.strip() + separator(advice),
        "text": advice.text.strip(),
        "sentence": advice.sentence if known else None,
    }


def _pace(said: Delivery) -> dict[str, Any] | None:
    """Return the pace curve on its usual band, or None where it would be a mere point."""
    if len(said.pace) < 3:
        return None
    first, last = said.pace[0][0], said.pace[-1][0]
    if last <= first:
        return None
    paces = [pace for _, pace in said.pace]
    low, high = min(_PACE_LOW - 10.0, *paces), max(_PACE_HIGH + 10.0, *paces)

    def height(pace: float) -> float:
        return round(_PACE_BOTTOM - (pace - low) / (high - low) * (_PACE_BOTTOM - _PACE_TOP), 1)

    return {
        "points": " ".join(
            f"{(at - first) / (last - first) * _PACE_WIDTH:.1f},{height(pace)}"
            for at, pace in said.pace
        ),
        "band_top": height(_PACE_HIGH),
        "band_height": round(height(_PACE_LOW) - height(_PACE_HIGH), 1),
        "low": _PACE_LOW,
        "high": _PACE_HIGH,
        "first": clock(first),
        "last": clock(last),
    }
