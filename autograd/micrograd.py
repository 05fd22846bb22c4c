"""A door for programs written against micrograd: by changing the import alone, they run on this engine.

`from autograd.micrograd import Value` stands where `from micrograd.engine import Value` stood, or where a program had a
class of its own, as in the lecture. `docs/coming_from_micrograd.md` says what is the same, what differs, and why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NoReturn, SupportsFloat

from autograd import value as engine
from autograd.graph import NOTHING, Node, Vector, topological_order
from autograd.primitive import PRIMITIVES, Primitive, Scalar, registration_listeners
from autograd.primitives.arithmetic import add, div, mul, neg, sub
from autograd.primitives.exponentials import power
from autograd.primitives.piecewise import absolute

__all__ = ["Value", "WrittenByHandError"]


class WrittenByHandError(ValueError):
    """Something was asked for that only an operation of the table can do, of one that was written by hand.

    >>> x = Value(0.5)
    >>> Value(x.data**2, (x,), "square").recompute()
    Traceback (most recent call last):
    ...
    autograd.micrograd.WrittenByHandError: an operation whose _backward was written by hand ...
    """


class Value(engine.Value):
    """A Value as micrograd's: its constructor, its private names, a gradient of 0 from the start, attributes at will.

    What is computed from it is one too. Numbers that it meets become Values with a gradient, exponents excepted. It is
    equal to itself alone.

    Args:
        data: a real number.
        _children: what it was computed from, where that is written by hand; `_backward` is then to be set.
        _op: how the operation is called in a picture.
        label: a name.

    Attributes:
        grad: the derivative of what `backward` was called on; 0 where it has not been reached.
        label: the name; "" for none.

    >>> a, b = Value(2.0, label="a"), Value(-3.0)
    >>> c = a * b + a
    >>> c.backward()
    >>> a, c._op, b in (a * b)._prev
    (Value(data=2.0, grad=-2.0), '+', True)
    """

    grad: float
    label: str

    def __init__(
        self, data: SupportsFloat, _children: Iterable[engine.Operand] = (), _op: str = "", label: str = ""
    ) -> None:
        super().__init__(data, label, allow_nan=True)
        self.grad = 0.0
        children = engine.vector(_children)
        if len(children) or _op:
            self._write_by_hand(children, _op)

    @property
    def _prev(self) -> set[engine.Value]:
        """What it was computed from; that `x * x` uses x twice, a set cannot tell, but `operands` does."""
        return {operand for operand in self.operands if not operand.is_constant}

    @property
    def _op(self) -> str:
        """The operation that computed it; "" for a leaf."""
        if self.primitive is None:
            return ""
        if self.primitive is power and self.operands[1].is_constant:
            return f"**{self._second_number:g}"
        return self.primitive.symbol.translate(_ASCII)

    @property
    def _backward(self) -> Callable[[], None]:
        """A function that hands the gradient on to what this was computed from; the program may assign its own."""
        written: Callable[[], None] | None = vars(self).get(_BY_HAND)
        return written or partial(_hand_on, self)

    @_backward.setter
    def _backward(self, function: Callable[[], None]) -> None:
        vars(self)[_BY_HAND] = function
        self._write_by_hand(Vector(self.operands), self._op)

    def backward(self) -> None:
        """Adds the derivative of this Value to the `grad` of every Value below it.

        Where a step below was written by hand, all of them are gone through as in micrograd, result by result.
        """
        try:
            super().backward()
        except WrittenByHandError:
            self.grad = 1.0
            for node in reversed(topological_order(self)):
                node._backward() if isinstance(node, Value) else _hand_on(node)

    def _write_by_hand(self, children: Vector, op: str) -> None:
        """Makes this the result of an operation that the table does not know."""
        self.primitive = _by_hand(op)
        self._first, self._first_number = children, children._data
        self._second = self._third = NOTHING
        self._second_number = self._third_number = 0.0

    def _explained(self, error: Exception, what: str) -> Exception:
        return error if isinstance(error, WrittenByHandError) else super()._explained(error, what)

    def __repr__(self) -> str:
        return f"Value(data={self._data!r}, grad={self.grad!r})"

    # As in micrograd: two Values of one number are two, also for `in` and `index` of a list.
    if not TYPE_CHECKING:
        __eq__ = object.__eq__
        __ne__ = object.__ne__
        __hash__ = object.__hash__

    def __add__(self, other: engine.Operand) -> Value:
        return _recorded(add, self, _as_value(other))

    def __radd__(self, other: engine.Operand) -> Value:
        # The built-in sum() starts from the int 0, which is not worth a node.
        return self if type(other) is int and other == 0 else _recorded(add, _as_value(other), self)

    def __sub__(self, other: engine.Operand) -> Value:
        return _recorded(sub, self, _as_value(other))

    def __rsub__(self, other: engine.Operand) -> Value:
        return _recorded(sub, _as_value(other), self)

    def __mul__(self, other: engine.Operand) -> Value:
        return _recorded(mul, self, _as_value(other))

    def __rmul__(self, other: engine.Operand) -> Value:
        return _recorded(mul, _as_value(other), self)

    def __truediv__(self, other: engine.Operand) -> Value:
        return _recorded(div, self, _as_value(other))

    def __rtruediv__(self, other: engine.Operand) -> Value:
        return _recorded(div, _as_value(other), self)

    # A constant exponent asks for no logarithm of its base, which may be negative.
    def __pow__(self, other: engine.Operand) -> Value:
        return _recorded(power, self, engine.as_value(other))

    def __rpow__(self, other: engine.Operand) -> Value:
        return _recorded(power, engine.as_value(other), self)

    def __neg__(self) -> Value:
        return _recorded(neg, self)

    def __abs__(self) -> Value:
        return _recorded(absolute, self)

    @staticmethod
    def apply_primitive(primitive: Primitive, operands: Sequence[Scalar]) -> Value:
        """`primitive` on `operands`, of which some may be numbers, or sequences of Values and numbers."""
        return _recorded(
            primitive,
            *(
                engine.vector(primitive.gathered(operand)) if is_vector else engine.as_value(operand)
                for operand, is_vector in zip(operands, primitive.vectors)
            ),
        )


_BY_HAND = "_backward"
"""Where a `_backward` of the program's own stands among the attributes."""

