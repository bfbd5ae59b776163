"""A reviewed answer as text for a terminal or a file."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from desktop.domain.report import Verdict
from desktop.export.reviewed import (
    VERDICT_WORDS,
    Part,
    Reviewed,
    clock,
    component_of,
    delivery_facts,
    heading,
    joined,
    parts,
    stretches,
    verdict_note,
    when,
    why_not,
)

# The terminal's own four colours closest to the marks: they follow the user's light or dark theme.
_SLOT_SGR = {0: "90", 1: "34", 2: "33", 3: "35", 4: "32"}
_BOLD, _FAINT = "1", "90"
_MARGIN = 9
_NARROWEST, _WIDEST = 44, 100


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The signs a report is drawn with.

    Attributes:
        shapes: One a verdict, always beside the word.
        fills: One a slot, so that the strip does not need its colours.
        rest: The strip's empty part.
        spelling: Characters of our own wording that have to be written otherwise.
    """

    shapes: dict[Verdict, str]
    fills: tuple[str, str, str, str, str]
    rest: str
    spelling: dict[int, str] = field(default_factory=dict)


UNICODE = Glyphs(
    {Verdict.COVERED: "✓", Verdict.THIN: "◐", Verdict.NOT_FOUND: "◌", Verdict.UNCLEAR: "?"},
    ("░", "█", "▞", "▤", "▒"),
    "·",
)
ASCII = Glyphs(
    {Verdict.COVERED: "v", Verdict.THIN: "~", Verdict.NOT_FOUND: "-", Verdict.UNCLEAR: "?"},
    ("o", "#", "/", "=", ":"),
    ".",
    str.maketrans(
        {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "·": "-", "…": "..."}
    ),
)


