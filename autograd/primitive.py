"""The record that describes one operation, and the table that such records stand in."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pickle import PicklingError
from typing import Any, Protocol, SupportsFloat, TypeAlias

from autograd.errors import DomainError
from autograd.handing_on import HandedOn, handed_on_by
from autograd.shared.showing import came, counted, one_line

__all__ = [
    "FINITE",
    "POSITIVE",
    "PRIMITIVES",
    "REALS",
    "Interpreter",
    "Interval",
    "Primitive",
    "Scalar",
    "is_real",
    "primitive",
    "real_number",
    "registration_listeners",
    "whereabouts",
]

Scalar: TypeAlias = Any
"""A number or a `Value`; for a vector operand, a sequence of them.

A partial is written once and runs on both, which no static type can say. This is the project's one alias for `Any`.
"""


class Interpreter(Protocol):
    """What may stand in a formula where it expects a number: a `Value`, a lane of a program, a term of a derivation.

    Beside the operators it has this one method; `autograd.algebra` says what else a formula may ask of it. A row that
    is called with one among its operands, or within one of its vectors, hands itself over: what comes out is for the
    interpreter to say.
    """

    @staticmethod
    def apply_primitive(primitive: Primitive, operands: Sequence[Scalar], /) -> Scalar:
        """`primitive` on `operands`: some may be numbers, or sequences of interpreters and numbers."""
        ...


@dataclass(frozen=True)
class Interval:
    """The numbers from `low` to `high` that an operand may take.

    Args:
        low: the smallest number; -inf for none.
        high: the largest number; inf for none.
        excluding: single numbers that are left out.

    >>> 0.0 in Interval(low=0.0, excluding=(0.0,)), 1e-300 in Interval(low=0.0, excluding=(0.0,))
    (False, True)
    """

    low: float = -math.inf
    high: float = math.inf
    excluding: tuple[float, ...] = ()

    __repr__ = one_line

    def __contains__(self, number: float) -> bool:
        return self.low <= number <= self.high and number not in self.excluding


REALS = Interval()
"""All numbers, the infinite ones too."""
FINITE = Interval(excluding=(-math.inf, math.inf))
POSITIVE = Interval(low=0.0, excluding=(0.0,))


@dataclass(frozen=True, eq=False, slots=True)
class Primitive:
    """One operation: everything that the engine, the pictures and the tests know of it.

    Called on numbers it gives a number; with a `Value` among its operands it gives a `Value` that remembers them.

    Attributes:
        name: what it is called in `autograd` and as a method of `Value`.
        symbol: what a picture writes in its node.
        short_symbol: the same where operands that have defaults are left out.
        value: the result's number, from the operands' numbers.
        partials: one function an operand, of the operands and then the result: the derivative of the result with
            respect to that operand. Written with operators and primitives alone, it runs on numbers and on Values.
            For a vector operand it gives a sequence, one partial an element.
        latex: the formula, {0}, {1}, … standing for the operands.
        precedence: how tightly the formula binds: 1 a sum, 2 a product, 3 a sign, 4 a power, 5 a function.
        commutative: whether its operands may be swapped.
        vectors: for each operand, whether it is a vector. All vectors of one call have the same length.
        domain: for each operand, the interval that it may come from.
        condition: what the operands must satisfy together, where intervals cannot say it.
        branch: a function of the operands that changes its sign across the kink, or where there are several kinks, a
            list with one such number each; None where there is no kink.
        convention: what is chosen at the kink or the edge of the domain, in words.
        accuracy: where an error isn't a few ulp of the result itself but of something larger, and of what, in words.
        definition: what a fused operation stands for, in simpler ones; None for a simple one.
        defaults: the numbers that operands at the end count as when they are left out; () where none may be.
        stops_gradient: whether the partials are 0 by decree, though the value follows the operands.
        arity: how many operands there are at most.
        handed_on: what a node hands on to its operands in a backward pass on numbers.

    >>> from autograd import PRIMITIVES
    >>> PRIMITIVES["relu"](-1.5), PRIMITIVES["relu"](1.5)
    (0.0, 1.5)
    """

    name: str
    value: Callable[..., float]
    partials: tuple[Callable[..., Scalar], ...]
    latex: str
    symbol: str = ""
    short_symbol: str = ""
    precedence: int = 5
    commutative: bool = False
    vectors: tuple[bool, ...] = ()
    domain: tuple[Interval, ...] = (REALS,)
    condition: Callable[..., bool] | None = None
    branch: Callable[..., float | list[float]] | None = None
    convention: str = ""
    accuracy: str = ""
    definition: Callable[..., Scalar] | None = None
    defaults: tuple[float, ...] = ()
    stops_gradient: bool = False
    arity: int = field(init=False)
    handed_on: HandedOn = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Works out the arity, and fills in what the defaults of the symbols, `vectors` and `domain` stand for."""
        arity = len(self.partials)
        domain = self.domain * arity if self.domain == (REALS,) else self.domain
        symbol = self.symbol or self.name
        filled = {"arity": arity, "symbol": symbol, "short_symbol": self.short_symbol or symbol, "domain": domain}
        for name, entry in {**filled, "vectors": self.vectors or (False,) * arity}.items():
            object.__setattr__(self, name, entry)
        object.__setattr__(self, "handed_on", handed_on_by(self.partials, self.vectors, self.checked_partial))

    def __call__(self, *operands: Scalar) -> Scalar:
        """The operation on `operands`: a number when all are numbers, otherwise a `Value`.

        Raises:
            TypeError: for a wrong number of operands, or one that is neither a number nor a `Value`.
            ValueError: for vectors of different lengths.
            DomainError: where the operation is not defined.
            OverflowError: where the result is too large for a float.
        """
        if len(operands) != self.arity:
            self.check_count(operands)
        first = operands[0]
        if type(first) is float and self.arity == 1 and not self.vectors[0]:  # as partials call it
            try:
                return self.value(first)
            except (ArithmeticError, ValueError) as error:
                raise self.explained(error, [""], operands, "is not defined") from None
        if hasattr(first, "apply_primitive"):
            return first.apply_primitive(self, operands)
        operands = tuple([self.gathered(o) if is_vector else o for o, is_vector in zip(operands, self.vectors)])
        for operand, is_vector in zip(operands, self.vectors):
            for scalar in operand if is_vector else (operand,):
                if hasattr(scalar, "apply_primitive"):
                    return scalar.apply_primitive(self, operands)
        numbers = [list(map(real_number, o)) if v else real_number(o) for o, v in zip(operands, self.vectors)]
        return self._of_numbers(*numbers, *self.defaults[len(numbers) - self.arity + len(self.defaults) :])

    def gathered(self, operand: Scalar) -> Scalar:
        """A vector, or anything else that can be gone through more than once, as it is; an iterator as a list."""
        if type(operand) is list:
            return operand
        if not hasattr(operand, "__iter__"):
            raise TypeError(f"{self.name} takes a sequence of Values and numbers here, got {came(operand)}")
        return operand if hasattr(operand, "__len__") else list(operand)

    def _of_numbers(self, *numbers: Scalar) -> float:
        try:
            return self.value(*numbers)
        except (ArithmeticError, ValueError) as error:
            raise self.explained(error, [""] * len(numbers), numbers, "is not defined") from None

    def __copy__(self) -> Primitive:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Primitive:
        return self

    def __reduce__(self) -> tuple[Callable[[str], Primitive], tuple[str]]:
        if PRIMITIVES.get(self.name) is not self:
            why = "there is another of that name" if self.name in PRIMITIVES else "register it with autograd.primitive"
            raise PicklingError(f"{self.name!r} is not in autograd.PRIMITIVES, where a pickle finds it by name: {why}")
        return _named, (self.name,)

    def __repr__(self) -> str:
        return f"<primitive {self.name}>"

    def is_defined_at(self, *operands: Scalar) -> bool:
        """Whether every operand, a number or for a vector a sequence of numbers, is in the domain, and all together.

        >>> from autograd import PRIMITIVES
        >>> PRIMITIVES["log"].is_defined_at(2.0), PRIMITIVES["pow"].is_defined_at(-8.0, 0.5)
        (True, False)
        """
        for operand, interval, is_vector in zip(operands, self.domain, self.vectors):
            if not all(number in interval for number in (operand if is_vector else (operand,))):
                return False
        return self.condition is None or self.condition(*operands)

    def check_count(self, operands: Sequence[Scalar]) -> None:
        """Raises TypeError unless `operands` are as many as the operation takes."""
        least = self.arity - len(self.defaults)
        if not least <= len(operands) <= self.arity:
            expected = f"{least}" if least == self.arity else f"{least} to {self.arity}"
            raise TypeError(
                f"{self.name} takes {expected} operand{'' if expected == '1' else 's'}, got {len(operands)}"
            )

    def kinks(self, *operands: Scalar) -> list[float]:
        """What `branch` gives, as a list: [] where there is no kink."""
        branch = [] if self.branch is None else self.branch(*operands)
        return branch if isinstance(branch, list) else [branch]

    def crosses_kink(self, before: Sequence[Scalar], after: Sequence[Scalar]) -> bool:
        """Whether a kink lies between two lists of operands, or at one of them.

        >>> from autograd import PRIMITIVES
        >>> PRIMITIVES["maximum"].crosses_kink([1.0, 2.0], [3.0, 2.0])
        True
        """
        return any(one * other <= 0.0 for one, other in zip(self.kinks(*before), self.kinks(*after)))

    def explained(self, error: Exception, labels: Sequence[str], numbers: Sequence[Scalar], what: str) -> Exception:
        """What to raise for `error`, met at the operands of these labels and numbers; `what` it is that went wrong."""
        lengths = [len(number) for number, is_vector in zip(numbers, self.vectors) if is_vector]
        if len(set(lengths)) > 1:
            return ValueError(f"{self.name} takes vectors of one length, got {' and '.join(map(str, lengths))}")
        where = whereabouts(labels, numbers)
        if isinstance(error, OverflowError):
            return OverflowError(f"{self.name} is too large for a float at {where}")
        return DomainError(f"{self.name} {what} at {where}")

    def result(self, data: SupportsFloat) -> float:
        """What `value` gave, as a float.

        Raises:
            TypeError: if that is no number; None is what a function without `return` gives.
        """
        if data is None:
            raise TypeError(f"the value of {self.name} gave None: forgot return?")
        return real_number(data, expected=f"the value of {self.name} to be a number")

    def checked_partial(self, k: int, gave: Scalar, count: int = 1) -> Scalar:
        """What the partial by operand `k` gave, if that is a number; by a vector of `count` elements, so many.

        Raises:
            TypeError: if it is not.
        """
        is_vector = self.vectors[k]
        entries = _in_order(gave) if is_vector else [gave]
        if entries is not None and len(entries) == count and _are_scalars(entries):
            return entries if is_vector else gave
        which = f"the partial of {self.name} by operand {k + 1}"
        if gave is None:
            raise TypeError(f"{which} gave None: forgot return?") from None
        if not is_vector:
            raise TypeError(f"expected {which} to give a number, got {came(gave)}") from None
        if entries is None:
            got = came(gave)
        elif len(entries) != count:
            got = f"{len(entries)}"
        else:
            got = f"{came(next(entry for entry in entries if not _is_scalar(entry)))} among them"
        raise TypeError(f"expected {which} to give {counted(count, 'number')}, one an element, got {got}") from None


