"""`Value`: a number that remembers how it was computed."""

from __future__ import annotations

import functools
import math
import operator
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import chain, repeat
from numbers import Real
from typing import TYPE_CHECKING, Final, SupportsFloat, TypeAlias, TypeVar, overload
from weakref import WeakValueDictionary

from autograd import copying, ufuncs
from autograd.graph import NOTHING, Node, Vector, evaluation_order, note_data_change
from autograd.primitive import PRIMITIVES, Primitive, Scalar, is_real, real_number, registration_listeners, whereabouts
from autograd.primitives.arithmetic import add, div, mul, neg, sub
from autograd.primitives.exponentials import power
from autograd.primitives.piecewise import absolute
from autograd.primitives.whole_numbers import mod
from autograd.reverse import added_products, adjoints
from autograd.shared.flags import check_flag
from autograd.shared.showing import came
from autograd.tracing import compared, is_paused, looked_at, taken_out

if TYPE_CHECKING:  # each operation of the table on scalars is a method as well: v.exp(), v.tanh(), …
    from autograd.methods import Methods
else:
    Methods = object

__all__ = ["Constant", "Operand", "Value", "as_value", "check_gradients", "vector"]


def _elsewhere(name: str, instead: str) -> property:
    """A name of micrograd's that says what to write instead; hasattr finds nothing there."""

    def hint(self: Value) -> None:
        raise AttributeError(f"a Value has no {name}, but {instead}; that of autograd.micrograd has both")

    return property(hint)


DATA: Final = "data to be a real number"
"""What an error expects of a leaf's number."""
Method = TypeVar("Method", bound=Callable[..., "Value"])


def _operator(row: Primitive, name: str, *, in_place: bool = False) -> Callable[[Value, Operand], Value]:
    """The operation of `row` on two Values: as `_node` records it, without a call on the way to the number."""
    value_of = row.value

    def operation(self: Value, other: Operand) -> Value:
        if type(other) is not Value or _made is not _node:
            return (_in_place if in_place else _binary)(row, self, other)
        node = _new()
        node.primitive = row
        node.grad = node.label = None
        node._first = self
        node._second = other
        x = node._first_number = self._data
        y = node._second_number = other._data
        try:
            data = value_of(x, y)
        except (ArithmeticError, ValueError) as error:
            raise node._explained(error, "is not defined") from None
        node._data = data if type(data) is float else row.result(data)
        return node

    return _named_method(operation, name)


def _reflected(row: Primitive, name: str) -> Callable[[Value, Operand], Value]:
    """The same with the number on the left, where Python asks the Value on the right."""
    return _named_method(lambda self, other: _binary(row, other, self), name)


def _named_method(function: Method, name: str) -> Method:
    """The function under the name by which a pickle finds it again."""
    function.__name__, function.__qualname__ = name, f"Value.{name}"
    return function


