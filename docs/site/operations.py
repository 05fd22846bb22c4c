"""The operations' pages of the reference, from the table: what docs/operations.md has in a line, with room to read."""

from __future__ import annotations

import inspect
from itertools import product
from pathlib import Path

import autograd
from autograd import PRIMITIVES, Primitive, Value
from docs import build_operations as table
from docs.site.formulas import inline
from viz.formulas.formula import partial_formulas, row_formula

__all__ = ["KINDS", "example", "operation_page", "rows_of"]

KINDS = {kind: title for kind, title in table.KINDS.items() if kind}

_TRIED = (0.5, 2.0, -1.5, 1.0, 0.0)
"""What an example is tried on, in this order, until there are a value and a derivative."""


def rows_of(kind: str) -> list[Primitive]:
    """The rows of a kind, as the table has them."""
    return [row for row in PRIMITIVES.values() if table.kind_of(row) == kind]


def operation_page(kind: str) -> str:
    """The page of a kind, as MyST Markdown."""
    source = inspect.getsourcefile(inspect.getmodule(rows_of(kind)[0].partials[0]))
    path = Path(str(source)).relative_to(Path(autograd.__file__).parents[1]).as_posix()
    head = f"# Operations: {KINDS[kind][0].lower()}{KINDS[kind][1:]}\n\nTheir rows stand in [`{path}`](../../{path}); "
    head += "[one table](../operations.md) has the operations of all kinds, and says what is said of each.\n"
    head += "The examples begin with `import autograd` and `from autograd import Value`.\n"
    return "\n".join([head, *map(_entry, rows_of(kind))])


def _entry(row: Primitive) -> str:
    facts = {
        "value": _value(row),
        "partials": _partials(row),
        "domain": "; ".join(f"{x}: {table.interval_text(i)}" for x, i in zip(table.letters_of(row), row.domain)),
        "at edges and kinks": row.convention,
        "at infinity": table.at_infinity(row),
        "worst error": _worst_error(row),
        "drawn as": row.symbol,
    }
    lines = [f"- *{name}*: {said}" for name, said in facts.items() if said]
    return "\n".join(
        [
            f"::::{{py:function}} autograd.{row.name}({', '.join(_parameters(row))})",
            "",
            _uses(row),
            "",
            *lines,
            "",
            f"```pycon\n{example(row)}\n```",
            "::::",
            "",
        ]
    )


def _parameters(row: Primitive) -> list[str]:
    letters, least = table.letters_of(row), row.arity - len(row.defaults)
    given = [f"{x}={table.number_text(number)}" for x, number in zip(letters[least:], row.defaults)]
    return [*letters[:least], *given]


def _uses(row: Primitive) -> str:
    """What the operands are, and how else it is called."""
    vectors = [f"*{letter}*" for letter, is_vector in zip(table.letters_of(row), row.vectors) if is_vector]
    if vectors:
        return (
            f"{' and '.join(vectors)}: Values and numbers in a sequence{', equally long' if len(vectors) > 1 else ''}."
        )
    call = f"`v.{row.name}({', '.join(_parameters(row)[1:])})`"
    return f"Of Values and numbers; as a method, {call}." if hasattr(Value, row.name) else "Of Values and numbers."


def _value(row: Primitive) -> str:
    """The formula, and what it stands for where the row says so."""
    formula, text = row_formula(row), table.formula_text(row)
    return f"*y* = {inline(formula.latex)}{text.removeprefix(formula.text)}"


def _partials(row: Primitive) -> str:
    texts, formulas = table.partials_of(row), partial_formulas(row)
    if texts != [formula.text for formula in formulas]:
        return "; ".join(texts)
    return "; ".join(f"∂*y*/∂*{x}* = {inline(formula.latex)}" for x, formula in zip(table.letters_of(row), formulas))


def _worst_error(row: Primitive) -> str:
    found = table.worst_error(row)
    return f"{found} ulp{', ' if row.accuracy else ''}{row.accuracy}"


def example(row: Primitive) -> str:
    """An example of an operation as a console shows it, at the first numbers of a few that it has a derivative at.

    Raises:
        ValueError: if it has none at any of them.
    """
    letters = ", ".join(table.letters_of(row))
    slopes = ", ".join(f"{x}[0].grad" if v else f"{x}.grad" for x, v in zip(table.letters_of(row), row.vectors))
    for numbers in product(_TRIED, repeat=row.arity):
        operands = [[Value(x), Value(x + 1.0)] if v else Value(x) for x, v in zip(numbers, row.vectors)]
        try:
            y = row(*operands)
            y.backward()
        except ValueError:
            continue
        firsts = [operand[0] if isinstance(operand, list) else operand for operand in operands]
        made = [f"[Value({x}), Value({x + 1.0})]" if v else f"Value({x})" for x, v in zip(numbers, row.vectors)]
        lines = [f">>> {letters} = {', '.join(made)}", f">>> y = autograd.{row.name}({letters})", ">>> y.backward()"]
        return "\n".join([*lines, f">>> y.data, {slopes}", repr((y.data, *(first.grad for first in firsts)))])
    raise ValueError(f"{row.name} has no derivative at any of {_TRIED}: add a number to them")
