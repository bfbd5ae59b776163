"""Every colour, size and type role of the window, and the object that carries them to widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QAbstractAnimation, QObject, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from desktop.ui.icons import IconSource
from desktop.ui.look_qss import stylesheet
from desktop.ui.look_type import ROLES, choose_family, load_fonts

CHOICES = ("system", "light", "dark", "contrast")
"""What the theme setting may be."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours, each "#rrggbb"; which pairs may meet is held by a contrast test.

    The marks ``c1`` to ``c4`` are a rubric's components in order, ``c0`` everything else; a tint
    is the ground below a mark's ink and ``on_c`` the letter on solid ink.
    """

    name: str
    background: str
    surface: str
    raised: str
    sunken: str
    pressed: str
    border: str
    border_strong: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    accent_soft: str
    accent_text: str
    success: str
    success_soft: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    on_danger: str
    focus: str
    c1: str
    c1_tint: str
    c2: str
    c2_tint: str
    c3: str
    c3_tint: str
    c4: str
    c4_tint: str
    c0: str
    c0_tint: str
    on_c: str
    beak: str = "#E9A928"

    def colour(self, token: str) -> QColor:
        """Return a token as a colour.

        Args:
            token: A token's name; "border-strong" and "border_strong" are the same.

        Raises:
            AttributeError: There is no such token.
        """
        return QColor(getattr(self, token.replace("-", "_")))

    def ink(self, slot: int) -> QColor:
        """Return the ink of a component's slot, 0 (other) to 4."""
        return self.colour(f"c{slot}")

    def tint(self, slot: int) -> QColor:
        """Return the tint of a component's slot, 0 (other) to 4."""
        return self.colour(f"c{slot}_tint")

    @property
    def is_dark(self) -> bool:
        """Whether text is light on a dark ground."""
        return self.colour("background").lightness() < 128


# fmt: off
LIGHT = Theme(
    name="light",
    background="#F3F5F6", surface="#FFFFFF", raised="#FFFFFF", sunken="#E9EDEF", pressed="#DAE0E4",
    border="#DAE0E4", border_strong="#7D8B94", text="#142028", muted="#52606A",
    accent="#0F4C5C", accent_hover="#0B3F4D", accent_pressed="#08323D", on_accent="#FFFFFF",
    accent_soft="#DFECEF", accent_text="#0E5366", focus="#0B7F9B",
    success="#17663A", success_soft="#DFF1E5", warning="#80500A", warning_soft="#FCEFD6",
    danger="#AE2430", danger_soft="#FBE5E5", on_danger="#FFFFFF",
    c1="#3763CC", c1_tint="#E2EAFC", c2="#8A5F0C", c2_tint="#FAEBC6",
    c3="#8C1A5D", c3_tint="#F8E0EC", c4="#1F5230", c4_tint="#D9EFDD",
    c0="#5B6972", c0_tint="#E9EDEF", on_c="#FFFFFF",
)
DARK = Theme(
    name="dark",
    background="#0E1418", surface="#151D22", raised="#1E282E", sunken="#0A0F12", pressed="#2A363D",
    border="#2A363D", border_strong="#71838D", text="#E8EEF1", muted="#A2B1B9",
    accent="#257C93", accent_hover="#1F7086", accent_pressed="#185F72", on_accent="#FFFFFF",
    accent_soft="#17323A", accent_text="#97D7E6", focus="#5CC4DC",
    success="#7FD39A", success_soft="#153021", warning="#EDBB62", warning_soft="#352811",
    danger="#FF9C9C", danger_soft="#3E1C20", on_danger="#3B0A10",
    c1="#70A0F8", c1_tint="#1C2C4B", c2="#E39339", c2_tint="#3B2A13",
    c3="#FFB8EB", c3_tint="#42213A", c4="#96E092", c4_tint="#1B3722",
    c0="#A2B1B9", c0_tint="#232E34", on_c="#0A0F12",
)
CONTRAST = Theme(
    name="contrast",
    background="#000000", surface="#000000", raised="#0C0C0C", sunken="#1C1C1C", pressed="#333333",
    border="#FFFFFF", border_strong="#FFFFFF", text="#FFFFFF", muted="#DADADA",
    accent="#FFE45C", accent_hover="#FFF1A8", accent_pressed="#F2CF1F", on_accent="#000000",
    accent_soft="#2B2600", accent_text="#FFE45C", focus="#6CF0FF",
    success="#8CFFA8", success_soft="#00240C", warning="#FFC96B", warning_soft="#2B1B00",
    danger="#FFB0B0", danger_soft="#330006", on_danger="#000000",
    c1="#769DFE", c1_tint="#000E33", c2="#F0932B", c2_tint="#2B1600",
    c3="#FFC6EE", c3_tint="#330026", c4="#B7FBB0", c4_tint="#002B0D",
    c0="#DADADA", c0_tint="#1A1A1A", on_c="#000000",
)
# fmt: on

