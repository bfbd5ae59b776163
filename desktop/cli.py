"""The ``starling`` command: opens the window, or does its job in the terminal."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from typing import TextIO

from desktop import __version__
from desktop.commands import doctor, questions, review
from desktop.commands.inputs import InputsError
from desktop.domain.errors import StarlingError

INTERRUPTED = 130
BROKEN_PIPE = 141

_EXAMPLES = """\
examples:
  starling                                  open the window
  starling review --sample                  see a review of the answer that is included
  starling review answer.m4a                review a recording of your own
  starling review take1.wav take2.wav --html takes.html
                                            one page with both reviews
  starling review notes.txt --question "Tell me about a time you missed a deadline." --json
                                            for other programs
  starling questions draw --competency conflict
                                            a question to answer aloud
  starling doctor                           is everything there?

Nothing you say or write leaves this computer.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: Arguments without the program's name; the process's own where None.

    Returns:
        The exit code: 0 done, 1 something is missing (doctor) or nothing matches, 2 input that
        cannot be used, 130 interrupted.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    inner = _inner(arguments)
    if inner is not None:
        return inner
    _prepare_streams()
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
    except InputsError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        return error.exit_code
    except StarlingError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        _silence(sys.stdout)
        return BROKEN_PIPE
    except OSError as error:
        # A disk that is full, say: what was asked for cannot be printed.
        _silence(sys.stdout)
        print(f"Starling had to stop: {error.strerror or error}.", file=sys.stderr)
        return 2
    return code


def _inner(arguments: Sequence[str]) -> int | None:
    """Do what Starling starts itself for; None where the user called."""
    if arguments[:1] == ["--transcription-worker"]:
        # A frozen app has no "python -m": it starts itself as its own speech worker.
        from desktop.transcription import worker  # noqa: PLC0415 - only the worker loads torch

        return worker.main(arguments[1:])
    if arguments[:1] == [doctor.PROBE]:
        return doctor.probe_display()
    return None


def _run(arguments: Sequence[str]) -> int:
    parsed = make_parser().parse_args(arguments)
    if parsed.command is None:
        return _open_window()
    code: int = parsed.run(parsed)
    return code


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of everything a user may type."""
    parser = argparse.ArgumentParser(
        prog="starling",
        description=(
            "Rehearse interview answers aloud and see which parts of the story were there. "
            "Without a command the window opens."
        ),
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"starling {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    review.add_parser(commands)
    questions.add_parser(commands)
    doctor.add_parser(commands)
    return parser


def _open_window() -> int:
    if not has_display():
        print(
            "This machine has no display, so the window cannot open. "
            "In the terminal, try: starling review --sample",
            file=sys.stderr,
        )
        return 2
    from desktop.app import run  # noqa: PLC0415 - the window is not needed for the commands

    return run()


def has_display() -> bool:
    """Return whether a window could open: always, except on Linux without a display server."""
    if not sys.platform.startswith("linux"):
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)


def _prepare_streams() -> None:
    """Let no character stop a report: what the terminal cannot show becomes "?"."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            with contextlib.suppress(OSError, ValueError):
                reconfigure(errors="replace")


def _silence(stream: TextIO) -> None:
    """Point a stream nowhere, so that Python's own flush at exit has nothing to complain of."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
