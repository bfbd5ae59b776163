import io
import time

import pytest

from desktop.commands.terminal import Bar, wants_colour, width


class Terminal(io.StringIO):
    def isatty(self):
        return True

    @property
    def lines(self):
        return [line for line in self.getvalue().split("\r\x1b[K") if line]


class Clock:
    def __init__(self):
        self.at = 100.0

    def __call__(self):
        return self.at


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)


def test_a_bar_says_what_it_waits_for_then_how_far_it_is():
    terminal, clock = Terminal(), Clock()
    bar = Bar("Making words of a.wav", "Getting ready", terminal, clock)
    clock.at += 3
    bar.draw()
    bar.update(0, 60)
    clock.at += 10
    bar.update(30, 60)
    bar.draw()
    clock.at += 4
    bar.draw()
    clock.at += 60
    bar.draw()
    assert terminal.lines == [
        "Getting ready ... 0:03",
        "Making words of a.wav  [############............]  50 %  0:10 left",
        "Making words of a.wav  [############............]  50 %  0:06 left",
        "Making words of a.wav  [############............]  50 %",
    ]


def test_quick_work_shows_no_bar():
    terminal, clock = Terminal(), Clock()
    bar = Bar("Reading", stream=terminal, now=clock)
    clock.at += 0.5
    bar.update(1, 2)
    bar.draw()
    assert terminal.getvalue() == ""


def test_a_bar_takes_its_line_away():
    terminal = Terminal()
    clock = Clock()
    with Bar("Reading", stream=terminal, now=clock):
        clock.at += 5
        deadline = time.monotonic() + 5
        while not terminal.getvalue() and time.monotonic() < deadline:
            time.sleep(0.01)
    assert terminal.lines
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_where_nobody_looks_nothing_is_drawn():
    file, clock = io.StringIO(), Clock()
    with Bar("Reading", stream=file, now=clock) as bar:
        clock.at += 60
        bar.update(1, 2)
        bar.draw()
    assert file.getvalue() == ""


def test_a_bar_fits_a_narrow_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    terminal, clock = Terminal(), Clock()
    bar = Bar("Making words of a very long file name.flac", stream=terminal, now=clock)
    clock.at += 9
    bar.update(1, 2)
    bar.draw()
    assert [len(line) for line in terminal.lines] == [29]


def test_a_terminal_that_goes_away_does_not_stop_the_work():
    class Gone(Terminal):
        def write(self, text):
            raise OSError("gone")

    clock = Clock()
    bar = Bar("Reading", stream=Gone(), now=clock)
    clock.at += 9
    bar.update(1, 2)
    bar.draw()
    bar.draw()


def test_colour_only_where_somebody_looks(monkeypatch):
    assert wants_colour(Terminal())
    assert not wants_colour(io.StringIO())
    monkeypatch.setenv("TERM", "dumb")
    assert not wants_colour(Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(Terminal())


def test_width_is_the_terminals_or_80():
    assert width(Terminal()) == 100
    assert width(io.StringIO()) == 80
