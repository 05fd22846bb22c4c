"""Functions of PyTorch's tensors, and gradients by hand and by PyTorch itself. By `make bridges`."""

import re
from pathlib import Path

import pytest

from autograd import GradcheckError, gradcheck
from tests.needs import need

need("torch")
import torch  # noqa: E402 - after it was asked for
from torch.nn import functional  # noqa: E402

PRECISIONS = [torch.float64, torch.float32]
CLASSES = torch.tensor([0, 1, 1, 0])


def drawn(dtype, *shapes, requires_grad=False):
    generator = torch.Generator().manual_seed(0)
    return [torch.randn(shape, dtype=dtype, generator=generator).requires_grad_(requires_grad) for shape in shapes]


def net(dtype, requires_grad=False):
    W, b = drawn(dtype, (3, 2), (2,), requires_grad=requires_grad)
    (X,) = drawn(dtype, (4, 3))
    return [W, b, X, CLASSES]


def loss(W, b, X, classes):
    return functional.cross_entropy(torch.tanh(X @ W + b), classes)


def layers(W, b, X, classes):
    """What the layer hands on, and the derivative of the loss by that."""
    a = torch.tanh(X @ W + b)
    return a, (a.softmax(1) - functional.one_hot(classes, 2)) / len(classes)


def by_hand(W, b, X, classes):
    a, delta = layers(W, b, X, classes)
    delta = delta * (1 - a**2)
    return X.T @ delta, delta.sum(0)


def by_grad(W, b, X, classes):
    W, b = W.detach().requires_grad_(), b.detach().requires_grad_()
    return torch.autograd.grad(loss(W, b, X, classes), [W, b])


def by_backward(W, b, X, classes):
    W, b = W.detach().requires_grad_(), b.detach().requires_grad_()
    loss(W, b, X, classes).backward()
    return {"W": W.grad, "b": b.grad}


RIGHT = {
    "by hand": by_hand,
    "by torch.autograd.grad": by_grad,
    "by backward": by_backward,
    "by torch.func.grad": torch.func.grad(loss, argnums=(0, 1)),
}


@pytest.mark.parametrize("requires_grad", [False, True])
@pytest.mark.parametrize("dtype", PRECISIONS, ids=str)
@pytest.mark.parametrize("name", RIGHT)
def test_a_right_gradient_is_right_entry_by_entry(name, dtype, requires_grad):
    report = gradcheck(loss, net(dtype, requires_grad), gradient=RIGHT[name], argnums=(0, 1))
    assert [check.verdict for check in report.checks] == ["ok"] * 8
    expected = torch.cat([part.reshape(-1) for part in by_grad(*net(torch.float64))])
    if dtype == torch.float64:
        assert [check.analytic for check in report.checks] == pytest.approx(expected.tolist(), rel=1e-12)
        assert [check.numeric for check in report.checks] == pytest.approx(expected.tolist(), rel=1e-8)


@pytest.mark.parametrize("dtype", PRECISIONS, ids=str)
def test_the_loss_and_its_gradient_from_one_function(dtype):
    assert gradcheck(lambda *a: (loss(*a), by_hand(*a)), net(dtype), gradient=True, argnums=(0, 1)).ok


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16], ids=str)
def test_where_too_few_digits_are_left_it_does_not_accuse(dtype):
    report = gradcheck(loss, net(dtype), gradient=by_hand, argnums=(0, 1))
    assert {check.verdict for check in report.checks} <= {"ok", "inconclusive"}


def without_slope(W, b, X, classes):
    _, delta = layers(W, b, X, classes)
    return X.T @ delta, delta.sum(0)


def not_summed(W, b, X, classes):
    a, delta = layers(W, b, X, classes)
    return by_hand(W, b, X, classes)[0], delta * (1 - a**2)


def of_the_last(W, b, X, classes):
    a, delta = layers(W, b, X, classes)
    delta = delta * (1 - a**2)
    return X[-1:].T @ delta[-1:], delta[-1]


def changing(W, b, X, classes):
    slopes = by_hand(W, b, X, classes)
    W.detach().sub_(0.1)
    return slopes


def drawing(W, b, X, classes):
    return by_hand(W, b, X, classes)[0] + torch.randn(3, 2), by_hand(W, b, X, classes)[1]


def changed(function):
    """A gradient of which something was done to the part by W."""

    def gradient(W, b, X, classes):
        by_W, by_b = by_hand(W, b, X, classes)
        return function(by_W, W), by_b

    return gradient


WRONG = {
    "sign": (changed(lambda slope, W: -slope), "W: the sign is wrong"),
    "mean": (changed(lambda slope, W: 4 * slope), r"W: 4 times the true derivative, and 4 is len\(X\)"),
    "transposed": (changed(lambda slope, W: slope.T), "W: this is the true derivative, transposed"),
    "penalty": (changed(lambda slope, W: slope + 0.2 * W), "W: 0.2 times the array itself is too much"),
    "slope": (without_slope, "W and b: the derivative of the activation of layer 1, .*is missing"),
    "not summed": (not_summed, r"b: it has shape \(4, 2\), a part for each sample, and is not summed"),
    "one sample": (of_the_last, "W: the derivative of the last sample's loss"),
    "changes": (changing, r"gradient changes its inputs: W\[0, 0\]"),
    "draws": (drawing, "gradient gives something else each time it is called"),
}


