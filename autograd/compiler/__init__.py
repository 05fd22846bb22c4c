"""Compiled graphs: a recorded scalar graph, run at the speed of hand-written C.

The way of a graph: it is recorded (`autograd.tracing`, `record`), laid out as a `tape`, steps over slots; each kind of
step becomes machine code (`codegen`), from the table's rows; the machine `run`s it on a batch, and what is unusual goes
to the eager engine. `program` is what the user holds, and `descent` trains with one.
"""

from __future__ import annotations

import inspect
import reprlib
from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any, overload

from autograd.arguments import check_values
from autograd.compiler.codegen import jit
from autograd.compiler.descent import Descent, Packing, Part, Reports, Steps
from autograd.compiler.iteration import Iterated, iterated
from autograd.compiler.program import BatchGradients, Program
from autograd.compiler.record.cases import Cases
from autograd.compiler.record.recorded import Recorded, argument_names, called
from autograd.compiler.room import Room
from autograd.compiler.run.adding import add_to
from autograd.compiler.run.eager import Argument, CaseArgument
from autograd.compiler.run.shuffling import shuffle
from autograd.compiler.run.store import Store
from autograd.compiler.shapes import Programs
from autograd.data import hint_of_order, plain
from autograd.graph import Vector
from autograd.primitive import real_number
from autograd.shared.showing import came
from autograd.tracing import Recording, recording
from autograd.value import Value

__all__ = [
    "INSTALL",
    "BatchGradients",
    "Descent",
    "Iterated",
    "Packing",
    "Part",
    "Program",
    "Programs",
    "Reports",
    "Room",
    "Steps",
    "Store",
    "add_to",
    "compile",
    "is_available",
    "iterated",
    "shuffle",
]

INSTALL = jit.INSTALL
is_available = jit.is_available


@overload
def compile(  # noqa: A001 - as below
    what: Value, *inputs: Any, leaves: Iterable[Any] = (), parameters: Iterable[Value] | None = None
) -> Program[array[float]]: ...


@overload
def compile(  # noqa: A001 - as below
    what: Sequence[Value], *inputs: Any, leaves: Iterable[Any] = (), parameters: Iterable[Value] | None = None
) -> Program[memoryview[float]]: ...


@overload
def compile(  # noqa: A001 - as below
    what: Callable[..., Value],
    example: Any,
    /,
    *examples: Any,
    leaves: Iterable[Any] = (),
    parameters: Iterable[Value] | None = None,
) -> Program[array[float]]: ...


@overload
def compile(  # noqa: A001 - as below
    what: Callable[..., Sequence[Value]],
    example: Any,
    /,
    *examples: Any,
    leaves: Iterable[Any] = (),
    parameters: Iterable[Value] | None = None,
) -> Program[memoryview[float]]: ...


@overload
def compile(  # noqa: A001 - as below
    what: Callable[..., Any],
    example: Any,
    /,
    *examples: Any,
    leaves: Iterable[Any] = (),
    cases: Iterable[Any] | None = None,
    parameters: Iterable[Value] | None = None,
) -> Program[Any]: ...  # what it gives, its function does not say


@overload
def compile(  # noqa: A001 - as below
    what: Callable[..., Any], *, leaves: Iterable[Any] = (), parameters: Iterable[Value] | None = None
) -> Any: ...  # Programs, or of a function without arguments a Program


