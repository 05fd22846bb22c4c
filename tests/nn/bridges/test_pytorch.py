"""Nets to and from PyTorch, held against PyTorch: the same numbers, the same outputs, the same steps."""

from __future__ import annotations

import copy
import pickle
import random
from collections import OrderedDict
from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import PRIMITIVES, Value, dot
from nn.bridges import torch_modules
from nn.strategies import networks
from oracles import few
from tests.careless import WRONG
from tests.nn.bridges.pytorch_nets import ACTIVATIONS
from tests.nn.pytorch import OPTIMIZERS

ROWS = [row for row in PRIMITIVES.values() if not any(row.vectors) and row.arity - len(row.defaults) == 1]
"""The operations that an activation may be."""
NO_COUNTERPART = {"cbrt", "clamp", "detach", "huber"}
"""Those that PyTorch has no module and no function of that computes the same in value and derivative."""


def scrambled(model, seed=0):
    """The model, with other numbers for its parameters."""
    generator = random.Random(seed)
    for parameter in model.parameters():
        parameter.data = generator.gauss(0.0, 0.7)
    return model


def tensor(numbers):
    return torch.tensor(numbers, dtype=torch.float64)


def numbers_of(things):
    """Those of Values, nested as they are."""
    return [numbers_of(thing) for thing in things] if hasattr(things, "__len__") else things.data


def flat(things):
    return [x for thing in things for x in flat(thing)] if isinstance(things, (list, tuple)) else [things]


def bits(module):
    """Every number of a module's parameters, by its place in the matrix that it stands in, to the last bit."""
    return [[number.hex() for number in flat(p.tolist())] for p in module.parameters()]


XS = [[0.3, -1.2, 0.8, 2.0], [-0.5, 0.1, 1.5, -2.5], [0.0, 1.0, -1.0, 0.25]]
ROUTE = nn.Sequential(nn.MLP(4, [3, 3], activation="gelu", output="silu"), nn.Dropout(0.4, seed=0), nn.Linear(3, 2))
MODELS = {
    "Neuron": nn.Neuron(4, activation="mish"),
    "Neuron without bias": nn.Neuron(4, activation=None, bias=False),
    "Layer": nn.Layer(4, 3, activation="sin"),
    "Linear without biases": nn.Linear(4, 3, bias=False),
    "MLP": nn.MLP(4, [5, 3, 2], activation=["tanh", "elu"], output="softplus"),
    "MLP with softmax": nn.MLP(4, [3, 4], activation="relu", output="softmax"),
    "Sequential": ROUTE,
    "Perceptron": nn.Perceptron(4, seed=1),
    "Dropout": nn.Dropout(0.25, seed=0),
    "RMSNorm": nn.RMSNorm(4, 1e-3),
    "RMSNorm without gains": nn.RMSNorm(4, gain=False),
    "LayerNorm": nn.LayerNorm(4, 1e-4),
    "LayerNorm without biases": nn.LayerNorm(4, bias=False),
    "LayerNorm, bare": nn.LayerNorm(4, gain=False, bias=False),
    "SelfAttention": nn.SelfAttention(4, 2),
    "SelfAttention with biases": nn.SelfAttention(4, 2, bias=True),
    "Block": nn.Block(4, 2),
}
SEQUENCES = (nn.SelfAttention, nn.Block)
TOKENS = [3, 0, 4, 4, 1]


def gpt(seed=0):
    return scrambled(nn.GPT(5, width=4, heads=2, blocks=2, length=6), seed)


def outputs(model):
    """What the model says of each of the samples: a row of numbers each."""
    if isinstance(model, SEQUENCES):
        return numbers_of(model(XS))
    found = [model(x) for x in XS]
    return [numbers_of(y) if isinstance(y, list) else [float(y)] for y in found]


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


def check_same(model, module, ours, theirs):
    """What the model has of each parameter is what the module has of it, to 1e-12."""
    placed = copy.deepcopy(model)
    for parameter, mine in zip(placed.parameters(), model.parameters()):
        parameter.data = ours(mine)
    for mine, parameter in zip(nn.to_torch(placed).parameters(), module.parameters(), strict=True):
        assert flat(mine.tolist()) == pytest.approx(flat(theirs(parameter).tolist()), rel=1e-12, abs=1e-12)


