"""Writes autograd/methods.pyi from the table: `make docs`. Type checkers read there which methods a Value has.

A test fails when the file is not what the table says.
"""

from __future__ import annotations

import inspect
from pathlib import Path

import autograd
from autograd import PRIMITIVES, Primitive, Value

FILE = Path(autograd.__file__).parent / "methods.pyi"
HEAD = """# Written by `make docs` from the table of operations: each of them on scalars is a method of Values. No
# program imports this; a type checker learns from it that `v.sigmoid()` is there and `v.sigmiod()` is not.

from autograd.value import Value

class Methods:
"""


def text() -> str:
    """The file: one line an operation that is a method, in the order of the alphabet."""
    rows = [PRIMITIVES[name] for name in sorted(PRIMITIVES) if not any(PRIMITIVES[name].vectors)]
    return HEAD + "".join(_line(row) for row in rows if row.name in vars(Value))


def _line(row: Primitive) -> str:
    least = row.arity - len(row.defaults)
    further = [f", {name}: Value | float" for name in inspect.signature(row.partials[0]).parameters][1 : row.arity]
    optional = [f"{name} = ..." if place >= least else name for place, name in enumerate(further, start=1)]
    return f"    def {row.name}(self{''.join(optional)}, /) -> Value: ...\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
