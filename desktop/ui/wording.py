"""Times, counts and verdicts as people read and hear them."""

from __future__ import annotations

from datetime import datetime

from desktop.domain.report import Verdict

VERDICT_WORDS: dict[Verdict, str] = {
    Verdict.COVERED: "Covered",
    Verdict.THIN: "Thin",
    Verdict.NOT_FOUND: "Not found",
    Verdict.UNCLEAR: "Not clear",
}

_ONES = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_PLURALS = {"story": "stories"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def clock(seconds: float, tenths: bool = False) -> str:
    """Return seconds as a clock shows them: "1:19", with tenths "1:19.6", or "1:02:03"."""
    seconds = max(0.0, seconds)
    if tenths:
        whole, tenth = divmod(int(seconds * 10 + 1e-6), 10)
        return f"{clock(whole)}.{tenth}"
    minutes, rest = divmod(int(seconds + 1e-6), 60)
    if minutes >= 60:
        return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
    return f"{minutes}:{rest:02d}"


def length(seconds: float) -> str:
    """Return a length on the clock, rounded to the nearest second."""
    return clock(round(seconds))


def spoken(seconds: float) -> str:
    """Return a length in words for a screen reader: "1 minute 19 seconds"."""
    minutes, rest = divmod(round(max(0.0, seconds)), 60)
    parts = [count(minutes, "minute", digits=True)] if minutes else []
    if rest or not minutes:
        parts.append(count(rest, "second", digits=True))
    return " ".join(parts)


def count(number: int, thing: str, *, digits: bool = False) -> str:
    """Return a number and what it counts: "one sentence", "12 sentences".

    Args:
        number: How many.
        thing: The singular.
        digits: Whether small numbers are digits too.
    """
    amount = str(number) if digits or number >= len(_ONES) else _ONES[number]
    return f"{amount} {thing if number == 1 else _PLURALS.get(thing, thing + 's')}"


def day(moment: datetime, now: datetime) -> str:
    """Return a day as people name it: Today, Yesterday, Thursday, 16 November, 3 May 2024."""
    moment = moment.astimezone(now.tzinfo)
    days = (now.date() - moment.date()).days
    if days == 0:
        return "Today"
    if days == 1:
        return "Yesterday"
    if 1 < days < 7:
        return _DAYS[moment.weekday()]
    date = f"{moment.day} {_MONTHS[moment.month - 1]}"
    return date if moment.year == now.year else f"{date} {moment.year}"


def when(moment: datetime, now: datetime) -> str:
    """Return day and time: "today 18:42", "Thursday 19:10", "16 November 09:05"."""
    name = day(moment, now)
    if name in {"Today", "Yesterday"}:
        name = name.lower()
    return f"{name} {moment.astimezone(now.tzinfo):%H:%M}"
