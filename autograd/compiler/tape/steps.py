"""The tape: a program as data, the steps that the machine takes one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from autograd.compiler.codegen.operations import LoweredRow
from autograd.value import Value

__all__ = ["Case", "Step", "Tape", "Word"]


@dataclass(frozen=True)
class Case:
    """Which machine code a step runs.

    Attributes:
        kind: "dense", "spread", the name of a comparison, or "row" for an operation on slots.
        operation: the operation of a "row".
        wanted: which of its operands get an adjoint; of a "dense" step, whether it is differentiated.
    """

    kind: str
    operation: LoweredRow | None = None
    wanted: tuple[bool, ...] = ()


Word: TypeAlias = "int | list[int]"


@dataclass(frozen=True)
class Step:
    """One entry of the tape.

    Attributes:
        case: which machine code it runs.
        words: what it is told, from its third word on; a list stands for a pointer to its numbers.
        nodes: the Values it computes.
        operands: what it computes them from, as one reads it; for several nodes, those of the first.
    """

    case: Case
    words: list[Word]
    nodes: Sequence[Value] = ()


@dataclass
class Tape:
    """The program, as data.

    Attributes:
        steps: what is done, in order.
        slots: how many lanes there are; the inputs have the first.
        constants: the slots that hold the same number always, and that number.
        outputs: the slots of the outputs.
        widest: the most inputs that a layer has.
    """

    steps: list[Step] = field(default_factory=list)
    slots: int = 0
    constants: dict[int, float] = field(default_factory=dict)
    outputs: list[int] = field(default_factory=list)
    widest: int = 0