def glyphs_for(encoding: str | None) -> Glyphs:
    """Return the signs that a terminal or file of this encoding can show."""
    signs = "".join((*UNICODE.shapes.values(), *UNICODE.fills, UNICODE.rest))
    try:
        signs.encode(encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return ASCII
    return UNICODE


def report_text(
    reviewed: Reviewed, *, width: int = 80, colour: bool = False, glyphs: Glyphs = UNICODE
) -> str:
    """Return the whole report, ending in a line end.

    Args:
        reviewed: The answer and its report.
        width: Columns to wrap to; taken as 44 at least and 100 at most, as long lines are hard
            to read.
        colour: Whether to use ANSI colours; every colour has a letter or shape beside it.
        glyphs: The signs to draw with.
    """
    writer = _Writer(reviewed, min(max(width, _NARROWEST), _WIDEST), colour, glyphs)
    return "".join(f"{line}\n" for line in writer.lines()).translate(glyphs.spelling)


class _Writer:
    """Lays out one report."""

    def __init__(self, reviewed: Reviewed, width: int, colour: bool, glyphs: Glyphs) -> None:
        self.reviewed = reviewed
        self.report = reviewed.report
        self.width = width
        self.colour = colour
        self.glyphs = glyphs

    def lines(self) -> Iterator[str]:
        yield from self._wrapped(heading(self.reviewed), style=_FAINT)
        yield from self._wrapped(self.reviewed.question.text)
        yield ""
        yield from self._wrapped(self.report.finding, style=_BOLD)
        yield from self._wrapped(why_not(self.report))
        for section in (self._verdicts, self._strip, self._transcript, self._advice):
            yield from section()
        yield from self._follow_up()
        yield from self._delivery()

    def _verdicts(self) -> Iterator[str]:
        judged = parts(self.report)
        if not judged:
            return
        yield ""
        names = max(len(part.component.name) for part in judged)
        for part in judged:
            yield from self._verdict(part, names)

    def _verdict(self, part: Part, names: int) -> Iterator[str]:
        verdict = part.verdict
        shape = self.glyphs.shapes[verdict.verdict]
        start = (
            f"  {self._chip(part.component.letter, part.component.slot)} "
            f"{part.component.name:<{names}}  {shape} {VERDICT_WORDS[verdict.verdict]:<9}"
        )
        share = f"{verdict.share * 100:3.0f} %" if verdict.evidence else ""
        time = clock(verdict.seconds) if verdict.evidence and verdict.seconds is not None else ""
        figures = f"  {time:>5} {share:>5}".rstrip()
        note = verdict_note(verdict)
        taken = 2 + 3 + 1 + names + 2 + 2 + 9 + 13
        if note and taken + 2 + len(note) > self.width:
            yield f"{start}{figures}".rstrip()
            yield from self._wrapped(note, indent=" " * (2 + 3 + 1 + names + 4), style=_FAINT)
        else:
            tail = f"{figures:<13}  {self._paint(note, _FAINT)}" if note else figures
            yield f"{start}{tail}".rstrip()

    def _strip(self) -> Iterator[str]:
        runs = stretches(self.reviewed)
        judged = parts(self.report)
        if not {run.key for run in runs} & {part.component.key for part in judged}:
            return
        yield from self._title("Where each part was")
        columns = self.width - _MARGIN
        for part in judged:
            cells = [self.glyphs.rest] * columns
            for run in runs:
                if run.key == part.component.key:
                    first = min(columns - 1, int(run.start * columns))
                    last = max(first + 1, min(columns, round(run.end * columns)))
                    cells[first:last] = self.glyphs.fills[part.component.slot] * (last - first)
            yield (
                " " * (_MARGIN - 4)
                + self._chip(part.component.letter, part.component.slot)
                + " "
                + self._cells(cells, part.component.slot)
            )
        if self.reviewed.duration_s is not None:
            yield " " * _MARGIN + self._paint(_axis(self.reviewed.duration_s, columns), _FAINT)

    def _cells(self, cells: list[str], slot: int) -> str:
        """Colour the filled cells of a strip, and the rest faintly."""
        if not self.colour:
            return "".join(cells)
        out, at = [], 0
        while at < len(cells):
            end = at
            while end < len(cells) and (cells[end] == self.glyphs.rest) == (
                cells[at] == self.glyphs.rest
            ):
                end += 1
            style = _FAINT if cells[at] == self.glyphs.rest else _SLOT_SGR[slot]
            out.append(self._paint("".join(cells[at:end]), style))
            at = end
        return "".join(out)

    def _transcript(self) -> Iterator[str]:
        if not self.report.sentences:
            return
        yield from self._title("What you said")
        last = None
        for sentence in self.report.sentences:
            component = component_of(self.report, sentence.component)
            slot = component.slot if component else 0
            changed = last is None or sentence.component != last
            time = clock(sentence.start) if sentence.start is not None and changed else ""
            letter = component.letter if component else "O"
            chip = self._chip(letter, slot) if changed and self.report.judged else "   "
            lines = textwrap.wrap(_plain(sentence.text), self.width - _MARGIN) or [""]
            yield f"{time:>4} {chip} {self._paint(lines[0], _SLOT_SGR[slot] if slot else '')}"
            for line in lines[1:]:
                yield " " * _MARGIN + self._paint(line, _SLOT_SGR[slot] if slot else "")
            last = sentence.component

    def _advice(self) -> Iterator[str]:
        todo = [advice for advice in self.report.advice if not advice.praise]
        keep = [advice for advice in self.report.advice if advice.praise]
        if todo:
            yield from self._title("For the next take")
        for number, advice in enumerate(todo, 1):
            yield from self._item(f"{number}", joined(advice), when(self.report, advice.sentence))
        if keep and not todo:
            yield from self._title("Worth keeping")
        for advice in keep:
            mark = self.glyphs.shapes[Verdict.COVERED]
            yield from self._item(mark, joined(advice), when(self.report, advice.sentence))

    def _follow_up(self) -> Iterator[str]:
        if self.report.follow_up:
            yield from self._title("They might ask next")
            yield from self._wrapped(self.report.follow_up, indent="  ")

    def _delivery(self) -> Iterator[str]:
        facts = delivery_facts(self.report)
        if not facts:
            return
        yield from self._title("Delivery")
        names = max(len(name) for name, _ in facts)
        for name, value in facts:
            lines = textwrap.wrap(value, self.width - names - 4)
            yield f"  {self._paint(f'{name:<{names}}', _FAINT)}  {lines[0]}"
            for line in lines[1:]:
                yield " " * (names + 4) + line

    def _item(self, mark: str, text: str, at: float | None) -> Iterator[str]:
        time = f" ({clock(at)})" if at is not None else ""
        lines = textwrap.wrap(_plain(text) + time, self.width - 5)
        for number, line in enumerate(lines):
            yield (f"  {mark:<2} " if number == 0 else "     ") + line

    def _title(self, text: str) -> Iterator[str]:
        yield ""
        yield self._paint(text, _BOLD)

    def _wrapped(self, text: str, *, indent: str = "", style: str = "") -> Iterator[str]:
        for line in textwrap.wrap(_plain(text), self.width - len(indent)):
            yield indent + self._paint(line, style)

    def _chip(self, letter: str, slot: int) -> str:
        return self._paint(f"[{letter}]", f"{_SLOT_SGR[slot]};1" if slot else _FAINT)

    def _paint(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour and style and text else text


def _plain(text: str) -> str:
    """Take out what could steer a terminal: control and direction characters of the user's text."""
    return "".join(
        " " if c in "\n\t" else "" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c
        for c in text
    )


def _axis(duration_s: float, columns: int) -> str:
    """Return a line of times below a strip: a round step, at least eight columns apart."""
    steps = (5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
    step = next((s for s in steps if s / max(duration_s, 1e-6) * columns >= 8), steps[-1])
    line = [" "] * columns
    mark = 0.0
    while mark <= duration_s:
        at, label = int(mark / duration_s * columns) if duration_s else 0, clock(mark)
        if at + len(label) <= columns:
            line[at : at + len(label)] = label
        mark += step
    return "".join(line).rstrip()
