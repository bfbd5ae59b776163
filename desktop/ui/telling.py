"""What the window tells in its notice: errors, and what the start found."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.domain.errors import DeviceError, StarlingError
from desktop.ui.widgets.notice import Notice
from desktop.ui.wording import count

if TYPE_CHECKING:
    from desktop.session.services import Services


def tell_error(notice: Notice, error: StarlingError, check: Callable[[], None]) -> None:
    """Say what happened, what is safe and what to do.

    Args:
        notice: Where to say it.
        error: What happened.
        check: Opens the microphone check, offered where a device is at fault.
    """
    more = " ".join(part for part in (error.kept, error.todo) if part)
    if isinstance(error, DeviceError):
        notice.tell(error.what, more, button="Check the microphone", act=check)
    else:
        notice.tell(error.what, more)


def tell_start(
    notice: Notice,
    services: Services,
    open_history: Callable[[], None],
    open_packs: Callable[[], None],
) -> None:
    """Say what the start found; nothing where all was well.

    Args:
        notice: Where to say it.
        services: The session.
        open_history: Opens History.
        open_packs: Opens the question packs.
    """
    number = len(services.recovered)
    if number:
        verb = "was" if number == 1 else "were"
        notice.tell(
            f"{count(number, 'take').capitalize()} {verb} recovered after Starling was closed.",
            "You find it in History." if number == 1 else "You find them in History.",
            button="Open History",
            act=open_history,
            good=True,
        )
    elif services.settings.messages:
        notice.tell(services.settings.messages[0])
    elif services.packs.problems:
        first = services.packs.problems[0]
        notice.tell(first.what, "The other questions are there.", button="Show", act=open_packs)