class Value(Methods):
    """A number in a computation graph: its data, its gradient, and how it was computed.

    It compares as its data does, with numbers and with Values: `==` too. As a key, and in a set, it is itself alone.

    Args:
        data: a real number: an int, a float, or anything with `__float__` but a bool, text and a Value.
        label: a name, for pictures and error messages.
        allow_nan: whether NaN is taken too.

    Attributes:
        grad: the derivative with respect to this Value of the outputs that `backward` was called on, added up; None
            until a backward pass reaches it.
        label: the name, or None.
        primitive: the operation that computed it; None for a leaf.

    Raises:
        TypeError: if `data` is not a real number, or `label` not a str.
        ValueError: if `data` is NaN.

    >>> x = Value(2.0, label="x")
    >>> y = x * x + 3 * x
    >>> y.backward()
    >>> y.data, x.grad
    (10.0, 7.0)
    """

    # A node is one object to the garbage collector: its operands, and their numbers when it was computed, stand in
    # slots of their own rather than in two tuples. What few nodes have is left out of the others: the collector goes
    # through all that a slot refers to, again and again.
    __slots__ = (
        "_data",
        "_first",
        "_first_number",
        "_given_third",
        "_given_third_number",
        "_second",
        "_second_number",
        "grad",
        "label",
        "primitive",
    )
    is_constant = False

    _data: float
    _first: Node
    _second: Node
    _given_third: Node
    _first_number: Scalar
    _second_number: Scalar
    _given_third_number: Scalar
    grad: float | None
    label: str | None
    primitive: Primitive | None

    def __init__(self, data: SupportsFloat, label: str | None = None, *, allow_nan: bool = False) -> None:
        if label is not None and not isinstance(label, str):
            hint = "; one with _children is autograd.micrograd.Value" if isinstance(label, (tuple, set)) else ""
            raise TypeError(f"expected label to be a str or None, got {came(label)}{hint}")
        if type(data) is not float and isinstance(data, Value):
            raise TypeError(
                f"expected data to be a number, got {data!r}: a new leaf that starts there is Value(v.data)"
            )
        # A float that is finite needs no other check.
        self._data = (
            data
            if type(data) is float and data - data == 0.0
            else real_number(data, allow_nan=allow_nan and check_flag(allow_nan, "allow_nan"), expected=DATA)
        )
        self.label = label
        self.grad = self.primitive = None

    @property
    def data(self) -> float:
        """The number. A new one may be assigned; what was computed from the old one keeps the old one.

        Within a function that is being differentiated, as by `grad`, no derivative passes through it: reading it there
        gives a `LostGradientWarning`, and `.detach().data` none.
        """
        return looked_at(self)

    @data.setter
    def data(self, number: SupportsFloat) -> None:
        # A float that is finite needs no other check.
        self._data = (
            number
            if type(number) is float and number - number == 0.0
            else real_number(number, allow_nan=False, expected=DATA)
        )
        note_data_change()

    @property
    def _third(self) -> Node:
        return getattr(self, "_given_third", NOTHING)

    @_third.setter
    def _third(self, node: Node) -> None:
        self._given_third = node

    @property
    def _third_number(self) -> Scalar:
        return getattr(self, "_given_third_number", 0.0)

    @_third_number.setter
    def _third_number(self, number: Scalar) -> None:
        self._given_third_number = number

    def item(self) -> float:
        """The number, under the name that NumPy and PyTorch have for it.

        >>> (Value(2.0) * 3.0).item()
        6.0
        """
        return self.data

    @property
    def operands(self) -> tuple[Value, ...]:
        """The Values it was computed from, in order and with repetitions; () for a leaf.

        >>> x = Value(3.0, label="x")
        >>> (x * x).operands
        (Value(3.0, label='x'), Value(3.0, label='x'))
        """
        return tuple(value for node in self._inputs() for value in (node if isinstance(node, Vector) else (node,)))

    @property
    def inputs(self) -> tuple[Node, ...]:
        """What its operation was called on: its operands, but a vector counts as one; () for a leaf.

        >>> from autograd import dot, vector
        >>> [type(node).__name__ for node in dot(vector([2.0]), [Value(3.0)], Value(1.0)).inputs]
        ['Vector', 'Vector', 'Value']
        """
        return self._inputs()

    @property
    def input_numbers(self) -> tuple[Scalar, ...]:
        """The numbers that `inputs` had when it was computed, a list for a vector; () for a leaf.

        >>> x = Value(3.0)
        >>> y = x * 2.0
        >>> x.data = 5.0
        >>> y.input_numbers
        (3.0, 2.0)
        """
        count = len(self._inputs())
        return (self._first_number, self._second_number, self._third_number)[:count] if count else ()

    def check_current(self) -> None:
        """Raises ValueError if the data of an operand has changed since this Value was computed from it.

        >>> x = Value(3.0)
        >>> y = x * x
        >>> y.check_current()
        """
        if self.primitive is None:
            return
        for node, number in zip((self._first, self._second, self._third), self._numbers()):
            if node is not NOTHING and [node._data] != [number]:  # in lists, a NaN equals itself
                raise ValueError(f"the operands of {self!r} have changed since it was computed: call recompute() first")

    def local_derivatives(self) -> tuple[float | None, ...]:
        """The partial of its operation for each of `operands`, at the numbers it was computed from; () for a leaf.

        None stands for a constant, and where the operation has no derivative.

        >>> (Value(2.0) / Value(4.0)).local_derivatives()
        (0.25, -0.125)
        >>> (Value(3.0) ** 2).local_derivatives()
        (6.0, None)
        """
        derivatives: list[float | None] = []
        row = self.primitive
        if row is None:
            return ()
        for k, node in enumerate(self._inputs()):
            values = node.values if isinstance(node, Vector) else (node,)
            locals_: Sequence[float | None] = [None] * len(values)
            if not node.is_constant:
                with suppress(ArithmeticError, ValueError):
                    given = row.checked_partial(k, row.partials[k](*self._numbers()), len(values))
                    locals_ = given if isinstance(node, Vector) else [given]
            derivatives += [None if value.is_constant else d for value, d in zip(values, locals_)]
        return tuple(derivatives)

    def backward(self) -> None:
        """Adds the derivative of this Value with respect to v to `v.grad`, for every Value v below it.

        A second call adds the same again. The derivatives are those at the numbers the graph was computed from,
        whatever has been assigned to its leaves since. When it raises, no `grad` has changed. Constants get no `grad`.
        Two threads that add to one Value at the same moment may lose a summand: give each leaves of its own, or take
        the gradients as results, by `value_and_grad`.

        Raises:
            DomainError: where an operation has no derivative, as sqrt at 0.
            TypeError: where a `grad` has been set to what no number can be added to.

        >>> a, b = Value(2.0), Value(3.0)
        >>> (a * b + a).backward()
        >>> a.grad, b.grad
        (4.0, 2.0)
        """
        pairs = adjoints(self, 1.0, added_products)
        try:
            gradients = [[v.grad + a if v.grad else a for v, a in zip(values, amounts)] for values, amounts in pairs]
        except (TypeError, ValueError):  # whatever has been assigned to a `grad`
            check_gradients(chain.from_iterable([values for values, _ in pairs]))
            raise
        values = chain.from_iterable([values for values, _ in pairs])
        # One call into C assigns them all, and nothing in it is written in Python: Ctrl-C comes before the first of
        # them or after the last.
        deque(map(setattr, values, repeat("grad"), chain.from_iterable(gradients)), maxlen=0)

    def zero_grad(self) -> None:
        """Sets `grad` to 0 for this Value and every Value below it, constants excepted.

        >>> a = Value(2.0)
        >>> b = a * a
        >>> b.backward(); b.zero_grad(); b.backward()
        >>> a.grad
        4.0
        """
        self.grad = 0.0
        for node in evaluation_order(self):
            for value in node if isinstance(node, Vector) else (node, *node._inputs()):
                if isinstance(value, Value) and not value.is_constant:
                    value.grad = 0.0

    def recompute(self) -> None:
        """Computes the recorded graph again from the present data of its leaves.

        Raises:
            DomainError, OverflowError: as when the graph was built; no Value has changed then.

        >>> x = Value(3.0)
        >>> y = x * x
        >>> x.data = 5.0
        >>> y.data
        9.0
        >>> y.recompute()
        >>> y.data
        25.0
        """
        nodes = [node for node in evaluation_order(self) if isinstance(node, Value)]
        before = [(node._data, node._first_number, node._second_number, node._third_number) for node in nodes]
        note_data_change()
        try:
            for node in nodes:
                node._compute()
        except BaseException:
            for node, numbers in zip(nodes, before):
                node._data, node._first_number, node._second_number, node._third_number = numbers
            note_data_change()
            raise

    def _compute(self) -> None:
        """Reads the operands' numbers, keeps them, and computes the data from them."""
        primitive = self.primitive
        if primitive is None:
            return
        arity = primitive.arity
        x = self._first_number = self._first._data
        try:
            if arity == 1:
                data = primitive.value(x)
            elif arity == 2:
                y = self._second_number = self._second._data if self._second is not NOTHING else primitive.defaults[-1]
                data = primitive.value(x, y)
            else:
                y = self._second_number = self._second._data if self._second is not NOTHING else primitive.defaults[-2]
                third = self._given_third
                z = self._given_third_number = third._data if third is not NOTHING else primitive.defaults[-1]
                data = primitive.value(x, y, z)
        except (ArithmeticError, ValueError) as error:
            raise self._explained(error, "is not defined") from None
        self._data = data if type(data) is float else primitive.result(data)

    def _inputs(self) -> tuple[Node, ...]:
        """The operands, a vector counting as one; () for a leaf."""
        if self.primitive is None:
            return ()
        return tuple(node for node in (self._first, self._second, self._third) if node is not NOTHING)

    def _numbers(self) -> tuple[Scalar, ...]:
        """What its partials are evaluated at: the operands' numbers when it was computed, and its data."""
        arity = self.primitive.arity if self.primitive is not None else 0
        if arity == 1:
            return (self._first_number, self._data)
        if arity == 2:
            return (self._first_number, self._second_number, self._data)
        return (self._first_number, self._second_number, self._third_number, self._data)

    def _explained(self, error: Exception, what: str) -> Exception:
        """What to raise for `error`, met in one of the formulas of this node's operation."""
        if self.primitive is None:
            return error
        return self.primitive.explained(error, *self._labels_and_numbers(), what)

    def _whereabouts(self) -> str:
        """The operands it was computed from, as a message names them."""
        return whereabouts(*self._labels_and_numbers())

    def _labels_and_numbers(self) -> tuple[list[str], tuple[Scalar, ...]]:
        labels = [node.label or "" if isinstance(node, Value) else "" for node in self._inputs()]
        return labels, self.input_numbers

    def __repr__(self) -> str:
        label = f", label={self.label!r}" if self.label is not None else ""
        grad = f", grad={self.grad!r}" if self.grad is not None else ""
        primitive = f", primitive={self.primitive.name!r}" if self.primitive is not None else ""
        return f"{type(self).__name__}({self._data!r}{label}{grad}{primitive})"

    def __format__(self, spec: str) -> str:
        return format(self._data, spec) if spec else repr(self)

    def __array_ufunc__(self, ufunc: Scalar, method: str, *inputs: Scalar, **options: Scalar) -> Scalar:
        """What NumPy calls when one of its functions, or operators, meets a Value."""
        return ufuncs.called(ufunc, method, inputs, options)

    def conjugate(self) -> Value:
        """The Value itself, which is real: NumPy asks for it in `np.std`."""
        return self

    def __float__(self) -> float:
        return taken_out(self)

    def __int__(self) -> int:
        return int(taken_out(self))

    @overload
    def __round__(self, ndigits: None = None) -> int: ...

    @overload
    def __round__(self, ndigits: int) -> float: ...

    def __round__(self, ndigits: int | None = None) -> int | float:
        return round(taken_out(self), ndigits)

    def __trunc__(self) -> int:
        return math.trunc(taken_out(self))

    def __floor__(self) -> int:
        return math.floor(taken_out(self))

    def __ceil__(self) -> int:
        return math.ceil(taken_out(self))

    @property
    def real(self) -> Value:
        """Itself: with `imag` it is what a real number has, for whoever takes any kind of number."""
        return self

    @property
    def imag(self) -> float:
        """0."""
        return 0.0

    def __bool__(self) -> bool:
        return compared(operator.ne, self, _ZERO)

    def __eq__(self, other: object) -> bool:
        number = _number_in(other)
        return NotImplemented if number is None else compared(operator.eq, self, number)

    def __ne__(self, other: object) -> bool:
        number = _number_in(other)
        return NotImplemented if number is None else compared(operator.ne, self, number)

    if TYPE_CHECKING:

        def __hash__(self) -> int: ...
    else:
        __hash__ = object.__hash__  # a number that may change is no key

    def __lt__(self, other: Operand) -> bool:
        return _relation(operator.lt, self, other)

    def __le__(self, other: Operand) -> bool:
        return _relation(operator.le, self, other)

    def __gt__(self, other: Operand) -> bool:
        return _relation(operator.gt, self, other)

    def __ge__(self, other: Operand) -> bool:
        return _relation(operator.ge, self, other)

    if not TYPE_CHECKING:  # which learns of them from `Methods`
        __add__ = _operator(add, "__add__")
        __sub__, __rsub__ = _operator(sub, "__sub__"), _reflected(sub, "__rsub__")
        __mul__, __rmul__ = _operator(mul, "__mul__"), _reflected(mul, "__rmul__")
        __truediv__, __rtruediv__ = _operator(div, "__truediv__"), _reflected(div, "__rtruediv__")
        __mod__, __rmod__ = _operator(mod, "__mod__"), _reflected(mod, "__rmod__")
        __pow__, __rpow__ = _operator(power, "__pow__"), _reflected(power, "__rpow__")

        # A class whose attributes change while programs run is slow from then on: these are always there.
        __iadd__, __isub__ = _operator(add, "__iadd__", in_place=True), _operator(sub, "__isub__", in_place=True)
        __imul__, __itruediv__ = (
            _operator(mul, "__imul__", in_place=True),
            _operator(div, "__itruediv__", in_place=True),
        )

    def __radd__(self, other: Operand) -> Value:
        # The built-in sum() starts from the int 0, which is not worth a node.
        return self if type(other) is int and other == 0 else _binary(add, other, self)

    def __xor__(self, other: object) -> Value:
        raise TypeError("a power is written v ** 2, not v ^ 2")

    __rxor__ = __xor__

    def __neg__(self) -> Value:
        return _made(neg, self)

    def __pos__(self) -> Value:
        return self

    def __abs__(self) -> Value:
        return _made(absolute, self)

    def __deepcopy__(self, memo: dict[int, object]) -> Value:
        return copying.deep_copy(self, memo)

    def __reduce__(self) -> copying.Reduced:
        return copying.reduced(self, Constant)

    _prev = _elsewhere("_prev", "its operands in v.operands")
    _op = _elsewhere("_op", "its operation in v.primitive")
    _backward = _elsewhere("_backward", "its partials in v.local_derivatives()")

    @staticmethod
    def apply_primitive(primitive: Primitive, operands: Sequence[Scalar]) -> Value:
        """`primitive` on `operands`, of which some may be numbers, or sequences of Values and numbers."""
        if type(operands[0]) is not list and type(operands[-1]) is not list:  # as they mostly are not
            try:
                return _made(primitive, *operands)
            except (AttributeError, TypeError):  # not all of them nodes, or a vector where a Value should be
                pass
        nodes = [vector(primitive.gathered(o)) if v else as_value(o) for o, v in zip(operands, primitive.vectors)]
        return _made(primitive, *nodes)


