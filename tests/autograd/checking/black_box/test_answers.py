"""What a gradient function may return, what a student returns by mistake, and what is said then."""

from collections import ChainMap, OrderedDict
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pytest

from autograd import GradcheckError, gradcheck

W, B = np.array([[0.5, -0.25], [1.0, 2.0]]), np.array([0.5, -1.0])


def loss(W, b):
    return np.sum(np.sin(W)) + np.sum(b**2)


def by_W(W, b):
    return np.cos(W)


def by_b(W, b):
    return 2 * b


def both(W, b):
    return by_W(W, b), by_b(W, b)


def test_of_plain_numbers():
    assert gradcheck(lambda w, x: w * x**2, [0.5, 3], gradient=lambda w, x: (x**2, 2 * w * x)).ok


def test_of_a_single_number_in_or_out_of_a_tuple():
    assert gradcheck(lambda w: w**3, 2.0, gradient=lambda w: 3 * w**2).ok
    assert gradcheck(lambda w: w**3, [2.0], gradient=lambda w: (3 * w**2,)).ok


def test_of_lists_in_lists_the_entries_are_named_by_row_and_column():
    def f(rows):
        return sum((i + 1) * x**2 for i, row in enumerate(rows) for x in row)

    def gradient(rows):
        return [[2 * (i + 1) * x for x in row] for i, row in enumerate(rows)]

    report = gradcheck(f, [[[1.0, 2.0], [3.0, 4.0]]], gradient=gradient)
    assert [check.name for check in report.checks][1] == "∂f/∂rows[0, 1]"
    assert [check.analytic for check in report.checks] == [2.0, 4.0, 12.0, 16.0]


def test_of_lists_of_different_lengths():
    report = gradcheck(
        lambda rows: rows[0][0] * rows[1][1],
        [[[2.0], [3.0, 4.0]]],
        gradient=lambda rows: [[rows[1][1]], [0.0, rows[0][0]]],
    )
    assert [check.name for check in report.checks] == ["∂f/∂rows[0][0]", "∂f/∂rows[1][0]", "∂f/∂rows[1][1]"]


@pytest.mark.parametrize("prefix", ["", "d"])
def test_of_a_dictionary_of_arrays_in_one_of_the_same_keys_or_of_these_after_a_d(prefix):
    report = gradcheck(
        lambda p: loss(p["W"], p["b"]),
        {"W": W, "b": B},
        gradient=lambda p: {f"{prefix}W": by_W(**p), f"{prefix}b": by_b(**p)},
    )
    assert report.checks[1].name == "∂f/∂p['W'][0, 1]"
    assert report.ok


@pytest.mark.parametrize("prefix", ["", "d"])
def test_by_the_names_of_the_arguments(prefix):
    report = gradcheck(loss, [W, B], gradient=lambda W, b: {f"{prefix}b": by_b(W, b), f"{prefix}W": by_W(W, b)})
    assert report.ok
    assert len(report.checks) == 6


def test_the_loss_and_its_gradient_from_one_function():
    assert gradcheck(lambda W, b: (loss(W, b), both(W, b)), [W, B], gradient=True).ok
    assert gradcheck(lambda W, b: (loss(W, b), *both(W, b)), [W, B], gradient=True).ok
    with pytest.raises(TypeError, match="expected f to return the loss and its gradient, as gradient=True says, got"):
        gradcheck(loss, [W, B], gradient=True)


def test_an_argument_may_be_left_out_and_the_report_says_so():
    report = gradcheck(loss, [W, B], gradient=lambda W, b: (None, by_b(W, b)))
    assert len(report.checks) == 2
    assert "No gradient was given for W." in str(report)


def test_argnums_says_which_arguments_the_gradient_is_by():
    labels = np.array([0, 1])  # whole numbers, as indices are

    def f(W, b, labels):
        return loss(W, b) * (1 + labels[1])

    report = gradcheck(f, [W, B, labels], gradient=lambda W, b, labels: [2 * g for g in both(W, b)], argnums=(0, 1))
    assert len(report.checks) == 6
    assert gradcheck(f, [W, B, labels], gradient=lambda W, b, labels: 2 * by_b(W, b), argnums=1).ok


