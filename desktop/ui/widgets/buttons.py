"""Buttons drawn to the look: icon, label, key cap, busy state and drop-downs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from desktop.ui.theme import Look
from desktop.ui.widgets.keycap import key_text, keycap_size, paint_keycap

_HEIGHTS = {"big": 52, "normal": 36, "small": 30}


class Button(QPushButton):
    """A push button with an icon from the look, and a key cap where a key presses it.

    Args:
        look: Theme, sizes and icons.
        text: The label; also its accessible name.
        icon: Icon name, or empty.
        kind: Rule of the style sheet: empty (a plain button), primary, quiet, link, danger,
            segment, nav, drop, field.
        size: big (52 px), normal (36) or small (30).
        key: Key cap text ("Space", "Ctrl R"), or empty.
        tip: Tooltip, without the key; the key is added.
        trailing: Icon after the label, or empty.
    """

    def __init__(
        self,
        look: Look,
        text: str = "",
        icon: str = "",
        *,
        kind: str = "",
        size: str = "normal",
        key: str = "",
        tip: str = "",
        trailing: str = "",
        filled: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._look = look
        self._icon_name = icon
        self._kind = kind
        self._size = size
        self._key = key
        self._tip = tip
        self._trailing = trailing
        self._filled = filled
        self._busy = ""
        self._hover = False
        self._turn = 0
        self._spinner: QTimer | None = None
        self.setProperty("kind", kind)
        if size == "small":
            self.setProperty("small", "true")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(True)  # Enter presses it where it has the focus
        self._tell()
        look.changed.connect(self._restyle)

    # -- what it says -------------------------------------------------------------------------

    def set_icon(self, name: str, *, filled: bool = False) -> None:
        """Change the icon."""
        self._icon_name = name
        self._filled = filled
        self.update()

    def set_tip(self, tip: str) -> None:
        """Change the tooltip; the key is added."""
        self._tip = tip
        self._tell()

    def set_busy(self, text: str) -> None:
        """Say what is going on ("Saving") and ignore presses; empty ends it."""
        self._busy = text
        if text and self._spinner is None and not self._look.reduced_motion:
            self._spinner = QTimer(self)
            self._spinner.timeout.connect(self._spin)
            self._spinner.start(50)
        elif not text and self._spinner is not None:
            self._spinner.stop()
            self._spinner = None
        self.update()

    @property
    def busy(self) -> bool:
        """Whether it ignores presses because something is going on."""
        return bool(self._busy)

    def hitButton(self, pos: QPoint) -> bool:
        """A busy button cannot be hit."""
        return not self._busy and super().hitButton(pos)

    def _spin(self) -> None:
        self._turn = (self._turn + 20) % 360
        self.update()

    def _tell(self) -> None:
        key = key_text(self._key).replace(" ", "+") if self._key else ""
        tip = self._tip or (self.text() if key else "")
        self.setToolTip(f"{tip} ({key})" if tip and key else tip)
        if not self.text() and self._tip:
            self.setAccessibleName(self._tip)
        if key:
            self.setAccessibleDescription(f"Key: {key}")

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    # -- sizes --------------------------------------------------------------------------------

    def _font(self) -> QFont:
        big = self._size == "big"
        if self._kind == "primary":
            return self._look.font("primary_big" if big else "primary")
        if self._kind in {"segment", "drop"} or self._size == "small":
            strong = self._kind == "segment" and self.isChecked()
            return self._look.font("second_strong" if strong else "control_small")
        if self._kind == "link":
            return self._look.font("control_small")
        return self._look.font("control_big" if big else "control")

    def _icon_side(self) -> int:
        if self._icon_name == "square":  # filled, it would look larger than an outline
            return 16
        return 22 if self._size == "big" else (16 if self._size == "small" else 18)

    def _pad(self) -> int:
        if self._kind == "link":
            return 0
        if self._kind == "segment":
            return 12
        return 22 if self._size == "big" else (10 if self._size == "small" else 12)

    def _gap(self) -> int:
        return 12 if self._size == "big" else 8

    def _has_cap(self) -> bool:
        return bool(self._key) and (self._size == "big" or self._kind == "quiet")

    def _content_width(self, text_width: int, *, cap: bool = True) -> int:
        px = self._look.px
        parts = [text_width] if text_width else []
        if self._icon_name:
            parts.append(px(self._icon_side()))
        if self._trailing:
            parts.append(px(16))
        if cap and self._has_cap():
            parts.append(round(keycap_size(self._look, self._key).width()))
        return sum(parts) + px(self._gap()) * max(0, len(parts) - 1)

    def _widest(self) -> int:
        if self._kind == "segment":
            return QFontMetrics(self._look.font("second_strong")).horizontalAdvance(self.text())
        return QFontMetrics(self._font()).horizontalAdvance(self.text())

    def sizeHint(self) -> QSize:
        """Icon, label and key cap side by side."""
        px = self._look.px
        width = self._content_width(self._widest()) + 2 * px(self._pad()) + 2
        return QSize(width, px(_HEIGHTS[self._size]))

    def minimumSizeHint(self) -> QSize:
        """Never cut: a button moves to another row instead."""
        return self.sizeHint()

    # -- drawing ------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Follow hovering, which the ink depends on."""
        if event.type() in {QEvent.Type.Enter, QEvent.Type.Leave}:
            self._hover = event.type() == QEvent.Type.Enter
            self.update()
        return super().event(event)

    def _ink(self) -> str:
        if not self.isEnabled():
            return "border_strong"
        ink = {"primary": "on_accent", "link": "accent_text", "danger": "danger"}.get(self._kind)
        if ink is None:
            ink = "text"
            if self._kind in {"quiet", "segment", "nav", "icon"}:
                ink = "text" if self._hover or self.isChecked() else "muted"
                if self._kind == "nav":
                    ink = "accent_text" if self.isChecked() else "muted"
        return ink

    def _panel(self, painter: QPainter) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        option.icon = QIcon()
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the panel by the style sheet, then icon, label and key cap."""
        painter = QPainter(self)
        self._panel(painter)
        ink = self._ink()
        font = self._font()
        text = self._busy or self.text()
        metrics = QFontMetrics(font)
        room = self.width() - 2 * self._look.px(self._pad()) - 2
        spare = room - self._content_width(metrics.horizontalAdvance(text))
        cap = self._has_cap() and spare >= 0
        if self._has_cap() and not cap:  # the label matters more; the tip tells the key too
            spare = room - self._content_width(metrics.horizontalAdvance(text), cap=False)
        if spare < 0:
            wide = metrics.horizontalAdvance(text) + spare
            text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, max(wide, 0))
            spare = 0
        left = self._look.px(self._pad()) + 1
        x = left if self._left_aligned() else left + spare // 2
        self._contents(painter, x, text, font, ink, cap=cap)

    def _left_aligned(self) -> bool:
        return self._kind in {"drop", "field", "nav"}

    def _contents(
        self, painter: QPainter, x: int, text: str, font: QFont, ink: str, *, cap: bool
    ) -> None:
        px = self._look.px
        colour = self._look.theme.colour(ink)
        gap = px(self._gap())
        if self._icon_name:
            side = px(self._icon_side())
            spot = QRect(x, (self.height() - side) // 2, side, side)
            if self._busy:
                self._arc(painter, spot, colour)
            else:
                look_ink = "muted" if self._kind == "drop" and self.isEnabled() else ink
                icon = self._look.icon(
                    self._icon_name, look_ink, self._icon_side(), fill=self._filled
                )
                icon.paint(painter, spot)
            x += side + (gap if text else 0)
        painter.setFont(font)
        painter.setPen(colour)
        if text:
            width = QFontMetrics(font).horizontalAdvance(text)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(QRect(x, 0, width + 2, self.height()), flags, text)
            if self._kind == "link" and self._hover and self.isEnabled():
                y = (self.height() + QFontMetrics(font).ascent()) // 2 + 1
                painter.drawLine(x, y, x + width, y)
            x += width + gap
        if self._trailing:
            side = px(16)
            at = self.width() - px(self._pad()) - side if self._left_aligned() else x
            spot = QRect(at, (self.height() - side) // 2, side, side)
            tint = "muted" if self._kind == "drop" and self.isEnabled() else ink
            self._look.icon(self._trailing, tint, 16).paint(painter, spot)
            x += side + gap
        if cap:
            self._cap(painter, x, colour)

    def _cap(self, painter: QPainter, x: int, colour: QColor) -> None:
        size = keycap_size(self._look, self._key)
        rect = QRectF(x, (self.height() - size.height()) / 2, size.width(), size.height())
        line = self._look.theme.colour("border")
        if self._kind == "primary":
            line = QColor(colour)
            line.setAlphaF(0.5)
        ink = colour if self._kind == "primary" else self._look.theme.colour("muted")
        paint_keycap(painter, rect, self._key, self._look, ink, line)

    def _arc(self, painter: QPainter, spot: QRect, colour: QColor) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._look.reduced_motion:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            for step in (-1, 0, 1):
                centre = QRectF(spot).center()
                centre.setX(centre.x() + step * spot.width() * 0.32)
                painter.drawEllipse(centre, spot.width() * 0.08, spot.width() * 0.08)
        else:
            painter.setPen(QPen(colour, 2, c=Qt.PenCapStyle.RoundCap))
            painter.drawArc(QRectF(spot).adjusted(2, 2, -2, -2), -self._turn * 16, 250 * 16)
        painter.restore()


class IconButton(Button):
    """A 36 px button with an icon alone; its tooltip is its name, with the key.

    Args:
        look: Theme, sizes and icons.
        icon: Icon name.
        name: Tooltip and accessible name.
        key: The key that presses it.
        icon_size: Side of the icon at 100 %.
    """

    def __init__(
        self,
        look: Look,
        icon: str,
        name: str,
        *,
        key: str = "",
        icon_size: int = 20,
        parent: QWidget | None = None,
    ) -> None:
        self._side = icon_size
        super().__init__(look, "", icon, kind="icon", key=key, tip=name, parent=parent)

    def _icon_side(self) -> int:
        return self._side

    def _content_width(self, text_width: int, *, cap: bool = True) -> int:
        return self._look.px(self._side)

    def _pad(self) -> int:
        return max(0, (36 - self._side) // 2)

    def sizeHint(self) -> QSize:
        """A square target."""
        return QSize(self._look.px(36), self._look.px(36))


class DropDown(Button):
    """A button that shows its choice and opens a menu of the others.

    Args:
        look: Theme, sizes and icons.
        name: What is chosen here, for assistive tools ("Kind").
        icon: Icon before the label, or empty.
        kind: drop (in a row of filters) or field (in a form).
    """

    chosen = Signal(object)

    def __init__(
        self,
        look: Look,
        name: str,
        icon: str = "",
        *,
        kind: str = "drop",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "", icon, kind=kind, trailing="chevron-down", parent=parent)
        self._name = name
        self._items: list[tuple[str, Any]] = []
        self._value: Any = None
        self.clicked.connect(self.open_menu)
        if kind == "field":
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_items(self, items: Sequence[tuple[str, Any]], value: Any) -> None:
        """Set the choices as (label, value) and the present value; tells nobody."""
        self._items = list(items)
        self.set_value(value)

    def set_value(self, value: Any) -> None:
        """Show a choice; tells nobody."""
        self._value = value
        label = next((label for label, item in self._items if item == value), "")
        self.setText(label)
        self.setAccessibleName(f"{self._name}: {label}")
        self.updateGeometry()
        self.update()

    @property
    def value(self) -> Any:
        """The present choice."""
        return self._value

    @property
    def items(self) -> list[tuple[str, Any]]:
        """The choices as (label, value)."""
        return list(self._items)

    def minimumSizeHint(self) -> QSize:
        """A drop-down may shorten its label."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), self._look.px(120)), hint.height())

    def menu_of_choices(self) -> QMenu:
        """Return the menu of choices, the current row ticked."""
        menu = QMenu(self)
        blank = QPixmap(self._look.px(16), self._look.px(16))
        blank.fill(Qt.GlobalColor.transparent)
        for label, value in self._items:
            current = value == self._value
            icon = self._look.icon("check", "accent_text", 16) if current else QIcon(blank)
            action = menu.addAction(icon, label.replace("&", "&&"))
            action.triggered.connect(lambda _=False, v=value: self._pick(v))
            if current:
                menu.setActiveAction(action)
        menu.setMinimumWidth(self.width())
        return menu

    def open_menu(self) -> None:
        """Open the menu below the button."""
        menu = self.menu_of_choices()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def _pick(self, value: Any) -> None:
        changed = value != self._value
        self.set_value(value)
        if changed:
            self.chosen.emit(value)