def _in_order(given: Scalar) -> Sequence[Scalar] | None:
    """What a partial by a vector gave, one an element; None if that cannot be."""
    if not hasattr(given, "__iter__") or isinstance(given, (str, bytes, Mapping, Set)):
        return None
    return given if hasattr(given, "__len__") else list(given)


def _are_scalars(given: Sequence[object]) -> bool:
    kinds = set(map(type, given))  # a few, and there may be thousands of numbers
    return all(kind is float or hasattr(kind, "apply_primitive") for kind in kinds) or all(map(_is_scalar, given))


def _is_scalar(given: object) -> bool:
    return hasattr(given, "apply_primitive") or is_real(given)


PRIMITIVES: dict[str, Primitive] = {}
"""Every operation there is, by name."""

registration_listeners: list[Callable[[Primitive], None]] = []
"""Called with each row that is put into the table from then on."""


def primitive(
    name: str,
    value: Callable[..., float],
    partials: tuple[Callable[..., Scalar], ...],
    *,
    latex: str,
    symbol: str = "",
    short_symbol: str = "",
    precedence: int = 5,
    commutative: bool = False,
    vectors: tuple[bool, ...] = (),
    domain: tuple[Interval, ...] | Interval = REALS,
    condition: Callable[..., bool] | None = None,
    branch: Callable[..., float | list[float]] | None = None,
    convention: str = "",
    accuracy: str = "",
    definition: Callable[..., Scalar] | None = None,
    defaults: tuple[float, ...] = (),
    stops_gradient: bool = False,
) -> Primitive:
    """Puts one operation into the table, and returns it; `docs/own_operations.md` shows one checked, drawn and derived.

    Arguments are the attributes of `Primitive`. By default the symbol is the name, the order of the operands matters,
    none is a vector, and each may be any real number; a single interval as `domain` holds for each operand.

    Returns:
        The operation, to be called on Values and numbers; it is in `PRIMITIVES` and a method of Value from now on.

    Raises:
        TypeError: for a name or `latex` that is no text, and for a value or partials that are no functions.
        ValueError: if the name is taken, if there are not one to three operands, or if `vectors` or `domain` do not
            have one entry an operand. Nothing is in the table then.

    >>> cube = primitive("cube", lambda x: x * x * x, (lambda x, y: 3 * x * x,), latex="{0}^3")
    >>> from autograd import Value
    >>> x = Value(3.0)
    >>> cube(x).backward()
    >>> x.grad
    27.0
    >>> del PRIMITIVES["cube"]
    """
    for argument, text in (("name", name), ("latex", latex)):
        if not isinstance(text, str) or not text:
            raise TypeError(f"expected {argument} to be a text, got {came(text)}")
    if name in PRIMITIVES:
        raise ValueError(f"there is a primitive named {name!r} already")
    if not callable(value):
        raise TypeError(f"expected value to be a function of numbers, got {came(value)}")
    if not isinstance(partials, (tuple, list)) or not all(map(callable, partials)):
        hint = ": with one operand, a comma makes it a tuple, (partial,)" if callable(partials) else ""
        raise TypeError(f"expected partials to be a tuple of functions, one an operand, got {came(partials)}{hint}")
    partials = tuple(partials)
    arity = len(partials)
    if not 1 <= arity <= 3:
        raise ValueError(f"expected 1 to 3 partials, one an operand, got {arity}; gather further operands in a vector")
    row = Primitive(
        name,
        value,
        partials,
        latex=latex,
        symbol=symbol,
        short_symbol=short_symbol,
        precedence=precedence,
        commutative=commutative,
        vectors=vectors,
        domain=(domain,) * arity if isinstance(domain, Interval) else domain,
        condition=condition,
        branch=branch,
        convention=convention,
        accuracy=accuracy,
        definition=definition,
        defaults=defaults,
        stops_gradient=stops_gradient,
    )
    for column, entries in (("vectors", row.vectors), ("domain", row.domain)):
        if len(entries) != arity:
            raise ValueError(
                f"expected {counted(arity, 'entry')} in {column}, one an operand of {name}, got {len(entries)}"
            )
    PRIMITIVES[name] = row
    for listener in registration_listeners:
        listener(row)
    return row