class Constant(Value):
    """A number that took part in an operation: a leaf that gets no gradient.

    >>> (2.0 * Value(3.0)).operands
    (Constant(2.0), Value(3.0))
    """

    __slots__ = ()
    is_constant = True


Operand: TypeAlias = Value | float

_new = functools.partial(object.__new__, Value)
_new_constant = functools.partial(object.__new__, Constant)
_ZERO = Constant(0.0)


def as_value(operand: Operand) -> Value:
    """`operand` itself if it is a Value, otherwise a constant.

    Raises:
        TypeError: if it is neither a Value nor a real number.
    """
    if type(operand) is not float:  # which has nothing to check
        if isinstance(operand, Value):
            return operand
        operand = real_number(operand)
    constant = _new_constant()
    constant._data = operand
    constant.grad = constant.label = constant.primitive = None
    return constant


def _number_in(other: object) -> Value | None:
    """What a Value is equal to, or not: a Value, or a number as one; None for everything else.

    Python's truth values are numbers here, as in Python; an array is for NumPy to compare.
    """
    if isinstance(other, Value):
        return other
    is_number = hasattr(other, "__float__") and not isinstance(other, str) and getattr(other, "ndim", 0) == 0
    try:
        return Constant(float(other), allow_nan=True) if is_number else None  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None


