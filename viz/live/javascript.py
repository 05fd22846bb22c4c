"""The table's rows as JavaScript: value and partials, written from the formulas that the rows are made of.

A row whose formulas do what JavaScript cannot be told, such as calling Python's math, is not written; the reason is
kept, and stands in the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograd import Primitive
from autograd.primitive import Scalar
from autograd.shared.showing import counted
from viz.live.embedding import as_json
from viz.live.kernels import KERNELS, formula_for_pages
from viz.live.phrase_vectors import names_of_parameters
from viz.live.phrases import NotWritableError, Part, Phrase
from viz.live.statements import function_text

__all__ = ["RowsScript", "rows_script"]


@dataclass(frozen=True)
class RowsScript:
    """Rows as JavaScript.

    Attributes:
        text: statements that fill the object `rows`, which they declare; they call the functions of `special.js`.
        keys: for each row, its key in `rows`.
        refused: for each row that cannot be written, the reason, as a sentence that begins with the row's name.
    """

    text: str
    keys: Mapping[Primitive, str]
    refused: Mapping[Primitive, str]

    def __repr__(self) -> str:
        return f"<RowsScript: {counted(len(self.keys), 'row')}, {len(self.refused)} of them without formulas>"


def rows_script(primitives: Iterable[Primitive]) -> RowsScript:
    """Rows, and those that their formulas call, as JavaScript.

    >>> from autograd import PRIMITIVES
    >>> print(rows_script([PRIMITIVES["relu"]]).text)
    const rows = Object.create(null);
    rows.step = {
      name: "step",
      vectors: [false],
      defaults: [],
      value: refusingNaN((x) => x > 0 ? 1 : x <= 0 ? 0 : x),
      partials: [(x, y) => 0],
      kinks: (x) => x,
    };
    rows.relu = {
      name: "relu",
      vectors: [false],
      defaults: [],
      value: refusingNaN((x) => x <= 0 ? 0 : x),
      partials: [(x, y) => rows.step.value(x)],
      kinks: (x) => x,
    };
    """
    writing = _Writing()
    for primitive in primitives:
        writing.write(primitive)
    return RowsScript("\n".join(writing.texts), writing.keys, writing.refused)


class _Writing:
    """The rows that have been written so far."""

    def __init__(self) -> None:
        self.texts = ["const rows = Object.create(null);"]
        self.keys: dict[Primitive, str] = {}
        self.refused: dict[Primitive, str] = {}

    def write(self, primitive: Primitive) -> None:
        """Writes a row, and first those that it calls."""
        if primitive in self.keys:
            return
        self.keys[primitive] = self._free_key(primitive.name)
        names = _operand_names(primitive)
        fields = {"name": as_json(primitive.name), "vectors": as_json(list(primitive.vectors))}
        try:
            fields["defaults"] = as_json(list(primitive.defaults))
            fields["value"] = self._value(primitive, names[:-1])
            fields["partials"] = self._partials(primitive, names)
        except Exception as error:  # a formula may raise anything when it is not given numbers
            reason = str(error) if isinstance(error, NotWritableError) else f"{type(error).__name__}: {error}"
            self.refused[primitive] = f"{primitive.name} cannot be computed in a page: {reason}"
            fields = {"name": fields["name"], "reason": as_json(self.refused[primitive])}
        else:
            fields.update(self._kinks(primitive, names[:-1]))
        listed = "".join(f"  {name}: {text},\n" for name, text in fields.items())
        self.texts.append(f"{_member(self.keys[primitive])} = {{\n{listed}}};")

    def _free_key(self, name: str) -> str:
        """The name, and a number behind it where another row has it."""
        key, taken = name, set(self.keys.values())
        while key in taken:
            key = f"{name} {len(taken)}"
        return key

    def _value(self, primitive: Primitive, names: Sequence[str]) -> str:
        formula, guard = formula_for_pages(primitive.value)
        text = self._function(formula, names, primitive.vectors)
        return f"{guard}({text})" if guard else text

    def _partials(self, primitive: Primitive, names: Sequence[str]) -> str:
        vectors = (*primitive.vectors, False)
        return f"[{', '.join(self._function(partial, names, vectors) for partial in primitive.partials)}]"

    def _kinks(self, primitive: Primitive, names: Sequence[str]) -> dict[str, str]:
        """A function with a 0 in it at a kink; nothing where there is none, or JavaScript cannot be told."""
        if primitive.branch is None:
            return {}
        try:
            return {"kinks": self._function(primitive.branch, names, primitive.vectors)}
        except Exception:  # what a branch does when it is not given numbers is no reason to refuse the row
            return {}

    def _function(self, formula: Callable[..., Scalar], names: Sequence[str], vectors: Sequence[bool]) -> str:
        return function_text(formula, names, vectors, self._applied).replace("\n", "\n  ")

    def _applied(self, primitive: Primitive, operands: Sequence[Part]) -> Phrase:
        """An operation that a formula calls: a function of `special.js`, or another row."""
        left_out = primitive.defaults[len(operands) - primitive.arity + len(primitive.defaults) :]
        kernel = KERNELS.get(primitive.value)
        body = operands[0].body
        parts = [*operands, *map(body.part, left_out)]
        if kernel is not None:
            return kernel(*parts)  # type: ignore[no-any-return]
        self.write(primitive)
        if primitive in self.refused:
            raise NotWritableError(f"it calls {self.refused[primitive]}")
        return body.call(f"{_member(self.keys[primitive])}.value", *parts)


def _operand_names(primitive: Primitive) -> list[str]:
    """What the operands and the result are called, as the row's formulas say."""
    otherwise = ["a", "b", "c"][: primitive.arity] if primitive.arity > 1 else ["x"]
    return names_of_parameters(primitive.partials[0], [*otherwise, "y"])[: primitive.arity + 1]


def _member(key: str) -> str:
    """Where `rows` has a key; a name that is no word of letters, digits and underscores stands in quotes."""
    return f"rows.{key}" if key.isascii() and key.isidentifier() else f"rows[{as_json(key)}]"