def test_argnums_says_so_of_a_function_of_values_too():
    report = gradcheck(lambda w, k: w ** len(k), [3.0, ["a", "b"]], argnums=0)
    assert [check.name for check in report.checks] == ["∂f/∂w", "∂²f/∂w∂w"]
    with pytest.raises(ValueError, match="expected argnums to be places of the 2 inputs, counted from 0, got 2"):
        gradcheck(lambda w, x: w * x, [3.0, 2.0], argnums=2)


def test_a_number_in_brackets_is_a_number():
    assert gradcheck(lambda w: (w @ w.T).reshape(1, 1), [np.array([[1.0, 2.0]])], gradient=lambda w: 2 * w).ok
    assert gradcheck(lambda b: 3 * b, 2.0, gradient=lambda b: np.array([[3.0]])).ok


@pytest.mark.parametrize(
    ("f", "gradient", "error", "message"),
    [
        (loss, lambda W, b: None, TypeError, "expected gradient to return 2 gradients, by W, b, got None: is a return"),
        (loss, lambda W, b: (by_W(W, b),), ValueError, "expected gradient to return 2 gradients, by W, b, got 1"),
        (loss, lambda W, b: 0.5, TypeError, "expected gradient to return 2 gradients, by W, b, got 0.5"),
        (loss, lambda W, b: {"V": W}, ValueError, r"2 gradients, by W, b, got a dictionary of \['V'\]"),
        (loss, lambda W, b: ("x", b), TypeError, "expected gradient to give numbers for W, got 'x'"),
        (loss, lambda W, b: (None, None), ValueError, "a derivative by W and b, got None for each"),
        (
            loss,
            lambda W, b: (np.ones(7), by_b(W, b)),
            ValueError,
            r"expected gradient to give for W an array of its shape, \(2, 2\), got one of shape \(7,\)",
        ),
        (lambda W, b: b, both, TypeError, r"expected f to return one number, the loss, got an array of shape \(2,\)"),
        (
            lambda W, b: None,
            both,
            TypeError,
            "expected f to return one number, the loss, got None: is a return missing",
        ),
        (lambda W, b: np.inf, both, ValueError, "expected f to be finite at these inputs, got inf"),
        (loss, 3.0, TypeError, "expected gradient to be a function of the arguments of f, or True, got 3.0"),
    ],
)
def test_a_mistake_is_told_with_the_argument_with_what_came_and_with_what_was_expected(f, gradient, error, message):
    with pytest.raises(error, match=message):
        gradcheck(f, [W, B], gradient=gradient)


def test_whole_numbers_cannot_be_moved_and_the_cure_is_told():
    with pytest.raises(TypeError, match=r"expected W to hold floats, got whole numbers.*write W.astype\(float\)"):
        gradcheck(loss, [np.array([[1, 2], [3, 4]]), B], gradient=both)


def test_a_number_that_is_not_finite_is_named():
    with pytest.raises(ValueError, match=r"expected W\[0, 1\] to be finite, got nan"):
        gradcheck(lambda W, b: 1.0, [np.array([[1.0, np.nan]]), B], gradient=both)


def test_a_function_that_draws_is_told_apart_from_a_gradient_that_does():
    generator = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"expected f to give the same at the same inputs, got .* as dropout does"):
        gradcheck(lambda W, b: loss(W, b) + generator.normal(), [W, B], gradient=both)


def test_so_is_one_whose_draws_are_the_same_at_first():
    draws = iter([0.0, 0.0, 0.0, 1.0])
    with pytest.raises(ValueError, match=r"expected f to give the same at the same inputs, got .* as dropout does"):
        gradcheck(lambda W, b: loss(W, b) + next(draws, 0.0), [W, B], gradient=both)


def test_a_derivative_that_is_nan_is_wrong():
    with pytest.raises(GradcheckError, match=r"∂f/∂b\[0\] +– +1 +.* wrong"):
        gradcheck(loss, [W, B], gradient=lambda W, b: (by_W(W, b), [np.nan, -2.0]))


