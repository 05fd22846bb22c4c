"""What `gradcheck` has found, as records and as a table that can be read."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from autograd.graph import topological_order
from autograd.primitive import PRIMITIVES, Primitive
from autograd.shared.printing import printable
from autograd.shared.showing import counted, html_table, one_line
from autograd.value import Value

__all__ = ["Check", "Culprit", "Explanation", "GradcheckError", "GradcheckReport"]

MOST_ROWS = 30
NO_CULPRIT = """\
Each operation is right by itself. Is a part of f computed outside the graph, as by float(v) or by a function of math?
Or does the backward pass take its nodes in a wrong order, or not add up what reaches them?"""
NUMBERS_TAKEN = """\
Each operation is right by itself. But f computes outside the graph with the number of {}, taken by float(v), v.data or
a function of math: no derivative passes there. Write x.sin() for math.sin(x), and compare the Values themselves."""


@dataclass(frozen=True)
class Check:
    """One derivative, found in three ways.

    Attributes:
        name: which derivative, as "∂f/∂w" or "∂²f/∂w∂x".
        analytic: by reverse mode, or as it was given.
        forward: by forward mode; NaN for a derivative that was given.
        numeric: by differences; NaN if there is no estimate.
        bound: by how much `analytic` and `numeric` may differ; NaN if there is no estimate.
        verdict: "ok"; "wrong", "wrong shape" or "forward mode differs"; "kink crossed" or "edge of domain" where the
            input cannot be moved to both sides; "gradient stopped" where `detach` lets none pass; "inconclusive" where
            the bound is too large to tell.
    """

    name: str
    analytic: float
    forward: float
    numeric: float
    bound: float
    verdict: str

    @property
    def is_wrong(self) -> bool:
        """Whether the verdict makes the check fail."""
        return self.verdict in ("wrong", "wrong shape", "forward mode differs")

    __repr__ = one_line

    def named(self, name: str) -> Check:
        """The same check under another name."""
        return replace(self, name=name)


@dataclass(frozen=True)
class Culprit:
    """An operation that is wrong by itself, at operands that the graph gave it.

    Attributes:
        primitive: the operation.
        node: the Value that it computed.
        derivative: which of its derivatives is wrong, in words.
        check: the wrong derivative.
    """

    primitive: Primitive
    node: Value
    derivative: str
    check: Check

    @property
    def can_be_pickled(self) -> bool:
        """Whether the table has every operation that it was computed by."""
        rows = {value.primitive for value in topological_order(self.node)} - {None}
        return all(PRIMITIVES.get(row.name) is row for row in rows if row is not None)

    def __str__(self) -> str:
        found = f"{self.check.analytic:.10g}, by differences {self.check.numeric:.10g} ± {self.check.bound:.0e}"
        return printable(f"{self.primitive.name} at {self.node._whereabouts()}: its {self.derivative} is {found}")


@dataclass(frozen=True)
class Explanation:
    """What is wrong with a gradient that was given, where numbers say so.

    Attributes:
        kind: in a word or two, as "sign" or "transposed".
        arrays: what it is wrong by: the names of these arguments.
        sentence: the explanation, in words.
    """

    kind: str
    arrays: tuple[str, ...]
    sentence: str

    __repr__ = one_line


@dataclass(frozen=True)
class GradcheckReport:
    """All that was checked, and what is wrong.

    Attributes:
        checks: one a derivative.
        culprits: the operations that are wrong by themselves.
        faults: what else is wrong with the backward pass, or a gradient that was given, in words.
        reads: the Values whose number the function took out of the graph, by name.
        notes: what else there is to say of the checks, a sentence each.
        explanations: what is wrong with a gradient that was given, as far as it can be told: the faults, too.
        is_given: whether the gradient was given, and not found by `backward`.

    >>> from autograd import gradcheck
    >>> report = gradcheck(lambda x, y: x * y.exp(), [2.0, 1.0])
    >>> report
    <GradcheckReport: 6 derivatives, none wrong>
    >>> report.ok, [check.name for check in report.checks]
    (True, ['∂f/∂x', '∂f/∂y', '∂²f/∂x∂x', '∂²f/∂x∂y', '∂²f/∂y∂x', '∂²f/∂y∂y'])
    """

    checks: tuple[Check, ...]
    culprits: tuple[Culprit, ...] = ()
    faults: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    is_given: bool = False

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults and not any(check.is_wrong for check in self.checks)

    @property
    def _verdict(self) -> str:
        wrong = sum(check.is_wrong for check in self.checks)
        count = f"{counted(len(self.checks), 'derivative')}"
        return f"{wrong} of {count} wrong" if wrong else f"{count}, none wrong"

    @property
    def _remarks(self) -> list[str]:
        """What is to be said besides the single derivatives."""
        lines = [f"The backward pass is wrong: {fault}." for fault in ([] if self.is_given else self.faults)]
        lines += [_as_sentence(explanation.sentence) for explanation in self.explanations]
        lines += [f"The culprit: {culprit}." for culprit in self.culprits]
        if any(check.is_wrong for check in self.checks) and not (self.culprits or self.faults or self.is_given):
            lines.append(NUMBERS_TAKEN.format(", ".join(self.reads)) if self.reads else NO_CULPRIT)
        return [*lines, *self.notes]

    def __getstate__(self) -> dict[str, Any]:
        """All of it; of a culprit whose row is in no table, which no pickle can name, the sentence."""
        kept = tuple(culprit for culprit in self.culprits if culprit.can_be_pickled)
        told = tuple(f"The culprit: {culprit}." for culprit in self.culprits if culprit not in kept)
        return {**self.__dict__, "culprits": kept, "notes": (*self.notes, *told)}

    def __str__(self) -> str:
        return printable(
            "\n".join([f"gradcheck: {self._verdict}", *_table(self.checks, self.is_given), *self._remarks])
        )

    def __repr__(self) -> str:
        culprits = f"; the culprit: {self.culprits[0].primitive.name}" if self.culprits else ""
        what = "gradient function" if self.is_given else "backward pass"
        faults = f"; the {what} is wrong" if self.faults else ""
        return printable(f"<GradcheckReport: {self._verdict}{faults}{culprits}>")

    def _repr_html_(self) -> str:
        head, *rows = _rows(self.checks, self.is_given)
        return html_table(head, rows, caption=" ".join([f"gradcheck: {self._verdict}.", *self._remarks]))


class GradcheckError(AssertionError):
    """A derivative is wrong.

    Attributes:
        report: what was found.

    >>> from autograd import gradcheck
    >>> try:
    ...     gradcheck(lambda x: float(x) * x, [1.0])
    ... except GradcheckError as error:
    ...     error.report
    <GradcheckReport: 2 of 2 derivatives wrong>
    """

    def __init__(self, report: GradcheckReport) -> None:
        super().__init__(report)
        self.report = report

    def __str__(self) -> str:
        return str(self.report)

    def __reduce__(self) -> tuple[type[GradcheckError], tuple[GradcheckReport]]:
        return GradcheckError, (self.report,)


def _as_sentence(words: str) -> str:
    return words if words.endswith("?") else f"{words}."


def _rows(checks: tuple[Check, ...], is_given: bool) -> list[list[str]]:
    """The head, and a row a check, those that are not ok first; at most as many as fit on a screen."""
    shown = sorted(checks, key=lambda check: (check.verdict == "ok", not check.is_wrong))[:MOST_ROWS]
    heads = ["gradient"] if is_given else ["reverse mode", "forward mode"]
    rows = [["", *heads, "differences", "error bound", ""]]
    for check in shown:
        numbers = [check.analytic, *([] if is_given else [check.forward]), check.numeric]
        bound = "–" if math.isnan(check.bound) else f"{check.bound:.0e}"
        rows.append(
            [printable(check.name), *("–" if math.isnan(x) else f"{x:.10g}" for x in numbers), bound, check.verdict]
        )
    return rows


def _table(checks: tuple[Check, ...], is_given: bool) -> list[str]:
    """The rows as lines."""
    rows = _rows(checks, is_given)
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    left_out = len(checks) - len(rows) + 1
    return lines + ([f"… and {left_out} more"] if left_out else [])
