"""Nets of ours as modules of PyTorch, and back: the same numbers, outputs and gradients."""

from __future__ import annotations

import copy
import pickle

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import PRIMITIVES, Value, dot
from nn.bridges.torch_nets import modules as torch_modules
from nn.strategies import networks
from oracles import few
from tests.nn.bridges.torch_nets.pytorch_nets import ACTIVATIONS
from tests.nn.bridges.torch_nets.torch_models import (
    MODELS,
    TOKENS,
    XS,
    bits,
    check_same,
    flat,
    gpt,
    numbers_of,
    outputs,
    scrambled,
    tensor,
)

ROWS = [row for row in PRIMITIVES.values() if not any(row.vectors) and row.arity - len(row.defaults) == 1]
"""The operations that an activation may be."""
NO_COUNTERPART = {"cbrt", "clamp", "detach", "huber"}
"""Those that PyTorch has no module and no function of that computes the same in value and derivative."""


@pytest.mark.parametrize("name", MODELS)
def test_a_module_says_what_the_model_says(name):
    model = scrambled(copy.deepcopy(MODELS[name]))
    module = nn.to_torch(model)
    assert {p.dtype for p in module.parameters()} <= {torch.float64}
    assert flat(module(tensor(XS)).tolist()) == pytest.approx(flat(outputs(model)), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("name", MODELS)
def test_what_comes_back_has_the_same_bits_and_says_the_same(name):
    model = scrambled(copy.deepcopy(MODELS[name]))
    again = nn.from_torch(nn.to_torch(model))
    assert [p.data.hex() for p in again.parameters()] == [p.data.hex() for p in model.parameters()]
    assert outputs(again) == outputs(model)
    assert bits(nn.to_torch(again)) == bits(nn.to_torch(model))


@pytest.mark.parametrize("name", ["Sequential", "MLP", "Block", "SelfAttention with biases", "LayerNorm"])
def test_what_comes_back_has_the_same_names(name):
    model = scrambled(copy.deepcopy(MODELS[name]))
    assert nn.from_torch(nn.to_torch(model)).state_dict() == model.state_dict()


def test_an_embedding_has_a_row_a_token():
    model = scrambled(nn.Embedding(5, 3))
    module = nn.to_torch(model)
    assert module(torch.tensor(TOKENS)).tolist() == [numbers_of(model(token)) for token in TOKENS]
    assert nn.from_torch(module).state_dict() == model.state_dict()


def test_a_gpt_says_the_same_of_each_position_and_comes_back():
    model = gpt()
    module = nn.to_torch(model)
    said = module(torch.tensor([TOKENS, TOKENS[::-1]]))  # a batch of two
    for logits, tokens in zip(said.tolist(), (TOKENS, TOKENS[::-1])):
        assert flat(logits) == pytest.approx(flat(numbers_of(model(tokens))), rel=1e-12, abs=1e-12)
    again = nn.from_torch(module)
    assert again.state_dict() == model.state_dict()
    assert repr(again) == repr(model)


def test_a_gpt_keeps_what_its_tokens_stand_for():
    characters = nn.datasets.Characters(["anna", "ben"])
    again = nn.from_torch(nn.to_torch(nn.GPT(characters, 4, 2, 1, 8, seed=0)))
    assert again.characters == characters
    assert again.generate("be", seed=1).startswith("be")


def test_the_norms_of_a_block_and_of_a_gpt_keep_their_epsilon():
    model = gpt()
    model.norm.epsilon, model.blocks[1].norm.epsilon = 0.5, 0.25
    module = nn.to_torch(model)
    assert flat(module(torch.tensor(TOKENS)).tolist()) == pytest.approx(flat(numbers_of(model(TOKENS))), rel=1e-12)
    again = nn.from_torch(module)
    assert (again.norm.epsilon, [block.norm.epsilon for block in again.blocks]) == (0.5, [1e-5, 0.25])


def test_modules_can_be_pickled_and_their_states_saved_and_loaded(tmp_path):
    module = nn.to_torch(gpt())
    assert bits(pickle.loads(pickle.dumps(module))) == bits(module)
    torch.save(module.state_dict(), tmp_path / "gpt.pt")
    other = torch_modules.GPT(5, 4, 2, 2, 6, dtype=torch.float64)
    other.load_state_dict(torch.load(tmp_path / "gpt.pt"))
    assert bits(other) == bits(module)
    sine = nn.to_torch(MODELS["Layer"])
    assert repr(pickle.loads(pickle.dumps(sine))[1]) == "Elementwise('sin')"


def test_the_parameters_are_copies():
    model = scrambled(nn.MLP(2, [3, 1]))
    module, state = nn.to_torch(model), model.state_dict()
    again = nn.from_torch(module)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.zero_()
    assert model.state_dict() == again.state_dict() == state


def test_nothing_of_pytorchs_state_changes():
    net = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.Dropout(), torch.nn.Linear(3, 1)).train()
    before, state = torch.get_rng_state(), copy.deepcopy(net.state_dict())
    nn.to_torch(nn.from_torch(net))
    nn.to_torch(gpt())
    nn.from_torch(nn.to_torch(gpt()))
    nn.to_torch(scrambled(nn.LayerNorm(3)))
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.get_default_dtype() == torch.float32
    assert all(torch.equal(net.state_dict()[name], tensor) for name, tensor in state.items())
    assert net.training
    assert all(p.grad is None and p.requires_grad for p in net.parameters())


