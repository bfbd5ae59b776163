"""Type roles of the look, and the fonts that draw them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QFontDatabase, QFontInfo

FALLBACK_FAMILY = "Inter"
"""The family that ships in assets/fonts, used where the system's own is plain or missing."""

_PLAIN_FAMILIES = frozenset(
    {"", "dejavu sans", "sans", "sans serif", "sans-serif", "bitstream vera sans"}
)


@dataclass(frozen=True, slots=True)
class Role:
    """One kind of text: pixel size and line height at 100 %, weight, letter spacing in percent."""

    size: int
    line: int
    weight: int = 400
    spacing: float = 0.0
    tabular: bool = False


ROLES: dict[str, Role] = {
    "clock": Role(112, 116, 300, -3.5, True),
    "clock_small": Role(88, 92, 300, -3.5, True),
    "clock_tiny": Role(56, 60, 300, -3.0, True),
    "welcome": Role(42, 50, 600, -2.5),
    "welcome_small": Role(34, 42, 600, -2.5),
    "question": Role(36, 46, 600, -1.8),
    "question_small": Role(30, 38, 600, -1.8),
    "question_smallest": Role(24, 32, 600, -1.2),
    "asked": Role(22, 32, 500, -0.6),
    "finding": Role(24, 32, 600, -1.2),
    "finding_review": Role(22, 28, 600, -1.2),
    "finding_small": Role(18, 24, 600, -1.2),
    "lead": Role(18, 28, 400),
    "card_title": Role(16, 24, 600),
    "primary_big": Role(16, 24, 600),
    "control_big": Role(16, 24, 500),
    "name": Role(18, 24, 600, -0.6),
    "transcript": Role(16, 29, 400),
    "read": Role(15, 24, 400),
    "body": Role(14, 20, 400),
    "control": Role(14, 20, 500),
    "primary": Role(14, 20, 600),
    "strong": Role(14, 20, 600),
    "second": Role(13, 18, 400),
    "second_strong": Role(13, 18, 600),
    "control_small": Role(13, 18, 500),
    "caption": Role(12, 16, 400),
    "caption_strong": Role(12, 16, 500),
    "chart": Role(11, 14, 400, 0.0, True),
}
"""Every type role of the look; a role ending in _small is the folded size of the one before it."""


def load_fonts(folder: Path) -> frozenset[str]:
    """Load the fonts that ship with Starling and return their families."""
    families: set[str] = set()
    for file in sorted(folder.glob("*.otf")):
        number = QFontDatabase.addApplicationFont(str(file))
        if number >= 0:
            families.update(QFontDatabase.applicationFontFamilies(number))
    return frozenset(families)


def choose_family(shipped: frozenset[str]) -> str:
    """Return the family to use: the system's own, or Inter where that is plain or missing."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if QFontInfo(system).family().casefold() in _PLAIN_FAMILIES and FALLBACK_FAMILY in shipped:
        return FALLBACK_FAMILY
    return str(system.family())
