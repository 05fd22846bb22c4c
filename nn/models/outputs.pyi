# What a net gives, as type checkers see it: one Value where its last layer has one unit, or else a list of them. Which,
# the sizes say, and no type: so what a Value can do is taken, and what a list can. No program imports this.

from autograd import micrograd
from autograd.value import Value

class ValueOrValues(Value, list[Value]): ...  # type: ignore[misc]
class ValueOrValuesOfMicrograd(micrograd.Value, list[micrograd.Value]): ...  # type: ignore[misc]
