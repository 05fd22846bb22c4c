# Written by `make docs` from the table of operations: each is a function of `autograd`. No
# program imports this; a type checker learns from it that `autograd.exp(2.0)` is a float, `autograd.exp(x)` a Value.

from collections.abc import Iterable
from typing import overload

from autograd.primitive import Primitive
from autograd.value import Operand, Value

class _OfScalar(Primitive):
    @overload
    def __call__(self, x1: Value, /) -> Value: ...
    @overload
    def __call__(self, x1: float, /) -> float: ...

class _OfScalarOption(Primitive):
    @overload
    def __call__(self, x1: Value, x2: Operand = ..., /) -> Value: ...
    @overload
    def __call__(self, x1: float, x2: Value, /) -> Value: ...
    @overload
    def __call__(self, x1: float, x2: float = ..., /) -> float: ...

class _OfScalarOptionOption(Primitive):
    @overload
    def __call__(self, x1: Value, x2: Operand = ..., x3: Operand = ..., /) -> Value: ...
    @overload
    def __call__(self, x1: float, x2: Value, x3: Operand = ..., /) -> Value: ...
    @overload
    def __call__(self, x1: float, x2: float, x3: Value, /) -> Value: ...
    @overload
    def __call__(self, x1: float, x2: float = ..., x3: float = ..., /) -> float: ...

class _OfScalarScalar(Primitive):
    @overload
    def __call__(self, x1: Value, x2: Operand, /) -> Value: ...
    @overload
    def __call__(self, x1: float, x2: Value, /) -> Value: ...
    @overload
    def __call__(self, x1: float, x2: float, /) -> float: ...

class _OfScalarScalarScalar(Primitive):
    @overload
    def __call__(self, x1: Value, x2: Operand, x3: Operand, /) -> Value: ...
    @overload
    def __call__(self, x1: float, x2: Value, x3: Operand, /) -> Value: ...
    @overload
    def __call__(self, x1: float, x2: float, x3: Value, /) -> Value: ...
    @overload
    def __call__(self, x1: float, x2: float, x3: float, /) -> float: ...

class _OfVector(Primitive):
    @overload
    def __call__(self, x1: Iterable[float], /) -> float: ...  # type: ignore[overload-overlap]
    @overload
    def __call__(self, x1: Iterable[Operand], /) -> Value: ...

class _OfVectorScalar(Primitive):
    @overload
    def __call__(self, x1: Iterable[float], x2: float, /) -> float: ...  # type: ignore[overload-overlap]
    @overload
    def __call__(self, x1: Iterable[Operand], x2: Operand, /) -> Value: ...

class _OfVectorVector(Primitive):
    @overload
    def __call__(self, x1: Iterable[float], x2: Iterable[float], /) -> float: ...  # type: ignore[overload-overlap]
    @overload
    def __call__(self, x1: Iterable[Operand], x2: Iterable[Operand], /) -> Value: ...

class _OfVectorVectorOption(Primitive):
    @overload
    def __call__(self, x1: Iterable[float], x2: Iterable[float], x3: float = ..., /) -> float: ...  # type: ignore[overload-overlap]
    @overload
    def __call__(self, x1: Iterable[Operand], x2: Iterable[Operand], x3: Operand = ..., /) -> Value: ...

abs: _OfScalar
acos: _OfScalar
acosh: _OfScalar
add: _OfScalarScalar
asin: _OfScalar
asinh: _OfScalar
atan: _OfScalar
atan2: _OfScalarScalar
atanh: _OfScalar
binary_cross_entropy: _OfScalarScalar
cbrt: _OfScalar
ceil: _OfScalar
clamp: _OfScalarOptionOption
class_cross_entropy: _OfVectorScalar
cos: _OfScalar
cosh: _OfScalar
detach: _OfScalar
div: _OfScalarScalar
dot: _OfVectorVectorOption
element: _OfVectorScalar
elu: _OfScalarOption
erf: _OfScalar
erfc: _OfScalar
exp: _OfScalar
exp2: _OfScalar
expm1: _OfScalar
floor: _OfScalar
gelu: _OfScalar
hardtanh: _OfScalar
huber: _OfScalarOption
hypot: _OfScalarScalar
leaky_relu: _OfScalarOption
log: _OfScalar
log10: _OfScalar
log1p: _OfScalar
log2: _OfScalar
logsigmoid: _OfScalar
logsumexp: _OfVector
max: _OfVector
maximum: _OfScalarScalar
mean: _OfVector
minimum: _OfScalarScalar
mish: _OfScalar
mod: _OfScalarScalar
mul: _OfScalarScalar
neg: _OfScalar
pow: _OfScalarScalar
prod: _OfVector
relu: _OfScalar
select: _OfScalarScalarScalar
sigmoid: _OfScalar
sigmoid_binary_cross_entropy: _OfScalarScalar
sign: _OfScalar
silu: _OfScalar
sin: _OfScalar
sinc: _OfScalar
sinh: _OfScalar
softmax_cross_entropy: _OfVectorVector
softplus: _OfScalar
sqrt: _OfScalar
square: _OfScalar
step: _OfScalar
sub: _OfScalarScalar
sum: _OfVector
tan: _OfScalar
tanh: _OfScalar
