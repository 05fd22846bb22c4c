"""Graphs of what PyTorch computes: its values and its gradients, in 64 bits. By `make bridges`."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
import viz
from autograd import DomainError, Value, from_torch, topological_order
from autograd.torch_graphs.leaves import labels_of
from autograd.torch_graphs.recording import MOST_SCALARS
from tests.careless import CALLABLE, WRONG
from tests.needs import need
from tests.test_careless import amiss

need("torch")
import torch  # noqa: E402 - after it was asked for
from torch.nn import functional as F  # noqa: E402, N812 - as everybody calls it

F64 = torch.float64
TOLERANCE = 1e-12
X, Y = (torch.randn(2, 3, dtype=F64, generator=torch.Generator().manual_seed(seed)) for seed in (0, 1))
P = torch.sigmoid(X)
IMAGE = torch.randn(1, 2, 5, 5, dtype=F64, generator=torch.Generator().manual_seed(2))
CLASSES = torch.tensor([2, 0])
BITS = torch.tensor([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]], dtype=F64)


def flat(values):
    return [value for part in values for value in flat(part)] if isinstance(values, (list, tuple)) else [values]


def flat_tensor(result):
    parts = result if isinstance(result, (list, tuple)) else [result]
    return torch.cat([part.reshape(-1).to(F64) for part in parts])


def leaves_below(output):
    return {value.label: value for value in topological_order(output) if value.primitive is None and value.label}


def check(function, *tensors, parameters=()):
    """The numbers, and the derivatives of a mixture of them, by every input and parameter, are those of PyTorch."""
    torch.manual_seed(0)
    ours = flat(from_torch(function, list(tensors)))
    torch.manual_seed(0)
    inputs = [t.clone().requires_grad_() if t.is_floating_point() else t for t in tensors]
    theirs = flat_tensor(function(*inputs))
    assert [value.data for value in ours] == pytest.approx(theirs.tolist(), rel=TOLERANCE, abs=TOLERANCE)
    weights = [math.cos(k + 1.0) for k in range(len(ours))]
    mixture = autograd.dot(weights, ours)
    mixture.backward()
    names = [*inspect_names(function, len(tensors)), *[name for name, _ in parameters]]
    leaves = [*inputs, *[parameter for _, parameter in parameters]]
    wanted = [(name, leaf) for name, leaf in zip(names, leaves) if leaf.is_floating_point()]
    slopes = torch.autograd.grad(
        (theirs * torch.tensor(weights, dtype=F64)).sum(), [leaf for _, leaf in wanted], allow_unused=True
    )
    found = leaves_below(mixture)
    for (name, leaf), slope in zip(wanted, slopes):
        expected = [0.0] * leaf.numel() if slope is None else (slope + 0.0).reshape(-1).tolist()
        labels = labels_of(name, tuple(leaf.shape))
        given_ = [found[label].grad if label in found else 0.0 for label in labels]
        assert given_ == pytest.approx(expected, rel=TOLERANCE, abs=TOLERANCE), name
    return mixture


def inspect_names(function, count):
    from autograd.structures import parameter_names

    return parameter_names(function.forward if isinstance(function, torch.nn.Module) else function, count)


UNARY = [
    "abs",
    "acos",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "ceil",
    "celu",
    "cos",
    "cosh",
    "deg2rad",
    "erf",
    "erfc",
    "exp",
    "exp2",
    "expm1",
    "floor",
    "frac",
    "log",
    "log10",
    "log1p",
    "log2",
    "logit",
    "neg",
    "reciprocal",
    "relu",
    "rsqrt",
    "selu",
    "sgn",
    "sigmoid",
    "sign",
    "sin",
    "sinc",
    "sinh",
    "sqrt",
    "square",
    "tan",
    "tanh",
    "trunc",
]


@pytest.mark.parametrize("name", UNARY)
def test_functions_of_one_number(name):
    check(getattr(torch, name), P if name != "relu" else X)


ACTIVATIONS = [
    "celu",
    "elu",
    "gelu",
    "glu",
    "hardshrink",
    "hardswish",
    "hardtanh",
    "leaky_relu",
    "logsigmoid",
    "mish",
    "relu",
    "relu6",
    "selu",
    "silu",
    "softmin",
    "softplus",
    "softshrink",
    "softsign",
    "tanhshrink",
]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations(name):
    options = {"glu": (-2,), "softmin": (-1,)}.get(name, ())
    check(lambda x: getattr(F, name)(x, *options), 2.0 * X)


def test_activations_with_options():
    check(lambda x: F.gelu(x, approximate="tanh"), X)
    check(lambda x: F.elu(x, 0.5), X)
    check(lambda x: F.softplus(x, beta=2.0), X)
    check(lambda x: F.hardtanh(x, -0.3, 0.4), X)
    check(lambda x: F.threshold(x, 0.1, 20.0), X)
    check(F.prelu, X, torch.tensor([0.3], dtype=F64))


BINARY = {
    "add": torch.add,
    "add times": lambda x, y: torch.add(x, y, alpha=3),
    "addcdiv": lambda x, y: torch.addcdiv(x, y, x, value=2.0),
    "addcmul": lambda x, y: torch.addcmul(x, y, x, value=2.0),
    "atan2": torch.atan2,
    "cat": lambda x, y: torch.cat([x, y], 1).exp(),
    "clamp by tensors": lambda x, y: torch.clamp(x, min=y),
    "comparisons": lambda x, y: ((x <= y) & (x > 0) | ~(y < 0)).double() * x + (x != y) * y,
    "copysign": torch.copysign,
    "cosine similarity": F.cosine_similarity,
    "cross": torch.linalg.cross,
    "dist": torch.dist,
    "div": torch.div,
    "exclusive or": lambda x, y: x * ((x > 0) ^ (y > 0)),
    "floor division": lambda x, y: torch.div(x, y, rounding_mode="floor") * x + x % y,
    "fmod": torch.fmod,
    "hypot": torch.hypot,
    "lerp": lambda x, y: torch.lerp(x, y, 0.3),
    "logaddexp": torch.logaddexp,
    "maximum": torch.maximum,
    "minimum": torch.minimum,
    "mul": torch.mul,
    "number to a power": lambda x, y: 2.0**x + 1.0 / y,
    "pairwise distance": F.pairwise_distance,
    "pow": lambda x, y: torch.pow(x.abs() + 0.1, y),
    "powers": lambda x, y: x**2 + y**3 + x**1 + y**0 + x**-1 + x.abs() ** 0.5,
    "rsub": torch.rsub,
    "stack": lambda x, y: torch.stack([x, y]).sum(0),
    "sub": torch.sub,
    "truncated quotient": lambda x, y: torch.div(x, y, rounding_mode="trunc") * x,
    "where": lambda x, y: torch.where(x > y, 2.0 * x, y),
    "xlogy": lambda x, y: torch.xlogy(x, y.abs()),
}
PRODUCTS = {
    "addmm": lambda x, y: torch.addmm(x[:, :2], x, y.T),
    "addmm, scaled": lambda x, y: torch.addmm(x[:, :2], x, y.T, beta=0.5, alpha=2),
    "addmv": lambda x, y: torch.addmv(x[:, 0], x, y[0]),
    "addr": lambda x, y: torch.addr(x, y[:, 0], y[0]),
    "baddbmm": lambda x, y: torch.baddbmm(x[:, :1, None], x[:, :, None], y[:, None]),
    "baddbmm, scaled": lambda x, y: torch.baddbmm(x[:, :1, None], x[:, :, None], y[:, None], beta=0.5, alpha=2),
    "bilinear": lambda x, y: F.bilinear(x, y, torch.ones(2, 3, 3, dtype=F64)),
    "bmm": lambda x, y: torch.bmm(x[:, :, None], y[:, None]),
    "cdist": torch.cdist,
    "dot": lambda x, y: x[0] @ y[0],
    "einsum": lambda x, y: torch.einsum("ij,ij->i", x, y),
    "kron": torch.kron,
    "matrix by matrix": lambda x, y: x @ y.T,
    "matrix by vector": lambda x, y: x @ y[0],
    "neurons": lambda x, y: torch.tanh(x @ y.T + y[:, 0]),
    "outer": lambda x, y: torch.outer(x[0], y[1]),
    "sum of products": lambda x, y: x @ y.T + y @ x.T + 0.5,
    "tensordot": lambda x, y: torch.tensordot(x, y, 2),
    "trace": lambda x, y: torch.trace(x @ y.T),
    "vector by matrix": lambda x, y: y[:, 0] @ x,
}
LOSSES_OF_TWO = {
    "cosine embedding": lambda x, y: F.cosine_embedding_loss(x, y, torch.tensor([1, -1])),
    "cross-entropy of probabilities": lambda x, y: F.cross_entropy(x, F.softmax(y, -1)),
    "gaussian": lambda x, y: F.gaussian_nll_loss(x, y, 2.0 * torch.ones_like(x)),
    "huber": lambda x, y: F.huber_loss(x, y, delta=0.7),
    "kl": lambda x, y: F.kl_div(F.log_softmax(x, -1), F.softmax(y, -1), reduction="batchmean"),
    "l1": F.l1_loss,
    "margin": lambda x, y: F.margin_ranking_loss(x, y, torch.ones_like(x)),
    "mse": F.mse_loss,
    "mse, each": lambda x, y: F.mse_loss(x, y, reduction="none"),
    "mse, sum": lambda x, y: F.mse_loss(x, y, reduction="sum"),
    "poisson": F.poisson_nll_loss,
    "smooth l1": lambda x, y: F.smooth_l1_loss(x, y, beta=0.7),
    "triplet": lambda x, y: F.triplet_margin_loss(x, y, x + y),
}


@pytest.mark.parametrize("name", [*BINARY, *PRODUCTS, *LOSSES_OF_TWO])
def test_functions_of_two_tensors(name):
    check({**BINARY, **PRODUCTS, **LOSSES_OF_TWO}[name], X, Y)


REDUCTIONS = {
    "amax": lambda x: x.amax(0),
    "amin": lambda x: x.amin((0, 1)),
    "aminmax": lambda x: list(torch.aminmax(x)),
    "cumprod": lambda x: x.cumprod(1),
    "cumsum": lambda x: x.cumsum(1),
    "log_softmax": lambda x: x.log_softmax(1),
    "logcumsumexp": lambda x: x.logcumsumexp(1),
    "logsumexp": lambda x: x.logsumexp(1),
    "max": lambda x: x.max(),
    "max by axis": lambda x: x.max(1).values,
    "mean": lambda x: x.mean(0, keepdim=True),
    "mean of all": lambda x: x.mean(),
    "median": lambda x: x.median(),
    "median by axis": lambda x: x.median(1)[0],
    "min": lambda x: x.min(),
    "min by axis": lambda x: x.min(0)[0],
    "nansum": lambda x: x.nansum(),
    "norm": lambda x: x.norm(),
    "norm 1": lambda x: torch.linalg.norm(x, 1, dim=1),
    "norm 3": lambda x: x.norm(3, dim=1),
    "norm inf": lambda x: torch.linalg.vector_norm(x, math.inf),
    "normalize": F.normalize,
    "prod": lambda x: x.prod(1),
    "prod of all": lambda x: x.prod(),
    "quantile": lambda x: torch.quantile(x, 0.3, dim=1),
    "softmax": lambda x: x.softmax(0),
    "softmax masked": lambda x: (x @ x.T + torch.triu(torch.full((2, 2), -math.inf, dtype=F64), 1)).softmax(-1) @ x,
    "std": lambda x: x.std(1),
    "std of all": lambda x: x.std(),
    "std_mean": lambda x: list(torch.std_mean(x)),
    "sum": lambda x: x.sum(),
    "sum by axis": lambda x: x.sum(1),
    "var": lambda x: x.var(0, unbiased=False),
    "var_mean": lambda x: list(torch.var_mean(x, 1, correction=0)),
}
MOVEMENTS = {
    "argmax": lambda x: x[:, x.argmax(1)],
    "chunk": lambda x: torch.cat([part.exp() for part in x.chunk(2, 1)], 1),
    "cummax": lambda x: x.cummax(1)[0],
    "diag": lambda x: torch.diag(x[:, 0]) @ x,
    "diff": lambda x: x.diff(dim=1),
    "embedding": lambda x: F.embedding(torch.tensor([[0, 1], [1, 1]]), x) ** 2,
    "expand": lambda x: x[:, :, None].expand(2, 3, 2).sum((0, 2)),
    "flip": lambda x: x.flip(0, 1).tanh(),
    "gather": lambda x: x.gather(1, CLASSES[:, None]),
    "index": lambda x: x[:, CLASSES] ** 2,
    "index_add": lambda x: torch.ones(4, 3, dtype=F64).index_add(0, torch.tensor([1, 1]), x),
    "kthvalue": lambda x: x.kthvalue(2)[0],
    "mask": lambda x: x[x > 0],
    "masked_fill": lambda x: x.masked_fill(x > 0, 2.0) * x,
    "nan_to_num": lambda x: 2.0 * torch.nan_to_num(x),
    "pad": lambda x: F.pad(x, (1, 1), value=3.0) ** 2,
    "pad circular": lambda x: F.pad(x[None], (1, 1), mode="circular") ** 2,
    "pad reflecting": lambda x: F.pad(x[None], (1, 1), mode="reflect") ** 2,
    "repeat": lambda x: 2.0 * x.repeat(2, 2),
    "roll": lambda x: x.roll(1, 1) * x,
    "rot90": lambda x: 2.0 * x.rot90(),
    "scatter": lambda x: torch.zeros(2, 4, dtype=F64).scatter(1, torch.tensor([[3, 0, 1], [1, 2, 0]]), x) * x[0, 0],
    "scatter_add": lambda x: torch.zeros(2, 4, dtype=F64).scatter_add(1, torch.tensor([[1, 1, 0], [2, 2, 2]]), x),
    "sort": lambda x: x.sort(1)[0],
    "take": lambda x: 2.0 * torch.take(x, torch.tensor([0, 5])),
    "topk": lambda x: x.topk(2)[0],
    "transposed": lambda x: x.T.reshape(-1).view(2, 3) * x,
    "tril": lambda x: x.tril().exp(),
    "unfold": lambda x: x.unfold(1, 2, 1).prod(-1),
}


def change_in_place(x):
    y = (2.0 * x).add_(1.0).mul_(x).tanh().clone()
    y[0] *= 3.0
    y[1, 0] = x.sum()
    y.view(-1)[4] = 5.0
    return y * y


def fill_a_table(x):
    table = torch.zeros(2, 4, dtype=F64)
    table[:, 1:] = x
    table[0, 0].copy_(x[1, 1])
    return table.tanh()


def put_and_accumulate(x):
    y = torch.ones(4, 3, dtype=F64)
    y.index_put_((torch.tensor([1, 1]),), x, accumulate=True)
    y[torch.tensor([0, 2])] = x
    return y**2


def sum_without_gradient(x):
    with torch.no_grad():
        y = (2.0 * x).exp()
    return x * y


def change_without_gradient(x):
    y = x * x
    with torch.no_grad():
        y.clamp_(max=0.3)
    return y * x


def grow(x):
    for _ in range(3):
        x = x * 1.5 if x.sum() > 0 else torch.cos(x)
    return x


PROGRAMS = {
    "branches": grow,
    "change in place": change_in_place,
    "change without gradient": change_without_gradient,
    "data": lambda x: x * x.data,
    "derivative": torch.func.grad(lambda z: (z.tanh() ** 2 * z.softmax(1)).sum()),
    "detach": lambda x: x * x.detach() + torch.exp(x).detach(),
    "dropout": lambda x: F.dropout(x, 0.5),
    "fill a table": fill_a_table,
    "item": lambda x: x * x.sum().item(),
    "jacobian": torch.func.jacrev(lambda z: z.sin().sum(1)),
    "log probability": lambda x: torch.distributions.Normal(x, 1.0).log_prob(2.0 * x),
    "log probability of classes": lambda x: torch.distributions.Categorical(logits=x).log_prob(CLASSES),
    "meshgrid": lambda x: torch.meshgrid(x[0], x[1], indexing="ij")[0] * x[1],
    "one-hot": lambda x: F.one_hot(CLASSES, 3) * x,
    "put and accumulate": put_and_accumulate,
    "random": lambda x: x + torch.randn_like(x),
    "sum without gradient": sum_without_gradient,
    "vmap": torch.vmap(lambda row: torch.dot(row, row)),
}
LOSSES = {
    "binary": lambda x: F.binary_cross_entropy(x.sigmoid(), BITS),
    "binary with logits": lambda x: F.binary_cross_entropy_with_logits(x, BITS),
    "binary with logits, weighted": lambda x: F.binary_cross_entropy_with_logits(
        x, BITS, pos_weight=torch.tensor([1.0, 2.0, 3.0], dtype=F64)
    ),
    "classes": lambda x: F.cross_entropy(x, CLASSES),
    "classes, each": lambda x: F.cross_entropy(x, CLASSES, reduction="none"),
    "classes, left out": lambda x: F.cross_entropy(x, torch.tensor([1, -100])),
    "classes, of places": lambda x: F.cross_entropy(x[:, :, None], CLASSES[:, None]),
    "classes, one": lambda x: F.cross_entropy(x[0], torch.tensor(1)),
    "classes, smoothed": lambda x: F.cross_entropy(x, CLASSES, label_smoothing=0.1),
    "classes, sum": lambda x: F.cross_entropy(x, CLASSES, reduction="sum"),
    "classes, weighted": lambda x: F.cross_entropy(x, CLASSES, weight=torch.tensor([1.0, 2.0, 3.0], dtype=F64)),
    "hinge": lambda x: F.hinge_embedding_loss(x, 2 * BITS.long() - 1),
    "multi margin": lambda x: F.multi_margin_loss(x, CLASSES),
    "multilabel": lambda x: F.multilabel_soft_margin_loss(x, BITS),
    "nll": lambda x: F.nll_loss(x, CLASSES),
    "soft margin": lambda x: F.soft_margin_loss(x, 2.0 * BITS - 1.0),
}
NORMS = {"layer_norm": lambda x: F.layer_norm(x, (3,)), "rms_norm": lambda x: F.rms_norm(x, (3,))}
ONE = {**REDUCTIONS, **MOVEMENTS, **PROGRAMS, **LOSSES, **NORMS}


@pytest.mark.parametrize("name", ONE)
def test_functions_of_a_tensor(name):
    check(ONE[name], X)


PICTURES = {
    "adaptive": lambda x: F.adaptive_avg_pool2d(x, 2),
    "adaptive max": lambda x: F.adaptive_max_pool2d(x, 1),
    "average": lambda x: F.avg_pool2d(x, 2, padding=1),
    "average, 1 axis": lambda x: F.avg_pool1d(x[0], 2),
    "batch_norm": lambda x: F.batch_norm(x, None, None, training=True),
    "bilinear": lambda x: F.interpolate(x, size=3, mode="bilinear"),
    "group_norm": lambda x: F.group_norm(x, 1),
    "instance_norm": F.instance_norm,
    "max": lambda x: F.max_pool2d(x, 2),
    "max, 1 axis": lambda x: F.max_pool1d(x[0], 2, padding=1),
    "max, 3 axes": lambda x: F.max_pool3d(x[None], 2),
    "nearest": lambda x: 2.0 * F.interpolate(x, scale_factor=2),
    "pixel_shuffle": lambda x: F.pixel_shuffle(x.repeat(1, 2, 1, 1), 2) * x.sum(),
    "unfold": lambda x: 2.0 * F.unfold(x, 2),
}


@pytest.mark.parametrize("name", PICTURES)
def test_functions_of_a_picture(name):
    check(PICTURES[name], IMAGE)


@pytest.mark.parametrize(
    "options",
    [{}, {"padding": 1, "stride": 2}, {"dilation": 2}, {"padding": (0, 1)}, {"padding": 2, "dilation": (1, 2)}],
)
def test_convolutions(options):
    weight = torch.randn(3, 2, 3, 2, dtype=F64, generator=torch.Generator().manual_seed(3))
    check(lambda x, w, b: F.conv2d(x, w, b, **options), IMAGE, weight, torch.ones(3, dtype=F64))


def test_convolutions_along_one_axis_and_in_groups():
    check(lambda x, w: F.conv1d(x, w, padding=1), IMAGE[0], torch.cos(torch.arange(30.0, dtype=F64)).reshape(3, 5, 2))
    check(lambda x, w: F.conv2d(x, w, groups=2), IMAGE, torch.sin(torch.arange(8.0, dtype=F64)).reshape(2, 1, 2, 2))


# Expressions drawn at random.

SHAPES = [(2, 3), (3,), (2, 1), ()]
OF_ONE = [
    torch.tanh,
    torch.sin,
    F.softplus,
    F.gelu,
    lambda a: a * a,
    lambda a: torch.exp(torch.sin(a)),
    lambda a: a.reshape(-1).flip(0).reshape(a.shape),
    lambda a: a.sum(-1, keepdim=True) if a.dim() else a,
    lambda a: a.mean(0) if a.dim() else a,
    lambda a: a.softmax(-1) if a.dim() else a,
    lambda a: a.logsumexp(0) if a.dim() else a,
    lambda a: a.T @ a if a.dim() == 2 else a,
    lambda a: a[..., 0] if a.dim() else a,
    lambda a: torch.cat([a, -a], -1) if a.dim() else a,
    lambda a: (a + 0.5).clone().mul_(0.5),
]
OF_TWO = [torch.add, torch.sub, torch.mul, torch.maximum, torch.hypot, lambda a, b: torch.where(a > b, a.cos(), b)]


@given(data=st.data())
def test_random_expressions(data):
    """Operands that cannot be spread to one shape are taken apart first."""
    seed = data.draw(st.integers(0, 10**6))
    steps = data.draw(
        st.lists(
            st.tuples(st.integers(0, len(OF_ONE) + len(OF_TWO) - 1), st.integers(0, 9), st.integers(0, 9)),
            min_size=1,
            max_size=6,
        )
    )

    def function(a, b, c, d):
        found = [a, b, c, d]
        for which, one, other in steps:
            x, y = found[one % len(found)], found[other % len(found)]
            if which < len(OF_ONE):
                found.append(OF_ONE[which](x))
            else:
                is_fitting = all(m == n or 1 in (m, n) for m, n in zip(x.shape[::-1], y.shape[::-1]))
                found.append(OF_TWO[which - len(OF_ONE)](x, y if is_fitting else y.mean()))
        return [found[-1], sum(part.sum() for part in found[4:])]

    generator = torch.Generator().manual_seed(seed)
    check(function, *[torch.randn(shape, dtype=F64, generator=generator) for shape in SHAPES])


# Whole models.


def seeded(make):
    torch.manual_seed(0)
    return make().double()


def named(model):
    return list(model.named_parameters())


def test_a_net_with_cross_entropy_is_the_slides_picture():
    model = seeded(lambda: torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 3)))
    loss = check(lambda x: F.cross_entropy(model(x), CLASSES), X, parameters=named(model))
    (mean,) = (value for value in loss.operands if value.primitive)
    rows = [value.primitive.name for value in topological_order(mean) if value.primitive]
    assert {name: rows.count(name) for name in rows} == {"dot": 14, "tanh": 8, "class_cross_entropy": 2, "mean": 1}


MODELS = {
    "BatchNorm1d": (lambda: torch.nn.BatchNorm1d(3), lambda m, x: m(x)),
    "Embedding": (lambda: torch.nn.Embedding(4, 2), lambda m, x: m(torch.tensor([0, 3, 3])).sum(0) * x.sum()),
    "GRU": (lambda: torch.nn.GRU(3, 2), lambda m, x: m(x)[0]),
    "GRUCell": (lambda: torch.nn.GRUCell(3, 2), lambda m, x: m(x)),
    "LSTM": (lambda: torch.nn.LSTM(3, 2), lambda m, x: m(x)[0]),
    "LSTMCell": (lambda: torch.nn.LSTMCell(3, 2), lambda m, x: m(x)[0]),
    "LayerNorm": (lambda: torch.nn.LayerNorm(3), lambda m, x: m(x)),
    "Linear": (lambda: torch.nn.Linear(3, 2), lambda m, x: m(x)),
    "Linear without bias": (lambda: torch.nn.Linear(3, 2, bias=False), lambda m, x: m(x[0])),
    "MultiheadAttention": (lambda: torch.nn.MultiheadAttention(3, 3), lambda m, x: m(x, x, x)[0]),
    "RNN": (lambda: torch.nn.RNN(3, 2), lambda m, x: m(x)[0]),
    "TransformerEncoderLayer": (
        lambda: torch.nn.TransformerEncoderLayer(3, 1, 4, batch_first=True),
        lambda m, x: m(x[None]),
    ),
}


@pytest.mark.parametrize("is_training", [False, True])
@pytest.mark.parametrize("name", MODELS)
def test_modules(name, is_training):
    make, call = MODELS[name]
    model = seeded(make).train(is_training)
    check(lambda x: call(model, x), X, parameters=named(model))


def test_batch_norm_by_what_it_learned_and_a_training_step_changes_that_once():
    model = seeded(lambda: torch.nn.BatchNorm1d(3))
    from_torch(model, [X])
    once = model.running_mean.clone()
    assert once.tolist() == pytest.approx((0.1 * X.mean(0)).tolist())
    check(model.eval(), X, parameters=named(model))
    assert model.running_mean.tolist() == once.tolist()


def test_causal_attention_and_its_mask():
    q, k, v = (torch.randn(1, 2, 3, 4, dtype=F64, generator=torch.Generator().manual_seed(s)) for s in range(3))
    check(lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True), q, k, v)


def test_parameters_without_a_module():
    w = torch.tensor([0.5, -0.25], dtype=F64, requires_grad=True)
    others = {"V": torch.ones(1, 2, dtype=F64, requires_grad=True)}
    check(lambda x: x[:, :2] @ w + others["V"] @ w, X, parameters=[("w", w), ("V", others["V"])])


# Numbers.


def test_numbers_of_32_bits_are_read_exactly_and_the_graph_has_more_digits():
    x = torch.tensor([0.1, 0.3])
    y = from_torch(lambda x: x[0] * x[1], [x])
    a, b = (float(number) for number in x)
    assert (a, b) != (0.1, 0.3)
    assert y.data == a * b
    assert y.data == pytest.approx((x[0] * x[1]).item(), rel=1e-6)


def test_it_says_where_pytorch_lost_its_digits():
    with pytest.warns(UserWarning, match=r"the graph gives 0.1\d* where PyTorch gave 0\.?\d*: .* in .double\(\)"):
        from_torch(lambda x: (x + 1e8) - 1e8, [torch.tensor(0.1)])


def test_lists_and_numbers_have_the_precision_of_the_parameters():
    model = torch.nn.Linear(2, 1)
    y = from_torch(lambda x, s: s * model(x), [[0.1, 0.2], 0.3])
    assert [leaves_below(y)[name].data for name in ("x_0", "x_1", "s")] == [0.1, 0.2, 0.3]


def test_values_keep_their_labels_and_what_they_were_computed_from():
    a = Value(2.0, label="a")
    y = from_torch(lambda w, x: w * x.sum(), [3.0 * a, [Value(1.0, label="c"), 4.0]])
    y.backward()
    assert a.grad == 15.0
    assert set(leaves_below(y)) == {"a", "c", "x_1"}


@pytest.mark.parametrize(
    "given_", [[1.0, 2.0], (1.0, 2.0), np.array([1.0, 2.0]), torch.tensor([1.0, 2.0]), np.array([1.0, 2.0], np.float32)]
)
def test_an_argument_may_come_in_any_container(given_):
    y = from_torch(lambda x: (x * x).sum(), [given_])
    y.backward()
    assert {name: leaf.grad for name, leaf in leaves_below(y).items()} == {"x_0": 2.0, "x_1": 4.0}


def test_classes_and_masks_are_handed_on_as_they_are():
    y = from_torch(lambda z, k, m: F.cross_entropy(z[m], k), [[[1.0, 2.0], [3.0, 5.0]], np.array([1]), [False, True]])
    assert y.data == pytest.approx(math.log1p(math.exp(-2.0)))


def test_results_have_the_shape_of_pytorchs():
    x = torch.arange(6.0).reshape(2, 3)
    found = from_torch(lambda x: (x, {"sum": x.sum(), "empty": x[:0]}, x[:1, :1], x[:, None]), x)
    assert [[value.data for value in row] for row in found[0]] == x.tolist()
    assert (found[1]["sum"].data, found[1]["empty"], found[2].data) == (15.0, [], 0.0)
    assert [[[value.data for value in row] for row in part] for part in found[3]] == x[:, None].tolist()


def test_the_function_runs_once_and_what_was_given_stays_what_it_was():
    calls = []
    x = torch.ones(2, requires_grad=True)

    def function(x):
        calls.append(x.requires_grad)
        return (x * 1.0).add_(3.0).sum()

    from_torch(function, [x])
    assert calls == [True]
    assert (x.tolist(), x.grad) == ([1.0, 1.0], None)


def test_a_comparison_follows_its_leaf_and_a_branch_does_not():
    w = Value(2.0, label="w")
    followed = from_torch(lambda w: torch.where(w > 0, w, 10.0 * w), [w])
    taken = from_torch(lambda w: w if w > 0 else 10.0 * w, [w])
    w.data = -1.0
    followed.recompute()
    taken.recompute()
    assert (followed.data, taken.data) == (-10.0, -1.0)


def test_gradients_with_autocast_compile_and_checkpoint_off_the_beaten_path():
    from torch.utils.checkpoint import checkpoint

    y = from_torch(lambda x: checkpoint(torch.exp, x, use_reentrant=False), [torch.tensor(1.0, dtype=F64)])
    assert y.data == pytest.approx(math.e)


def test_a_result_may_be_written_into_a_tensor_that_is_given():
    def function(x):
        y = torch.zeros(2, dtype=F64)
        torch.mul(x, x, out=y)
        return y

    squares = from_torch(function, [torch.tensor([3.0, 2.0], dtype=F64)])
    slopes = []
    for square in squares:
        square.backward()
        slopes.append([leaf.grad for leaf in leaves_below(square).values()])
    assert [square.data for square in squares] == [9.0, 4.0]
    assert slopes == [[6.0], [4.0]]


# At kinks: where the two agree, and where not.


@pytest.mark.parametrize(
    ("function", "point"),
    [
        (torch.relu, 0.0),
        (torch.abs, 0.0),
        (F.leaky_relu, 0.0),
        (F.elu, 0.0),
        (F.hardtanh, 1.0),
        (F.hardtanh, -1.0),
        (F.relu6, 0.0),
        (torch.sign, 0.0),
        (lambda x: x**0, 0.0),
        (lambda x: torch.maximum(x, torch.zeros_like(x)), 0.0),
        (lambda x: torch.stack([x, x * 2.0]).max(), 0.0),
        (lambda x: torch.stack([x, x * 2.0]).amax(0), 0.0),
        (lambda x: torch.stack([x, x * 2.0, -x]).amin(0), 0.0),
        (lambda x: F.huber_loss(x, torch.zeros_like(x)), 1.0),
    ],
)
def test_at_these_kinks_the_derivatives_are_pytorchs(function, point):
    check(function, torch.tensor(point, dtype=F64))


@pytest.mark.parametrize(
    ("function", "point", "ours", "theirs"),
    [
        (lambda x: x.clamp(0.0, 1.0), 0.0, 0.5, [0.0, 1.0]),
        (lambda x: x.clamp(min=0.0), 0.0, 0.5, [0.0, 1.0]),
        (lambda x: x.clamp(max=1.0), 1.0, 0.5, [0.0, 1.0]),
        (F.relu6, 6.0, 0.5, [0.0]),
        (lambda x: torch.stack([x, 3.0 * x]).max(0).values, 0.0, 2.0, [1.0]),
        (lambda x: F.max_pool1d(torch.stack([x, 3.0 * x])[None, None], 2), 0.0, 2.0, [1.0]),
    ],
)
def test_at_these_kinks_ours_has_a_convention_of_its_own(function, point, ours, theirs):
    """A bound and a tie have equal shares here: docs/how_to/draw_pytorch.md. PyTorch's went from 1 to 0 by 2.15."""
    x = torch.tensor(point, dtype=F64, requires_grad=True)
    function(x).sum().backward()
    y = from_torch(function, [torch.tensor(point, dtype=F64)])
    y.backward()
    assert leaves_below(y)["x"].grad == ours
    assert x.grad.item() in theirs


