"""Writes autograd/methods.pyi and autograd/operations.pyi from the table: `make docs`.

Type checkers read there which methods a Value has, and which operations are functions of `autograd`. A test fails when
a file is not what the table says.
"""

from __future__ import annotations

import argparse
import inspect
from pathlib import Path

import autograd
from autograd import PRIMITIVES, Primitive, Value

HERE = Path(autograd.__file__).parent
FILE = HERE / "methods.pyi"
OPERATIONS = HERE / "operations.pyi"

OPERATORS = {f"__{kind}{name}__" for name in ("add", "sub", "mul", "truediv", "mod", "pow") for kind in ("", "r")} | {
    f"__i{name}__" for name in ("add", "sub", "mul", "truediv")
}
"""What Python calls for `+`, `-`, `*`, `/`, `%` and `**`."""

HEAD = """# Written by `make docs` from the table of operations: each of them on scalars is a method of Values. No
# program imports this; a type checker learns from it that `v.sigmoid()` is there and `v.sigmiod()` is not.

from autograd.value import Value

class Methods:
"""

HEAD_OF_OPERATIONS = """# Written by `make docs` from the table of operations: each is a function of `autograd`. No
# program imports this; a type checker learns from it that `autograd.exp(2.0)` is a float, `autograd.exp(x)` a Value.

from collections.abc import Iterable
from typing import overload

from autograd.primitive import Primitive
from autograd.value import Operand, Value
"""


def text() -> str:
    """The file of methods: one line an operation that is one, in the order of the alphabet."""
    operators = [f"    def {name}(self, other: Value | float) -> Value: ...\n" for name in sorted(OPERATORS)]
    rows = [PRIMITIVES[name] for name in sorted(PRIMITIVES) if not any(PRIMITIVES[name].vectors)]
    return HEAD + "".join([*operators, *(_line(row) for row in rows if row.name in vars(Value))])


def text_of_operations() -> str:
    """The file of functions: a class for each kind of operands, then a line an operation."""
    rows = [PRIMITIVES[name] for name in sorted(PRIMITIVES)]
    kinds: dict[str, Primitive] = {}
    for row in rows:
        kinds.setdefault(_kind(row), row)
    classes = [_class(kind, kinds[kind]) for kind in sorted(kinds)]
    return HEAD_OF_OPERATIONS + "".join(classes) + "\n" + "".join(f"{row.name}: {_kind(row)}\n" for row in rows)


def _line(row: Primitive) -> str:
    least = row.arity - len(row.defaults)
    further = [f", {name}: Value | float" for name in inspect.signature(row.partials[0]).parameters][1 : row.arity]
    optional = [f"{name} = ..." if place >= least else name for place, name in enumerate(further, start=1)]
    return f"    def {row.name}(self{''.join(optional)}, /) -> Value: ...\n"


def _kind(row: Primitive) -> str:
    """What an operation's operands are, as the name of a class; an option is a scalar that has a default."""
    least = row.arity - len(row.defaults)
    parts = ["Vector" if v else "Scalar" if place < least else "Option" for place, v in enumerate(row.vectors)]
    return f"_Of{''.join(parts)}"


def _class(kind: str, row: Primitive) -> str:
    """How an operation of this kind is called: on numbers alone it gives a number, with a Value anywhere a Value.

    Lists of numbers are lists of Values and numbers too: which of the two, only the first signature that fits can say.
    """
    least, arity = row.arity - len(row.defaults), row.arity
    numbers = ["Iterable[float]" if is_vector else "float" for is_vector in row.vectors]
    mixed = ["Iterable[Operand]" if is_vector else "Operand" for is_vector in row.vectors]
    if any(row.vectors):
        calls = [(numbers, least, "float"), (mixed, least, "Value")]
    else:
        by_first = [([*numbers[:k], "Value", *mixed[k + 1 :]], max(least, k + 1), "Value") for k in range(arity)]
        calls = [*by_first, (numbers, least, "float")]
    text = f"\nclass {kind}(Primitive):\n"
    for operands, needed, result in calls:
        taken = [f"x{k}: {operand}{'' if k <= needed else ' = ...'}" for k, operand in enumerate(operands, start=1)]
        ignored = "  # type: ignore[overload-overlap]" if operands is numbers and any(row.vectors) else ""
        text += f"    @overload\n    def __call__(self, {', '.join(taken)}, /) -> {result}: ...{ignored}\n"
    return text


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m docs.build_methods", description=__doc__).parse_args()
    FILE.write_text(text(), encoding="utf-8")
    OPERATIONS.write_text(text_of_operations(), encoding="utf-8")
