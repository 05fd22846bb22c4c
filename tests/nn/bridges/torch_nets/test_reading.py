"""Modules of PyTorch as nets of ours, and back: the same numbers and outputs, and what else a module says."""

from __future__ import annotations

from collections import OrderedDict
from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value
from nn.bridges.torch_nets import modules as torch_modules
from oracles import few
from tests.nn.bridges.torch_nets.pytorch_nets import ACTIVATIONS
from tests.nn.bridges.torch_nets.torch_models import (
    XS,
    bits,
    flat,
    numbers_of,
    outputs,
    scrambled,
    tensor,
)

SIZED = {name: getattr(torch.nn, kind)(**options) for name, (kind, options) in ACTIVATIONS.items()}


@st.composite
def nets(draw):
    """A Sequential of linear layers, activations, Dropout and what does nothing, nested, some parts under names."""
    widths = draw(st.lists(st.integers(1, 4), min_size=2, max_size=5))
    parts = []
    for before, after in pairwise(widths):
        parts.append(torch.nn.Linear(before, after, bias=draw(st.booleans()), dtype=draw(st.sampled_from(DTYPES))))
        parts += [SIZED[name] for name in draw(st.lists(st.sampled_from(sorted(SIZED)), max_size=1))]
        parts += draw(st.lists(st.sampled_from([torch.nn.Identity(), torch.nn.Dropout(0.5)]), max_size=2))
    inner = draw(st.integers(0, len(parts) - 1))
    named = OrderedDict((f"part{k}", part) for k, part in enumerate(parts[inner:]))
    return torch.nn.Sequential(torch.nn.Flatten(), *parts[:inner], torch.nn.Sequential(named))


DTYPES = (torch.float64, torch.float32, torch.bfloat16)


@few
@given(net=nets(), numbers=st.lists(st.floats(-2.0, 2.0), min_size=4, max_size=4))
def test_any_sequential_comes_over_exactly_and_back(net, numbers):
    model = nn.from_torch(net.eval(), seed=0)
    again = nn.to_torch(model)
    assert bits(again) == bits(net)
    x = numbers[: model.nin]
    said = flat(net.double()(tensor([x])).tolist())
    found = model(x)
    assert flat(numbers_of(found if isinstance(found, list) else [found])) == pytest.approx(said, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    "module",
    [
        torch.nn.Linear(3, 2, bias=False),
        torch.nn.Embedding(4, 3),
        torch.nn.RMSNorm(3, eps=0.1),
        torch.nn.LayerNorm(3, bias=False),
        torch.nn.Dropout(0.75),
        torch_modules.SelfAttention(4, 2, bias=True),
        torch_modules.Block(4, 2, dtype=torch.float32),
        torch_modules.GPT(5, 4, 2, 1, 3, dtype=torch.float64),
    ],
    ids=lambda module: type(module).__name__,
)
def test_a_single_module_comes_over_exactly_and_back(module):
    model = nn.from_torch(module)
    again = nn.to_torch(model)
    assert type(again) is type(module)
    assert bits(again) == bits(module)
    assert repr(again) == repr(module)


@pytest.mark.parametrize("bias", [False, True])
def test_a_multihead_attention_that_is_called_as_causal_self_attention_is_ours(bias):
    module = torch.nn.MultiheadAttention(4, 2, bias=bias, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.normal_(generator=torch.Generator().manual_seed(0))
    x = tensor([XS])
    hidden = torch.ones(3, 3, dtype=torch.bool).triu(1)
    said, weights = module(x, x, x, attn_mask=hidden, average_attn_weights=False)
    model = nn.from_torch(module, causal=True)
    assert flat(numbers_of(model(XS))) == pytest.approx(flat(said.tolist()), rel=1e-12)
    assert flat(nn.to_torch(model).weights(x).tolist()) == pytest.approx(flat(weights.tolist()), rel=1e-12)


@pytest.mark.parametrize("training", [True, False])
def test_what_drops_out_goes_on_doing_so(training):
    net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Dropout(0.3)).train(training)
    model = nn.from_torch(net, seed=4)
    (dropout,) = (part for part in model.parts if isinstance(part, nn.Dropout))
    assert (dropout.p, dropout.training) == (0.3, training)
    again = nn.to_torch(model)
    assert [part.training for part in again.modules()] == [training] * 3
    assert dropout.seed == nn.from_torch(net, seed=4).parts[1].seed