def vector(operands: Iterable[Operand]) -> Vector:
    """Values and numbers as one vector operand, numbers becoming constants; a vector is returned as it is.

    Args:
        operands: Values and numbers, in any container that can be gone through.

    Returns:
        The vector, in the order given.

    Raises:
        TypeError: if they cannot be gone through, or one of them is neither a Value nor a real number.

    >>> vector([Value(1.0, label="x"), 2.0])
    vector([Value(1.0, label='x'), Constant(2.0)])
    """
    if isinstance(operands, Vector):
        return operands
    try:
        values: tuple[Scalar, ...] = tuple(operands)
        return _vectors.get(values) or _new_vector(values)
    except TypeError:
        if not hasattr(operands, "__iter__"):
            raise TypeError(f"expected operands to be Values and numbers, got {came(operands)}") from None
        for each in operands:
            if not isinstance(each, Value) and not is_real(each):
                raise TypeError(f"expected operands to be Values and numbers, got {came(each)} among them") from None
        raise


_vectors: WeakValueDictionary[tuple[Value, ...], Vector] = WeakValueDictionary()
"""The vectors there are, by their Values: a list that is given to `dot` again and again is one vector of the graph."""


def check_gradients(values: Iterable[Value]) -> None:
    """Raises TypeError for the first whose `grad` has been set to what is no number: assigning to it asks nothing.

    >>> w = Value(2.0, label="w")
    >>> w.grad = "3"
    >>> check_gradients([w])
    Traceback (most recent call last):
        ...
    TypeError: expected the grad of w to be a number or None, got '3'
    """
    for value in values:
        if value.grad is not None and type(value.grad) is not float and not is_real(value.grad):
            which = value.label or f"{type(value).__name__}({value._data!r})"
            raise TypeError(f"expected the grad of {which} to be a number or None, got {came(value.grad)}") from None