# Activations, over the table.


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_operation_is_an_activation_of_pytorch_too_or_is_refused_by_name(row):
    model = nn.Layer(1, 1, activation=row.name, init=lambda *_: 1.0)
    if row.name in NO_COUNTERPART:
        with pytest.raises(ValueError, match=f"^the activation '{row.name}' has no counterpart in PyTorch"):
            nn.to_torch(model)
        return
    module = nn.to_torch(model)
    for x in (-45.0, -3.2, -1.0, -0.75, -0.2, 0.0, 0.3, 0.75, 1.0, 1.25, 19.5, 27.0, 45.0):
        if row.is_defined_at(x):
            check_value_and_slope(model, module, x)
    assert nn.from_torch(module).layers[0].activation == row.name


def check_value_and_slope(model, module, x):
    ours, theirs = Value(x), tensor([x]).requires_grad_()
    y, z = model([ours])[0], module(theirs)
    assert y.data == pytest.approx(z.item(), rel=1e-12, abs=1e-12)
    z.backward()
    if theirs.grad.isfinite():  # where it is not, as of the root at 0, ours is an error
        y.backward()
        assert ours.grad == pytest.approx(theirs.grad.item(), rel=1e-12, abs=1e-12)


@few
@given(data=st.data(), inputs=st.integers(1, 3), outputs=st.integers(1, 3))
def test_any_net_says_the_same_has_the_same_gradients_and_comes_back(data, inputs, outputs):
    last = data.draw(st.sampled_from(["linear", "sigmoid", "softmax"]))
    kinds = sorted(ACTIVATIONS)
    model = data.draw(networks(inputs, outputs, most_hidden=3, most_units=5, activations=kinds, output=last))
    module = nn.to_torch(model)
    assert nn.from_torch(module).state_dict() == model.state_dict()
    x = data.draw(st.lists(st.floats(-3.0, 3.0), min_size=inputs, max_size=inputs))
    counts = [1.0, -0.5, 2.0][:outputs]
    found, said = model(x), module(tensor(x))
    total = dot(found, counts) if outputs > 1 else found * counts[0]
    assert [total.data] == pytest.approx([(said @ tensor(counts)).item()], rel=1e-12, abs=1e-12)
    model.zero_grad()
    total.backward()
    (said @ tensor(counts)).backward()
    check_same(model, module, lambda p: p.grad, lambda p: p.grad)