def test_an_epsilon_that_pytorch_chooses_is_that_of_the_numbers_type():
    for dtype in DTYPES:
        module = torch.nn.RMSNorm(4, dtype=dtype)
        model = nn.from_torch(module)
        assert model.epsilon == torch.finfo(dtype).eps
    assert outputs(nn.from_torch(torch.nn.RMSNorm(4, dtype=torch.float64)))[0] == pytest.approx(
        torch.nn.RMSNorm(4, dtype=torch.float64)(tensor(XS))[0].tolist(), rel=1e-12
    )


def test_an_activation_that_stands_in_two_places_does_so_in_the_model():
    tanh = torch.nn.Tanh()
    net = torch.nn.Sequential(torch.nn.Linear(2, 2), tanh, torch.nn.Sequential(torch.nn.Linear(2, 2), tanh))
    assert [layer.activation for layer in nn.from_torch(net).layers] == ["tanh", "tanh"]


@pytest.mark.parametrize("dim", [-1, 1, None])
@pytest.mark.filterwarnings("ignore:Implicit dimension choice for softmax:UserWarning")
def test_a_softmax_over_the_outputs_of_each_sample_comes_over(dim):
    net = torch.nn.Sequential(torch.nn.Linear(4, 3, dtype=torch.float64), torch.nn.Softmax(dim), torch.nn.Identity())
    model = nn.from_torch(net)
    assert model.output == "softmax"
    assert flat(outputs(model)) == pytest.approx(flat(net(tensor(XS)).tolist()), rel=1e-12)


@pytest.mark.parametrize("threshold", [20.0, 30.0])
def test_a_softplus_with_pytorchs_threshold_comes_over_and_says_the_same_to_2e_9(threshold):
    net = torch.nn.Sequential(torch.nn.Linear(1, 1, dtype=torch.float64), torch.nn.Softplus(threshold=threshold))
    with torch.no_grad():
        net[0].weight.fill_(1.0), net[0].bias.fill_(0.0)
    model = nn.from_torch(net)
    for x in (19.9, 20.1, 31.0):
        assert model([x]).data == pytest.approx(net(tensor([x])).item(), rel=0.0, abs=2.1e-9)


def test_what_is_frozen_stays_so_on_both_sides():
    model = scrambled(nn.MLP(2, [3, 2, 1]))
    kept = [*model.layers[0].parameters(), *(neuron.bias for neuron in model.layers[1].neurons)]
    module = nn.to_torch(model, frozen=kept)
    assert [p.requires_grad for p in module.parameters()] == [False, False, True, False, True, True]
    found = ["here already"]
    again = nn.from_torch(module, frozen=found)
    names = {parameter: name for name, parameter in again.named_parameters().items()}
    mine = {parameter: name for name, parameter in model.named_parameters().items()}
    assert found.pop(0) == "here already"
    assert sorted(names[p] for p in found) == sorted(mine[p] for p in kept)
    optimizer = nn.SGD([p for p in again.parameters() if p not in found], learning_rate=0.1)
    nn.fit(again, *nn.datasets.XOR, loss=nn.mse_loss, optimizer=optimizer, epochs=1, frozen=found, progress=False)
    before = model.state_dict()
    assert {p for p in names if p.data != before[names[p]]} == set(names) - set(found)


@pytest.mark.parametrize(
    ("frozen", "message"),
    [
        (
            lambda model: model.parameters()[:2],
            r"to have all 4 parameters of a tensor .*, got 2, and not Value\(.*'w_12",
        ),
        (lambda model: [Value(2.0)], r"to be parameters of model, Layer\(2, 2, .*, got Value\(2\.0\) too$"),
        (lambda model: [1.0], r"to be Values, parameters of the model, got 1\.0 among them$"),
    ],
)
def test_what_cannot_be_frozen_is_refused(frozen, message):
    model = scrambled(nn.Linear(2, 2))
    with pytest.raises((TypeError, ValueError), match=f"^expected frozen {message}"):
        nn.to_torch(model, frozen=frozen(model))
