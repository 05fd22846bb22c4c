"""A tape as one reads it: a line a step, with the graph's own labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograd.compiler.codegen.rows import Access
from autograd.compiler.tape.steps import Case, Tape
from autograd.shared.showing import counted
from autograd.value import Value

__all__ = ["listing"]


def listing(tape: Tape, inputs: Sequence[Value]) -> str:
    """The steps of a tape: what each computes, by which operation, from what.

    A value without a label is called after its slot; of several side by side, the first and the last are named.
    """
    names = [value.label or f"v{slot}" for slot, value in enumerate(tape.values)]
    for slot, number in tape.constants.items():
        names[slot] = repr(number)
    rows = [_row(tape, case, words, names) for case, words in tape.steps()]
    widths = [max((len(row[k]) for row in rows), default=0) for k in range(2)]
    lines = [f"{tape.slots} slots of a sample each; inputs: {_several(names[: len(inputs)])}"]
    for number, (kind, results, formula) in enumerate(rows, start=1):
        lines.append(f"{number:>4}  {kind:<{widths[0]}}  {results:<{widths[1]}}  {formula}".rstrip())
    lines.append(f"outputs: {', '.join(names[slot] for slot in tape.outputs)}")
    return "\n".join(lines)


def _row(tape: Tape, case: Case, words: Sequence[int], names: Sequence[str]) -> tuple[str, str, str]:
    """Kind, results and formula of a step."""
    count, first = words[2:4]
    if case.kind == "dense":
        inputs, x, z = words[3:6]
        bias = " + b" if words[8] else ""
        return "dense", _several(names[z : z + count]), f"w·({_several(names[x : x + inputs])}){bias}"
    if case.kind == "spread":
        slots = tape.tables[first : first + count]
        return "spread", _several([names[slot] for slot in slots]), "a parameter in every lane"
    if case.kind == "inner":
        return "inner", names[words[5]], f"of {counted(count, 'pair')} of parameters"
    if case.kind == "pick":
        return "pick", _several(names[first : first + count]), f"row {names[words[7]]} of {words[5]}"
    if case.operation is None:
        left, right, outcome = words[2:5]
        return "check", "", f"{case.kind}({names[left]}, {names[right]}) is {bool(outcome)}"
    operands = [_several([names[slot] for slot in slots]) for slots in _operands(tape, case, words)]
    return case.operation.name, _several(names[first : first + count]), f"{case.operation.name}({'; '.join(operands)})"


def _operands(tape: Tape, case: Case, words: Sequence[int]) -> Iterator[list[int]]:
    """The slots of each operand, node after node."""
    if case.operation is None:
        return
    count, _, length = words[2:5]
    for k, (way, is_vector) in enumerate(zip(case.access, case.operation.vectors)):
        where, stride, step = words[5 + 3 * k : 8 + 3 * k]
        elements = range(length) if is_vector else range(1)
        if way is Access.SCATTERED:
            yield list(tape.tables[where : where + count * length])
        elif way is not Access.LEFT_OUT:
            starts = tape.tables[where:] if way is Access.LISTED else [where + stride * node for node in range(count)]
            yield [start + step * element for start in starts[:count] for element in elements]


def _several(names: Sequence[str]) -> str:
    """The names, the first and the last of more than three; one that is the same throughout, once."""
    if len(set(names)) == 1:
        return names[0]
    return ", ".join(names) if len(names) <= 3 else f"{names[0]} … {names[-1]}"
