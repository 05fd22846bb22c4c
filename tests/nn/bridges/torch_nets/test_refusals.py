"""What is carried over in neither direction is refused by name, with its place, and nothing has changed."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

import pytest
import torch

import nn
from autograd import PRIMITIVES
from nn.bridges.torch_nets import modules as torch_modules
from tests.careless import WRONG


def linear(nin=2, nout=2):
    return torch.nn.Linear(nin, nout)


def sequential(*parts):
    return torch.nn.Sequential(linear(), *parts)


def frozen():
    net = sequential(linear())
    net[1].weight.requires_grad_(False)
    return net


def tied():
    net = sequential(torch.nn.Tanh(), linear())
    net[2].weight = net[0].weight
    return net


def same_layer_twice():
    layer = linear()
    return torch.nn.Sequential(layer, torch.nn.Sequential(layer))


def tied_gpt():
    model = torch_modules.GPT(5, 4, 2, 1, 3)
    model.output.weight = model.token.weight
    return model


def with_hook():
    net = sequential(linear())
    net[1].register_forward_hook(lambda module, inputs, output: 2.0 * output)
    return net


def not_finite():
    net = sequential(linear())
    with torch.no_grad():
        net[1].weight[1, 0] = float("nan")
    return net


def wide_gpt():
    model = torch_modules.GPT(5, 4, 2, 1, 3)
    model.blocks[0].mlp[1] = torch.nn.GELU()
    return model


def narrow_block():
    model = torch_modules.Block(4, 2)
    model.mlp[0], model.mlp[2] = torch.nn.Linear(4, 8, bias=False), torch.nn.Linear(8, 4, bias=False)
    return model


class Doubled(torch.nn.Linear):
    def forward(self, x):
        return 2.0 * super().forward(x)


REFUSED = {
    "a convolution, nested": (
        lambda: sequential(torch.nn.Sequential(torch.nn.ReLU(), torch.nn.Conv2d(1, 2, 3))),
        TypeError,
        r"Conv2d, at 1\.1 of the Sequential: a convolution is not among the layers of nn; write",
    ),
    "a name": (
        lambda: torch.nn.Sequential(OrderedDict(first=linear(), norm=torch.nn.BatchNorm1d(2))),
        TypeError,
        "BatchNorm1d, at norm of the Sequential: a normalization over the samples of a batch is not among",
    ),
    "recurrent": (lambda: torch.nn.LSTM(2, 3), TypeError, "LSTM: recurrent layers are not among"),
    "bilinear": (lambda: torch.nn.Bilinear(1, 2, 3), TypeError, "Bilinear: what it computes is not among"),
    "a list": (lambda: torch.nn.ModuleList([linear()]), TypeError, "ModuleList: what it computes is not among"),
    "lazy": (lambda: torch.nn.LazyLinear(3), TypeError, "LazyLinear: what it computes is not among"),
    "of one's own": (
        lambda: sequential(Doubled(2, 2)),
        TypeError,
        "Doubled, at 1 of the Sequential: what a module of your own computes stands in its Python code; .* "
        r"autograd\.from_torch for a function",
    ),
    "another slope": (
        lambda: sequential(torch.nn.LeakyReLU(0.2)),
        ValueError,
        r"LeakyReLU, at 1 of the Sequential: expected negative_slope to be 0\.01, .*, got 0\.2",
    ),
    "another gelu": (
        lambda: sequential(torch.nn.GELU("tanh")),
        ValueError,
        "GELU, at 1 .*: expected approximate to be 'none', .*, got 'tanh'",
    ),
    "a steeper softplus": (lambda: sequential(torch.nn.Softplus(2.0)), ValueError, "expected beta to be 1.0, .* got 2"),
    "a rougher softplus": (
        lambda: sequential(torch.nn.Softplus(threshold=5.0)),
        ValueError,
        r"expected threshold to be at least 20\.0, .* got 5",
    ),
    "unknown activation": (lambda: sequential(torch.nn.SELU()), TypeError, "SELU, at 1 .*: what it computes is not"),
    "log softmax": (lambda: sequential(torch.nn.LogSoftmax(-1)), TypeError, r"LogSoftmax, at 1 .*: .* nn\.log_softmax"),
    "softmax over samples": (
        lambda: sequential(torch.nn.Softmax(0)),
        ValueError,
        "expected its dim to be -1 or 1, .* 0",
    ),
    "softmax within": (
        lambda: sequential(torch.nn.Softmax(-1), linear()),
        ValueError,
        "Linear, at 2 of the Sequential: it follows on a softmax",
    ),
    "an activation first": (lambda: torch.nn.Sequential(torch.nn.Tanh(), linear()), ValueError, "Tanh, at 0 .* follow"),
    "two activations": (lambda: sequential(torch.nn.Tanh(), torch.nn.Tanh()), ValueError, "Tanh, at 2 .* follow"),
    "an activation alone": (torch.nn.ReLU, TypeError, "ReLU: by itself it is no net of nn: put it into a Sequential"),
    "a function of another name": (
        lambda: sequential(torch_modules.Elementwise("round")),
        TypeError,
        "Elementwise, at 1 of the Sequential: ",
    ),
    "sizes that do not fit": (
        lambda: sequential(linear(3, 2)),
        ValueError,
        "Linear, at 1 .*to take 2 numbers, .* got 3",
    ),
    "no layer": (lambda: torch.nn.Sequential(torch.nn.Dropout()), ValueError, "expected module to have a Linear"),
    "nothing": (torch.nn.Sequential, ValueError, r"expected module to have a Linear in its Sequential, got \[\]"),
    "a norm between": (
        lambda: sequential(torch.nn.LayerNorm(2)),
        TypeError,
        "LayerNorm, at 1 of the Sequential: it is carried over by itself alone",
    ),
    "all dropped": (
        lambda: torch.nn.Dropout(1.0),
        ValueError,
        r"Dropout: expected p to be from 0 to below 1, got 1\.0",
    ),
    "a frozen weight": (
        frozen,
        ValueError,
        r"Linear, at 1 of the Sequential: its weight is frozen .* give a list as frozen",
    ),
    "tied weights": (tied, ValueError, r"Linear, at 2 of the Sequential: its weight is 0\.weight too"),
    "a layer twice": (same_layer_twice, ValueError, r"Linear, at 1\.0 of the Sequential: its weight is 0\.weight too"),
    "a tied GPT": (tied_gpt, ValueError, r"Linear, at output of the GPT: its weight is token\.weight too"),
    "a hook": (with_hook, ValueError, "Linear, at 1 of the Sequential: it has hooks"),
    "weights normalized": (
        lambda: sequential(torch.nn.utils.parametrizations.weight_norm(linear())),
        TypeError,
        "ParametrizedLinear, at 1 of the Sequential: ",
    ),
    "NaN": (not_finite, ValueError, r"Linear, at 1 .*: expected its weight to be finite, got nan at \[1, 0\]"),
    "nowhere": (
        lambda: torch.nn.Linear(2, 2, device="meta"),
        ValueError,
        r"Linear: expected its weight to be real numbers, got torch\.float32 on meta",
    ),
    "complex": (
        lambda: torch.nn.Linear(2, 2, dtype=torch.complex64),
        ValueError,
        r"Linear: expected its weight to be real numbers, got torch\.complex64",
    ),
    "padding": (
        lambda: torch.nn.Embedding(3, 2, padding_idx=0),
        ValueError,
        "Embedding: expected padding_idx to be None",
    ),
    "rows made shorter": (lambda: torch.nn.Embedding(3, 2, max_norm=1.0), ValueError, "expected max_norm to be None"),
    "a norm over matrices": (lambda: torch.nn.LayerNorm((2, 3)), ValueError, r"one number, got \(2, 3\)"),
    "an epsilon of no type": (
        lambda: torch.nn.RMSNorm(3, elementwise_affine=False),
        ValueError,
        "RMSNorm: expected eps to be a number, got None",
    ),
    "attention": (lambda: torch.nn.MultiheadAttention(4, 2), ValueError, "MultiheadAttention: expected causal=True"),
    "a block with a narrower net": (
        narrow_block,
        ValueError,
        r"Block: expected it to have the parts .*, got others at mlp\.0\.weight$",
    ),
    "a GPT with another part": (wide_gpt, ValueError, r"GPT: expected it to have the parts .* at blocks\.0\.mlp\.1"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_carried_over_is_refused_with_its_place(case):
    make, error, message = REFUSED[case]
    with pytest.raises(error, match=f"^{message}" if message[0].isupper() else message):
        nn.from_torch(make())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kdim": 2}, "expected kdim to be 4, as in nn.SelfAttention, got 2"),
        ({"dropout": 0.5}, "expected dropout to be 0.0, .* got 0.5"),
        ({"add_zero_attn": True}, "expected add_zero_attn to be False"),
        ({"add_bias_kv": True}, "expected bias_k to be None"),
    ],
)
def test_a_multihead_attention_that_computes_something_else_is_refused(options, message):
    with pytest.raises(ValueError, match=f"^MultiheadAttention: {message}"):
        nn.from_torch(torch.nn.MultiheadAttention(4, 2, **options), causal=True)


def shared():
    model = nn.MLP(2, [2, 2], seed=0)
    model.layers[1].neurons[0].weights = model.layers[0].neurons[1].weights
    return model


class OfOnesOwn(nn.Module):
    def __init__(self):
        self.layer = nn.Linear(2, 1, seed=0)

    def forward(self, x):
        return self.layer(x)


@pytest.mark.parametrize(
    ("model", "error", "message"),
    [
        (nn.Layer(2, 2, activation="cbrt"), ValueError, "^the activation 'cbrt' has no counterpart in PyTorch"),
        (
            nn.MLP(2, [3, 2], activation="cbrt"),
            ValueError,
            r"'cbrt' has no counterpart .*, in part 1 of MLP\(2, \[3, 2\]",
        ),
        (nn.LayerNorm(3, gain=False), ValueError, r"^LayerNorm\(3, gain=False\) has biases and no gains"),
        (shared(), ValueError, r"stand in one place, got w_12\^\(1\) as w_11\^\(2\) too$"),
        (OfOnesOwn(), TypeError, "^expected model to be one of Neuron, .*: what a model of your own computes"),
        (
            linear(),
            TypeError,
            r"^expected model to be a model of nn, .*: from PyTorch, it is nn\.from_torch\(module\)$",
        ),
    ],
    ids=["alone", "in a net", "norm", "shared", "own", "theirs"],
)
def test_what_pytorch_has_no_counterpart_of_is_refused(model, error, message):
    with pytest.raises(error, match=message):
        nn.to_torch(model)


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_argument_is_named(kind):
    with pytest.raises(TypeError, match=r"^expected module to be a torch\.nn\.Module, got "):
        nn.from_torch(WRONG[kind]())
    if kind != "a model":
        with pytest.raises(TypeError, match=r"^expected model to be a model of nn, got "):
            nn.to_torch(WRONG[kind]())


def test_a_state_is_told_where_it_belongs():
    with pytest.raises(TypeError, match=r"load it into its module first, by load_state_dict$"):
        nn.from_torch(linear().state_dict())


def test_a_refusal_adds_nothing_to_what_is_frozen():
    net, found = frozen(), []
    with pytest.raises(ValueError, match="Tanh, at 3"):
        nn.from_torch(torch.nn.Sequential(*net, torch.nn.Tanh(), torch.nn.Tanh()), frozen=found)
    assert found == []


@pytest.mark.parametrize("name", ["sin", "tanh"])
def test_a_row_of_ones_own_is_not_taken_for_ours_of_the_same_name(name, monkeypatch):
    module = torch.nn.Tanh() if name == "tanh" else torch_modules.Elementwise(name)
    monkeypatch.setitem(PRIMITIVES, name, replace(PRIMITIVES["cbrt"], name=name))
    with pytest.raises(ValueError, match=f"^the activation '{name}' has no counterpart"):
        nn.to_torch(nn.Layer(1, 1, activation=name))
    with pytest.raises(TypeError, match=f"^{type(module).__name__}, at 1 of the Sequential: "):
        nn.from_torch(sequential(module))


def test_a_pytorch_without_what_is_needed_is_told_the_version(monkeypatch):
    monkeypatch.delattr(torch.nn, "RMSNorm")
    with pytest.raises(
        ImportError, match=r"^nn.to_torch needs PyTorch 2\.4 or newer, got .*: pip install --upgrade torch$"
    ):
        nn.to_torch(nn.Linear(2, 1))
