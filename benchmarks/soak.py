"""`make soak`: the same work again and again, and what memory does meanwhile.

Each kind of work has a process of its own, which tells after every two-hundredth of it how much memory it holds. The
first half warms up: caches fill, the allocator finds its size. Over the second half memory is flat if the straight line
through its samples rises by no more than `ALLOWED` megabytes: four hundred bytes kept a step are seen at ten thousand
steps, one byte at two million.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import autograd
import nn
import viz
from autograd import Value

SAMPLES: Final = 200
ALLOWED: Final = 1.0
"""Megabytes."""


@dataclass(frozen=True)
class Soak:
    """What one process went through: how often, for how long, and the megabytes that it held on the way."""

    name: str
    steps: int
    seconds: float
    megabytes: list[float]

    @property
    def rise(self) -> float:
        """By how many megabytes the line through the second half rises."""
        return rise_of(self.megabytes[len(self.megabytes) // 2 :])

    @property
    def is_flat(self) -> bool:
        return self.rise <= ALLOWED


def rise_of(samples: Sequence[float]) -> float:
    """By how much the straight line of least squares through equally spaced samples rises from the first to the last.

    >>> rise_of([1.0, 2.0, 3.0, 4.0])
    3.0
    """
    count = len(samples)
    middle, mean = (count - 1) / 2, sum(samples) / count
    slope = sum((k - middle) * (y - mean) for k, y in enumerate(samples)) / sum((k - middle) ** 2 for k in range(count))
    return slope * (count - 1)


def megabytes_held() -> float:
    """What the process holds in memory now; where the system does not say, the most that it ever held."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


# One function a kind of work: it makes what every step needs, and gives the step.


def _eager() -> Callable[[int], object]:
    X, y = nn.datasets.XOR
    model = nn.MLP(2, [4, 1], output="sigmoid", seed=0)
    optimizer = nn.Adam(model.parameters(), learning_rate=0.01)

    def step(_: int) -> None:
        optimizer.zero_grad()
        nn.mean_loss(model, X, y, nn.binary_cross_entropy).backward()
        optimizer.step()

    return step


def _compiled() -> Callable[[int], object]:
    X, y = nn.datasets.XOR
    model = nn.MLP(2, [4, 1], output="sigmoid", seed=0)
    parameters = model.parameters()
    program = autograd.compile(lambda x, t: nn.binary_cross_entropy(model(x), t), X[0], 0.0, parameters=parameters)

    def step(_: int) -> None:
        for parameter, slope in zip(parameters, program.value_and_grad(X, y, threads=1).parameters):
            parameter.data -= 0.01 * slope

    return step


def _graph(k: int) -> Value:
    w, x, b = Value(0.5 + k / 1000, label=f"w_{k}"), Value(2.0, label="x"), Value(-0.25, label="b")
    y = (w * x + b).sigmoid() if k % 2 else (w * x + b).tanh() * w
    y.backward()
    return y


def _pictures() -> Callable[[int], object]:
    return lambda k: viz.draw(_graph(k)).png() if k % 2 else viz.draw(_graph(k)).svg()


def _pages() -> Callable[[int], object]:
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    return lambda k: viz.save_html(_graph(k), folder / "page.html", overwrite=True)


def _plots() -> Callable[[int], object]:
    return lambda k: viz.loss_curve([0.7 - j / (100 + k) for j in range(20)]).savefig(os.devnull, format="png")


def _programs() -> Callable[[int], object]:
    def step(k: int) -> object:
        w = Value(0.5 + k)
        units = 1 + k % 7

        def f(x: Value) -> Value:
            return autograd.sum([(w * x * float(j + k)).tanh() for j in range(units)])

        return autograd.compile(f, 0.0)([1.0, 2.0])

    return step


WORK: Final[dict[str, tuple[int, Callable[[], Callable[[int], object]]]]] = {
    "compiled steps": (1_000_000, _compiled),
    "eager steps": (10_000, _eager),
    "compilations": (1_000, _programs),
    "pictures": (1_000, _pictures),
    "plots": (1_000, _plots),
    "live pages": (1_000, _pages),
}


def soak(name: str, steps: int) -> Soak:
    """Goes through one kind of work in this process."""
    step = WORK[name][1]()
    every = max(1, steps // SAMPLES)
    held: list[float] = []
    started = time.perf_counter()
    for k in range(steps):
        step(k)
        if (k + 1) % every == 0:
            held.append(megabytes_held())
    return Soak(name, steps, time.perf_counter() - started, held)


def _soaked(names: Sequence[str], share: float) -> Iterator[Soak]:
    """Each kind of work in a process of its own."""
    for name in names:
        steps = max(SAMPLES, round(WORK[name][0] * share))
        command = [sys.executable, "-m", "benchmarks.soak", "--in-process", name, "--steps", str(steps)]
        answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        yield Soak(**json.loads(answer))


def picture_of(soaks: Sequence[Soak], path: Path) -> None:
    """The curves, each over the share of its work that is done."""
    from matplotlib.figure import Figure

    with viz.style():
        figure = Figure(figsize=(8, 4.5), layout="constrained")
        axes = figure.add_subplot()
        for each in soaks:
            places = [100 * (k + 1) / len(each.megabytes) for k in range(len(each.megabytes))]
            axes.plot(places, each.megabytes, label=f"{each.steps:,} {each.name}")
        axes.legend(loc="lower right")
        axes.set(xlabel="work done, in percent", ylabel="memory held, in MB", ylim=(0, None), xlim=(0, 100))
        axes.set_title("Memory while the same is done again and again")
        figure.savefig(path, dpi=150)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=WORK, help="leave out the other kinds of work")
    parser.add_argument("--share", type=float, default=1.0, help="how much of the work: 0.01 for a look")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="draw the curves")
    parser.add_argument("--output", type=Path, metavar="FILE", help="save the samples as JSON")
    parser.add_argument("--in-process", choices=WORK, help=argparse.SUPPRESS)
    parser.add_argument("--steps", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.in_process:
        print(json.dumps(vars(soak(options.in_process, options.steps))))
        return 0
    print("| work | steps | seconds | MB half-way | MB at the end | rise of the line, MB | flat |")
    print("| --- | --: | --: | --: | --: | --: | --- |")
    soaks = []
    for each in _soaked(options.only or list(WORK), options.share):
        soaks.append(each)
        halfway, end = each.megabytes[len(each.megabytes) // 2], each.megabytes[-1]
        figures = f"{each.steps:,} | {each.seconds:.0f} | {halfway:.1f} | {end:.1f} | {each.rise:+.2f}"
        print(f"| {each.name} | {figures} | {'yes' if each.is_flat else 'NO'} |", flush=True)
    if options.output is not None:
        options.output.write_text(json.dumps([vars(each) for each in soaks]) + "\n", encoding="utf-8")
    if options.picture is not None:
        picture_of(soaks, options.picture)
    return int(not all(each.is_flat for each in soaks))


if __name__ == "__main__":
    sys.exit(main())
