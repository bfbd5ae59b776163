"""Time the analysis of a two-minute answer, also as a ratio to a fixed amount of arithmetic."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

import numpy as np

from desktop.analysis.analyser import Analyser
from desktop.analysis.language import stripped
from desktop.domain.question import Question
from desktop.domain.transcript import Transcript
from desktop.paths import assets_dir

RUNS = 9
TWO_MINUTES = 280
"""Words in two minutes, at 140 a minute."""
ANSWER = """
Right, so this was in my second winter as a shift lead in a cold store near Bremen, eleven people,
most of them younger than me. On the Thursday before Christmas the big compressor stopped at about
half past nine in the evening. We had forty tonnes of fish in there and the lorries were booked for
four in the morning. My manager was on a plane to Lisbon, so whatever happened that night was mine
to sort out, and the customer had said very clearly that anything above minus fifteen goes in the
bin. First I shut all the doors and put a man on each of them, so that nobody would go in and out
just to have a look. Then I rang the refrigeration firm, and they could come at three, which was
too late for us. I went down to the plant room with the old caretaker, because he has known that
machine for longer than I have been alive. He put his hand on the pipe and said it was the oil, the
sensor thought that there was none. We checked the glass and there was plenty of it. I called the
firm again and asked their engineer if we could bridge the sensor for a few hours, and he said yes,
if somebody watches the glass the whole time. So I wrote that down with his name and the time, and
the caretaker bridged it. I sat in front of that glass for three hours with a torch and a flask. In
between I had two of the lads measure the fish in the warmest corner, every twenty minutes, and I
drew the numbers on the wall. At one point it went up to minus sixteen and a half, and I thought,
that is it. But then it turned. The engineer came at ten past three, changed the sensor, and shook
his head at us. All four lorries left on time, and the customer took every single box. My manager
found out from the wall when he came back. What I took from it is that you ask the person who knows
the machine before you ask the manual.
"""


def yardstick() -> float:
    """Return the seconds this machine needs for a fixed matrix product on one core."""
    rng = np.random.default_rng(0)
    left = rng.standard_normal((600, 600))
    began = time.perf_counter()
    total = 0.0
    for _ in range(8):
        total += float(np.einsum("ij,ij->", left @ left, left))
    assert np.isfinite(total)
    return time.perf_counter() - began


def measure(text: str) -> tuple[float, float]:
    """Return (milliseconds an answer, ratio to the yardstick), medians of nine runs."""
    analyser = Analyser(assets_dir())
    question = Question("q", "Tell me about a time you were under pressure.")
    transcript = Transcript.from_text(text)
    assert analyser.analyse(question, transcript).judged
    times = []
    sticks = []
    for _ in range(RUNS):
        began = time.perf_counter()
        analyser.analyse(question, transcript)
        times.append(time.perf_counter() - began)
        sticks.append(yardstick())
    return statistics.median(times) * 1000, statistics.median(times) / statistics.median(sticks)


def loading() -> float:
    """Return the seconds from nothing to a loaded model, in a process of its own."""
    code = (
        "import time; began = time.perf_counter();"
        "from desktop.analysis.model import StarModel; from desktop.paths import assets_dir;"
        "m = StarModel(assets_dir() / 'star'); m._load(); print(time.perf_counter() - began)"
    )
    times = []
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        times.append(float(done.stdout))
    return statistics.median(times)


def main() -> None:
    """Print all of it."""
    words = ANSWER.split()
    bare = stripped(" ".join(words[:TWO_MINUTES]))
    texts = {
        "two minutes": " ".join(words[:TWO_MINUTES]),
        "the same without punctuation": bare,
        "the whole answer": ANSWER,
    }
    for name, text in texts.items():
        milliseconds, ratio = measure(text)
        print(f"{name}, {len(text.split())} words: {milliseconds:.0f} ms, {ratio:.2f} yardsticks")
    print(f"loading: {loading():.2f} s")
    shipped = [assets_dir() / "star" / n for n in ("star.onnx", "star.json", "tokenizer.json")]
    print(f"on disk: {sum(f.stat().st_size for f in shipped) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
