"""Writes docs/operations.md from the table: `make docs`. A row whose accuracy has not been measured is measured first.

A test fails when the page is not what the table says.
"""

from __future__ import annotations

import argparse
import inspect
import json
import math
from itertools import permutations
from pathlib import Path

from autograd import PRIMITIVES, Interval, Primitive
from autograd.primitive import FINITE
from viz.formulas.formula import Formula, partial_formulas, row_formula
from viz.formulas.term import Name, as_term
from viz.formulas.writing import written

PAGE = Path(__file__).parent / "operations.md"
ACCURACY = Path(__file__).parent / "accuracy.json"
MEASURED = json.loads(ACCURACY.read_text(encoding="utf-8"))
"""What `python -m benchmarks.accuracy --save docs/accuracy.json` found."""
HEADING = (
    "| operation | drawn as | formula | partials | domain | at edges and kinks | at infinity | worst error (ulp) |"
)
KINDS = {
    "arithmetic": "Arithmetic",
    "whole_numbers": "Whole numbers and remainders",
    "exponentials": "Powers, exponentials and logarithms",
    "trigonometry": "Circular and hyperbolic functions",
    "activations": "Activations",
    "piecewise": "Operations with a kink",
    "vectors": "Operations on vectors",
    "losses": "Losses",
    "": "Your own",
}
HEAD = """# Operations

Every operation of the table, as its row says. Each is a function of `autograd` that takes Values or numbers,
`autograd.{example}(v)`; an operation on scalars is a method as well, `v.{example}()`. `make docs` writes the page.

- *y* is the result. A partial may use it where that is cheaper or keeps more digits; what rounding would take from a
  partial, a row may put right by a factor next to 1, which is not shown.
- A partial by a vector is that by its first element, of two.
- *Worst error* is the largest that a random search over the whole domain found, in the value and all partials: in ulp,
  units in the last place of the true result, or of what the line names instead. `python -m benchmarks.accuracy`
  searches ([how](../benchmarks/README.md#accuracy)); these are from {where}.
- Outside its domain an operation raises `DomainError`; where it has no derivative, `backward` does.
- An operand may be infinite where its domain has a square bracket at −∞ or ∞. Value and partials are then the limits
  as it grows, the other operands as they are. Where there is no limit, as for ∞/∞, there is no value, or no derivative,
  unless the line says what is chosen.
"""


def page() -> str:
    parts = [HEAD.format(example="exp", where=MEASURED["where"])]
    for module, title in KINDS.items():
        rows = [row for row in PRIMITIVES.values() if kind_of(row) == module]
        lines = [HEADING, "| --- " * HEADING.count(" | ") + "| --- |"]
        if rows:
            parts.append("\n".join([f"## {title}\n", *lines, *map(_line, rows)]) + "\n")
    return "\n".join(parts)


def kind_of(row: Primitive) -> str:
    module = row.partials[0].__module__.rsplit(".", 1)[-1]
    return module if module in KINDS else ""


def _line(row: Primitive) -> str:
    letters = letters_of(row)
    cells = (
        f"`{row.name}`",
        row.symbol,
        formula_text(row),
        "; ".join(partials_of(row)),
        "; ".join(f"{letter}: {interval_text(interval)}" for letter, interval in zip(letters, row.domain)),
        "; ".join(filter(None, (row.convention, defaults_text(row)))),
        at_infinity(row),
        "; ".join(filter(None, (worst_error(row), row.accuracy))),
    )
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def worst_error(row: Primitive) -> str:
    return f"{MEASURED['worst'][row.name]:.1f}" if row.name in MEASURED["worst"] else "not measured"


def letters_of(row: Primitive) -> list[str]:
    return list(inspect.signature(row.partials[0]).parameters)[: row.arity]


def formula_text(row: Primitive) -> str:
    """The formula, and what it stands for where the row says so."""
    name = row_formula(row).text
    if row.definition is None or any(row.vectors) or name[0] == "−":
        return name
    opened = row.definition(*(Name(letter) for letter in letters_of(row)))
    text = Formula(written(as_term(opened))).text
    return name if text == name else f"{name} = {text}"


def partials_of(row: Primitive) -> list[str]:
    texts = [formula.text for formula in partial_formulas(row)]
    if row.branch is None or (row.arity == 1 and not any(row.vectors)) or not all(map(_is_number, texts)):
        return texts
    if any(row.vectors):
        return ["1 for the largest, 0 for the others"]
    return [
        _in_order(row, numbers) for numbers in permutations([1.0, 2.0, 3.0][: row.arity]) if row.is_defined_at(*numbers)
    ]


def _is_number(text: str) -> bool:
    return text.replace("−", "").replace(".", "").isdigit()


def _in_order(row: Primitive, numbers: tuple[float, ...]) -> str:
    """The partials where the operands come in the order of `numbers`."""
    order = [letter for _, letter in sorted(zip(numbers, letters_of(row)))]
    slopes = [f"{partial(*numbers, row(*numbers)):g}" for partial in row.partials]
    return f"{', '.join(slopes)} where {' < '.join(order)}"


def at_infinity(row: Primitive) -> str:
    """Value and slope of an operation on one number where that is infinite."""
    if row.arity > 1 or any(row.vectors):
        return ""
    ends = [x for x in (-math.inf, math.inf) if row.is_defined_at(x)]
    return "; ".join(
        f"{number_text(x)}: {number_text(row(x))}, slope {number_text(row.partials[0](x, row(x)))}" for x in ends
    )


def interval_text(interval: Interval) -> str:
    low, high = interval.low, interval.high
    left, right = "(" if low in interval.excluding else "[", ")" if high in interval.excluding else "]"
    inner = [x for x in interval.excluding if low < x < high]
    without = f" without {', '.join(map(number_text, inner))}" if inner else ""
    return "ℝ" if interval == FINITE else f"{left}{number_text(low)}, {number_text(high)}{right}{without}"


def number_text(x: float) -> str:
    return f"{x + 0.0:g}".replace("inf", "∞").replace("-", "−")


def defaults_text(row: Primitive) -> str:
    letters = letters_of(row)[row.arity - len(row.defaults) :]
    given = [f"{letter} = {number_text(number)}" for letter, number in zip(letters, row.defaults)]
    return f"left out: {', '.join(given)}" if given else ""


def measure_what_is_missing() -> None:
    """Searches for the worst error of each row that has none yet, with the draws and the seed of the others."""
    from benchmarks import accuracy

    missing = [name for name in PRIMITIVES if name not in MEASURED["worst"]]
    if missing:
        MEASURED["worst"] |= accuracy.worst_of(accuracy.run(draws=accuracy.DRAWS, seed=accuracy.SEED, names=missing))
        MEASURED["worst"] = {name: MEASURED["worst"][name] for name in PRIMITIVES}
        ACCURACY.write_text(json.dumps(MEASURED, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m docs.build_operations", description=__doc__).parse_args()
    measure_what_is_missing()
    PAGE.write_text(page(), encoding="utf-8")
