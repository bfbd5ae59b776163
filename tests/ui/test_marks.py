"""Marks: every slot and verdict looks different, without colour too."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from desktop.domain.report import Verdict
from desktop.domain.rubric import RUBRICS
from desktop.ui.marks import paint_chip, paint_fill, paint_state, paint_underline
from desktop.ui.parts import Part, merged, parts_of
from desktop.ui.theme import CONTRAST, DARK, LIGHT
from tests.ui import review_fakes as fakes


def drawn(paint, width: int = 60, height: int = 20) -> QImage:
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint(painter)
    painter.end()
    return image


def shape(image: QImage) -> list[bool]:
    """Which pixels are marked at all, whatever their colour."""
    return [
        image.pixelColor(x, y).lightness() < 190
        for y in range(image.height())
        for x in range(image.width())
    ]


@pytest.mark.parametrize("theme", [LIGHT, DARK, CONTRAST], ids=lambda theme: theme.name)
def test_fills_differ_by_pattern(qapp, theme) -> None:
    box = QRectF(2, 2, 56, 16)

    def pattern(slot: int) -> list[bool]:
        image = drawn(lambda p: paint_fill(p, box, slot, theme))
        middle = (theme.ink(slot).lightness() + theme.tint(slot).lightness()) / 2
        light_ink = theme.ink(slot).lightness() > middle
        return [
            (image.pixelColor(x, y).lightness() > middle) == light_ink
            for y in range(5, 15)
            for x in range(8, 52)
        ]

    patterns = {slot: pattern(slot) for slot in (1, 2, 3, 4)}
    for one, other in combinations(patterns.values(), 2):
        differing = sum(a != b for a, b in zip(one, other, strict=True))
        assert differing > len(one) * 0.1


def test_underlines_differ_by_shape(qapp) -> None:
    lines = {
        slot: shape(drawn(lambda p, s=slot: paint_underline(p, QLineF(4, 10, 56, 10), s, LIGHT)))
        for slot in range(5)
    }
    assert not any(lines[0])
    for one, other in combinations([lines[s] for s in (1, 2, 3, 4)], 2):
        assert one != other
    # Solid has no gap along its middle, dashes and dots do, double is empty there.
    row = [lines[slot][10 * 60 + 6 : 10 * 60 + 54] for slot in range(5)]
    assert all(row[1])
    assert 0.3 < sum(row[2]) / len(row[2]) < 0.8
    assert 0.2 < sum(row[4]) / len(row[4]) < 0.8


def test_chips_and_states_differ_by_shape(qapp) -> None:
    box = QRectF(20, 0, 20, 20)
    chips = [shape(drawn(lambda p, v=v: paint_chip(p, box, "S", 1, v, LIGHT))) for v in Verdict]
    states = [shape(drawn(lambda p, v=v: paint_state(p, box, v, LIGHT))) for v in Verdict]
    for kind in (chips, states):
        for one, other in combinations(kind, 2):
            assert one != other


def test_parts_merge_sentences_of_one_component() -> None:
    parts = parts_of(fakes.make_report())
    assert [p.letter for p in parts] == ["S", "T", "A", "R", ""]
    assert [(p.first, p.last) for p in parts] == [(0, 1), (2, 2), (3, 7), (8, 8), (9, 9)]
    assert all(a.end <= b.start for a, b in pairwise(parts))


def test_parts_too_narrow_to_draw_join_their_neighbour() -> None:
    def part(letter: str, start: float, end: float) -> Part:
        return Part(letter, letter, letter, 1, start, end, 0, 0)

    parts = (part("a", 0, 10), part("b", 10, 10.5), part("c", 10.5, 20))
    assert [p.letter for p in merged(parts, 0.01)] == ["a", "b", "c"]
    joined = merged(parts, 0.5)
    assert [p.letter for p in joined] == ["a", "c"]
    assert joined[0].end == 10.5


def test_every_component_has_a_slot_that_can_be_drawn(qapp) -> None:
    for rubric in RUBRICS.values():
        for component in rubric.components:
            box = QRectF(0, 0, 40, 16)
            image = drawn(lambda p, s=component.slot, b=box: paint_fill(p, b, s, LIGHT))
            assert any(shape(image))
