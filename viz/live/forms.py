"""The formulas of an operation on operands of one shape: its row, run on names and checked with numbers."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any, TypeAlias, TypeVar

from autograd import Interval, Primitive
from autograd.primitive import Scalar
from viz.derivations.rules import FACTOR_RULES, rewritten
from viz.formulas.derivatives import number_inside
from viz.formulas.printing import to_text
from viz.formulas.term import Application, Name, Number, Operand, Term, as_term, evaluated, names_in
from viz.formulas.tidying import tidied
from viz.formulas.writing import written
from viz.live.trees import place_of, slot

__all__ = ["Form", "PartialForms", "Shape"]

Shape: TypeAlias = "tuple[float | tuple[float | None, ...] | None, ...]"
"""What a node has for operands: for each None, or the whole number that it is; for a vector a tuple of these."""

Gap: TypeAlias = tuple[tuple[int, float], ...]
"""Places, and the numbers that the operands there have at once."""

Sample: TypeAlias = Mapping[str, float]
"""A number for each slot, by its label."""

Result = TypeVar("Result")

_LONGEST = 140  # letters; of a longer formula only the number is shown
_MOST_TRIED = 8  # numbers and formulas for one partial
_PAIRS_OF_SAMPLES, _MOST_ON_A_GRID = 15, 2
_ORDINARY = (0.37, 0.61, -0.83, 1.61, -1.74, 2.9, -3.3)
_LANDMARKS = (0.0, 1.0, -1.0, 2.0)
"""Where a partial is looked at: at numbers that no row treats apart, then at some that a row may."""


@dataclass(frozen=True)
class PartialForms:
    """What a partial may be.

    Attributes:
        numbers: numbers that it may have where no formula says so, or none is needed.
        terms: a formula for all other numbers, as the table has it; and in the slides' form, if that is another.
        gaps: where the formula does not hold, though the partial has a number.
    """

    numbers: tuple[float, ...]
    terms: tuple[Term, ...] = ()
    gaps: tuple[Gap, ...] = ()


class Form:
    """An operation on operands of one shape.

    Args:
        primitive: the operation.
        shape: that of its operands, of which some at the end may be left out.

    Attributes:
        count: how many operands there are, those within vectors one by one.
        applied: the operation on slots and numbers.

    >>> from autograd import PRIMITIVES
    >>> form = Form(PRIMITIVES["pow"], (None, 2.0))
    >>> form.partial(0).terms == (2.0 * slot(0),)
    True
    """

    def __init__(self, primitive: Primitive, shape: Shape) -> None:
        self.primitive = primitive
        self._places: list[tuple[int, int | None]] = []  # of each operand: which, and within a vector which element
        self._slots: dict[Name, Interval] = {}
        operands = tuple(self._operand(k, operand) for k, operand in enumerate(shape))
        self.count = len(self._places)
        self.result = slot(self.count)
        self.applied = Application(primitive, operands)
        self._samples = self._sampled()

    def _operand(self, k: int, operand: float | tuple[float | None, ...] | None) -> Term | tuple[Term, ...]:
        if isinstance(operand, tuple):
            return tuple(self._scalar(k, element, number) for element, number in enumerate(operand))
        return self._scalar(k, None, operand)

    def _scalar(self, k: int, element: int | None, number: float | None) -> Term:
        self._places.append((k, element))
        if number is not None:
            return Number(number)
        name = slot(len(self._places) - 1)
        self._slots[name] = self.primitive.domain[k]
        return name

    def definition(self) -> Term | None:
        """What a fused operation stands for; None for a simple one, and where it reads the same, or is too long."""
        if self.primitive.definition is None:
            return None
        term = tidied(as_term(self.primitive.definition(*self.applied.operands)))
        return term if _is_legible(term) and _spelled(term) != _spelled(self.applied) else None

    def partial(self, place: int) -> PartialForms | None:
        """What the partial for an operand may be; None for a number, and where numbers and a formula do not suffice."""
        known = [(sample, true) for sample in self._samples if (true := self.number(place, sample)) is not None]
        if slot(place) not in self._slots or not known:
            return None
        numbers, formulas = self._alternatives(place, known)
        left = [(sample, true) for sample, true in known if true not in numbers]
        if not left:
            return PartialForms(tuple(numbers))
        fitting = [(term, gaps) for term in formulas if _is_legible(term) and (gaps := _gaps(term, left)) is not None]
        if not fitting:
            return None
        term, gaps = min(fitting, key=lambda found: len(found[1]))
        steps = rewritten(term, FACTOR_RULES, {self.result: self.applied})
        return PartialForms(tuple(numbers), (term, *(step.term for step in steps[-1:])), tuple(gaps))

    def _alternatives(self, place: int, known: Sequence[tuple[Sample, float]]) -> tuple[list[float], list[Term]]:
        """Numbers, and formulas with slots, of which at each sample one is right; as far as it takes few formulas."""
        numbers: list[float] = []
        formulas: list[Term] = []
        for sample, true in known:
            if true in numbers or any(_is_value(term, sample, true) for term in formulas):
                continue
            terms = [term for term in self._formulas(place, sample) if _is_value(term, sample, true)]
            if not terms or len(numbers) + len(formulas) > _MOST_TRIED:
                continue
            if names_in(terms[-1]):
                formulas += [term for term in terms if names_in(term)][:1]
            else:
                numbers.append(true)
        return numbers, formulas

    def _formulas(self, place: int, sample: Sample) -> Iterator[Term]:
        """The partial for an operand: with vectors at 0, where the largest needs no shift; and as it is at a sample."""
        of_vectors = {slot(k).label: 0.0 for k, (_, element) in enumerate(self._places) if element is not None}
        for numbers in ({**sample, **of_vectors}, sample):
            slope = _attempted(self._slope, place, partial(_named, numbers))
            if slope is not None:
                yield tidied(as_term(slope))

    def number(self, place: int, sample: Sample) -> float | None:
        """The partial for an operand at these numbers, the result's among them; None where it has none."""
        number = _attempted(self._slope, place, lambda term: evaluated(term, sample))
        return None if number is None or not math.isfinite(number) else float(number)

    def _slope(self, place: int, read: Callable[[Term], Scalar]) -> Scalar:
        """The row's partial for an operand, `read` saying what stands for each slot; constants are plain numbers."""

        def argument(operand: Operand) -> Scalar:
            if isinstance(operand, tuple):
                return list(map(argument, operand))
            return operand.value if isinstance(operand, Number) else read(operand)

        defaults = self.primitive.defaults
        left_out = defaults[len(self.applied.operands) - self.primitive.arity + len(defaults) :]
        k, element = self._places[place]
        slope = self.primitive.partials[k](*map(argument, self.applied.operands), *left_out, read(self.result))
        return slope if element is None else slope[element]

    def sample(self, numbers: Mapping[Name, float]) -> Sample:
        """Numbers for the slots, and the result that they give.

        Raises:
            DomainError, OverflowError: where the operation has no value.
        """
        sample = {name.label: number for name, number in numbers.items()}
        return {**sample, self.result.label: evaluated(self.applied, sample)}

    def _sampled(self) -> list[Sample]:
        """Samples at which the operation is defined: ordinary ones first."""
        chance = random.Random(0)
        ordinary = [_numbers_in(interval, _ORDINARY) for interval in self._slots.values()]
        landmarks = [_numbers_in(interval, _LANDMARKS) for interval in self._slots.values()]
        of_both = [[*some, *others] for some, others in zip(ordinary, landmarks)]
        points = [tuple(numbers[0] for numbers in ordinary)]
        points += [tuple(map(chance.choice, kinds)) for kinds in [ordinary, of_both] * _PAIRS_OF_SAMPLES]
        points += product(*landmarks) if len(landmarks) <= _MOST_ON_A_GRID else ()
        samples = (_attempted(self.sample, dict(zip(self._slots, point))) for point in points)
        return [sample for sample in samples if sample is not None]


