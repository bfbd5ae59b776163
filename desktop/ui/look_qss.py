"""The one style sheet: fills, borders, radii, padding and states of every control."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.ui.theme import Theme

# {token} is a colour of the theme, <n> a length that follows the user's text scale. A widget picks
# its rule with setProperty("kind", ...): primary, quiet, icon, link, danger, nav, segment, card,
# tag, drop; a label its colour with setProperty("ink", ...).
_TEMPLATE = """
QMainWindow, QDialog, QWidget[kind="page"], QStackedWidget { background: {background}; }
QWidget[kind="surface"] { background: {surface}; }
QWidget[kind="clear"], QScrollArea[kind="clear"] > QWidget > QWidget { background: transparent; }
QWidget[kind="sidebar"] {
  background: {background}; border: none; border-right: 1px solid {border};
}
QWidget[kind="topbar"] {
  background: {background}; border: none; border-bottom: 1px solid {border};
}
QWidget[kind="dock"] { background: {surface}; border: none; border-top: 1px solid {border}; }
QWidget[kind="foot"] { background: {background}; border: none; border-top: 1px solid {border}; }
QFrame[kind="card"] { background: {surface}; border: 1px solid {border}; border-radius: <12>px; }
QFrame[kind="aside"] { background: {background}; border: none; border-left: 1px solid {border}; }
QFrame[kind="notice"] { background: {warning_soft}; border: none; }
QFrame[kind="sunken"] { background: {sunken}; border: none; border-radius: <8>px; }
QFrame[kind="line"] { background: {border}; border: none; max-height: 1px; min-height: 1px; }

QLabel { background: transparent; color: {text}; }
QLabel[ink="muted"] { color: {muted}; }
QLabel[ink="accent"] { color: {accent_text}; }
QLabel[ink="success"] { color: {success}; }
QLabel[ink="warning"] { color: {warning}; }
QLabel[ink="danger"] { color: {danger}; }
QLabel:disabled { color: {border_strong}; }
QLabel[kind="tag"] {
  background: {sunken}; color: {text}; border-radius: <6>px; padding: <4>px <8>px; font-weight: 500;
}
QLabel[kind="soft"] {
  background: {accent_soft}; color: {accent_text}; border-radius: <6>px; padding: <2>px <8>px;
}
QLabel[kind="tile"] { background: {accent_soft}; border-radius: <10>px; }

QPushButton, QToolButton {
  background: {surface}; color: {text}; border: 1px solid {border}; border-radius: <8>px;
  padding: 0 <14>px; min-height: <34>px; font-weight: 500; outline: none;
}
QPushButton:hover, QToolButton:hover { background: {sunken}; }
QPushButton:pressed, QToolButton:pressed { background: {pressed}; }
QPushButton:disabled, QToolButton:disabled { color: {border_strong}; background: {surface}; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: none; width: 0; }
QPushButton[small="true"], QToolButton[small="true"] { min-height: <28>px; padding: 0 <10>px; }

QPushButton[kind="primary"], QToolButton[kind="primary"] {
  background: {accent}; color: {on_accent}; border: 1px solid {accent}; font-weight: 600;
}
QPushButton[kind="primary"]:hover { background: {accent_hover}; border-color: {accent_hover}; }
QPushButton[kind="primary"]:pressed {
  background: {accent_pressed}; border-color: {accent_pressed};
}
QPushButton[kind="primary"]:disabled {
  background: {sunken}; color: {border_strong}; border-color: {sunken};
}
QPushButton[kind="danger"] { color: {danger}; border-color: {danger}; }
QPushButton[kind="danger"]:hover { background: {danger_soft}; }
QPushButton[kind="danger"]:pressed { background: {pressed}; }
QPushButton[kind="danger"]:disabled { color: {border_strong}; border-color: {border}; }

QPushButton[kind="quiet"], QToolButton[kind="quiet"],
QPushButton[kind="icon"], QToolButton[kind="icon"] {
  background: transparent; color: {muted}; border: 1px solid transparent;
}
QPushButton[kind="icon"], QToolButton[kind="icon"] {
  padding: 0; min-width: <34>px; max-width: <34>px; min-height: <34>px; max-height: <34>px;
}
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover,
QPushButton[kind="icon"]:hover, QToolButton[kind="icon"]:hover {
  background: {sunken}; color: {text};
}
QPushButton[kind="quiet"]:pressed, QToolButton[kind="quiet"]:pressed,
QPushButton[kind="icon"]:pressed, QToolButton[kind="icon"]:pressed { background: {pressed}; }
QPushButton[kind="quiet"]:checked, QToolButton[kind="quiet"]:checked,
QPushButton[kind="icon"]:checked, QToolButton[kind="icon"]:checked {
  background: {sunken}; color: {text};
}
QPushButton[kind="quiet"]:disabled, QToolButton[kind="quiet"]:disabled,
QPushButton[kind="icon"]:disabled, QToolButton[kind="icon"]:disabled {
  background: transparent; color: {border_strong};
}

QPushButton[kind="link"], QToolButton[kind="link"] {
  background: transparent; color: {accent_text}; border: none; padding: 0; min-height: <30>px;
}
QPushButton[kind="link"]:hover { text-decoration: underline; background: transparent; }
QPushButton[kind="link"]:pressed { color: {text}; background: transparent; }

