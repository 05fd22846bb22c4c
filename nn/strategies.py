"""Hypothesis strategies of small nets and data, for property-based tests of models, losses and gradients.

Hypothesis, the extra `test`, is imported when a strategy is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from autograd.shared.showing import came
from nn.arguments import check_whole
from nn.models.mlp import MLP

if TYPE_CHECKING:
    from hypothesis import strategies as st

__all__ = ["datasets", "networks"]


def networks(
    inputs: int = 2,
    outputs: int = 1,
    *,
    most_hidden: int = 2,
    most_units: int = 4,
    activations: Sequence[str] = ("tanh", "sigmoid", "relu"),
    output: str = "linear",
) -> st.SearchStrategy[MLP]:
    """Small nets, their weights and biases in eighths from −2 to 2; they shrink to few units, and to zeros.

    Args:
        inputs: of the net.
        outputs: of the net.
        most_hidden: so many hidden layers at most.
        most_units: so many units in each of them at most.
        activations: those of the hidden layers, of which one is drawn for each net.
        output: the activation of the last layer.

    Returns:
        The strategy; an example is a `nn.MLP`.

    Raises:
        TypeError: for activations that are no sequence of names.
        ValueError: for a size that is no whole number, or below 1, or for no activation.

    >>> from hypothesis import given
    >>> @given(model=networks(2, 3))
    ... def test_a_net_has_its_outputs(model):
    ...     assert len(model([0.5, -1.0])) == 3
    >>> test_a_net_has_its_outputs()
    """
    from hypothesis import strategies as st

    sizes = [(inputs, "inputs"), (outputs, "outputs"), (most_units, "most_units")]
    nin, nout, most = (check_whole(size, name) for size, name in sizes)
    hidden = st.lists(st.integers(1, most), max_size=check_whole(most_hidden, "most_hidden", 0))
    if not isinstance(activations, (list, tuple)) or not activations:
        raise TypeError(f"expected activations to be a list of names, got {came(activations)}")

    @st.composite
    def drawn(draw: st.DrawFn) -> MLP:
        model = MLP(nin, [*draw(hidden), nout], draw(st.sampled_from(activations)), output, seed=0)
        for parameter in model.parameters():
            parameter.data = draw(st.integers(-16, 16)) / 8.0
        return model

    return drawn()


def datasets(
    inputs: int = 2, *, classes: int | None = None, most_samples: int = 5
) -> st.SearchStrategy[tuple[list[list[float]], list[float]]]:
    """Small sets of data, X and y: a row of numbers for each sample, and a number or a class.

    Args:
        inputs: the numbers in a row, each in eighths from −2 to 2.
        classes: how many there are, 0, 1, …; None for numbers, as in a regression.
        most_samples: so many samples at most; one at least.

    Returns:
        The strategy; an example is the pair of X and y.

    Raises:
        ValueError: for a size that is no whole number, or below 1.

    >>> from hypothesis import given
    >>> @given(data=datasets(3, classes=2))
    ... def test_each_row_has_a_class(data):
    ...     X, y = data
    ...     assert len(X) == len(y) and set(y) <= {0, 1}
    >>> test_each_row_has_a_class()
    """
    from hypothesis import strategies as st

    width, most = check_whole(inputs, "inputs"), check_whole(most_samples, "most_samples")
    last = None if classes is None else check_whole(classes, "classes") - 1
    numbers = st.integers(-16, 16).map(lambda k: k / 8.0)
    targets: st.SearchStrategy[float] = numbers if last is None else st.integers(0, last)
    sample = st.tuples(st.lists(numbers, min_size=width, max_size=width), targets)
    samples = st.lists(sample, min_size=1, max_size=most)
    return samples.map(lambda pairs: ([row for row, _ in pairs], [target for _, target in pairs]))