def real_number(data: SupportsFloat, *, allow_nan: bool = True, expected: str = "a Value or a real number") -> float:
    """`data` as a float.

    Args:
        data: the number.
        allow_nan: whether it may be NaN.
        expected: what to call it in an error.

    Raises:
        TypeError: if it is not a real number; a bool and text are not.
        ValueError: if it is NaN and `allow_nan` is false.
    """
    if type(data) is not float:
        if type(data) is not int and not is_real(data):
            raise _no_real_number(data, expected)
        try:
            data = float(data)
        except (TypeError, RuntimeError):  # a tensor of several numbers has the method too
            raise _no_real_number(data, expected) from None
        except OverflowError:
            raise OverflowError(f"expected a number that a float can hold, got {came(data)}") from None
    if math.isnan(data) and not allow_nan:
        raise ValueError(f"expected {expected}, got NaN (allow_nan=True lets it in)")
    return data


def _no_real_number(data: object, expected: str) -> TypeError:
    return TypeError(f"expected {expected}, got {came(data)} of type {type(data).__name__}")


def is_real(data: object) -> bool:
    """Whether it is a single real number: no bool, Python's or NumPy's, no text, no array, not even of one number.

    NumPy's complex numbers, dates and times have a `__float__` too, which drops a part of them, or fails.
    """
    if type(data).__name__.startswith(NO_REALS) or isinstance(data, (str, bytes, bytearray)):
        return False
    return hasattr(data, "__float__") and not getattr(data, "ndim", 0)


NO_REALS = ("bool", "complex", "clongdouble", "datetime", "timedelta")
"""How the names of types begin that are none, Python's and NumPy's."""


def _named(name: str) -> Primitive:
    """The primitive that a pickle names."""
    if name not in PRIMITIVES:
        raise ValueError(f"there is no primitive named {name!r}; register it before loading what uses it")
    return PRIMITIVES[name]


def whereabouts(labels: Sequence[str], numbers: Sequence[Scalar]) -> str:
    """The operands of these labels and numbers, as a message names them: "w = 0.5, 2.0"."""
    return ", ".join(f"{label} = {_brief(n)}" if label else _brief(n) for label, n in zip(labels, numbers))


def _brief(number: float | Sequence[float]) -> str:
    """A number, or the first few of a vector, as an error message shows them."""
    if isinstance(number, (int, float)):
        return repr(number)
    shown = ", ".join(map(repr, number[:4]))
    return f"[{shown}, … {len(number)} numbers]" if len(number) > 4 else f"[{shown}]"
