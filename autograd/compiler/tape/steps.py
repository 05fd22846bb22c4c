"""The tape: a program as data, the steps that the machine takes one after the other."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from autograd.compiler.codegen.operations import LoweredRow
from autograd.compiler.codegen.rows import Access
from autograd.compiler.codegen.walker import STEP_WORDS
from autograd.value import Value

__all__ = ["Case", "Tape"]


@dataclass(frozen=True)
class Case:
    """Which machine code a step runs.

    Attributes:
        kind: "dense", "inner", "spread", "pick", the name of a comparison, or "row" for an operation on slots.
        operation: the operation of a "row".
        wanted: which of its operands get an adjoint; of a "dense" or "inner" step, whether it is differentiated.
        access: how it finds each operand of a "row".
    """

    kind: str
    operation: LoweredRow | None = None
    wanted: tuple[bool, ...] = ()
    access: tuple[Access, ...] = ()


@dataclass
class Tape:
    """The program, as data: in arrays, as there may be millions of steps.

    Attributes:
        cases: every kind of step that occurs.
        words: `STEP_WORDS` a step. The first is the number of its case; the machine puts the addresses of the case's
            code into the first two.
        tables: the lists that steps read.
        pointers: which words stand for a list, by the place in `tables` where it begins.
        values: what stands in each slot, a lane of its own; the inputs have the first.
        constants: the slots that hold the same number always, and that number.
        outputs: the slots of the outputs.
        widest: the most inputs that a layer has.
    """

    cases: list[Case] = field(default_factory=list)
    words: array[int] = field(default_factory=lambda: array("q"))
    tables: array[int] = field(default_factory=lambda: array("q"))
    pointers: array[int] = field(default_factory=lambda: array("q"))
    values: list[Value] = field(default_factory=list)
    constants: dict[int, float] = field(default_factory=dict)
    outputs: list[int] = field(default_factory=list)
    widest: int = 0

    @property
    def slots(self) -> int:
        """How many lanes there are."""
        return len(self.values)

    @property
    def length(self) -> int:
        """How many steps there are."""
        return len(self.words) // STEP_WORDS

    def steps(self) -> Iterator[tuple[Case, list[int]]]:
        """The steps, each with its words."""
        for start in range(0, len(self.words), STEP_WORDS):
            yield self.cases[self.words[start]], self.words[start : start + STEP_WORDS].tolist()
