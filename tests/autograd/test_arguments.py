"""Values that are handed over: in an order where it counts, in any container where it does not.

How each argument that is wrong is told, `tests/test_careless.py` tries on every public function.
"""

import pytest

import autograd
import nn
import viz
from autograd import Value, gradients
from tests.needs import need


@pytest.mark.needs("llvmlite")
@pytest.mark.parametrize("kind", [set, frozenset])
def test_what_comes_of_values_one_by_one_is_not_asked_of_a_set_which_has_no_order(kind):
    a, b = Value(1.0, label="a"), Value(2.0, label="b")
    asked = [
        lambda values: gradients(a * b, values),
        lambda values: autograd.compile(lambda x: a * b * x, 0.0, parameters=values),
        lambda values: autograd.compile(lambda x: a * b * x, 0.0, leaves=values),
        lambda values: nn.SGD(values, 0.1),
        nn.gradient_norm,
        lambda values: nn.l1_penalty(values, 0.1),
        lambda values: nn.l2_penalty(values, 0.1),
    ]
    for ask in asked:
        with pytest.raises(
            TypeError, match=r"^expected (inputs|leaves|parameters) to be Values.*: a set has no order$"
        ):
            ask(kind([a, b]))
        ask([a, b])


def test_where_it_only_counts_which_are_meant_a_set_will_do():
    model = nn.MLP(2, [1], seed=0)
    stays, *moved = model.parameters()
    before = stays.data
    options = {"loss": nn.mse_loss, "optimizer": nn.SGD(moved, 0.1), "epochs": 1, "progress": False}
    nn.fit(model, [[1.0, 2.0]], [3.0], frozen={stays}, **options)
    assert stays.data == before
    need("dot")
    assert "<svg" in viz.draw(Value(1.0) * 2.0, highlight=set()).svg()
