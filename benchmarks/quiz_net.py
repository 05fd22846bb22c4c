"""Speed and memory on the lecture's quiz net, 2-1024-512-3: forward, softmax cross-entropy and backward of one sample.

Each engine runs in a process of its own, `python -m benchmarks.quiz_net ENGINE REPETITIONS`, whose peak memory is then
the engine's: Python, the imports, the net and the graph.
"""

from __future__ import annotations

import json
import math
import random
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Final

from benchmarks.measuring import Cell, Table, check_agreement, peak_megabytes, printed_apart, ratio, timed_step

INPUTS, TARGET = [0.5, -0.25], 1
INPUT_COUNT, UNIT_COUNTS = 2, [1024, 512, 3]

TITLE = "the quiz net 2-1024-512-3 (529,411 parameters): forward, cross-entropy, backward of one sample"
COLUMNS = ("engine", "seconds", "× faster than micrograd", "peak MB", "of it the net, MB", "runs")

Pass = Callable[[], float]
"""One sample forward and backward; returns the loss."""


@dataclass(frozen=True)
class Measurement:
    """What one process found.

    Attributes:
        losses: the loss of each repetition.
        gradients: those of every thousandth parameter, and the sum of the absolute values of all.
        seconds: how long each repetition took.
        net_megabytes: the peak memory once the net was built, before the first repetition.
        peak_megabytes: that at the end.
    """

    losses: list[float]
    gradients: list[float]
    seconds: list[float]
    net_megabytes: float
    peak_megabytes: float


def run(*, quick: bool) -> Table:
    rounds, repetitions = (1, 3) if quick else (3, 5)
    engines = {"chalkgrad": repetitions, "micrograd": 1, "micrograd, collector off": 1}
    found: dict[str, list[Measurement]] = {engine: [] for engine in engines}
    failures: dict[str, str] = {}
    for engine, count in [*engines.items()] * rounds:
        if engine not in failures:
            try:
                found[engine].append(
                    Measurement(**json.loads(printed_apart("benchmarks.quiz_net", engine, str(count))))
                )
            except ImportError as error:
                failures[engine] = str(error)
    _check(found)
    rows = [_row(engine, found) for engine in engines]
    missing = [f"{engine} is not installed: {reason}." for engine, reason in failures.items()]
    return Table(TITLE, COLUMNS, tuple(rows), ("Medians. Losses and gradients agree to 1e-9.", *missing))


def _row(engine: str, found: dict[str, list[Measurement]]) -> tuple[Cell, ...]:
    if not found[engine]:
        return (f"{engine}: not installed", *[None] * (len(COLUMNS) - 1))
    seconds = {name: median([s for m in ms for s in m.seconds]) for name, ms in found.items() if ms}
    peak = median([m.peak_megabytes for m in found[engine]])
    net = median([m.net_megabytes for m in found[engine]])
    runs = sum(len(m.seconds) for m in found[engine])
    return engine, seconds[engine], ratio(seconds.get("micrograd"), seconds[engine]), peak, net, runs


def _check(found: dict[str, list[Measurement]]) -> None:
    expected = found["chalkgrad"][0]
    for engine, measurements in found.items():
        for measurement in measurements:
            losses = [expected.losses[0]] * len(measurement.losses)
            check_agreement(f"{engine}: loss", measurement.losses, losses)
            check_agreement(f"{engine}: gradient", measurement.gradients, expected.gradients)


def _measured(engine: str, repetitions: int) -> Measurement:
    model, one_pass = ENGINES[engine.removesuffix(", collector off")]()
    net_megabytes = peak_megabytes()
    losses: list[float] = []
    seconds: list[float] = []
    for _ in range(repetitions):
        model.zero_grad()
        duration, loss = timed_step(one_pass, collector=not engine.endswith("off"))
        seconds.append(duration)
        losses.append(loss)
    peak = peak_megabytes()
    gradients = [parameter.grad for parameter in model.parameters()]
    return Measurement(losses, [*gradients[::1000], math.fsum(map(abs, gradients))], seconds, net_megabytes, peak)


def _chalkgrad() -> tuple[Any, Pass]:
    import nn

    model = nn.MLP(INPUT_COUNT, UNIT_COUNTS, activation="relu")
    _set_parameters(model)

    def one_pass() -> float:
        logits: Any = model(INPUTS)  # a list, the net having several outputs
        loss = nn.cross_entropy(logits, TARGET)
        loss.backward()
        return loss.data

    return model, one_pass


def _micrograd() -> tuple[Any, Pass]:
    """micrograd has neither exp nor log: they are added as its author adds tanh in his lecture."""
    from micrograd.engine import Value
    from micrograd.nn import MLP

    def exp(x: Value) -> Value:
        out = Value(math.exp(x.data), (x,), "exp")

        def _backward() -> None:
            x.grad += out.data * out.grad

        out._backward = _backward
        return out

    def log(x: Value) -> Value:
        out = Value(math.log(x.data), (x,), "log")

        def _backward() -> None:
            x.grad += out.grad / x.data

        out._backward = _backward
        return out

    model = MLP(INPUT_COUNT, UNIT_COUNTS)
    _set_parameters(model)

    def one_pass() -> float:
        logits = model(list(map(Value, INPUTS)))
        largest = max(logit.data for logit in logits)
        shifted = [logit - largest for logit in logits]
        loss = log(sum(map(exp, shifted))) - shifted[TARGET]
        loss.backward()
        return float(loss.data)

    return model, one_pass


ENGINES: Final[dict[str, Callable[[], tuple[Any, Pass]]]] = {"chalkgrad": _chalkgrad, "micrograd": _micrograd}


def _set_parameters(model: Any) -> None:
    """The same in every engine: both list them unit by unit, each unit's weights before its bias."""
    generator = random.Random(1)
    parameters = iter(model.parameters())
    for before, units in zip([INPUT_COUNT, *UNIT_COUNTS], UNIT_COUNTS):
        bound = math.sqrt(3.0 / before)
        for _ in range(units):
            for _ in range(before):
                next(parameters).data = generator.uniform(-bound, bound)
            next(parameters).data = 0.0


def _main(engine: str, repetitions: str) -> None:
    print(json.dumps(asdict(_measured(engine, int(repetitions)))))


if __name__ == "__main__":
    # micrograd's walk recurses as deep as its graph.
    sys.setrecursionlimit(100_000)
    threading.stack_size(512 * 1024 * 1024)
    thread = threading.Thread(target=_main, args=sys.argv[1:])
    thread.start()
    thread.join()
