"""The history page by keyboard and mouse: find, hear, open, put away."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.domain.attempt import Stage
from desktop.domain.question import QuestionKind
from desktop.paths import assets_dir
from desktop.session.library import HistoryFilter
from desktop.ui.pages.history import HistoryPage
from desktop.ui.pages.history_model import HistoryModel, Role
from desktop.ui.theme import Look
from tests.ui import review_fakes as fakes

Key = Qt.Key


@pytest.fixture
def look(qapp):
    look = Look(assets_dir(), "light", motion="reduced")
    look.apply(qapp)
    return look


def attempts():
    """Five attempts: two today, one yesterday, one last week, one a year ago."""
    hours = (1, 3, 26, 24 * 6, 24 * 380)
    competencies = ("persuasion", "failure", "persuasion", "", "delegation")
    views = []
    for number, (back, competency) in enumerate(zip(hours, competencies, strict=True)):
        kind = QuestionKind.BEHAVIOURAL if competency else QuestionKind.MOTIVATION
        view = fakes.make_view(f"h{number}")
        attempt = replace(
            view.attempt, created_at=fakes.NOW - timedelta(hours=back), competency=competency,
            kind=kind, question_id=f"q{number}", question_text=f"Question number {number}?",
        )  # fmt: skip
        views.append(replace(view, attempt=attempt))
    told = (("action", "I asked the zebra keeper."),)
    words = fakes.make_words(told)
    views[2] = replace(views[2], transcript=replace(views[2].transcript, words=words))
    return views


@pytest.fixture
def services():
    return fakes.FakeServices(fakes.FakeLibrary(attempts()))


@pytest.fixture
def make_page(qtbot, look):
    def make(services, width=1072, height=800):
        page = HistoryPage(services, look, now=lambda: fakes.NOW)
        qtbot.addWidget(page)
        page.resize(width, height)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.entered()
        return page

    return make


@pytest.fixture
def page(make_page, services):
    return make_page(services)


def shown(page) -> list[str]:
    model = page.model
    rows = [model.row(model.index(i)) for i in range(model.rowCount())]
    return [row.attempt.id for row in rows if row is not None]


def headings(page) -> list[str]:
    model = page.model
    found = [model.index(i).data(Role.HEADING) for i in range(model.rowCount())]
    return [text for text in found if text]


def press(page, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(page.list, key, modifier)


def test_newest_first_under_their_days(page) -> None:
    assert shown(page) == ["h0", "h1", "h2", "h3", "h4"]
    assert headings(page) == ["Today", "Yesterday", "Friday", "25 February 2025"]


def test_up_and_down_pass_over_headings(page) -> None:
    assert page.current == "h0"
    press(page, Key.Key_Down)
    press(page, Key.Key_Down)
    assert page.current == "h2"
    press(page, Key.Key_Up)
    assert page.current == "h1"


def test_enter_opens(page, qtbot) -> None:
    press(page, Key.Key_Down)
    with qtbot.waitSignal(page.open_attempt) as opened:
        press(page, Key.Key_Return)
    assert opened.args == ["h1"]


def test_a_double_click_opens(page, qtbot) -> None:
    rect = page.list.visualRect(page.model.index(page.model.place("h2")))
    viewport = page.list.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=rect.center())
    assert page.current == "h2"
    with qtbot.waitSignal(page.open_attempt) as opened:
        QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=rect.center())
    assert opened.args == ["h2"]


def test_slash_searches_and_shows_the_hit(page, qtbot) -> None:
    press(page, Key.Key_Slash)
    assert page.field.hasFocus()
    QTest.keyClicks(page.field, "ZEBRA")
    qtbot.waitUntil(lambda: shown(page) == ["h2"], timeout=2000)
    assert page.current == "h2"
    assert ">zebra<" in page.drawer.extract_text()
    QTest.keyClick(page.field, Key.Key_Return)
    assert page.list.hasFocus()
    press(page, Key.Key_Escape)
    assert len(shown(page)) == 5


def test_no_hits_says_for_what_and_clears(page) -> None:
    page.field.setText("walrus & co")
    page.refresh()
    assert page.nothing.isVisibleTo(page)
    assert page.nothing.text.text() == "No answer has “walrus & co” in it."
    QTest.mouseClick(page.nothing.button, Qt.MouseButton.LeftButton)
    assert len(shown(page)) == 5


def test_filters_by_kind_competency_and_time(page, services) -> None:
    page.kind._pick(QuestionKind.MOTIVATION)
    assert shown(page) == ["h3"]
    page.kind._pick(None)
    assert [slug for _, slug in page.competency.items] == [
        None, "delegation", "failure", "persuasion",
    ]  # fmt: skip
    page.competency._pick("persuasion")
    assert shown(page) == ["h0", "h2"]
    page.competency._pick(None)
    page.span._pick(7)
    assert shown(page) == ["h0", "h1", "h2", "h3"]
    assert services.library.asked[-1].since == fakes.NOW - timedelta(days=7)


def test_space_plays_and_pauses_the_chosen_one(page, services) -> None:
    assert services.players == []
    press(page, Key.Key_Space)
    player = services.players[0]
    assert [path.name for path in player.loaded] == ["h0.flac"]
    assert player.playing
    press(page, Key.Key_Space)
    assert not player.playing
    press(page, Key.Key_Down)
    press(page, Key.Key_Space)
    assert [path.name for path in player.loaded] == ["h0.flac", "h1.flac"]
    page.left()
    assert not player.playing


def test_the_play_sign_plays_without_opening(page, services, qtbot) -> None:
    opened = []
    page.open_attempt.connect(opened.append)
    page.fold(True)
    rect = page.list.visualRect(page.model.index(page.model.place("h1")))
    place = page.delegate.play_rect(rect).center()
    page.cursor().setPos(page.list.viewport().mapToGlobal(place))
    QTest.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [path.name for path in services.players[0].loaded] == ["h1.flac"]
    assert opened == []


def test_delete_bins_and_undo_brings_it_back(page, services, qtbot) -> None:
    press(page, Key.Key_Down)
    with qtbot.waitSignal(page.binned) as binned:
        press(page, Key.Key_Delete)
    assert binned.args == ["h1"]
    assert shown(page) == ["h0", "h2", "h3", "h4"]
    assert page.current == "h2"
    services.library.restore("h1")
    qtbot.waitUntil(lambda: "h1" in shown(page), timeout=2000)


def test_delete_in_the_search_field_only_edits(page) -> None:
    page.search()
    page.field.setText("tr")
    page.field.setCursorPosition(0)
    QTest.keyClick(page.field, Key.Key_Delete)
    assert page.field.text() == "r"
    page.field.clear()
    page.refresh()
    assert len(shown(page)) == 5


def test_the_bin_shows_restores_and_empties(page, services, qtbot) -> None:
    for _ in range(2):
        press(page, Key.Key_Delete)
    QTest.mouseClick(page.bin_button, Qt.MouseButton.LeftButton)
    assert shown(page) == ["h0", "h1"]
    assert page.empty_button.isVisibleTo(page)
    assert page.drawer.review_button.text() == "Put back"
    press(page, Key.Key_Return)
    assert services.library.view("h0").attempt.deleted_at is None
    assert shown(page) == ["h1"]
    QTest.mouseClick(page.empty_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown(page) == [], timeout=2000)
    assert "h1" not in services.library.views
    assert page.nothing.text.text() == "The bin is empty."
    press(page, Key.Key_Escape)
    assert len(shown(page)) == 4


def test_empty_history_asks_for_the_first_question(make_page, qtbot) -> None:
    page = make_page(fakes.FakeServices(fakes.FakeLibrary([])))
    assert page.nothing.text.text() == "Your answers will be here."
    with qtbot.waitSignal(page.ask_question):
        QTest.mouseClick(page.nothing.first, Qt.MouseButton.LeftButton)


def test_the_drawer_goes_when_folded(page) -> None:
    assert page.drawer.isVisibleTo(page)
    page.fold(True)
    assert not page.drawer.isVisibleTo(page)
    page.fold(False)
    page.resize(800, 700)
    assert not page.drawer.isVisibleTo(page)


def test_rows_speak(page) -> None:
    index = page.model.index(page.model.place("h0"))
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Question number 0?, Persuasion, Today 17:44, 1 minute 20 seconds")
    assert "Result thin" in said


def test_an_attempt_still_being_read_says_so(make_page) -> None:
    waiting = fakes.waiting_view("w1")
    failed = replace(
        fakes.waiting_view("w2"), attempt=replace(waiting.attempt, id="w2", stage=Stage.FAILED)
    )
    page = make_page(fakes.FakeServices(fakes.FakeLibrary([waiting, failed])))
    said = [
        page.model.index(page.model.place(key)).data(Qt.ItemDataRole.AccessibleTextRole)
        for key in ("w1", "w2")
    ]
    assert said[0].endswith("Being read")
    assert said[1].endswith("No words yet")


def test_what_changes_elsewhere_is_shown(page, services, qtbot) -> None:
    services.library.put(fakes.make_view("new"))
    services.library.listed.emit()
    qtbot.waitUntil(lambda: "new" in shown(page), timeout=2000)
    assert page.current == "h0"


def test_ten_thousand_rows_are_shown_and_scrolled_quickly(make_page) -> None:
    base = fakes.make_view()
    views = [
        replace(
            base,
            attempt=replace(
                base.attempt, id=f"x{n}", created_at=fakes.NOW - timedelta(minutes=47 * n)
            ),
        )
        for n in range(10_000)
    ]
    page = make_page(fakes.FakeServices(fakes.FakeLibrary(views)))
    assert len(shown(page)) == 10_000
    bar = page.list.verticalScrollBar()
    worst = 0.0
    for step in range(12):
        began = time.perf_counter()
        bar.setValue(bar.maximum() * step // 12)
        page.list.viewport().repaint()
        worst = max(worst, time.perf_counter() - began)
    assert worst < 0.15


def test_the_model_finds_the_row_that_takes_the_place_of_another() -> None:
    model = HistoryModel()
    assert model.nearest(0) is None
    rows = fakes.FakeLibrary(attempts()).rows(HistoryFilter())
    model.set_rows(rows, fakes.NOW)
    assert model.nearest(0) == 1
    assert model.nearest(999) == model.rowCount() - 1


def test_a_place_outside_the_rows_is_no_row(page) -> None:
    index = page.list.indexAt(QPoint(10, page.list.height() - 2))
    assert page.model.row(index) is None
