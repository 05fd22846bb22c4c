"""A tape as one reads it: a line a step, with the graph's own labels."""

from __future__ import annotations

from collections.abc import Sequence

from autograd.compiler.tape.steps import Step, Tape
from autograd.value import Value

__all__ = ["listing"]


def listing(tape: Tape, inputs: Sequence[Value]) -> str:
    """The steps of a tape: what each computes, by which operation, from what.

    A value without a label is called after its slot; of several side by side, the first and the last are named.
    """
    names = {slot: value.label or f"v{slot}" for slot, value in enumerate(inputs)}
    names.update((slot, repr(number)) for slot, number in tape.constants.items())
    rows = [_row(step, names) for step in tape.steps]
    widths = [max((len(row[k]) for row in rows), default=0) for k in range(2)]
    lines = [f"{tape.slots} slots of a sample each; inputs: {_several([names[k] for k in range(len(inputs))])}"]
    for number, (kind, results, formula) in enumerate(rows, start=1):
        lines.append(f"{number:>4}  {kind:<{widths[0]}}  {results:<{widths[1]}}  {formula}".rstrip())
    lines.append(f"outputs: {', '.join(names[slot] for slot in tape.outputs)}")
    return "\n".join(lines)


def _row(step: Step, names: dict[int, str]) -> tuple[str, str, str]:
    """Kind, results and formula of a step; names its results."""
    kind, words = step.case.kind, step.words
    if kind == "dense":
        rows, count, x, z = (_number(word) for word in words[:4])
        _name_results(step, z, names)
        bias = " + b" if words[6] else ""
        x_names = _several([names[slot] for slot in range(x, x + count)])
        return "dense", _several([names[z + k] for k in range(rows)]), f"w·({x_names}){bias}"
    if kind == "spread":
        first = _number(words[1])
        _name_results(step, first, names)
        return "spread", _several([names[first + k] for k in range(_number(words[0]))]), "a parameter in every lane"
    if kind != "row" or step.case.operation is None:
        left, right = (names[_number(word)] for word in words[:2])
        return "check", "", f"{kind}({left}, {right}) is {bool(words[2])}"
    operation, count, first = step.case.operation, _number(words[0]), _number(words[1])
    _name_results(step, first, names)
    operands = []
    for k in range(len(operation.vectors)):
        start, stride = words[2 + 2 * k : 4 + 2 * k]
        slots = start if isinstance(start, list) else [start + _number(stride) * i for i in range(count)]
        operands.append(_several([names[slot] for slot in slots]))
    return (
        operation.name,
        _several([names[first + k] for k in range(count)]),
        f"{operation.name}({'; '.join(operands)})",
    )


def _name_results(step: Step, first: int, names: dict[int, str]) -> None:
    names.update((first + k, node.label or f"v{first + k}") for k, node in enumerate(step.nodes))


def _number(word: int | list[int]) -> int:
    if isinstance(word, list):
        raise TypeError("expected a number, got a list")
    return word


def _several(names: Sequence[str]) -> str:
    """The names, the first and the last of more than three; one that is the same throughout, once."""
    if len(set(names)) == 1:
        return names[0]
    return ", ".join(names) if len(names) <= 3 else f"{names[0]} … {names[-1]}"