def _attempted(function: Callable[..., Result], *arguments: Any) -> Result | None:
    """What a function gives; None where an operation has no value."""
    try:
        return function(*arguments)
    except (ArithmeticError, ValueError):
        return None


def _numbers_in(interval: Interval, numbers: Sequence[float]) -> list[float]:
    return [n for n in numbers if n in interval] or [number_inside(interval)]


def _named(numbers: Sample, term: Term) -> Term:
    return Name(term.label, numbers[term.label]) if isinstance(term, Name) else term


def _is_value(term: Term, sample: Sample, number: float) -> bool:
    value = _attempted(evaluated, term, sample)
    return value is not None and math.isclose(value, number, rel_tol=1e-9, abs_tol=1e-12)


def _gaps(term: Term, wanted: Sequence[tuple[Sample, float]]) -> list[Gap] | None:
    """Where a formula does not give the numbers that it should, as far as landmarks say where; None if they do not."""
    right = [sample for sample, true in wanted if _is_value(term, sample, true)]
    gaps: dict[Gap, None] = {}
    for sample, true in wanted:
        if not _is_value(term, sample, true):
            places = {place: n for label, n in sample.items() if (place := place_of(label)) is not None}
            landmarks = [(place, n) for place, n in places.items() if n in _LANDMARKS]
            possible = [((place, n),) for place, n in landmarks] + [tuple(landmarks)]
            real = [gap for gap in possible if gap and not any(_is_in(gap, other) for other in right)]
            if not real:
                return None
            gaps.setdefault(real[0])
    return list(gaps)


def _is_in(gap: Gap, sample: Sample) -> bool:
    return all(sample[slot(place).label] == n for place, n in gap)


def _is_legible(term: Term) -> bool:
    return len(_spelled(term)) <= _LONGEST


def _spelled(term: Term) -> str:
    return to_text(written(term))
