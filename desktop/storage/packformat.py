"""Reading one pack file, with every fault found and named by question and field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from desktop.domain.errors import PackError
from desktop.domain.question import Asker, Level, Pack, Question, QuestionKind
from desktop.domain.rubric import RUBRICS

_E = TypeVar("_E", bound=StrEnum)

THEMES = (
    "team",
    "role_challenges",
    "first_months",
    "company_culture",
    "growth",
    "ways_of_working",
)
"""Themes of the questions to ask them."""

_SLUG = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")
_PACK_KEYS = {"id", "title", "language", "version"}
_COMMON_KEYS = {
    "id", "text", "kind", "competency", "level", "asked_by", "shows", "follow_ups",
}  # fmt: skip
_CASE_KEYS = {"brief", "material", "minutes"}
_MINUTES = range(1, 121)


@dataclass(frozen=True, slots=True)
class PackReading:
    """What came of reading a file: the pack, unless a problem keeps it from being used.

    Unknown keys are problems too, but do not keep the pack from being used.
    """

    pack: Pack | None
    problems: tuple[PackError, ...]


def read_pack(path: Path) -> PackReading:
    """Read and check one pack file; never raises for what is in the file."""
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        return PackReading(None, (_whole(path, f"cannot be read: {reason}"),))
    except UnicodeDecodeError:
        return PackReading(None, (_whole(path, "is not UTF-8 text"),))
    except tomllib.TOMLDecodeError as error:
        return PackReading(None, (_whole(path, f"is not valid TOML: {error}"),))
    reader = _Reader(path)
    pack = reader.read(data)
    return PackReading(None if reader.broken else pack, tuple(reader.problems))


def _whole(path: Path, fault: str) -> PackError:
    """Word a problem with the file as a whole."""
    return PackError(
        f"{path.name} {fault}.",
        kept="The other packs are loaded.",
        todo="Correct the file or remove it.",
        file=path.name,
    )


class _Reader:
    """Reads one parsed file and collects every problem on the way."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.problems: list[PackError] = []
        self.broken = False

    def read(self, data: Mapping[str, Any]) -> Pack:
        head = data.get("pack")
        if not isinstance(head, dict):
            self._fault("", "pack", "the table [pack] is missing")
            head = {}
        self._unknown("", data, {"pack", "question"})
        self._unknown("", head, _PACK_KEYS)
        pack_id = self._slug("", head, "id")
        title = self._text("", head, "title")
        language = head.get("language", "en")
        if not isinstance(language, str) or not language:
            self._fault("", "language", "must be a language code such as “en”")
            language = "en"
        version = head.get("version", 1)
        if not _is_int(version) or version < 1:
            self._fault("", "version", "must be a whole number from 1")
            version = 1
        items = data.get("question")
        if not isinstance(items, list) or not items:
            self._fault("", "question", "there is no [[question]]")
            items = []
        questions: list[Question] = []
        seen: set[str] = set()
        for number, item in enumerate(items, start=1):
            if not isinstance(item, dict):
                self._fault(f"number {number}", "question", "must be a table")
                continue
            question = self._question(number, item, pack_id)
            if question.id and question.id in seen:
                self._fault(question.id, "id", "is used twice in this file")
            seen.add(question.id)
            questions.append(question)
        return Pack(pack_id, title, tuple(questions), language, version, str(self._path))

    def _question(self, number: int, item: Mapping[str, Any], pack_id: str) -> Question:
        """Read one question; its place stands in for an id that is missing."""
        given = item.get("id")
        where = given if isinstance(given, str) and given.strip() else f"number {number}"
        question_id = self._slug(where, item, "id")
        kind = self._choice(where, item, "kind", QuestionKind, QuestionKind.BEHAVIOURAL)
        known = set(_COMMON_KEYS)
        if kind is QuestionKind.CASE:
            known |= _CASE_KEYS
        if kind is QuestionKind.ASK_THEM:
            known |= {"theme"}
        self._unknown(where, item, known)
        is_case = kind is QuestionKind.CASE
        return Question(
            id=question_id,
            text=self._text(where, item, "text"),
            kind=kind,
            competency=self._slug(where, item, "competency"),
            level=self._choice(where, item, "level", Level, Level.EXPERIENCED),
            asked_by=self._askers(where, item),
            shows=self._text(where, item, "shows"),
            follow_ups=self._follow_ups(where, item, kind),
            theme=self._theme(where, item) if kind is QuestionKind.ASK_THEM else "",
            brief=self._text(where, item, "brief") if is_case else "",
            material=self._text(where, item, "material") if is_case else "",
            minutes=self._minutes(where, item) if is_case else 0,
            pack=pack_id,
        )

    def _follow_ups(
        self, where: str, item: Mapping[str, Any], kind: QuestionKind
    ) -> dict[str, tuple[str, ...]]:
        table = item.get("follow_ups")
        if not isinstance(table, dict):
            self._fault(where, "follow_ups", "is missing" if table is None else "must be a table")
            return {}
        keys = RUBRICS[kind].keys
        for key in table:
            if key not in keys:
                self._note(where, f"follow_ups.{key}", f"is not a part of a {kind} answer")
        read: dict[str, tuple[str, ...]] = {}
        for key in keys:
            lines = table.get(key)
            if lines is None:
                self._fault(where, f"follow_ups.{key}", "is missing")
            elif not isinstance(lines, list) or not lines or not all(_is_text(x) for x in lines):
                self._fault(where, f"follow_ups.{key}", "must be a list of questions, not empty")
            else:
                read[key] = tuple(" ".join(line.split()) for line in lines)
        return read

    def _askers(self, where: str, item: Mapping[str, Any]) -> tuple[Asker, ...]:
        values = item.get("asked_by")
        if values is None:
            self._fault(where, "asked_by", "is missing")
            return ()
        if not isinstance(values, list) or not values:
            self._fault(where, "asked_by", f"must be a list of: {', '.join(Asker)}")
            return ()
        known = [value for value in values if isinstance(value, str) and value in set(Asker)]
        for value in values:
            if value not in known:
                self._fault(where, "asked_by", f"“{value}” is not one of: {', '.join(Asker)}")
        return tuple(dict.fromkeys(Asker(value) for value in known))

    def _theme(self, where: str, item: Mapping[str, Any]) -> str:
        theme = item.get("theme")
        if theme is None:
            self._fault(where, "theme", "is missing")
        elif theme not in THEMES:
            self._fault(where, "theme", f"“{theme}” is not one of: {', '.join(THEMES)}")
        else:
            return str(theme)
        return ""

    def _minutes(self, where: str, item: Mapping[str, Any]) -> int:
        minutes = item.get("minutes")
        if minutes is None:
            self._fault(where, "minutes", "is missing")
        elif not _is_int(minutes) or minutes not in _MINUTES:
            self._fault(where, "minutes", "must be a whole number from 1 to 120")
        else:
            return int(minutes)
        return 0

    def _choice(
        self, where: str, item: Mapping[str, Any], field: str, kinds: type[_E], fallback: _E
    ) -> _E:
        value = item.get(field)
        if value is None:
            self._fault(where, field, "is missing")
        elif not isinstance(value, str) or value not in set(kinds):
            self._fault(where, field, f"“{value}” is not one of: {', '.join(kinds)}")
        else:
            return kinds(value)
        return fallback

    def _text(self, where: str, item: Mapping[str, Any], field: str) -> str:
        value = item.get(field)
        if value is None:
            self._fault(where, field, "is missing")
        elif not isinstance(value, str):
            self._fault(where, field, "must be text")
        elif not value.strip():
            self._fault(where, field, "is empty")
        else:
            return value.strip()
        return ""

    def _slug(self, where: str, item: Mapping[str, Any], field: str) -> str:
        value = self._text(where, item, field)
        if value and not _SLUG.fullmatch(value):
            self._fault(where, field, f"“{value}” must be small letters, digits, “-” and “_” only")
        return value

    def _unknown(self, where: str, table: Mapping[str, Any], known: set[str]) -> None:
        for key in table:
            if key not in known:
                self._note(where, key, "is not known here and was left out")

    def _fault(self, where: str, field: str, fault: str) -> None:
        """Report what keeps the pack from being used."""
        self.broken = True
        self._add(where, field, fault, "This pack is not loaded; the others are.")

    def _note(self, where: str, field: str, fault: str) -> None:
        """Report what does not keep the pack from being used."""
        self._add(where, field, fault, "The rest of the pack is not affected.")

    def _add(self, where: str, field: str, fault: str, kept: str) -> None:
        place = f"question {where}: " if where else ""
        self.problems.append(
            PackError(
                f"{self._path.name}: {place}{field}: {fault}.",
                kept=kept,
                todo="Correct the file.",
                file=self._path.name,
                question=where,
                field=field,
            )
        )


def _is_int(value: object) -> bool:
    """Tell a whole number from a boolean, which Python counts as one."""
    return isinstance(value, int) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