def compile(  # noqa: A001 - the field's word for it
    what: Callable[..., Any] | Value | Sequence[Value],
    *inputs: Any,
    leaves: Iterable[Any] = (),
    cases: Iterable[Any] | None = None,
    parameters: Iterable[Value] | None = None,
) -> Program[Any] | Programs:
    """Turns a function of Values, or a graph, into a program that runs it on many samples at once.

    A function is called once, and the graph that it builds is recorded. Its comparisons of Values are checked again on
    every sample; a graph that is given as it is has no such record, and stands for what it computes alone.

    Samples of several shapes, such as words, need a graph each: a function that is given without examples becomes
    `Programs`, which records it anew for the first sample of every shape. Python then goes its own way for each of
    them: loops over a sequence, lists that grow. A whole number that picks, as a letter does, goes by `autograd.pick`.

    Args:
        what: the function; or a Value that was computed, or several.
        inputs: what differs from sample to sample. For a function: an example of each argument, a number or a sequence
            of numbers; none if samples have several shapes. For a graph: its leaves, each alone or several as a
            sequence.
        leaves: for a function: leaves that it uses without being given them and that differ from sample to sample too,
            each alone or several as a sequence. The program takes their numbers after those of `inputs`.
        cases: for a function that gives a function: with what that one is called, once for each. They need not be
            numbers: rows, words, classes, such as the targets of a loss. Their graphs may differ in numbers alone. The
            program takes a case a sample as its last argument.
        parameters: leaves whose data are the same for all samples, and read anew at each call; None for all other
            leaves. What is left keeps the number it has now.

    Returns:
        The program: called with a batch it gives the outputs; `value_and_grad` their gradients too. With `cases`, one
        for each.

    Raises:
        ImportError: if llvmlite is missing, saying how to install it.
        TypeError, ValueError: if an input or parameter is not a leaf, or is named twice; for cases and a function that
            gives none, or has no examples; for an example that is no number.
        ControlFlowError: if the function takes a number out of the graph by `float(v)` or `v.data`; if two cases differ
            in more than numbers.

    >>> import autograd
    >>> program = autograd.compile(lambda x, y: x * y + x.exp(), 0.0, 0.0)
    >>> list(program([0.0, 0.0], [2.0, 3.0]))
    [1.0, 1.0]
    >>> table = [Value(0.0), Value(1.0), Value(10.0)]
    >>> worth = autograd.compile(lambda letters: autograd.sum([autograd.pick(table, letter) for letter in letters]))
    >>> worth([[2, 0, 1], [1], [2, 2]])
    [11.0, 1.0, 20.0]
    >>> price = {"apple": 0.5, "pear": 0.75}
    >>> pay = autograd.compile(lambda count: lambda fruit: count * price[fruit], 0.0, cases=price)
    >>> list(pay([2.0, 2.0, 10.0], ["apple", "pear", "pear"]))
    [1.0, 1.5, 7.5]
    """
    if not jit.is_available():
        raise ImportError(jit.INSTALL)
    leaves = _several(leaves, "leaves")
    if parameters is not None:
        parameters = check_values(parameters, "parameters")
    if callable(what) and not inputs and _takes_arguments(what):
        if cases is not None or leaves:
            raise TypeError("expected an example of each argument, got none, as there are cases or leaves")
        return Programs(what, None if parameters is None else tuple(parameters))
    if callable(what):
        arguments = _arguments_of(what, inputs)
        given = [Vector(a.values) if a.is_vector else a.values[0] for a in arguments]
        arguments += [_argument(several, f"leaf {k}") for k, several in enumerate(leaves, start=1)]
        with recording() as record:
            result = called(what, *given)
        if cases is None:
            graph = Recorded.of(result, record)
        else:
            chosen = Cases(lambda case: _graph_of_case(result, case, record), cases)
            graph = chosen.graph
            arguments.append(CaseArgument("cases", tuple(chosen.inputs), True, chosen))
    else:
        arguments = [_argument(several, f"input {k}") for k, several in enumerate(inputs, start=1)]
        graph = Recorded.of(what)
    variable = {value for argument in arguments for value in argument.values}
    if parameters is None:
        parameters = [leaf for leaf in graph.leaves if not leaf.is_constant and leaf not in variable]
    parameters = tuple(parameters)
    _check_leaves([value for argument in arguments for value in argument.values], parameters)
    graph.check_reads({*variable, *parameters})
    return Program(graph, arguments, parameters)


def _takes_arguments(function: Callable[..., Any]) -> bool:
    """Whether a function asks for arguments, or takes any number of them."""
    try:
        accepted = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # some callables don't tell
        return False
    required = (
        parameter.kind is parameter.VAR_POSITIONAL or parameter.default is parameter.empty for parameter in accepted
    )
    return any(required)


def _graph_of_case(function: Any, case: Any, before: Recording) -> Recorded:
    if not callable(function):
        raise TypeError(
            f"expected a function that gives a function of a case, as there are cases, got {came(function)}"
        )
    with recording() as record:
        result = function(case)
    return Recorded.of(result, before, record)


def _arguments_of(function: Callable[..., Any], examples: Sequence[Any]) -> list[Argument]:
    arguments = []
    for name, example in zip(argument_names(function, len(examples)), map(plain, examples)):
        if isinstance(example, Iterable) and not isinstance(example, (str, bytes)):
            values = tuple(_leaf(x, f"{name}_{k}") for k, x in enumerate(example, start=1))
            arguments.append(Argument(name, values, is_vector=True))
        else:
            arguments.append(Argument(name, (_leaf(example, name),), is_vector=False))
    return arguments


def _leaf(example: Any, label: str) -> Value:
    number = real_number(example, expected=f"the example of {label} to be a real number", allow_nan=False)
    return Value(number, label=label)


def _several(given: Any, name: str) -> list[Any]:
    if not isinstance(given, Iterable) or isinstance(given, (str, bytes, set, frozenset)):
        hint = hint_of_order(given, name)
        raise TypeError(f"expected {name} to be Values, or lists of Values, got {came(given)}{hint}")
    return list(given)


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