def _new_vector(values: tuple[Operand, ...]) -> Vector:
    if set(map(type, values)) != {Value}:  # a number becomes another constant every time
        return Vector(tuple(map(as_value, values)))
    made = _vectors[values] = Vector(values)  # type: ignore[index,arg-type]
    return made


def _node(primitive: Primitive, first: Node, second: Node = NOTHING, third: Node = NOTHING) -> Value:
    node = _new()
    node.primitive = primitive
    node.grad = node.label = None
    node._first = first
    node._second = second
    node._second_number = 0.0
    if primitive.arity > 2:
        node._given_third = third
    node._compute()
    return node


_made = _node
"""What an operation on Values gives: a node. `autograd.no_grad` puts something else in its place."""


def _binary(primitive: Primitive, left: Operand, right: Operand) -> Value:
    try:
        return _made(
            primitive,
            left if type(left) is Value else as_value(left),
            right if type(right) is Value else as_value(right),
        )
    except TypeError:
        if ufuncs.is_array(left) or ufuncs.is_array(right):
            # Python then asks the array, which computes with each of its elements.
            return NotImplemented  # type: ignore[no-any-return]
        raise


def _in_place(primitive: Primitive, left: Value, right: Operand) -> Value:
    """As `_binary`, for `w -= step`: within `no_grad` it moves the data of a leaf itself."""
    result = _binary(primitive, left, right)
    if _made is _node or result is NotImplemented or not is_paused() or left.primitive is not None or left.is_constant:
        return result
    left.data = result._data
    return left


