from __future__ import annotations

import pytest

import autograd
import nn
from autograd import Value
from tests.nn.models import pytorch_parts as parts
from tests.nn.models.comparing import check_against_pytorch


def test_outputs_and_gradients_are_pytorchs():
    block = nn.Block(parts.WIDTH, parts.HEADS)
    block.load_state_dict(dict(zip(block.named_parameters(), parts.BLOCK, strict=True)))
    xs = [[Value(x) for x in row] for row in parts.XS]
    check_against_pytorch("Block", block(xs), [xs, block.parameters()])


@pytest.mark.slow
def test_a_block_passes_gradcheck():
    block = nn.Block(2, 1, seed=0)

    def of_inputs(*xs):
        return autograd.dot([y for row in block([xs[:2], xs[2:]]) for y in row], [0.5, -1.0, 2.0, 0.25])

    autograd.gradcheck(of_inputs, [0.3, -0.7, 1.1, 0.2])


def test_a_block_whose_weights_are_0_lets_everything_through():
    xs = [[1.0, -2.0, 0.5, 4.0], [0.0, 3.0, 1.0, -1.0]]
    assert [[y.data for y in row] for row in nn.Block(4, 2, init="zeros")(xs)] == xs


def test_each_parameter_is_named_by_the_part_that_it_belongs_to():
    names = list(nn.Block(2, 2).named_parameters())
    assert len(names) == len(set(names)) == 12 * 2 * 2
    assert names[0] == "attention.head 1.query.w_11"
    assert names[16:18] == ["mlp.w_11^(1)", "mlp.w_21^(1)"]
    assert names[-1] == "mlp.w_82^(2)"


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="expected heads to divide the width, 3, got 2"):
        nn.Block(3, 2)
    with pytest.raises(ValueError, match=r"expected 4 inputs for Block\(4, 2\), got 1"):
        nn.Block(4, 2)([[1.0]])
