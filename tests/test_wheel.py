"""The wheel, installed away from the checkout, holds all it needs and does the main job."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

import desktop
from tests.speech.wer import wer

pytestmark = pytest.mark.real

CHECKOUT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Installed:
    """A wheel in an environment of its own."""

    wheel: Path
    environment: Path
    elsewhere: Path

    @property
    def programs(self) -> Path:
        return self.environment / ("Scripts" if sys.platform == "win32" else "bin")

    def run(self, program: str, *arguments: str) -> str:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
        env["STARLING_HOME"] = str(self.elsewhere / "home")
        done = subprocess.run(
            [self.programs / program, *arguments],
            cwd=self.elsewhere, env=env, capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Build the wheel and install it where only its dependencies can be seen from here."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    # Nothing is downloaded: the build tool and the dependencies are those of this environment.
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, CHECKOUT],
        check=True,
        timeout=240,
        cwd=folder,
    )
    (wheel,) = folder.glob("*.whl")
    environment = folder / "environment"
    venv.create(environment, with_pip=False, symlinks=os.name != "nt")
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.run(
        [*pip, "--python", python, "install", "--no-deps", "--no-index", wheel],
        check=True,
        timeout=240,
        cwd=folder,
    )
    purelib = Path(sysconfig.get_path("purelib", vars={"base": environment}))
    # A .pth line adds the folder but not what its own .pth files add: no editable checkout.
    others = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (purelib / "dependencies.pth").write_text("\n".join(sorted(others)), "utf-8")
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    return Installed(wheel, environment, elsewhere)


def test_the_wheel_holds_what_it_needs_and_nothing_else(installed: Installed) -> None:
    names = zipfile.ZipFile(installed.wheel).namelist()
    inside = {name.removeprefix("desktop/_data/") for name in names if "/_data/" in name}
    for needed in (
        *(f"questions/{pack.name}" for pack in (CHECKOUT / "questions").glob("*.toml")),
        *(f"assets/icons/{icon.name}" for icon in (CHECKOUT / "assets/icons").glob("*.svg")),
        *(f"assets/fonts/{font.name}" for font in (CHECKOUT / "assets/fonts").glob("*.otf")),
        "assets/sample/answer.flac",
        "assets/sample/sample.toml",
        "assets/star/star.onnx",
        "assets/star/star.json",
        "assets/star/tokenizer.json",
    ):
        assert needed in inside
    assert {"desktop/export/report.css", "desktop/export/report.html.j2"} <= set(names)
    top = {name.split("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == {"desktop"}
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_it_runs_from_the_wheel_and_not_from_the_checkout(installed: Installed) -> None:
    code = (
        "import sys, desktop, desktop.paths as p\n"
        "print(desktop.__file__, p.assets_dir(), p.questions_dir(), sep='\\n')\n"
        "print('\\n'.join(sys.path))"
    )
    package, assets, questions, *path = installed.run("python", "-c", code).splitlines()
    environment = installed.environment.resolve()
    for place in (package, assets, questions):
        assert Path(place).resolve().is_relative_to(environment)
    assert CHECKOUT not in {Path(entry).resolve() for entry in path if entry}


def test_version_and_questions(installed: Installed) -> None:
    assert installed.run("starling", "--version") == f"starling {desktop.__version__}\n"
    lines = installed.run("starling", "questions", "list", "--json").splitlines()
    questions = [json.loads(line) for line in lines]
    assert sum(question["kind"] == "behavioural" for question in questions) >= 160
    assert len({question["id"] for question in questions}) == len(questions)


def test_it_reviews_the_sample(installed: Installed) -> None:
    (line,) = installed.run("starling", "review", "--sample", "--json").splitlines()
    review = json.loads(line)
    assert Path(review["file"]).resolve().is_relative_to(installed.environment.resolve())
    script = (CHECKOUT / "assets" / "sample" / "answer.txt").read_text("utf-8")
    assert wer(script, review["text"]) < 0.15
    assert review["judged"] is True
    assert review["story"]["kind"] == "story"
    assert {key: part["covered"] for key, part in review["components"].items()} == {
        "situation": True, "task": True, "action": True, "result": True,
    }  # fmt: skip
    result = [review["sentences"][i]["text"] for i in review["components"]["result"]["evidence"]]
    assert any("800 lunches" in text for text in result)


def test_it_writes_a_page(installed: Installed) -> None:
    (installed.elsewhere / "a.txt").write_text("I was late. I rang them.", "utf-8")
    installed.run("starling", "review", "a.txt", "--html", "a.html")
    page = (installed.elsewhere / "a.html").read_text("utf-8")
    assert "I rang them." in page
    assert "--c1-tint" in page
