"""Compiled graphs: a recorded scalar graph, run at the speed of hand-written C.

The way of a graph: it is recorded (`autograd.tracing`, `record`), laid out as a `tape`, steps over slots; each kind of
step becomes machine code (`codegen`), from the table's rows; the machine `run`s it on a batch, and what is unusual goes
to the eager engine. `program` is what the user holds, and `descent` trains with one.
"""

from __future__ import annotations

import inspect
import reprlib
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

from autograd.compiler.codegen import jit
from autograd.compiler.descent import Descent
from autograd.compiler.program import BatchGradients, Program
from autograd.compiler.record.replay import leaves_of
from autograd.compiler.record.shapes import Shape, check_reads, grafted, shape_of
from autograd.compiler.run.eager import Argument
from autograd.data import plain
from autograd.graph import Vector
from autograd.tracing import Recording, recording
from autograd.value import Value, as_value

__all__ = [
    "INSTALL",
    "Argument",
    "BatchGradients",
    "Descent",
    "Program",
    "Shape",
    "check_reads",
    "compile",
    "grafted",
    "is_available",
    "shape_of",
]

INSTALL = jit.INSTALL
is_available = jit.is_available


def compile(  # noqa: A001 - the field's word for it
    what: Callable[..., Any] | Value | Sequence[Value], *inputs: Any, parameters: Iterable[Value] | None = None
) -> Program:
    """Turns a function of Values, or a graph, into a program that runs it on many samples at once.

    A function is called once, and the graph that it builds is recorded. Its comparisons of Values are checked again on
    every sample; a graph that is given as it is has no such record, and stands for what it computes alone.

    Args:
        what: the function; or a Value that was computed, or several.
        inputs: what differs from sample to sample. For a function: an example of each argument, a number or a sequence
            of numbers. For a graph: its leaves, each alone or several as a sequence.
        parameters: leaves whose data are the same for all samples, and read anew at each call; None for all other
            leaves. What is left keeps the number it has now.

    Raises:
        ImportError: if llvmlite is missing, saying how to install it.
        TypeError, ValueError: if an input or parameter is not a leaf, or is named twice.
        ControlFlowError: if the function takes a number out of the graph by `float(v)` or `v.data`.

    >>> import autograd
    >>> program = autograd.compile(lambda x, y: x * y + x.exp(), 0.0, 0.0)
    >>> list(program([0.0, 0.0], [2.0, 3.0]))
    [1.0, 1.0]
    """
    if not jit.is_available():
        raise ImportError(jit.INSTALL)
    if callable(what):
        arguments = _arguments_of(what, inputs)
        with recording() as record:
            result = what(*[Vector(a.values) if a.is_vector else a.values[0] for a in arguments])
    else:
        arguments = [_argument(leaves, f"input {k}") for k, leaves in enumerate(inputs, start=1)]
        result, record = what, Recording()
    is_single = not isinstance(result, (list, tuple, Vector))
    try:
        outputs = [as_value(result)] if is_single else list(map(as_value, result))
    except TypeError:
        raise TypeError(f"expected a Value, or a list of Values, to compile, got {reprlib.repr(result)}") from None
    leaves = [value for argument in arguments for value in argument.values]
    known = set(leaves)
    if parameters is None:
        reached = leaves_of([*outputs, *(v for c in record.comparisons for v in (c.left, c.right))])
        parameters = [value for value in reached if not value.is_constant and value not in known]
    parameters = tuple(parameters)
    _check_leaves(leaves, parameters)
    if record.reads:
        check_reads(record, {*leaves, *parameters})
    return Program(outputs, is_single, arguments, parameters, record.comparisons)


def _arguments_of(function: Callable[..., Any], examples: Sequence[Any]) -> list[Argument]:
    try:
        accepted = inspect.signature(function).parameters.values()
        names = [parameter.name for parameter in accepted if parameter.kind <= parameter.POSITIONAL_OR_KEYWORD]
    except (TypeError, ValueError):  # some callables don't tell
        names = []
    names += [f"x{k}" for k in range(len(names) + 1, len(examples) + 1)]
    arguments = []
    for name, example in zip(names, map(plain, examples)):
        if isinstance(example, Iterable):
            values = tuple(Value(float(x), label=f"{name}_{k}") for k, x in enumerate(example, start=1))
            arguments.append(Argument(name, values, is_vector=True))
        else:
            arguments.append(Argument(name, (Value(example, label=name),), is_vector=False))
    return arguments


def _argument(leaves: Any, name: str) -> Argument:
    if isinstance(leaves, Value):
        return Argument(leaves.label or name, (leaves,), is_vector=False)
    return Argument(name, tuple(leaves), is_vector=True)


def _check_leaves(inputs: Sequence[Value], parameters: Sequence[Value]) -> None:
    for value in chain(inputs, parameters):
        if isinstance(value, Value) and value.primitive is None:
            continue
        if not isinstance(value, Value):
            raise TypeError(f"expected Values as inputs and parameters, got {reprlib.repr(value)}")
        raise ValueError(f"expected leaves as inputs and parameters, got {value!r}, which was computed")