class Tensor:
    """What of a tensor of PyTorch's is asked for, on an array: it cannot be copied by `copy`, nor filled by `flat`."""

    def __init__(self, array, requires_grad=False):
        self.array, self.requires_grad = np.asarray(array, dtype=np.float32), requires_grad

    shape = property(lambda self: self.array.shape)
    dtype = property(lambda self: "float32")

    def new_tensor(self, numbers):
        return Tensor(numbers)

    def reshape(self, *shape):
        return Tensor(self.array.reshape(*shape))

    def requires_grad_(self, required):
        self.requires_grad = required
        return self

    def detach(self):
        return Tensor(self.array)

    def clone(self):
        return Tensor(self.array.copy())

    def tolist(self):
        return self.array.tolist()

    def element_size(self):
        return 4

    def is_floating_point(self):
        return True


def test_of_tensors_which_keep_their_kind_and_that_they_require_a_gradient():
    def f(w):
        assert isinstance(w, Tensor)
        assert w.requires_grad
        return Tensor(np.sum(w.array**2))

    w = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    assert gradcheck(f, [w], gradient=lambda w: Tensor(2 * w.array)).ok
    with pytest.raises(GradcheckError, match="w: half the true derivative"):
        gradcheck(f, [w], gradient=lambda w: Tensor(w.array))


def test_many_entries_are_checked_by_some_unless_each_is_asked_for():
    w = np.linspace(0.1, 1.0, 1200).reshape(40, 30)
    report = gradcheck(lambda w: np.sum(w**2), [w], gradient=lambda w: 2 * w)
    assert len(report.checks) == 500
    assert "500 of 1200 entries of w were checked (each=True)." in str(report)
    assert len(gradcheck(lambda w: np.sum(w**2), [w[:2]], gradient=lambda w: 2 * w, each=False).checks) == 10


def test_numbers_that_are_not_finite_are_explained_by_nothing():
    def f(W, b, X):
        return np.mean(np.tanh(X @ W + b) ** 2)

    X = np.array([[0.5, 1.0], [-0.25, 2.0], [1.5, -0.5]])
    with pytest.raises(GradcheckError) as caught:
        gradcheck(f, [W, B, X], gradient=lambda W, b, X: (np.nan * W, np.nan * b), argnums=(0, 1))
    assert not caught.value.report.explanations


class Pair(NamedTuple):
    """Parameters by name."""

    W: np.ndarray
    b: np.ndarray


@pytest.mark.parametrize("made", [OrderedDict, ChainMap, lambda **parts: MappingProxyType(parts)])
def test_of_any_mapping_each_array_is_moved(made):
    def gradient(p):
        return {"W": by_W(p["W"], p["b"]), "b": by_b(p["W"], p["b"])}

    parameters = made({"W": W, "b": B}) if made is ChainMap else made(W=W, b=B)
    assert gradcheck(lambda p: loss(p["W"], p["b"]), [parameters], gradient=gradient).ok


def test_of_a_named_tuple_each_array_is_moved():
    def f(p):
        assert isinstance(p, Pair)
        return loss(p.W, p.b)

    assert gradcheck(f, [Pair(W, B)], gradient=lambda p: Pair(by_W(p.W, p.b), by_b(p.W, p.b))).ok


def test_a_gradient_of_fewer_bits_than_its_argument_is_right_to_its_own():
    generator = np.random.default_rng(0)
    w = generator.uniform(0.1, 1.0, 20)
    assert gradcheck(lambda w: np.sum(w**3), [w], gradient=lambda w: (3 * w**2).astype(np.float32)).ok
    with pytest.raises(GradcheckError, match="twice the true derivative"):
        gradcheck(lambda w: np.sum(w**3), [w], gradient=lambda w: (6 * w**2).astype(np.float32))


def test_a_loss_that_is_refused_beside_the_point_is_not_defined_there():
    def f(w):
        if w < 1.0:
            raise RuntimeError("as PyTorch has it")
        return w**2

    (check,) = gradcheck(f, [1.0], gradient=lambda w: 2 * w).checks
    assert check.verdict == "edge of domain"


def test_arguments_may_come_one_by_one():
    assert gradcheck(loss, iter([W, B]), gradient=both).ok