QPushButton[kind="segment"] {
  background: transparent; color: {muted}; border: 1px solid transparent; border-radius: <6>px;
  padding: 0 <12>px; min-height: <28>px;
}
QPushButton[kind="segment"]:hover { color: {text}; background: transparent; }
QPushButton[kind="segment"]:pressed { background: {pressed}; }
QPushButton[kind="segment"]:checked {
  background: {surface}; color: {text}; border: 1px solid {border_strong}; font-weight: 600;
}
QPushButton[kind="segment"]:disabled { color: {border_strong}; }
QFrame[kind="trough"] { background: {sunken}; border: none; border-radius: <8>px; }

QPushButton[kind="nav"] {
  background: transparent; color: {muted}; border: none; border-radius: <8>px; text-align: left;
  padding: 0 <12>px; min-height: <40>px;
}
QPushButton[kind="nav"]:hover { background: {sunken}; }
QPushButton[kind="nav"]:pressed { background: {pressed}; }
QPushButton[kind="nav"]:checked {
  background: {accent_soft}; color: {accent_text}; font-weight: 600;
}
QPushButton[kind="row"] {
  background: transparent; border: none; border-radius: 0; text-align: left; padding: 0;
}
QPushButton[kind="cardbutton"] {
  background: {surface}; border: 1px solid {border}; border-radius: <12>px; padding: 0;
}
QPushButton[kind="cardbutton"]:hover { border-color: {border_strong}; background: {surface}; }
QPushButton[kind="cardbutton"]:pressed { background: {sunken}; }
QPushButton[kind="drop"]:hover { background: {surface}; border-color: {text}; }
QPushButton[kind="field"] { border-color: {border_strong}; }
QPushButton[kind="field"]:hover { background: {surface}; border-color: {text}; }

QAbstractScrollArea { border: none; }
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QComboBox {
  background: {surface}; color: {text}; border: 1px solid {border_strong}; border-radius: <8>px;
  padding: <6>px <10>px; selection-background-color: {accent_text}; selection-color: {surface};
}
QLineEdit, QSpinBox, QComboBox { min-height: <22>px; }
QLineEdit:hover, QPlainTextEdit:hover, QTextEdit:hover, QSpinBox:hover, QComboBox:hover {
  border-color: {text};
}
QLineEdit:disabled, QPlainTextEdit:disabled, QSpinBox:disabled, QComboBox:disabled {
  color: {border_strong};
}
QLineEdit[state="error"], QSpinBox[state="error"] { border-color: {danger}; }
QTextBrowser[kind="reading"], QTextBrowser[kind="reading"]:hover {
  border: none; background: transparent; padding: 0;
}
QComboBox::drop-down { border: none; width: <24>px; }
QComboBox QAbstractItemView {
  background: {raised}; color: {text}; border: 1px solid {border}; padding: <4>px;
  selection-background-color: {sunken}; selection-color: {text}; outline: none;
}

QMenu {
  background: {raised}; color: {text}; border: 1px solid {border}; border-radius: <8>px;
  padding: <6>px;
}
QMenu::item { padding: <7>px <16>px <7>px <10>px; border-radius: <6>px; }
QMenu::item:selected { background: {sunken}; }
QMenu::item:pressed { background: {pressed}; }
QMenu::item:disabled { color: {border_strong}; }
QMenu::icon { padding-left: <8>px; }
QMenu::separator { height: 1px; background: {border}; margin: <6>px <4>px; }
QToolTip {
  background: {raised}; color: {text}; border: 1px solid {border}; padding: <5>px <8>px;
}

QScrollArea[kind="clear"] { background: transparent; }
QListView, QTableView, QTreeView {
  background: {surface}; color: {text}; border: none; outline: none;
  selection-background-color: {accent_soft}; selection-color: {text};
}
QScrollBar:vertical { background: transparent; width: <12>px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: <12>px; margin: 0; }
QScrollBar::handle { background: {border_strong}; border-radius: <3>px; }
QScrollBar::handle:vertical { min-height: <32>px; margin: <2>px <3>px; }
QScrollBar::handle:horizontal { min-width: <32>px; margin: <3>px <2>px; }
QScrollBar::handle:hover { background: {muted}; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSlider { min-height: <30>px; background: transparent; }
QSlider::groove:horizontal { background: {sunken}; height: <6>px; border-radius: <3>px; }
QSlider::sub-page:horizontal { background: {accent_text}; border-radius: <3>px; }
QSlider::handle:horizontal {
  background: {surface}; border: 1px solid {border_strong}; width: <14>px; height: <14>px;
  margin: -<5>px 0; border-radius: <8>px;
}
QSlider::handle:horizontal:hover { border-color: {text}; }
QSlider::handle:horizontal:pressed { background: {accent_text}; }

QProgressBar {
  background: {sunken}; border: none; border-radius: <3>px; max-height: <6>px; min-height: <6>px;
}
QProgressBar::chunk { background: {accent_text}; border-radius: <3>px; }
QSplitter::handle { background: {border}; }
"""

_LENGTH = re.compile(r"<(\d+(?:\.\d+)?)>")
_TOKEN = re.compile(r"\{([a-z0-9_]+)\}")


def stylesheet(theme: Theme, px: Callable[[float], int]) -> str:
    """Return the style sheet of a theme at the user's scale.

    Args:
        theme: Where the colours come from.
        px: Turns a length at 100 % into pixels.
    """
    sized = _LENGTH.sub(lambda m: str(px(float(m[1]))), _TEMPLATE)
    return _TOKEN.sub(lambda m: str(getattr(theme, m[1])), sized)
