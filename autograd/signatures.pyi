# What type checkers know of a derivative from the function it is taken of: how many numbers it takes, what it gives.
# The derivative of a function of two Values takes two numbers, and gives two; called with Values, it gives Values. For
# whatever else may stand in place of a number, a list, an array, a fraction, the result is left open. No program
# imports this.

from collections.abc import Iterator
from typing import Any, Protocol, TypeAlias, TypeVar, overload

from autograd.value import Operand, Value

Entry = TypeVar("Entry")
Pair: TypeAlias = tuple[Entry, Entry]
Triple: TypeAlias = tuple[Entry, Entry, Entry]

Numbers_co = TypeVar("Numbers_co", covariant=True)
Values_co = TypeVar("Values_co", covariant=True)

# What a lambda is called on: a Value, or several side by side, of which it does not say. No object is one.
class Argument(Value):
    def __getitem__(self, place: Any) -> Argument: ...
    def __iter__(self) -> Iterator[Argument]: ...
    def __len__(self) -> int: ...

# A function that may be called with one Value, and with two: how many there will be, nobody can say.
class OneOrMore(Protocol):
    @overload
    def __call__(self, x1: Argument, /) -> Any: ...
    @overload
    def __call__(self, x1: Argument, x2: Argument, /) -> Any: ...

# What was derived from a function of one Value.
class Of1(Protocol[Numbers_co, Values_co]):
    @overload
    def __call__(self, x1: Value, /, **keywords: Any) -> Values_co: ...
    @overload
    def __call__(self, x1: float, /, **keywords: Any) -> Numbers_co: ...
    @overload
    def __call__(self, x1: Any, /, **keywords: Any) -> Any: ...

# What was derived from a function of two Values.
class Of2(Protocol[Numbers_co, Values_co]):
    @overload
    def __call__(self, x1: Value, x2: Operand, /, **keywords: Any) -> Values_co: ...
    @overload
    def __call__(self, x1: float, x2: Value, /, **keywords: Any) -> Values_co: ...
    @overload
    def __call__(self, x1: float, x2: float, /, **keywords: Any) -> Numbers_co: ...
    @overload
    def __call__(self, x1: Any, x2: Any, /, **keywords: Any) -> Any: ...

# What was derived from a function of three Values.
class Of3(Protocol[Numbers_co, Values_co]):
    @overload
    def __call__(self, x1: Value, x2: Operand, x3: Operand, /, **keywords: Any) -> Values_co: ...
    @overload
    def __call__(self, x1: float, x2: Value, x3: Operand, /, **keywords: Any) -> Values_co: ...
    @overload
    def __call__(self, x1: float, x2: float, x3: Value, /, **keywords: Any) -> Values_co: ...
    @overload
    def __call__(self, x1: float, x2: float, x3: float, /, **keywords: Any) -> Numbers_co: ...
    @overload
    def __call__(self, x1: Any, x2: Any, x3: Any, /, **keywords: Any) -> Any: ...

# What was derived from a function of one list of Values.
class OfList(Protocol[Numbers_co, Values_co]):
    @overload
    def __call__(self, x1: list[float], /, **keywords: Any) -> Numbers_co: ...
    @overload
    def __call__(self, x1: list[Value], /, **keywords: Any) -> Values_co: ...
    @overload
    def __call__(self, x1: Any, /, **keywords: Any) -> Any: ...
