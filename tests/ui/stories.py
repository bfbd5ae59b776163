"""Invented answers as a speech model would hand them over, and sound that has their rhythm."""

from __future__ import annotations

import math
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from desktop.domain.transcript import Transcript, Word

RATE = 16000


@dataclass(frozen=True)
class Told:
    """One answer.

    Attributes:
        question: Id of the question.
        text: What was said; "|" before a word is a long pause, "~" marks an unsure word.
        days_ago: How long ago.
        hour: At what time of that day, as a number.
        rating: The user's own, or None.
        pace: How much slower than a hurried speaker; 1.3 is at ease.
    """

    question: str
    text: str
    days_ago: int
    hour: float
    rating: int | None = None
    pace: float = 1.3

    def transcript(self) -> Transcript:
        """Return its words with times: long words take longer, sentences end in a short stop."""
        words, at = [], 2.1
        for number, piece in enumerate(self.text.split()):
            if piece.startswith("|"):
                at += 1.6 + 0.4 * (number % 3)
            plain = piece.lstrip("|~")
            quick = 1.0 + 0.2 * math.sin(number / 9) + 0.08 * math.sin(number * 1.7)
            length = (0.13 + 0.043 * len(plain.strip(".,?"))) * self.pace * quick
            sure = 0.31 if "~" in piece else 0.9 + 0.02 * (number % 5)
            words.append(Word(plain, round(at, 2), round(at + length, 2), sure))
            at += length + 0.03
            at += 0.4 if plain[-1] in ".?" else 0.14 if plain[-1] == "," else 0.0
        return Transcript(tuple(words), "tiny.en")


CUSTOMER = Told(
    "customer-01",
    "So this was last August, um, in the bike shop where I work on Saturdays. A man came in with "
    "a cargo bike we had serviced two days before, and the brake had failed with both his kids "
    "in the box. I had done that service myself, so it was up to me to put it right before he "
    "rode home. |First I let him finish, and I did not explain anything. Then I wheeled the bike "
    "into the workshop and asked him to stand next to me while I took the brake apart. I saw that "
    "I had cut the ~inner cable too short, and I told him that this was my mistake. |I fitted a "
    "new cable, uh, tested it with him ten times, and I wrote a second check into our service "
    "card. And I rang him a week later to ask how the bike was. In the end he was a lot calmer, "
    "and he still brings the bike to us. I think what I learned is to show the work first and "
    "talk about it later.",
    0, 18.6, 4,
)  # fmt: skip

EARLIER = (
    Told(
        "customer-01",
        "Um, this was in the bike shop. A customer came back with a cargo bike, and he was really "
        "angry because the brake had failed. I asked him what happened. Then I, um, I looked at "
        "the bike and I changed the cable for him.",
        4, 9.2, 2,
    ),
    Told(
        "deadline-01",
        "Two years ago I was the only cook on shift in a hospital kitchen when the supplier "
        "rang at six and said that the bread would not come. I had to have breakfast for ninety "
        "patients on the wards by eight. First I counted what was left in the freezer. Then I "
        "mixed soda bread, because it needs no time to rise, and I asked the porter to bring the "
        "trays as soon as they came out. I sent the wards that could wait a note with the new "
        "time. By ten to eight all ninety breakfasts were out, and only two people asked for "
        "toast.",
        4, 9.5, 4,
    ),
    Told(
        "conflict-01",
        "Last spring my colleague wanted to close the library desk at lunch, and I did not. We "
        "were only two people on that floor. I was asked to bring a plan to the meeting on "
        "Friday. So I stood at the desk for a week and wrote down who came and when. I showed "
        "Ruth the list, and then I, um, asked her which hour she would give up. We agreed to "
        "close from two to three and not from twelve to one.",
        2, 20.1, 3,
    ),
    Told(
        "motivation-01",
        "I would like this job because it brings together the two things I enjoy, which is fixing "
        "things with my hands and explaining them to people. In your workshop the mechanics talk "
        "to the customers themselves, and that is what I do best.",
        1, 17.3, 3, 1.45,
    ),
    Told(
        "failure-01",
        "In my first month at the nursery I planted four hundred tomato plants outside too early. "
        "The others had told me to wait, but I wanted to be ahead. In the second week of May we "
        "had a night of frost. I was responsible for that bed, so I had to save what I could. I "
        "covered the rows with fleece at midnight, and in the morning I counted and told my boss "
        "how many were gone. I sowed new ones the same day. We lost a hundred and sixty plants, "
        "and the new ones were three weeks late. Since then I look at the forecast before I plant "
        "anything.",
        1, 17.6, 4,
    ),
    Told(
        "customer-01",
        "So this was last August in the bike shop. A man came in with a cargo bike, and the brake "
        "had failed with both his kids in the box. I usually try to stay calm when people shout. "
        "I took the brake apart, um, and I fitted a new cable and tested it. It was fine after "
        "that.",
        1, 18.0, 3,
    ),
    Told(
        "initiative-01",
        "At the print shop we threw away a full crate of paper every week, because the test "
        "prints came out wrong. Nobody had asked me to look at it. I weighed the crate every "
        "evening for a month and wrote down which machine the paper came from. Then I cleaned "
        "the rollers of the old press and put a card with the right settings next to it. After "
        "that the crate took three weeks to fill.",
        0, 8.4, 4,
    ),
)  # fmt: skip


def write_speech(path: Path, words: tuple[Word, ...], seconds: float) -> None:
    """Write noise that swells with each word, over a quiet room."""
    count = int(seconds * RATE)
    chance = np.random.default_rng(5)
    loud = np.full(count, 0.0015)
    for number, word in enumerate(words):
        start, end = int((word.start or 0) * RATE), min(count, int((word.end or 0) * RATE))
        if end <= start:
            continue
        shape = np.sin(np.linspace(0, math.pi, end - start)) ** 0.6
        level = 0.16 + 0.11 * math.sin(number * 2.3) + 0.05 * math.sin(number * 0.37)
        loud[start:end] += np.maximum(0.03, level) * shape
    voiced = np.sin(2 * np.pi * 165 * np.arange(count) / RATE)
    sound = loud * (0.75 * voiced + 0.25 * chance.standard_normal(count))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