# Steps of a training.

ONE, TWO = [1.0, 0.0, 1.0], [[0.5, -1.0], [2.0, 0.25], [-0.5, 0.0]]
LOSSES = {
    "mse_loss": ("mse_loss", 2, "linear", TWO),
    "l1_loss": ("l1_loss", 2, "linear", TWO),
    "huber_loss": ("huber_loss", 2, "linear", TWO),
    "binary_cross_entropy": ("binary_cross_entropy", 1, "sigmoid", ONE),
    "binary_cross_entropy_with_logits": ("binary_cross_entropy_with_logits", 1, "linear", ONE),
    "cross_entropy": ("cross_entropy", 2, "linear", [1, 0, 1]),
    "hinge_loss": ("soft_margin", 1, "linear", [1.0, -1.0, -1.0]),
}
"""Our name, PyTorch's, how many outputs, what follows on the last sums, the targets."""


def their_loss(name, said, targets):
    if name == "soft_margin":  # PyTorch has no hinge loss of one score and a label of 1 or -1
        return torch.relu(1.0 - tensor(targets) * said.squeeze(-1)).mean()
    if name == "cross_entropy":
        return torch.nn.functional.cross_entropy(said, torch.tensor(targets))
    return getattr(torch.nn.functional, name)(said.squeeze(-1), tensor(targets))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("loss", LOSSES)
def test_steps_from_the_same_state_lead_to_the_same_state(loss, optimizer):
    theirs, outputs, last, targets = LOSSES[loss]
    ours, our_options, kind, options = OPTIMIZERS[optimizer]
    model = scrambled(nn.MLP(4, [5, outputs], activation="tanh", output=last))
    module = nn.to_torch(model)
    mine, other = getattr(nn, ours)(model.parameters(), 0.05, **our_options), module.parameters()
    descent = getattr(torch.optim, kind)(other, lr=0.05, **options)
    for _ in range(2):
        mine.zero_grad()
        nn.mean_loss(model, XS, targets, getattr(nn, loss)).backward()
        mine.step()
        descent.zero_grad()
        their_loss(theirs, module(tensor(XS)), targets).backward()
        descent.step()
        check_same(model, module, lambda p: p.data, lambda p: p)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_gpt_is_trained_as_pytorch_trains_it(optimizer):
    ours, our_options, kind, options = OPTIMIZERS[optimizer]
    model = gpt()
    module = nn.to_torch(model)
    mine = getattr(nn, ours)(model.parameters(), 0.02, **our_options)
    descent = getattr(torch.optim, kind)(module.parameters(), lr=0.02, **options)
    tokens = [[3, 0, 4, 4, 1], [2, 2, 0], [1, 4, 0, 3]]
    for sequence in tokens:
        model.zero_grad()  # and not to None: in PyTorch a token that is missing has gradient 0, and moves on
        nn.cross_entropy(model(sequence[:-1]), sequence[1:]).backward()
        mine.step()
        descent.zero_grad()
        logits = module(torch.tensor(sequence[:-1]))
        torch.nn.functional.cross_entropy(logits, torch.tensor(sequence[1:])).backward()
        descent.step()
        check_same(model, module, lambda p: p.data, lambda p: p)


# From a module, and back.

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
    optimizer = nn.SGD(set(names) - set(found), learning_rate=0.1)
    nn.fit(again, *nn.datasets.XOR, loss=nn.mse_loss, optimizer=optimizer, epochs=1, frozen=found, progress=False)
    before = model.state_dict()
    assert {p for p in names if p.data != before[names[p]]} == set(names) - set(found)


def test_a_refusal_adds_nothing_to_what_is_frozen():
    net, found = frozen(), []
    with pytest.raises(ValueError, match="Tanh, at 3"):
        nn.from_torch(torch.nn.Sequential(*net, torch.nn.Tanh(), torch.nn.Tanh()), frozen=found)
    assert found == []


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


# What is refused.


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