@pytest.mark.parametrize("requires_grad", [False, True])
@pytest.mark.parametrize("dtype", PRECISIONS, ids=str)
@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_named(name, dtype, requires_grad):
    gradient, message = WRONG[name]
    if name == "slope" and dtype == torch.float32:  # too few digits to say what fits
        message = "8 of 8 derivatives wrong"
    with pytest.raises(GradcheckError, match=message):
        gradcheck(loss, net(dtype, requires_grad), gradient=gradient, argnums=(0, 1))


def test_gradients_that_add_up_in_grad():
    w = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)

    def gradient(x):
        (x @ (w * w)).backward()
        return w.grad[:1] * 0.0 + w.grad  # of w, which no call begins anew

    with pytest.raises(GradcheckError, match="gradient adds to what it returned before"):
        gradcheck(lambda x: x @ (w * w).detach(), [torch.ones(2, dtype=torch.float64)], gradient=gradient)


def test_a_tensor_without_axes():
    w = torch.tensor(0.5, dtype=torch.float64)
    assert gradcheck(lambda w: w**3, w, gradient=lambda w: 3 * w**2).ok
    assert gradcheck(lambda w: (w**3).item(), [w], gradient=lambda w: (3 * w**2).item()).ok


def test_views_are_moved_entry_by_entry():
    for w in (
        torch.arange(6.0, dtype=torch.float64).reshape(2, 3).T,
        torch.ones(1, 3, dtype=torch.float64).expand(2, 3),
    ):
        report = gradcheck(lambda w: (w**2).sum(), [w], gradient=lambda w: 2 * w)
        assert [check.verdict for check in report.checks] == ["ok"] * 6


MODEL = torch.nn.Linear(3, 1).double()


def of_parameters(parameters):
    (X,) = drawn(torch.float64, (5, 3))
    return (torch.func.functional_call(MODEL, parameters, (X,)) ** 2).mean()


def its_gradient(parameters):
    own = {name: tensor.detach().requires_grad_() for name, tensor in parameters.items()}
    return dict(zip(own, torch.autograd.grad(of_parameters(own), list(own.values()))))


def test_of_a_modules_parameters_by_name():
    for parameters in (dict(MODEL.named_parameters()), MODEL.state_dict()):
        report = gradcheck(of_parameters, [parameters], gradient=its_gradient)
        assert [check.name for check in report.checks][-1] == "∂f/∂parameters['bias'][0]"
        assert report.ok


def test_of_a_modules_parameters_one_by_one_which_stay_parameters():
    (X,) = drawn(torch.float64, (5, 3))

    def f(weight, bias):
        model = torch.nn.Linear(3, 1).double()
        model.weight, model.bias = weight, bias
        return (model(X) ** 2).mean()

    def gradient(weight, bias):
        return torch.autograd.grad(f(weight, bias), [weight, bias])

    assert gradcheck(f, MODEL.parameters(), gradient=gradient).ok


def test_frozen_parameters_stay_frozen():
    w = torch.nn.Parameter(torch.ones(2, dtype=torch.float64), requires_grad=False)

    def f(w):
        assert isinstance(w, torch.nn.Parameter)
        assert not w.requires_grad
        return (w**2).sum()

    assert gradcheck(f, [w], gradient=lambda w: 2 * w).ok


def test_beside_a_point_where_pytorch_refuses_a_derivative_is_told_at_most_from_the_other_side():
    A = torch.diag(torch.tensor([1e-9, 1.0], dtype=torch.float64))

    def gradient(A):
        own = A.detach().requires_grad_()
        return torch.autograd.grad(torch.linalg.cholesky(own).sum(), own)[0]

    assert not {"wrong"} & {check.verdict for check in gradcheck(f=cholesky_sum, inputs=[A], gradient=gradient).checks}


def cholesky_sum(A):
    return torch.linalg.cholesky(0.5 * (A + A.T)).sum()


def test_sparse_data_are_handed_on_and_sparse_parameters_refused():
    S = torch.eye(2, dtype=torch.float64).to_sparse()
    w = torch.ones(2, dtype=torch.float64)
    assert gradcheck(lambda w, S: (S @ w[:, None]).sum(), [w, S], gradient=lambda w, S: w * 0 + 1, argnums=0).ok
    with pytest.raises(ValueError, match="expected at least one number in inputs"):
        gradcheck(lambda S: S.to_dense().sum(), [S], gradient=lambda S: S.to_dense() * 0 + 1)


def test_whole_numbers_cannot_be_moved_and_the_cure_is_told():
    with pytest.raises(TypeError, match=r"expected w to hold floats, got whole numbers.* w.double\(\)"):
        gradcheck(lambda w: (w**2).sum(), [torch.tensor([1, 2])], gradient=lambda w: 2 * w)


def test_dropout_is_named():
    with pytest.raises(ValueError, match="does it draw random numbers, as dropout does"):
        gradcheck(
            lambda w: functional.dropout(w).sum(), [torch.rand(50, dtype=torch.float64)], gradient=torch.ones_like
        )


PAGE = Path(__file__).parents[4] / "docs/how_to/check_your_gradient.md"


def test_the_programs_of_the_page_do_what_it_says(capsys):
    compared, checked = re.findall(r"```python\n(import torch\n.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(compared, PAGE, "exec"), {})
    theirs, ours = capsys.readouterr().out.split()
    assert float(theirs) == pytest.approx(float(ours), rel=1e-15)
    exec(compile(checked, PAGE, "exec"), {})
    assert "gradcheck: 4 derivatives, none wrong" in capsys.readouterr().out