THEMES = {theme.name: theme for theme in (LIGHT, DARK, CONTRAST)}


class Look(QObject):
    """Theme, text scale, fonts, icons and motion, passed to every widget.

    Args:
        assets: The folder that holds ``fonts`` and ``icons``.
        choice: system, light, dark or contrast.
        scale: Text scale, 1.0 to 2.0.
        motion: "system", "full" or "reduced".
    """

    changed = Signal()

    def __init__(
        self,
        assets: Path,
        choice: str = "system",
        scale: float = 1.0,
        motion: str = "system",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._icons = IconSource(assets / "icons")
        self._choice = choice if choice in CHOICES else "system"
        self._scale = min(2.0, max(1.0, scale))
        self._motion = motion
        self._app: QApplication | None = None
        self._families = load_fonts(assets / "fonts")
        self._family = choose_family(self._families)
        self.theme = self._resolve()
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)
        accessibility = getattr(hints, "accessibility", None)
        for signal in ("contrastPreferenceChanged", "motionPreferenceChanged"):
            changes = getattr(accessibility(), signal, None) if accessibility else None
            if changes is not None:
                changes.connect(self._system_changed)

    # -- choices ------------------------------------------------------------------------------

    @property
    def choice(self) -> str:
        """The theme as chosen: system, light, dark or contrast."""
        return self._choice

    @property
    def scale(self) -> float:
        """The text scale, 1.0 to 2.0."""
        return self._scale

    @property
    def motion(self) -> str:
        """The motion setting: system, full or reduced."""
        return self._motion

    @property
    def reduced_motion(self) -> bool:
        """Whether nothing but the clock, the track and a slow meter may move."""
        if self._motion != "system":
            return self._motion == "reduced"
        return _system_says("motionPreference", "ReducedMotion")

    def set_choice(self, choice: str) -> None:
        """Choose the theme: system, light, dark or contrast."""
        if choice in CHOICES and choice != self._choice:
            self._choice = choice
            self._refresh()

    def set_scale(self, scale: float) -> None:
        """Set the text scale, held between 1.0 and 2.0."""
        scale = min(2.0, max(1.0, scale))
        if scale != self._scale:
            self._scale = scale
            self._refresh()

    def set_motion(self, motion: str) -> None:
        """Set motion: system, full or reduced."""
        if motion != self._motion:
            self._motion = motion
            self.changed.emit()

    def _system_changed(self) -> None:
        if self._choice == "system":
            self._refresh()

    def _resolve(self) -> Theme:
        if self._choice != "system":
            return THEMES[self._choice]
        if _system_says("contrastPreference", "HighContrast"):
            return CONTRAST
        hints = QGuiApplication.styleHints()
        return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT

    def _refresh(self) -> None:
        self.theme = self._resolve()
        if self._app is not None:
            self._dress(self._app)
        self.changed.emit()

    # -- sizes, type, icons, motion -----------------------------------------------------------

    def px(self, n: float) -> int:
        """Return a logical length at the user's scale, in whole pixels."""
        return round(n * self._scale)

    def font(self, role: str, tabular: bool = False) -> QFont:
        """Return the font of a type role at the user's scale.

        Args:
            role: A key of ``ROLES``.
            tabular: Whether all figures take the same width (always so for clocks and charts).

        Raises:
            KeyError: There is no such role.
        """
        spec = ROLES[role]
        font = QFont(self._family) if self._family else QFont()
        font.setPixelSize(self.px(spec.size))
        font.setWeight(QFont.Weight(spec.weight))
        if spec.spacing:
            points = self.px(spec.size) * spec.spacing / 100
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, points)
        if tabular or spec.tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
        return font

    def line(self, role: str) -> int:
        """Return the line height of a type role at the user's scale, in pixels."""
        return self.px(ROLES[role].line)

    def chip_font(self, side: float) -> QFont:
        """Return the font of a letter in a chip with this side in pixels (already scaled)."""
        font = self.font("body")
        font.setPixelSize(max(6, round(side * 0.6)))
        font.setWeight(QFont.Weight.Bold)
        return font

    def icon(
        self, name: str, colour: str = "muted", size: int = 18, *, fill: bool = False
    ) -> QIcon:
        """Return an icon from assets/icons in a token's colour.

        Args:
            name: File name without ".svg"; "starling" is the bird.
            colour: A token's name.
            size: Side in logical pixels at 100 %; the stroke is 1.5 px at this size.
            fill: Whether the shapes are filled as well (play, pause, stop, a kept favourite).
        """
        return self._icons.icon(
            name, self.theme.colour(colour), self.theme.colour("border_strong"), self.px(size),
            fill=fill,
        )  # fmt: skip

    def bird(self, size: int) -> QIcon:
        """Return the bird for the theme; below 40 px it wears five larger speckles."""
        return self._icons.bird(self.theme.is_dark, self.theme.colour("accent_text"), self.px(size))

    def animate(
        self,
        owner: QObject,
        start: float,
        end: float,
        step: Callable[[float], None],
        ms: int = 120,
    ) -> QVariantAnimation | None:
        """Run ``step`` from start to end, or at once to the end when motion is reduced.

        Args:
            owner: Parent of the animation; it stops when the owner goes.
            start: First value.
            end: Last value.
            step: Called with each value on the main thread.
            ms: Length in milliseconds.

        Returns:
            The running animation, or None where there is none.
        """
        if self.reduced_motion:
            step(end)
            return None
        animation = QVariantAnimation(owner)
        animation.setStartValue(float(start))
        animation.setEndValue(float(end))
        animation.setDuration(ms)
        animation.valueChanged.connect(step)
        animation.start(QAbstractAnimation.DeletionPolicy.DeleteWhenStopped)
        return animation

    # -- the application ----------------------------------------------------------------------

    def apply(self, app: QApplication) -> None:
        """Dress the application: Fusion, palette, font and style sheet; again at every change."""
        self._app = app
        app.setStyle("Fusion")
        self._dress(app)

    def _dress(self, app: QApplication) -> None:
        app.setPalette(palette(self.theme))
        app.setFont(self.font("body"))
        app.setStyleSheet(stylesheet(self.theme, self.px))


