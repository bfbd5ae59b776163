import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
import types

import numpy as np
import pytest
import soundfile

import desktop
from desktop import cli
from desktop.analysis.analyser import Analyser
from desktop.commands import inputs
from desktop.commands.review import GENERIC, sample_file
from desktop.domain.question import Question, QuestionKind
from desktop.domain.transcript import Transcript
from desktop.export.report_json import report_object
from desktop.export.reviewed import Reviewed
from desktop.paths import assets_dir

TOLD = (
    "Last March I was running the till at a garden centre when the card reader stopped. "
    "It was my job to keep the queue moving until closing time. "
    "I put up a sign, asked people who had cash to come to the front, and wrote the others a bill. "
    "Then I rang the bank and read them the error until they found the fault. "
    "In the end we lost no sale, and 19 of the 20 bills were paid by Friday.\n"
)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    folder = tmp_path / "home"
    monkeypatch.setenv("STARLING_HOME", str(folder))
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def told(tmp_path):
    (tmp_path / "told.txt").write_text(TOLD, "utf-8")
    return "told.txt"


def starling(*arguments, cwd, check=False, **options):
    """Run the command in a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(assets_dir().parent)}
    env.update(options.pop("env", {}))
    return subprocess.run(
        [sys.executable, "-m", "desktop", *arguments],
        cwd=cwd, env=env, capture_output=True, text=True, timeout=120, check=check, **options,
    )  # fmt: skip


# -- what a user meets first ----------------------------------------------------------------------


def test_version_and_help(tmp_path):
    said = starling("--version", cwd=tmp_path)
    assert (said.returncode, said.stdout) == (0, f"starling {desktop.__version__}\n")
    said = starling("--help", cwd=tmp_path)
    assert said.returncode == 0
    assert "starling review --sample" in said.stdout
    assert "--transcription-worker" not in said.stdout
    assert "--probe-display" not in said.stdout


def test_every_example_of_the_help_is_understood():
    parser = cli.make_parser()
    for line in re.findall(r"^  starling (\S.*?)(?:  .*)?$", cli._EXAMPLES, re.MULTILINE):
        assert parser.parse_args(shlex.split(line)).command


@pytest.mark.parametrize(
    "arguments",
    [
        ["fly"],
        ["review", "a.txt", "--kind", "small-talk"],
        ["review", "a.txt", "--json", "--html", "b.html"],
        ["questions"],
        ["questions", "list", "--level", "expert"],
    ],
)
def test_a_command_that_is_not_understood_exits_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "usage: starling" in err


def test_without_a_display_the_window_says_so(monkeypatch, capsys):
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert cli.main([]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("This machine has no display, so the window cannot open.")


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_with_a_display_the_window_opens(monkeypatch, name):
    monkeypatch.setattr(sys, "platform", "linux")
    for other in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, "something")
    app = types.ModuleType("desktop.app")
    app.run = lambda: 7
    monkeypatch.setitem(sys.modules, "desktop.app", app)
    assert cli.main([]) == 7


def test_a_frozen_app_can_be_its_own_worker(monkeypatch):
    worker = types.ModuleType("desktop.transcription.worker")
    worker.main = lambda arguments: 0 if arguments == ["--models", "m"] else 1
    monkeypatch.setitem(sys.modules, "desktop.transcription.worker", worker)
    monkeypatch.setattr("desktop.transcription.worker", worker, raising=False)
    assert cli.main(["--transcription-worker", "--models", "m"]) == 0


# -- review ---------------------------------------------------------------------------------------


def test_a_transcript_as_json(told, capsys, home):
    assert cli.main(["review", told, "--json", "--question", "  What\n broke? "]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    (line,) = out.splitlines()
    data = json.loads(line)
    assert data["file"] == told
    assert data["question"] == "What broke?"
    assert data["text"] == " ".join(TOLD.split())
    assert data["judged"] is True
    assert data["story"]["kind"] == "story"
    assert data["components"]["action"]["covered"] is True
    # What is printed is what the analyser says, with the usual aim of two minutes.
    question, transcript = Question("", "What broke?"), Transcript.from_text(TOLD)
    report = Analyser(assets_dir()).analyse(question, transcript, None, 120.0)
    expected = report_object(Reviewed(told, question, transcript, report))
    assert data == json.loads(json.dumps(expected))
    # A typed answer needs no folder of the user's.
    assert not home.exists()


def test_several_files_one_line_each_in_order(told, tmp_path, capsys):
    (tmp_path / "other.TXT").write_text("I would always ask my manager first.", "utf-8")
    assert cli.main(["review", "other.TXT", told, told, "--json"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["file"] for line in lines] == ["other.TXT", told, told]


def test_a_readable_report_without_colour_where_nobody_looks(told, capsys):
    assert cli.main(["review", told, told]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "\x1b" not in out
    assert out.count("What you said") == 2
    assert "[S] Situation" in out


def test_colour_follows_the_environment(told, capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert cli.main(["review", told]) == 0
    assert "\x1b[" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    assert cli.main(["review", told]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_a_page_with_all_answers(told, tmp_path, capsys):
    (tmp_path / "other.txt").write_text("I <b>always</b> ask my manager first.", "utf-8")
    assert cli.main(["review", told, "other.txt", "--html", "both.html"]) == 0
    assert capsys.readouterr().out == "Written to both.html\n"
    page = (tmp_path / "both.html").read_text("utf-8")
    assert page.index("we lost no sale") < page.index("&lt;b&gt;always&lt;/b&gt;")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["both.html", "other.txt", "told.txt"]


@pytest.mark.parametrize("kind", list(QuestionKind))
def test_every_kind_can_be_reviewed(told, kind, capsys):
    assert cli.main(["review", told, "--kind", kind.value, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["question"] == GENERIC[kind]
    assert data["judged"] is (kind is QuestionKind.BEHAVIOURAL)


def test_a_question_of_a_pack_by_id_or_text(told, capsys):
    assert cli.main(["review", told, "--json", "--question", "conflict-01"]) == 0
    text = json.loads(capsys.readouterr().out)["question"]
    assert text.startswith("Tell me about a time you disagreed")
    assert cli.main(["review", told, "--question", text.upper()]) == 0
    assert text in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xef\xbb\xbfI rang them.", "I rang them."),
        ("I rang them – twice.".encode("utf-16"), "I rang them – twice."),
        (b"I\r\nrang\r\n\r\nthem.\r\n", "I rang them."),
    ],
)
def test_texts_of_other_systems_are_read(data, words, tmp_path, capsys):
    (tmp_path / "a.txt").write_bytes(data)
    assert cli.main(["review", "a.txt", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == words


# -- what cannot be reviewed ----------------------------------------------------------------------


def wav_without_sound(path):
    soundfile.write(path, np.zeros(0, dtype=np.int16), 16000)


BAD = {
    "missing.wav": (None, "missing.wav: there is no such file."),
    "missing.txt": (None, "missing.txt: there is no such file."),
    "folder.txt": (lambda p: p.mkdir(), "folder.txt is a folder."),
    "empty.txt": (lambda p: p.write_bytes(b""), "empty.txt is empty."),
    "empty.wav": (lambda p: p.write_bytes(b""), "empty.wav is empty."),
    "blank.txt": (lambda p: p.write_text(" \n\t\n"), "blank.txt holds no words."),
    "marks.txt": (lambda p: p.write_text("... - !"), "marks.txt holds no words."),
    "latin.txt": (lambda p: p.write_bytes("Das war für mich".encode("latin-1")),
                  "latin.txt is not UTF-8 text (byte 10)."),
    "half.txt": (lambda p: p.write_bytes("So ü".encode()[:-1]), "half.txt is not UTF-8 text"),
    "picture.txt": (lambda p: p.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256))),
                    "picture.txt is not a text file"),
    "zeros.txt": (lambda p: p.write_bytes(bytes(500)), "zeros.txt is not a text file"),
    "utf16.txt": (lambda p: p.write_bytes("I rang them".encode("utf-16-le")),
                  "utf16.txt is not a text file"),
    "long.txt": (lambda p: p.write_text("word " * 500_000), "long.txt is too long for an answer"),
    "words.wav": (lambda p: p.write_text(TOLD), "words.wav is not a sound file"),
    "words.mp3": (lambda p: p.write_text(TOLD), "words.mp3 is not a sound file"),
    "words.m4a": (lambda p: p.write_text(TOLD), "words.m4a is not a sound file"),
    "noise.flac": (lambda p: p.write_bytes(bytes(range(256)) * 40), "noise.flac holds no sound"),
    "silent.wav": (wav_without_sound, "silent.wav holds no sound."),
    "notes.docx": (lambda p: p.write_bytes(b"PK\3\4"), "does not read “.docx” files."),
    "noending": (lambda p: p.write_text(TOLD), "does not read files without an ending."),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(BAD))
@pytest.mark.parametrize("output", [[], ["--json"], ["--html", "out.html"]])
def test_bad_input_names_file_and_fault_and_writes_nothing(
    name, output, told, tmp_path, capsys, home
):
    make, fault = BAD[name]
    if make is not None:
        make(tmp_path / name)
    before = sorted(p.name for p in tmp_path.iterdir())
    assert cli.main(["review", told, name, *output]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert name in err
    assert fault in err
    assert sorted(p.name for p in tmp_path.iterdir()) == before
    assert not home.exists()


def test_all_bad_inputs_are_named(tmp_path, capsys):
    (tmp_path / "empty.wav").touch()
    assert cli.main(["review", "gone.txt", "empty.wav", "x/gone.flac", "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert [line.split()[0] for line in lines] == ["gone.txt:", "empty.wav", "x/gone.flac:"]


def test_bad_input_in_a_process_of_its_own(tmp_path):
    done = starling("review", "gone.wav", "--json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "gone.wav: there is no such file. Check its name.\n"


def test_nothing_to_review(capsys):
    assert cli.main(["review"]) == 2
    assert "Name a file, or add --sample." in capsys.readouterr().err


def test_an_empty_question(told, capsys):
    assert cli.main(["review", told, "--question", "  "]) == 2
    assert capsys.readouterr() == ("", "The question is empty. Put its text after --question.\n")


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ("told.txt", "told.txt: the page needs a name that ends in .html."),
        ("gone/page.html", "gone/page.html cannot be written: no such file or directory."),
        ("told.txt/page.html", "told.txt/page.html cannot be written: not a directory."),
        ("folder.html", "folder.html is a folder."),
    ],
)
def test_a_page_that_cannot_be_written(page, fault, told, tmp_path, capsys):
    (tmp_path / "folder.html").mkdir()
    assert cli.main(["review", told, "--html", page]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert fault in err
    assert (tmp_path / "told.txt").read_text("utf-8") == TOLD
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder.html", "told.txt"]


def test_a_page_is_replaced_whole_or_not_at_all(told, tmp_path, monkeypatch, capsys):
    page = tmp_path / "page.html"
    page.write_text("the page of yesterday", "utf-8")

    def refuse(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuse)
        assert cli.main(["review", told, "--html", "page.html"]) == 2
    assert "page.html cannot be written: No space left on device." in capsys.readouterr().err
    assert page.read_text("utf-8") == "the page of yesterday"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["page.html", "told.txt"]
    assert cli.main(["review", told, "--html", "page.html"]) == 0
    assert "we lost no sale" in page.read_text("utf-8")


def test_an_unknown_speech_model(tmp_path, capsys, home):
    soundfile.write(tmp_path / "a.wav", np.zeros(16000, dtype=np.int16), 16000)
    assert cli.main(["review", "a.wav", "--model", "huge.xx"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("The speech model “huge.xx” is not installed.")
    assert not home.exists()


def test_m4a_without_pyav_says_what_to_install(tmp_path, capsys, monkeypatch):
    import importlib.util

    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *a: None if name == "av" else found(name, *a)
    )
    (tmp_path / "a.m4a").write_bytes(b"\0\0\0\x20ftypM4A " + bytes(100))
    assert cli.main(["review", "a.m4a"]) == 2
    assert "pip install av" in capsys.readouterr().err


def test_a_file_in_a_folder_is_named_as_it_was_given(tmp_path, capsys):
    (tmp_path / "takes").mkdir()
    (tmp_path / "takes" / "one.wav").write_text(TOLD)
    assert cli.main(["review", "takes/one.wav"]) == 2
    assert capsys.readouterr().err.startswith("takes/one.wav is not a sound file")


def test_looking_at_inputs_tells_how_far_it_is(told):
    seen = []
    inputs.read_answers([told, told], lambda done, total: seen.append((done, total)))
    assert seen == [(0, 2), (1, 2)]


# -- streams --------------------------------------------------------------------------------------


def test_a_reader_that_leaves_early_is_no_error(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "desktop", "questions", "list", "--json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(assets_dir().parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    said = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(60) == cli.BROKEN_PIPE
    assert said == ""


def test_output_that_cannot_show_a_sign_gets_another(told, tmp_path):
    done = starling(
        "review", told, cwd=tmp_path, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    )
    assert done.returncode == 0
    assert re.search(r"^  \[A\] Action     v Covered  .*\d %", done.stdout, re.MULTILINE)
    assert 'Says "I"' in done.stdout
    assert "told.txt - typed" in done.stdout


# -- with sound ------------------------------------------------------------------------------------


@pytest.mark.real
def test_recordings_in_every_format(tmp_path):
    """The first sentence of the sample, as five kinds of file, gives the same words."""
    import av

    samples, rate = soundfile.read(sample_file(), dtype="float32", stop=16000 * 6)
    names = ["a.wav", "a.ogg", "a.mp3", "a.m4a", "a.webm"]
    for name in names[:3]:
        soundfile.write(tmp_path / name, samples, rate)
    for name, codec, out_rate in (("a.m4a", "aac", 48000), ("a.webm", "libopus", 48000)):
        with av.open(str(tmp_path / name), "w") as container:
            stream = container.add_stream(codec, rate=out_rate, layout="mono")
            frame = av.AudioFrame.from_ndarray(samples[np.newaxis, :], "fltp", "mono")
            frame.sample_rate = rate
            resampler = av.AudioResampler(stream.format, "mono", out_rate, stream.frame_size)
            for piece in [*resampler.resample(frame), *resampler.resample(None)]:
                container.mux(stream.encode(piece))
            container.mux(stream.encode(None))
    done = starling("review", *names, "--json", cwd=tmp_path, check=True)
    reviews = [json.loads(line) for line in done.stdout.splitlines()]
    assert [review["file"] for review in reviews] == names
    for review in reviews:
        assert review["model"] == "tiny.en"
        assert review["duration_s"] == pytest.approx(6.0, abs=0.15)
        assert "kitchen of a primary school" in review["text"]
        assert all(0 <= w["start"] <= w["end"] <= 6.2 for w in review["words"])
        assert all(0 <= w["probability"] <= 1 for w in review["words"])


def running(*what):
    """Return the ids of the processes that pgrep finds."""
    found = subprocess.run(["pgrep", *what], capture_output=True, text=True, check=False)
    return found.stdout.split()


if sys.platform != "win32":  # there is no such signal there

    def listen_to_interrupts():
        """Undo a shell that started the tests in the background, where SIGINT is ignored."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    @pytest.mark.real
    def test_stopping_it_leaves_nothing_behind(tmp_path):
        process = subprocess.Popen(
            [sys.executable, "-m", "desktop", "review", "--sample", "--html", "page.html"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(assets_dir().parent)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=listen_to_interrupts,  # noqa: PLW1509 - no threads run here
        )
        deadline = time.monotonic() + 60
        workers = []
        while not workers and time.monotonic() < deadline:
            time.sleep(0.1)
            workers = running("-P", str(process.pid), "-f", "transcription")
        assert workers
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert process.returncode == cli.INTERRUPTED
        assert out == ""
        assert err == "Stopped.\n"
        assert not set(workers) & set(running("-f", "transcription"))
        assert not (tmp_path / "page.html").exists()
