"""``starling questions``: check a pack, list the questions, draw one."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop.commands.terminal import wants_colour, width
from desktop.domain.deck import DeckFilter, draw, unseen
from desktop.domain.errors import InputError
from desktop.domain.question import (
    ASKER_NAMES,
    KIND_NAMES,
    Level,
    Question,
    QuestionKind,
    competency_name,
)
from desktop.paths import Home, questions_dir
from desktop.storage.database import Database
from desktop.storage.deckstate import DeckStore
from desktop.storage.packformat import read_pack
from desktop.storage.packs import PackLibrary


def add_parser(commands: Any) -> None:
    """Add ``questions`` and its own commands."""
    parser = commands.add_parser(
        "questions",
        help="check a question pack, list the questions, draw one",
        description="Check a question pack, list the questions, or draw one.",
    )
    inner = parser.add_subparsers(dest="action", metavar="COMMAND", required=True)

    check = inner.add_parser("check", help="say everything that is wrong with pack files")
    check.add_argument("files", nargs="+", metavar="FILE", help="a pack (.toml)")
    check.set_defaults(run=check_packs)

    listing = inner.add_parser("list", help="list the questions")
    _add_filters(listing)
    listing.set_defaults(run=list_questions)

    drawing = inner.add_parser(
        "draw", help="draw a question that was not asked yet (the window's deck, kept)"
    )
    _add_filters(drawing)
    drawing.set_defaults(run=draw_question)


def _add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kind", choices=[kind.value for kind in QuestionKind])
    parser.add_argument("--competency", metavar="NAME", help="such as conflict or deadline")
    parser.add_argument("--level", choices=[level.value for level in Level])
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def library(home: Home) -> PackLibrary:
    """Return Starling's own packs and the user's."""
    return PackLibrary((questions_dir(), home.packs))


def check_packs(arguments: argparse.Namespace) -> int:
    """Say what is wrong with packs; 0 where nothing is."""
    wrong = False
    for name in arguments.files:
        path = Path(name)
        if path.is_dir():
            print(f"{name} is a folder. Name the packs in it one by one.", file=sys.stderr)
            wrong = True
            continue
        reading = read_pack(path)
        for problem in reading.problems:
            print(problem, file=sys.stderr)
        wrong = wrong or bool(reading.problems)
        if reading.pack is not None and not reading.problems:
            count = len(reading.pack.questions)
            said = "1 question" if count == 1 else f"{count} questions"
            print(f"{name} is in order: “{reading.pack.title}”, {said}.")
    return 2 if wrong else 0


def list_questions(arguments: argparse.Namespace) -> int:
    """Print the questions that pass the filters, one a line or as JSON lines."""
    packs = library(Home.default())
    found = _filter(arguments, packs).apply(packs.questions)
    _tell_problems(packs)
    if arguments.json:
        for question in found:
            print(json.dumps(question_object(question)))
        return 0
    if not found:
        print("No questions match.", file=sys.stderr)
        return 1
    bold, plain = ("\x1b[1m", "\x1b[0m") if wants_colour(sys.stdout) else ("", "")
    columns = min(width(sys.stdout), 100)
    ids = max(len(question.id) for question in found)
    indent = " " * (ids + 4)
    group = ""
    for question in found:
        if (heading := _group(question)) != group:
            print(f"{'' if not group else chr(10)}{bold}{heading}{plain}")
            group = heading
        # The id first and alone in its column, so that other programs can cut it off.
        text = textwrap.wrap(question.text, max(30, columns - len(indent)))
        print(f"  {question.id:<{ids}}  {text[0]}")
        for line in text[1:]:
            print(indent + line)
    count = "1 question" if len(found) == 1 else f"{len(found)} questions"
    print(f"\n{count}")
    return 0


def draw_question(arguments: argparse.Namespace) -> int:
    """Draw from the deck and keep its state, so that the window does not ask it again."""
    home = Home.default()
    packs = library(home)
    found = _filter(arguments, packs).apply(packs.questions)
    _tell_problems(packs)
    if not found:
        print("No questions match.", file=sys.stderr)
        return 1
    make_home(home)
    database = Database(home.database)
    try:
        store = DeckStore(database)
        ids = [question.id for question in found]
        chosen, state = draw(store.state(), ids)
        store.save_state(state)
    finally:
        database.close()
    question = next(q for q in found if q.id == chosen)
    if arguments.json:
        print(json.dumps(question_object(question)))
        return 0
    columns = min(width(sys.stdout), 100)
    for part in (question.text, question.brief, question.material):
        for paragraph in part.strip().splitlines():
            # A table stays a table, however wide.
            print(paragraph if paragraph.startswith("|") else textwrap.fill(paragraph, columns))
        if part.strip():
            print()
    asked = ", ".join(ASKER_NAMES[asker] for asker in question.asked_by)
    left = unseen(state, ids)
    print(f"{_group(question)} · asked by {asked}" if asked else _group(question))
    print(f"{question.id} · {left} of {len(ids)} not asked yet")
    return 0


def question_object(question: Question) -> dict[str, Any]:
    """Return a question as plain data."""
    data = asdict(question)
    data["follow_ups"] = {key: list(texts) for key, texts in question.follow_ups.items()}
    return data


def _group(question: Question) -> str:
    detail = competency_name(question.competency or question.theme)
    name = KIND_NAMES[question.kind]
    return f"{name} · {detail}" if detail and detail.lower() != name.lower() else name


def _filter(arguments: argparse.Namespace, packs: PackLibrary) -> DeckFilter:
    wanted = arguments.competency
    if wanted is not None:
        known = sorted({q.competency for q in packs.questions if q.competency})
        by_name = {_folded(slug): slug for slug in known}
        if _folded(wanted) not in by_name:
            raise InputError(
                f"No question is about “{wanted}”.", todo=f"Choose one of: {', '.join(known)}."
            )
        wanted = by_name[_folded(wanted)]
    return DeckFilter(
        kind=QuestionKind(arguments.kind) if arguments.kind else None,
        competency=wanted,
        level=Level(arguments.level) if arguments.level else None,
    )


def _folded(name: str) -> str:
    return name.casefold().replace("-", " ").replace("_", " ").strip()


def _tell_problems(packs: PackLibrary) -> None:
    for problem in packs.problems:
        print(problem, file=sys.stderr)


def make_home(home: Home) -> None:
    """Make the user's data folder where it is missing.

    Raises:
        InputError: It cannot be made.
    """
    try:
        home.create()
    except OSError as error:
        raise InputError(
            f"Starling's folder {home.root} cannot be made: {error.strerror}.",
            todo="Set STARLING_HOME to a folder that you may write to.",
        ) from error


def find_question(packs: PackLibrary, wanted: str) -> Question | None:
    """Return the pack question that has this id or this text, or None."""
    by_id = packs.question(wanted.strip())
    if by_id is not None:
        return by_id
    folded = " ".join(wanted.casefold().split())
    return next((q for q in packs.questions if " ".join(q.text.casefold().split()) == folded), None)


def kinds() -> Sequence[str]:
    """Return the values ``--kind`` takes."""
    return [kind.value for kind in QuestionKind]
