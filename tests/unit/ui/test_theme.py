"""The theme: contrast of every pair, colours in one place, fonts and icons that exist."""

from __future__ import annotations

import ast
import dataclasses
import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontInfo

import desktop.ui
from desktop.paths import assets_dir
from desktop.ui.look_qss import _TEMPLATE, stylesheet
from desktop.ui.look_type import ROLES
from desktop.ui.theme import CONTRAST, DARK, LIGHT, THEMES, Look, Theme

UI = Path(next(iter(desktop.ui.__path__)))
GROUNDS = ("background", "surface", "raised", "sunken", "pressed")
OPEN = ("background", "surface", "raised")
MARKS = ("c0", "c1", "c2", "c3", "c4")
# What is written on what; 4.5 to 1, in the contrast theme 7 to 1.
TEXT_PAIRS = {
    "text": (*GROUNDS, "accent_soft", "warning_soft", *(f"{c}_tint" for c in MARKS)),
    "muted": GROUNDS,
    "accent_text": (*GROUNDS, "accent_soft"),
    "on_accent": ("accent", "accent_hover", "accent_pressed"),
    "success": (*OPEN, "sunken", "success_soft"),
    "warning": (*OPEN, "sunken", "warning_soft"),
    "danger": (*OPEN, "sunken", "danger_soft"),
    "on_danger": ("danger",),
    "surface": ("text", "accent_text"),
    "on_c": MARKS,
    **{c: (*OPEN, f"{c}_tint") for c in MARKS},
}
# What is only seen: 3 to 1.
SHAPE_PAIRS = {"border_strong": OPEN, "focus": OPEN, "accent": OPEN}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_ratio_is_the_wcag_one():
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_pair_has_enough_contrast(theme: Theme):
    text = 7.0 if theme is CONTRAST else 4.5
    poor = [
        f"{ink} on {ground}: {ratio(getattr(theme, ink), getattr(theme, ground)):.2f} < {least}"
        for pairs, least in ((TEXT_PAIRS, text), (SHAPE_PAIRS, 3.0))
        for ink, grounds in pairs.items()
        for ground in grounds
        if ratio(getattr(theme, ink), getattr(theme, ground)) < least
    ]
    assert poor == []


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_token_is_a_colour(theme: Theme):
    for field in dataclasses.fields(theme):
        if field.name != "name":
            assert re.fullmatch(r"#[0-9A-F]{6}", getattr(theme, field.name)), field.name
    assert theme.colour("border-strong") == QColor(theme.border_strong)
    assert theme.ink(2) == QColor(theme.c2)
    assert theme.tint(4) == QColor(theme.c4_tint)
    with pytest.raises(AttributeError):
        theme.colour("salmon")


def test_dark_themes_know_it():
    assert not LIGHT.is_dark
    assert DARK.is_dark
    assert CONTRAST.is_dark


def test_colours_are_in_the_theme_alone():
    """The bird's own colour is the one exception; it is in its drawing too."""
    found = [
        f"{path.name}: {hit}"
        for path in sorted(UI.rglob("*.py"))
        if path.name != "theme.py"
        for hit in re.findall(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b", path.read_text("utf-8"))
    ]
    assert found == ["icons.py: #173640", "icons.py: #fff", "icons.py: #fff"]


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_style_sheet_has_no_holes(theme: Theme):
    sheet = stylesheet(theme, lambda n: round(n * 2))
    assert not re.findall(r"\{[a-z_0-9]+\}|<\d", sheet)
    assert theme.accent in sheet
    assert sheet.count("{") == sheet.count("}")
    assert "border-radius: 24px" in sheet
    assert "border-radius: <12>px" in _TEMPLATE


def test_sizes_follow_the_text_scale(qapp):
    look = Look(assets_dir(), "light", 1.5)
    assert look.px(36) == 54
    assert look.font("question").pixelSize() == 54
    assert look.line("question") == 69
    look.set_scale(9)
    assert look.scale == 2.0
    look.set_scale(0.2)
    assert look.scale == 1.0


def test_every_role_has_a_font_with_its_weight(qapp):
    look = Look(assets_dir(), "light")
    for name, role in ROLES.items():
        font = look.font(name)
        assert font.pixelSize() == role.size
        assert font.weight() == role.weight
        assert role.line >= role.size
    assert look.font("clock").letterSpacing() == pytest.approx(-3.92, abs=0.02)


def test_inter_ships_and_stands_in_for_a_plain_system_font(qapp):
    look = Look(assets_dir(), "light")
    assert QFontInfo(look.font("body")).family() == "Inter"
    assert (assets_dir() / "fonts" / "LICENSE.txt").read_text("utf-8").count("SIL OPEN FONT")
    total = sum(path.stat().st_size for path in (assets_dir() / "fonts").iterdir())
    assert total < 2_500_000


def test_a_choice_changes_the_theme_and_tells(qapp, qtbot):
    look = Look(assets_dir(), "light")
    with qtbot.waitSignal(look.changed, timeout=500):
        look.set_choice("contrast")
    assert look.theme is CONTRAST
    with qtbot.assertNotEmitted(look.changed):
        look.set_choice("contrast")
        look.set_choice("pink")
    assert look.choice == "contrast"


def test_reduced_motion_goes_to_the_end_at_once(qapp, qtbot):
    look = Look(assets_dir(), "light", motion="reduced")
    seen: list[float] = []
    assert look.animate(look, 0, 10, seen.append) is None
    assert seen == [10]
    look.set_motion("full")
    seen.clear()
    assert look.animate(look, 0, 10, seen.append, 60) is not None
    qtbot.waitUntil(lambda: bool(seen) and seen[-1] == 10, timeout=2000)
    assert len(seen) > 1


def named_icons() -> set[str]:
    """Return every text in the user interface that is asked for as an icon."""
    files = {path.stem for path in (assets_dir() / "icons").glob("*.svg")}
    names = set()
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            called = called or (node.func.id if isinstance(node.func, ast.Name) else "")
            place = {"icon": 0, "set_icon": 0, "Icon": 1, "IconButton": 1, "Button": 2}.get(called)
            if place is None or len(node.args) <= place:
                continue
            value = node.args[place]
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
                names.add(value.value)
    assert names & files
    return names


def test_every_icon_that_is_asked_for_is_there(qapp):
    look = Look(assets_dir(), "light")
    for name in sorted(named_icons()):
        assert not look.icon(name, "muted", 18).isNull(), name


def test_an_icon_takes_the_colour_asked_for(qapp):
    look = Look(assets_dir(), "light")
    image = look.icon("mic", "danger", 24).pixmap(24, 24).toImage()
    solid = [
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    ]
    assert solid
    assert max(set(solid), key=solid.count) == LIGHT.danger.lower()


def test_the_small_bird_wears_fewer_speckles_and_the_dark_one_a_light_body(qapp):
    light, dark = Look(assets_dir(), "light"), Look(assets_dir(), "dark")
    body = light.bird(96).pixmap(96, 96).toImage().pixelColor(34, 74).name()
    assert body == "#173640"
    assert dark.bird(96).pixmap(96, 96).toImage().pixelColor(34, 74).name() == (
        DARK.accent_text.lower()
    )
    assert light.bird(28).pixmap(28, 28).toImage() != light.bird(96).pixmap(28, 28).toImage()