_ASCII = str.maketrans("−×÷", "-*/")


def _as_value(operand: engine.Operand) -> engine.Value:
    return operand if isinstance(operand, engine.Value) else Value(operand)


def _recorded(primitive: Primitive, first: Node, second: Node = NOTHING, third: Node = NOTHING) -> Value:
    node = object.__new__(Value)
    node.primitive, node.grad, node.label = primitive, 0.0, ""
    node._first, node._second, node._third = first, second, third
    node._second_number = node._third_number = 0.0
    node._compute()
    return node


def _hand_on(node: engine.Value) -> None:
    """Hands the gradient of a node on to its operands; for one written by hand, only its own function can."""
    if node.primitive is not None and node.primitive.value is _refuse:
        return
    for operand, local in zip(node.operands, node.local_derivatives()):
        if operand.is_constant:
            continue
        if local is None:
            raise node._explained(ValueError(), "has no derivative")
        operand.grad = (operand.grad or 0.0) + local * (node.grad or 0.0)


def _refuse(*_: Any) -> NoReturn:
    raise WrittenByHandError(
        "an operation whose _backward was written by hand can be neither computed again nor differentiated twice"
    )


@cache
def _by_hand(op: str) -> Primitive:
    """A row for an operation of which nothing is known but what it is called. It stands in no table."""
    name = op or "by hand"
    return Primitive(name, _refuse, (_refuse,), latex=r"\operatorname{{f}}({0})", vectors=(True,))


def _add_method(primitive: Primitive) -> None:
    """Makes an operation that is a method of the engine's Values one of these, with results of this class."""
    if primitive.name in engine._methods:

        def method(self: Value, *operands: engine.Operand) -> Value:
            result: Value = PRIMITIVES[primitive.name](self, *operands)
            return result

        setattr(Value, primitive.name, method)


for _row in PRIMITIVES.values():
    _add_method(_row)
registration_listeners.append(_add_method)
