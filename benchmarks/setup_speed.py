"""How long it takes from a recorded graph to a program that is ready to run, its machine code having been compiled.

The graphs: a chain, in which every node waits for the one before; a wide graph, in which none does; and a small GPT on
a text as long as it takes, in plain operators and with `dot`. Recording is not timed: it is the eager engine's speed.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence

import autograd
from autograd import Value
from autograd.graph import Vector, evaluation_order
from benchmarks.measuring import Table

TITLE = "setting up a program"
COLUMNS = ("graph", "nodes", "µs a node", "steps", "slots")
SIZES = (1_000, 10_000, 100_000, 1_000_000)
WIDTH, HEADS = 4, 2


def run(*, quick: bool) -> Table:
    rows = []
    for name, build in GRAPHS.items():
        for size in SIZES[: 3 if quick else 4]:
            output, inputs, parameters = build(size)
            nodes = sum(not isinstance(node, Vector) for node in evaluation_order(output))
            repetitions = max(1 if quick else 2, 100_000 // size)
            seconds, program = min(
                (_set_up(output, inputs, parameters) for _ in range(repetitions)), key=lambda timed: timed[0]
            )
            steps = len(program.source().splitlines()) - 2
            rows.append((name, nodes, 1e6 * seconds / nodes, steps, program.slots))
    return Table(TITLE, COLUMNS, tuple(rows), ("The best of several, on the processor's clock, the collector on.",))


def _set_up(output: Value, inputs: Sequence[Value], parameters: Sequence[Value]) -> tuple[float, autograd.Program]:
    started = time.process_time()
    program = autograd.compile(output, *inputs, parameters=parameters)
    return time.process_time() - started, program


Graph = tuple[Value, list[Value], list[Value]]
"""An output, its inputs and its parameters."""


def chain(nodes: int) -> Graph:
    x, a, b = y, *_ = Value(0.5), Value(0.9), Value(0.1)
    for _ in range(nodes // 2):
        y = y * a + b
    return y, [x], [a, b]


def wide(nodes: int) -> Graph:
    x, weights = Value(0.5), [Value(0.1) for _ in range(nodes // 2)]
    return autograd.sum([(w * x).tanh() for w in weights]), [x], weights


def plain_gpt(nodes: int) -> Graph:
    return _gpt(nodes, lambda us, vs: sum(u * v for u, v in zip(us, vs)), 450, 17)


def gpt_with_dot(nodes: int) -> Graph:
    return _gpt(nodes, autograd.dot, 120, 6)


GRAPHS: dict[str, Callable[[int], Graph]] = {
    "chain": chain,
    "wide": wide,
    "GPT, plain": plain_gpt,
    "GPT, dot": gpt_with_dot,
}


def _gpt(nodes: int, dot: Callable[[Sequence[Value], Sequence[Value]], Value], position: int, more_each: int) -> Graph:
    """The mean loss of a text in which every letter looks back at all before it.

    Args:
        nodes: how many there are, roughly: `position` for a letter, and `more_each` for each before it.
        dot: how a sum of products is written.
    """
    generator = random.Random(0)
    sizes = {"query": WIDTH, "key": WIDTH, "value": WIDTH, "out": WIDTH, "up": 4 * WIDTH, "down": WIDTH, "logits": 5}
    layers = {
        name: [
            [Value(generator.gauss(0.0, 0.3)) for _ in range(4 * WIDTH if name == "down" else WIDTH)]
            for _ in range(size)
        ]
        for name, size in sizes.items()
    }
    letters = [[Value(generator.gauss(0.0, 0.3)) for _ in range(WIDTH)] for _ in range(5)]
    place = Value(0.0)

    def layer(name: str, xs: Sequence[Value]) -> list[Value]:
        return [dot(row, xs) for row in layers[name]]

    def normalized(xs: Sequence[Value]) -> list[Value]:
        scale = (dot(xs, xs) / len(xs) + 1e-5) ** -0.5
        return [x * scale for x in xs]

    def softmax(zs: Sequence[Value]) -> list[Value]:
        powers = [z.exp() for z in zs]
        total = sum(powers)
        return [power / total for power in powers]

    keys: list[list[Value]] = []
    values: list[list[Value]] = []
    losses: list[Value] = []
    made = 0
    while made < nodes:
        xs = normalized(autograd.pick(letters, place))
        query = layer("query", xs)
        keys.append(layer("key", xs))
        values.append(layer("value", xs))
        mixed: list[Value] = []
        for first in range(0, WIDTH, WIDTH // HEADS):
            head = slice(first, first + WIDTH // HEADS)
            weights = softmax([dot(query[head], key[head]) for key in keys])
            mixed += [dot(weights, column) for column in zip(*(value[head] for value in values))]
        xs = [x + y for x, y in zip(xs, layer("out", mixed))]
        hidden = [z.relu() for z in layer("up", normalized(xs))]
        xs = [x + y for x, y in zip(xs, layer("down", hidden))]
        losses.append(-autograd.pick(softmax(layer("logits", xs)), place).log())
        made += position + more_each * len(keys)
    parameters = [weight for rows in (letters, *layers.values()) for row in rows for weight in row]
    return sum(losses) / len(losses), [place], parameters