def palette(theme: Theme) -> QPalette:
    """Return the Qt palette of a theme, for what the style sheet does not reach."""
    roles = QPalette.ColorRole
    result = QPalette()
    for role, token in (
        (roles.Window, "background"), (roles.Base, "surface"), (roles.AlternateBase, "sunken"),
        (roles.Button, "surface"), (roles.Mid, "border"), (roles.Dark, "border_strong"),
        (roles.Light, "surface"), (roles.Midlight, "sunken"), (roles.Shadow, "border"),
        (roles.WindowText, "text"), (roles.Text, "text"), (roles.ButtonText, "text"),
        (roles.BrightText, "text"), (roles.ToolTipBase, "raised"), (roles.ToolTipText, "text"),
        (roles.PlaceholderText, "muted"), (roles.Highlight, "accent_text"),
        (roles.HighlightedText, "surface"), (roles.Link, "accent_text"),
        (roles.LinkVisited, "accent_text"), (roles.Accent, "accent_text"),
    ):  # fmt: skip
        result.setColor(role, theme.colour(token))
    off = QPalette.ColorGroup.Disabled
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        result.setColor(off, role, theme.colour("border_strong"))
    return result


def _system_says(hint: str, wanted: str) -> bool:
    """Whether a system hint that only newer Qt versions have holds the wanted value."""
    hints = QGuiApplication.styleHints()
    ask = getattr(hints, hint, None)
    if ask is None:
        accessibility = getattr(hints, "accessibility", None)
        ask = getattr(accessibility(), hint, None) if accessibility is not None else None
    return ask is not None and getattr(ask(), "name", "") == wanted
