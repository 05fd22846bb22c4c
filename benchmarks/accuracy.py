"""The command `python -m benchmarks.accuracy`: how far each row's value and partials are from the true numbers.

Searches at random, by bit pattern and at everyday size, and prints the worst case found of each row: the error in ulp,
and the operands. The same seed and number of draws find the same, wherever the C library is the same. The truth is that
of `oracles/__init__.py`, which also says which rows are measured against the terms they add up rather than against the
result. Needs mpmath and Hypothesis, the extra `test`.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import random
import struct
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from tqdm import tqdm

from autograd import PRIMITIVES, Interval, Primitive
from benchmarks.measuring import Cell, Table, markdown
from oracles import VALUE, is_too_large, places_of, true_partial, true_value, ulps_between

DRAWS, SEED = 2_000, 0


def run(*, draws: int, seed: int, names: Sequence[str] = ()) -> Table:
    """Draws so many times for each row, as many rows at a time as there are processors."""
    rows = [PRIMITIVES[name] for name in names or PRIMITIVES]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:  # a fork could hang: tqdm has a thread
        found = pool.map(partial(_worst_of, draws=draws, seed=seed), rows)
        lines = [line for of_row in tqdm(found, total=len(rows), unit=" rows") for line in of_row]
    return Table("Accuracy: the worst case found", ("row", "of", "ulp", "at"), tuple(lines))


def _worst_of(row: Primitive, draws: int, seed: int) -> list[tuple[Cell, ...]]:
    numbers = random.Random(seed)
    worst: dict[int, tuple[float, str]] = {}
    for _ in range(draws):
        size = numbers.randint(1, 5)
        operands = [
            [_number(interval, numbers) for _ in range(size)] if is_vector else _number(interval, numbers)
            for interval, is_vector in zip(row.domain, row.vectors)
        ]
        if row.is_defined_at(*operands):
            for which, error in _errors(row, operands):
                if error > worst.get(which, (-1.0, ""))[0]:
                    worst[which] = error, ", ".join(map(repr, operands))
    parts = {VALUE: "value", **{k: f"partial {k + 1}" for k in range(row.arity)}}
    return [(row.name, parts[which], *worst[which]) for which in sorted(worst)]


def _errors(row: Primitive, operands: list[object]) -> list[tuple[int, float]]:
    """The errors of the value and of each partial, where neither they nor a step on the way are too large."""
    true, size, peak = true_value(row, operands)
    if is_too_large(true) or is_too_large(peak):
        return []
    result = row(*operands)
    errors = [(VALUE, ulps_between(result, true, size))]
    for position, element in places_of(operands):
        measured = true_partial(row, operands, (position, element))
        if measured is None or any(map(is_too_large, measured)):
            continue
        try:
            partial = row.partials[position](*operands, result)
        except (ArithmeticError, ValueError):
            continue
        number = partial if element is None else partial[element]
        errors.append((position, ulps_between(number, measured[0], measured[1])))
    return errors


def _number(interval: Interval, numbers: random.Random) -> float:
    """A number of the interval: by bit pattern, of everyday size, or beside 0, 1 or an end of the interval."""
    while True:
        kind = numbers.random()
        if kind < 0.3:
            [x] = struct.unpack("<d", numbers.randbytes(8))
        elif kind < 0.8:
            size = numbers.choice([1.0, 40.0, 800.0])
            x = numbers.uniform(max(interval.low, -size), min(interval.high, size))
        else:
            x = numbers.choice([0.0, 1.0, -1.0, interval.low, interval.high])
            for _ in range(numbers.randint(0, 3)):
                x = math.nextafter(x, numbers.choice([-math.inf, math.inf]))
        if math.isfinite(x) and x in interval:
            return x + 0.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--draws", type=int, default=DRAWS, help="how many operands to draw for each row")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", nargs="+", choices=PRIMITIVES, metavar="ROW")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write the worst error of each row there, as JSON")
    options = parser.parse_args()
    table = run(draws=options.draws, seed=options.seed, names=options.only or ())
    print(markdown(table))
    if options.save:
        options.save.write_text(
            _as_json(table, f"{options.draws:,} draws a row, seed {options.seed}"), encoding="utf-8"
        )


def worst_of(table: Table) -> dict[str, float]:
    """By row, the worst error in its value and partials, in ulp."""
    worst: dict[str, float] = {}
    for name, _, error, _ in table.rows:
        worst[str(name)] = max(worst.get(str(name), 0.0), round(float(error or 0.0), 2))
    return worst


def _as_json(table: Table, effort: str) -> str:
    where = f"{effort}, {platform.python_implementation()} {platform.python_version()}, {' '.join(platform.libc_ver())}"
    return json.dumps({"where": where.rstrip(", "), "worst": worst_of(table)}, indent=1) + "\n"


if __name__ == "__main__":
    main()