def _relation(relation: Callable[[float, float], bool], left: Value, right: Operand) -> bool:
    try:
        return compared(relation, left, as_value(right))
    except TypeError:
        if ufuncs.is_array(right):
            return NotImplemented  # type: ignore[no-any-return]
        raise


Real.register(Value)  # so that pytest.approx, among others, takes a Value for a number

_methods: set[str] = set()


def _add_method(primitive: Primitive) -> None:
    """Makes an operation on scalars a method, v.exp() or a.pow(b), that hides nothing Value has already.

    It looks up the row that has the name when it is called. A `__getattr__` would too, but Python reads every slot of a
    class that has one more slowly.
    """
    name = primitive.name
    if any(primitive.vectors) or (hasattr(Value, name) and name not in _methods):
        return

    def unary(self: Value) -> Value:
        return _made(PRIMITIVES[name] if name in PRIMITIVES else _row(self, name), self)

    def method(self: Value, *operands: Operand) -> Value:
        result: Value = _row(self, name)(self, *operands)
        return result

    added = _named_method(unary if primitive.arity == 1 else method, name)
    others = "".join(f", {letter}" for letter in "bcdefg"[: primitive.arity - 1])
    convention = f" By convention: {primitive.convention}." if primitive.convention else ""
    added.__doc__ = f"`autograd.{name}(a{others})` of this Value, a: a Value that remembers its operands.{convention}"
    setattr(Value, name, added)
    _methods.add(name)


def _row(value: Value, name: str) -> Primitive:
    if name not in PRIMITIVES:
        raise AttributeError(f"{type(value).__name__!r} object has no attribute {name!r}")
    return PRIMITIVES[name]


for _primitive in PRIMITIVES.values():
    _add_method(_primitive)
for _numpy_name, _name in ufuncs.METHODS.items():
    setattr(Value, _numpy_name, getattr(Value, _name))
for _numpy_name in ufuncs.LOOKED_FOR:
    setattr(Value, _numpy_name, _named_method(ufuncs.method_for(_numpy_name), _numpy_name))
registration_listeners.append(_add_method)