def test_softplus_has_no_threshold():
    x = torch.tensor(25.0, dtype=F64)
    y = from_torch(F.softplus, [x])
    assert F.softplus(x).item() == 25.0
    assert 0.0 < y.data - 25.0 == pytest.approx(math.exp(-25.0), rel=1e-3)


# What is refused.


class Straight(torch.autograd.Function):
    """The sign, with a derivative of 1."""

    @staticmethod
    def forward(ctx, x):
        return x.sign()

    @staticmethod
    def backward(ctx, slope):
        return slope


class Doubled(Straight):
    """Made of another, its forward in the newer form, without a context, and wrapped."""

    @staticmethod
    @torch.no_grad()
    def forward(x):
        return x + x

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass


def change_the_original(x):
    y = 2.0 * x
    z = y.detach()
    z.add_(1.0)
    return y + z


def deprecated(function):
    """A function that newer versions of PyTorch warn of."""

    def silenced(x):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            return function(x)

    return silenced


REFUSED = {
    "sums among copies": (
        deprecated(lambda x: torch.zeros(3, dtype=F64).scatter(0, torch.tensor([0, 0, 1]), x, reduce="add")),
        "got aten.scatter.reduce",
    ),
    "an operation without a row": (
        lambda x: torch.lgamma(x) + 1.0,
        r"got aten.lgamma \(test_torch_graphs.py, line \d+: .*lgamma",
    ),
    "complex numbers": (lambda x: torch.fft.rfft(x).abs(), "got aten._fft_r2c"),
    "complex factors": (lambda x: (x * 1j).abs(), "got aten.mul.Tensor"),
    "sparse tensors": (lambda x: x.to_sparse().to_dense(), "got aten._to_sparse"),
    "numbers read as others": (lambda x: x.view(torch.int64), "got aten.view.dtype"),
    "other sizes": (lambda x: (x * 1.0).resize_(2), "got aten.resize_"),
    "a backward of its own": (Straight.apply, "got a torch.autograd.Function, whose backward is its own"),
    "one of another": (Doubled.apply, "got a torch.autograd.Function, whose backward is its own"),
    "a hook": (
        lambda x: x.requires_grad_().register_hook(print),
        "got Tensor.register_hook, which changes derivatives",
    ),
    "NumPy": (lambda x: torch.from_numpy(np.sin(x.numpy())), "got Tensor.numpy, which takes numbers out of the graph"),
    "Gumbel": (lambda x: F.gumbel_softmax(logits=x), "got gumbel_softmax, which may detach a part"),
    "data that is set": (lambda x: setattr(x, "data", x), "got an assignment to .data: write copy_"),
    "half of a pair": (change_the_original, r"not to be used once the other of the two has been changed in place"),
    "transposed convolution": (
        lambda x: F.conv_transpose1d(x.reshape(1, 1, -1), torch.ones(1, 1, 2, dtype=F64)),
        "got aten.convolution",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_a_graph_is_refused_by_name(name):
    function, message = REFUSED[name]
    with pytest.raises(ValueError, match=message):
        from_torch(function, [torch.tensor([0.5, 1.5, 2.5], dtype=F64)])


@pytest.mark.parametrize(
    ("function", "inputs", "error", "message"),
    [
        (3.0, [1.0], TypeError, "expected function to be a function of tensors, got 3.0"),
        (lambda x: None, [1.0], TypeError, "expected function to give a tensor, got None: is a return missing?"),
        (lambda x: x.item(), [1.0], TypeError, r"to give a tensor, got 1.0: .item\(\) and float\(\) take a number out"),
        (lambda x: "x", [1.0], TypeError, "expected function to give a tensor, got 'x'"),
        (lambda x: x, ["a"], TypeError, "expected x to be a tensor, an array, a number, a Value, or lists of these"),
        (lambda x: x, [[[1.0, 2.0], [1.0]]], ValueError, "expected x to have rows of one length, got rows of 2, 1"),
        (lambda x: x, [torch.ones(2) * 1j], TypeError, "expected x to be a dense tensor of real numbers, got one of"),
        (lambda x: x.log(), [0.0], DomainError, "log is not defined at x = 0.0"),
    ],
)
def test_a_mistake_is_told_with_what_came_and_what_was_expected(function, inputs, error, message):
    with pytest.raises(error, match=message):
        from_torch(function, inputs)


def test_a_careless_call_is_told_which_argument_is_wrong():
    told = {
        ("function", kind): amiss(from_torch, {"function": make(), "inputs": [1.0]}, ["function"])
        for kind, make in WRONG.items()
        if kind not in CALLABLE
    }
    told |= {
        ("inputs", kind): amiss(from_torch, {"function": lambda x=None, *more: x, "inputs": make()}, ["x", "function"])
        for kind, make in WRONG.items()
    }
    assert {place: what for place, what in told.items() if what} == {}


def test_a_graph_that_is_too_large_is_refused_with_its_count():
    model = torch.nn.Linear(100, 300)
    count = 100 * 300 + 300 + 400 + 3 * 1200 + 1  # parameters, inputs, three times what comes out, and its sum
    with pytest.raises(ValueError, match=f"at most {MOST_SCALARS} numbers, parameters included, got {count}: draw a"):
        from_torch(lambda x: (model(x).relu() + 1.0).sum(), [torch.ones(4, 100)])
    x = torch.ones(MOST_SCALARS // 2)
    assert len(from_torch(lambda x: 2.0 * x, [x])) == len(x)
    with pytest.raises(ValueError, match=f"got {MOST_SCALARS + 2}: draw a smaller batch"):
        from_torch(lambda x: 2.0 * x, [torch.ones(len(x) + 1)])


def test_what_was_switched_off_is_on_again_after_a_refusal():
    before = torch.backends.mha.get_fastpath_enabled()
    with pytest.raises(ValueError, match="lgamma"):
        from_torch(torch.lgamma, [1.0])
    assert torch.backends.mha.get_fastpath_enabled() == before
    assert torch.lgamma(torch.tensor(1.0)).item() == 0.0


# Names, pictures, derivations, programs.


def test_leaves_have_the_names_that_pytorch_gives_them():
    model = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.LayerNorm(1))
    head = torch.nn.Linear(1, 1)
    shown = set(leaves_below(from_torch(model, [[1.0, 2.0]])))
    assert shown == {"x_0", "x_1", "layer 0.W_0,0", "layer 0.W_0,1", "layer 0.b_0", "layer 1.w_0", "layer 1.b_0"}
    shown = set(leaves_below(from_torch(lambda x: head(model[0](x)), [[1.0, 2.0]])))
    assert {"head.W_0,0", "head.b_0", "model 0.W_0,0"} <= shown


def test_a_parameter_that_nothing_names_is_numbered():
    hidden = iter([torch.tensor([1.0, 2.0], requires_grad=True)])
    y = from_torch(lambda x: (x * next(hidden)).sum(), [torch.ones(2)])
    assert set(leaves_below(y)) == {"x_0", "x_1", "parameter 1[0]", "parameter 1[1]"}


@pytest.mark.needs("dot")
def test_it_can_be_drawn_derived_stepped_and_compiled():
    layer = torch.nn.Linear(2, 1).double()
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[0.5, -0.25]]))
        layer.bias.fill_(0.0)
    y = from_torch(lambda x: torch.sigmoid(layer(x)), [[2.0, 1.0]])
    y.backward()
    picture = viz.draw(y).svg()
    for text in ("W₀,₁", "x₁", "b₀", "σ", "0.6792"):
        assert text in picture
    weight = leaves_below(y)["W_0,1"]
    derivation = viz.derivation(y, wrt=weight).text
    assert "W₀,₀·x₀ + W₀,₁·x₁ + b₀" in derivation
    assert "0.2179" in derivation
    assert "W₀,₁" in viz.stepper(y).html
