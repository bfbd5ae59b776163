"""History's rows as a list model: attempts newest first, with a heading for each day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.domain.attempt import Stage
from desktop.domain.question import KIND_NAMES, competency_name
from desktop.session.example import EXAMPLE_QUESTION
from desktop.session.library import HistoryRow
from desktop.ui.parts import verdicts_of
from desktop.ui.wording import VERDICT_WORDS, day, spoken

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """Data roles of the model."""

    ROW = Qt.ItemDataRole.UserRole + 1
    HEADING = Qt.ItemDataRole.UserRole + 2


def topic(row: HistoryRow) -> str:
    """Return what an attempt's question is about: its competency, else its kind."""
    attempt = row.attempt
    name = competency_name(attempt.competency) or KIND_NAMES[attempt.kind]
    return f"Example  ·  {name}" if attempt.question_id == EXAMPLE_QUESTION else name


def state_words(row: HistoryRow) -> str:
    """Return what stands where the verdicts would, while there are none."""
    stage = row.attempt.stage
    if row.report is not None:
        return "" if row.report.judged else "Not judged"
    if stage is Stage.FAILED:
        return "No words yet"
    return "Being read" if stage is not Stage.RECORDING else "Being recorded"


class HistoryModel(QAbstractListModel):
    """Attempts and day headings."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[HistoryRow | str] = []
        self._places: dict[str, int] = {}
        self._now = datetime.now().astimezone()

    def set_rows(self, rows: Sequence[HistoryRow], now: datetime) -> None:
        """Show other attempts.

        Args:
            rows: Newest first.
            now: For naming the days.
        """
        self.beginResetModel()
        self._now = now
        self._items, self._places = [], {}
        last = ""
        for row in rows:
            heading = day(row.attempt.created_at, now)
            if heading != last:
                self._items.append(heading)
                last = heading
            self._places[row.attempt.id] = len(self._items)
            self._items.append(row)
        self.endResetModel()

    @property
    def attempts(self) -> int:
        """How many attempts there are."""
        return len(self._places)

    def place(self, attempt_id: str) -> int | None:
        """Return the row number of an attempt."""
        return self._places.get(attempt_id)

    def nearest(self, number: int) -> int | None:
        """Return the attempt's row at a number, or the next one, or the one before."""
        size = len(self._items)
        after = range(max(0, number), min(number + 2, size))
        before = range(min(number, size) - 1, max(-1, min(number, size) - 3), -1)
        places: list[int] = [*after, *before]
        return next((n for n in places if not isinstance(self._items[n], str)), None)

    def row(self, index: Index) -> HistoryRow | None:
        """Return the attempt at an index; None for a heading."""
        if not index.isValid() or index.row() >= len(self._items):
            return None
        item = self._items[index.row()]
        return None if isinstance(item, str) else item

    def rowCount(self, parent: Index | None = None) -> int:
        """Return attempts and headings together."""
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if self.row(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a row, a heading, or its words for a screen reader."""
        if not index.isValid() or index.row() >= len(self._items):
            return None
        item = self._items[index.row()]
        if isinstance(item, str):
            return item if role in {Role.HEADING, Qt.ItemDataRole.DisplayRole} else None
        if role == Role.ROW:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return item.attempt.question_text
        if role == Qt.ItemDataRole.ToolTipRole:
            return item.attempt.question_text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._in_words(item)
        return None

    def _in_words(self, row: HistoryRow) -> str:
        attempt = row.attempt
        moment = attempt.created_at.astimezone(self._now.tzinfo)
        parts = [
            attempt.question_text, topic(row), f"{day(moment, self._now)} {moment:%H:%M}",
            spoken(attempt.duration_s),
        ]  # fmt: skip
        if row.report is not None and row.report.judged:
            parts += [
                f"{component.name} {VERDICT_WORDS[verdict.verdict].lower()}"
                for component, verdict in verdicts_of(row.report)
            ]
        else:
            parts.append(state_words(row))
        return ", ".join(part for part in parts if part)
