"""Speed on micrograd's own demo: every engine trains the same net on the same two moons.

Each engine lives in a process of its own, `python -m benchmarks.demo_speed ENGINE`, so that none pays for the garbage
that another has left. The processes take turns, so that all meet the same moods of the machine: one step of micrograd,
then five of each faster engine, which a single step after a second's rest would find with cold caches.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.measuring import Cell, Table, check_agreement, ratio
from benchmarks.peers import PEERS, micrograd_demo

TITLE = "micrograd's demo: 100 moons, an MLP 2-16-16-1, full batch"
COLUMNS = ("engine", "ms a step", "× faster than micrograd", "× than micrograd, collector off", "steps")
ENGINES = ("chalkgrad", "micrograd", "micrograd, collector off", "xad", "oxigrad")
COLLECTOR_OFF = ", collector off"
STEPS_A_TURN = 5


@dataclass
class Entrant:
    """One engine in the race: its process, and what it has reported.

    Attributes:
        name: its name in the table.
        process: where it runs; answers every learning rate with the seconds and the loss of one step.
        reason: why it is not installed; "" if it is.
        losses: its loss before each step.
        seconds: how long each step took.
    """

    name: str
    process: subprocess.Popen[str]
    reason: str = ""
    losses: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def take_step(self, learning_rate: float) -> None:
        seconds, loss = self._answer(learning_rate)
        self.seconds.append(seconds)
        self.losses.append(loss)

    def _answer(self, learning_rate: float) -> tuple[float, float]:
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError(f"{self.name} has no pipes")
        print(learning_rate, file=stdin, flush=True)
        seconds, loss = json.loads(stdout.readline())
        return seconds, loss


def run(*, quick: bool) -> Table:
    turns = 5 if quick else 20
    entrants = [_started(name) for name in ENGINES]
    racing = [entrant for entrant in entrants if not entrant.reason]
    for _ in range(turns):
        for entrant in racing:
            for _step in range(1 if entrant.name.startswith("micrograd") else STEPS_A_TURN):
                entrant.take_step(1.0 - 0.9 * len(entrant.losses) / 100)
    for entrant in racing:
        entrant.process.communicate()
        check_agreement(f"{entrant.name}: loss", entrant.losses, entrants[0].losses)
    return Table(TITLE, COLUMNS, _rows(entrants), _notes(entrants))


def _started(name: str) -> Entrant:
    """The engine in its process, ready for its first step, or the reason why it cannot be."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.demo_speed", name],
        cwd=Path(__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    greeting = process.stdout.readline().strip() if process.stdout is not None else ""
    return Entrant(name, process, reason="" if greeting == "ready" else greeting or "it did not start")


def _race(name: str) -> None:
    """The other end: one line in, a learning rate; one line out, the seconds and the loss of that step."""
    try:
        peer = PEERS[name.removesuffix(COLLECTOR_OFF)](micrograd_demo())
    except ImportError as error:
        print(error)
        return
    print("ready", flush=True)
    for line in sys.stdin:
        if name.endswith(COLLECTOR_OFF):
            gc.collect()  # untimed: what a step leaves behind must go some time
            gc.disable()
        started = time.perf_counter()
        loss = peer.step(float(line))
        print(json.dumps([time.perf_counter() - started, loss]), flush=True)


def _rows(entrants: Sequence[Entrant]) -> tuple[tuple[Cell, ...], ...]:
    times = {e.name: 1e3 * median(e.seconds) if e.seconds else None for e in entrants}
    installed, collector_off = times.get("micrograd"), times.get(f"micrograd{COLLECTOR_OFF}")
    return tuple(
        (e.name, time_, ratio(installed, time_), ratio(collector_off, time_), len(e.losses))
        if (time_ := times[e.name]) is not None
        else (f"{e.name}: not installed", *[None] * (len(COLUMNS) - 1))
        for e in entrants
    )


def _notes(entrants: Sequence[Entrant]) -> tuple[str, ...]:
    missing = [f"{entrant.name} is not installed: {entrant.reason}." for entrant in entrants if entrant.reason]
    first, last = entrants[0].losses[0], entrants[0].losses[-1]
    return (
        "Medians over all steps, the engines taking turns. The loss curves agree to 1e-9 as far as each goes: "
        f"from {first:.4f} to {last:.4f} in {len(entrants[0].losses)} steps.",
        *missing,
    )


if __name__ == "__main__":
    _race(sys.argv[1])
