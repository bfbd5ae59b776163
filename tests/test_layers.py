"""The layers of docs/architecture.md, held by walking the imports and by loading the window."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import desktop

PACKAGE = Path(desktop.__file__).parent

# What each part may import of Starling itself.
ALLOWED = {
    "domain": {"domain"},
    "analysis": {"analysis", "domain", "paths"},
    "audio": {"audio", "domain", "paths"},
    "transcription": {"transcription", "audio", "domain", "paths"},
    "storage": {"storage", "domain", "paths"},
    "export": {"export", "domain", "paths"},
    "session": {
        "session",
        "analysis",
        "audio",
        "storage",
        "transcription",
        "domain",
        "export",
        "paths",
    },
    "ui": {"ui", "session", "domain", "paths"},
}
NO_QT = ("domain", "analysis", "transcription", "storage", "export")
HEAVY = {"torch", "whisper", "silero_vad", "numba", "tiktoken"}


def modules() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py") if "_data" not in p.parts)


def imports(path: Path) -> list[str]:
    """Return the dotted name of everything a file imports, inside functions too."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


@pytest.mark.parametrize("layer", sorted(ALLOWED))
def test_a_layer_imports_only_what_lies_below_it(layer: str) -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in modules()
        if path.relative_to(PACKAGE).parts[0] == layer
        for name in imports(path)
        if name.startswith("desktop.")
        and name.split(".")[1] not in ALLOWED[layer] | {"__version__"}
    ]
    assert wrong == []


def test_nothing_but_the_entry_points_imports_the_app() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in modules()
        for name in imports(path)
        if name.startswith("desktop.app") and path.name not in {"cli.py", "__main__.py"}
    ]
    assert wrong == []


@pytest.mark.parametrize("layer", NO_QT)
def test_no_qt_below_the_session(layer: str) -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in modules()
        if path.relative_to(PACKAGE).parts[0] == layer
        for name in imports(path)
        if name.split(".")[0] in {"PySide6", "shiboken6", "pyqtgraph"}
    ]
    assert wrong == []


def test_the_session_knows_no_widgets() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in modules()
        if path.relative_to(PACKAGE).parts[0] == "session"
        for name in imports(path)
        if name.startswith(("PySide6.QtWidgets", "PySide6.QtGui"))
    ]
    assert wrong == []


def test_the_domain_needs_only_the_standard_library() -> None:
    wrong = [
        f"{path.name} imports {name}"
        for path in modules()
        if path.relative_to(PACKAGE).parts[0] == "domain"
        for name in imports(path)
        if name.split(".")[0] not in sys.stdlib_module_names | {"desktop"}
    ]
    assert wrong == []


def test_package_files_hold_no_code() -> None:
    for path in PACKAGE.rglob("__init__.py"):
        if path.parent == PACKAGE or "_data" in path.parts:
            continue
        body = ast.parse(path.read_text("utf-8")).body
        assert all(isinstance(n, ast.Expr) for n in body), f"{path} imports or defines something"


@pytest.mark.parametrize(
    "entry", ["desktop.app", "desktop.cli", "desktop.composition", "desktop.ui.window"]
)
def test_the_windows_process_never_loads_torch(entry: str) -> None:
    code = (
        f"import sys, {entry}\n"
        f"heavy = {sorted(HEAVY)!r}\n"
        "print(','.join(name for name in heavy if name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


def test_modules_stay_short_enough_to_read() -> None:
    long = {
        str(path.relative_to(PACKAGE)): count
        for path in modules()
        if (count := len(path.read_text("utf-8").splitlines())) > 450
    }
    assert long == {}
