"""A reviewed answer as one JSON object, in the form that other programs read."""

from __future__ import annotations

import json
import math
from typing import Any

from desktop.domain.report import ComponentVerdict, Delivery, StoryKind
from desktop.domain.rubric import RUBRICS
from desktop.export.reviewed import Reviewed, joined


def report_line(reviewed: Reviewed) -> str:
    """Return the object as one line without its line end; all ASCII, which no pipe spoils."""
    return json.dumps(report_object(reviewed), allow_nan=False, separators=(", ", ": "))


def report_object(reviewed: Reviewed) -> dict[str, Any]:
    """Return the object that ``starling review --json`` prints; docs/command-line.md explains it.

    Every component of the question's rubric is there, also when nothing was judged (then with
    ``covered`` null), so that a reader needs no special case. Praise is no advice and stays out.
    """
    report, transcript = reviewed.report, reviewed.transcript
    story = report.story
    return {
        "file": reviewed.name,
        "question": reviewed.question.text,
        "duration_s": _round(reviewed.duration_s),
        "model": transcript.model or None,
        "text": transcript.text,
        "words": [
            {
                "text": word.text,
                "start": _round(word.start),
                "end": _round(word.end),
                "probability": _round(word.probability, 4),
            }
            for word in transcript.words
        ],
        "sentences": [
            {
                "text": sentence.text,
                "start_char": sentence.start_char,
                "end_char": sentence.end_char,
                "start": _round(sentence.start),
                "end": _round(sentence.end),
                "component": sentence.component,
                "confidence": _round(sentence.confidence, 4),
            }
            for sentence in report.sentences
        ],
        "components": {key: _component(report.component(key)) for key in RUBRICS[report.kind].keys},
        "story": {
            "kind": (story.kind if story else StoryKind.NONE).value,
            "confidence": _round(story.confidence, 4) if story else 0.0,
        },
        "delivery": _delivery(report.delivery),
        "advice": [
            {"id": advice.id, "text": joined(advice), "sentence": advice.sentence}
            for advice in report.advice
            if not advice.praise
        ],
        "judged": report.judged,
        "reason": report.reason,
    }


def _component(verdict: ComponentVerdict | None) -> dict[str, Any]:
    if verdict is None:
        return {"covered": None, "confidence": 0.0, "share": 0.0, "evidence": []}
    return {
        "covered": verdict.covered,
        "confidence": _round(verdict.confidence, 4),
        "share": _round(verdict.share, 4),
        "evidence": list(verdict.evidence),
    }


def _delivery(said: Delivery) -> dict[str, Any]:
    return {
        "duration_s": _round(said.duration_s),
        "target_s": _round(said.target_s),
        "words": said.words,
        "speaking_s": _round(said.speaking_s),
        "words_per_minute": _round(said.words_per_minute, 1),
        "pace": [[_round(at), _round(pace, 1)] for at, pace in said.pace],
        "long_pauses": [[_round(start), _round(end)] for start, end in said.long_pauses],
        "fillers": [
            {"word": f.word, "text": f.text, "start": _round(f.start), "end": _round(f.end)}
            for f in said.fillers
        ],
        "first_person": said.first_person,
        "actions": said.actions,
    }


def _round(number: float | None, digits: int = 3) -> float | None:
    """Return a plain float, so that numpy's own and endless fractions stay out of the output."""
    if number is None or not math.isfinite(number):
        return None
    return round(float(number), digits)
