"""The door for micrograd's programs: its nets, its demo, and a small GPT, against engines written as can be read."""

import importlib
import itertools
import random
from types import SimpleNamespace

import numpy as np
import pytest

import nn
import nn.micrograd
from autograd import micrograd
from oracles import bare_micrograd

OURS = SimpleNamespace(Value=micrograd.Value, **{name: getattr(nn.micrograd, name) for name in nn.micrograd.__all__})
"""What a program has after `from autograd.micrograd import Value` and `from nn.micrograd import Neuron, Layer, MLP`."""


def the_package():
    """micrograd itself, as it is installed for the benchmarks."""
    engine, nets = importlib.import_module("micrograd.engine"), importlib.import_module("micrograd.nn")
    return SimpleNamespace(Value=engine.Value, Neuron=nets.Neuron, Layer=nets.Layer, MLP=nets.MLP)


ORACLES = {"bare": lambda: bare_micrograd, "micrograd": the_package}
every_oracle = pytest.mark.parametrize("oracle", ORACLES.values(), ids=ORACLES)


def assert_same(ours, theirs):
    """Equal but for rounding, however nested."""
    if isinstance(theirs, (list, tuple)):
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs):
            assert_same(one, other)
    else:
        assert ours == (pytest.approx(theirs, rel=1e-12, abs=1e-12) if isinstance(theirs, float) else theirs)


def the_demo(engine, samples=20, steps=6):
    """The demo: two moons, the hinge loss with an L2 penalty, a rate that falls, and the boundary on a grid."""
    np.random.seed(1337)
    random.seed(1337)
    points, labels = nn.datasets.moons(samples, noise=0.1, seed=1)
    X, y = np.array(points), np.array(labels) * 2 - 1
    model = engine.MLP(2, [16, 16, 1])
    yield str(model), len(model.parameters())

    def loss(batch_size=None):
        if batch_size is None:
            Xb, yb = X, y
        else:
            chosen = np.random.permutation(X.shape[0])[:batch_size]
            Xb, yb = X[chosen], y[chosen]
        inputs = [list(map(engine.Value, xrow)) for xrow in Xb]
        scores = list(map(model, inputs))
        losses = [(1 + -yi * scorei).relu() for yi, scorei in zip(yb, scores)]
        data_loss = sum(losses) * (1.0 / len(losses))
        alpha = 1e-4
        reg_loss = alpha * sum(p * p for p in model.parameters())
        total_loss = data_loss + reg_loss
        accuracy = [(yi > 0) == (scorei.data > 0) for yi, scorei in zip(yb, scores)]
        return total_loss, sum(accuracy) / len(accuracy)

    total_loss, acc = loss()
    yield total_loss.data, acc
    for k in range(steps):
        total_loss, acc = loss(batch_size=None if k % 2 else samples // 2)
        model.zero_grad()
        total_loss.backward()
        learning_rate = 1.0 - 0.9 * k / 100
        for p in model.parameters():
            p.data -= learning_rate * p.grad
        yield total_loss.data, acc

    h = 1.5
    x_min, x_max = X[:, 0].min() - 1, X[:, 0].max() + 1
    y_min, y_max = X[:, 1].min() - 1, X[:, 1].max() + 1
    xx, yy = np.meshgrid(np.arange(x_min, x_max, h), np.arange(y_min, y_max, h))
    Xmesh = np.c_[xx.ravel(), yy.ravel()]
    scores = [model(list(map(engine.Value, xrow))) for xrow in Xmesh]
    Z = np.array([s.data > 0 for s in scores]).reshape(xx.shape)
    yield Z.tolist()
    yield [p.data for p in model.parameters()]


@every_oracle
def test_the_demo_gives_the_losses_of_micrograd_from_the_same_seed(oracle):
    assert_same(list(the_demo(OURS)), list(the_demo(oracle())))


@every_oracle
def test_the_nets_start_from_the_numbers_of_micrograd_and_have_its_interface(oracle):
    nets = {}
    for name, engine in (("ours", OURS), ("theirs", oracle())):
        random.seed(7)
        made = [engine.Neuron(3), engine.Neuron(3, nonlin=False), engine.Layer(3, 2), engine.Layer(2, 1, nonlin=False)]
        made += [engine.MLP(3, [4, 4, 1]), engine.MLP(3, [2])]
        x = [1.0, engine.Value(-2.0), 0.5]
        outputs = [net(x[: 2 if net is made[3] else 3]) for net in made]
        sum(out if isinstance(out, engine.Value) else sum(out) for out in outputs).backward()
        numbers = [out.data if isinstance(out, engine.Value) else [o.data for o in out] for out in outputs]
        nets[name] = [
            list(map(repr, made)),
            [[p.data for p in net.parameters()] for net in made],
            [isinstance(out, list) for out in outputs],
            *numbers,
            [p.grad for net in made for p in net.parameters()],
            x[1].grad,
        ]
    assert_same(nets["ours"], nets["theirs"])


def test_a_weight_may_be_replaced_and_patched():
    n = OURS.Neuron(2, nonlin=False)
    n.w[0] = OURS.Value(5.0)
    n.w[1].data, n.b.data = 0.0, 1.0
    assert n([2.0, 3.0]).data == 11.0
    n.w[0].grad = 3.0
    n.zero_grad()
    assert [p.grad for p in n.parameters()] == [0.0, 0.0, 0.0]


def test_inputs_may_come_from_anywhere_and_a_wrong_number_is_told():
    random.seed(0)
    model = OURS.MLP(2, [3, 1])
    x = [0.5, -1.0]
    expected = model(x).data
    for inputs in (tuple(x), np.array(x), (xi for xi in x), list(map(OURS.Value, x))):
        assert model(inputs).data == expected
    with pytest.raises(ValueError, match="vectors of one length, got 2 and 3"):
        model([1.0, 2.0, 3.0])
    assert isinstance(OURS.MLP(1, [1, 1, 1])([1.0]), OURS.Value)


def test_a_net_of_the_door_is_a_model_like_any_other():
    random.seed(3)
    model = OURS.MLP(2, [4, 1])
    X, y = nn.datasets.XOR
    optimizer = nn.Adam(model.parameters(), 0.05)
    history = nn.fit(model, X, y, loss=nn.mse_loss, optimizer=optimizer, epochs=30, progress=False)
    assert history.losses[-1] < history.losses[0]
    assert list(model.named_parameters())[:3] == [
        "layers.0.neurons.0.w.0",
        "layers.0.neurons.0.w.1",
        "layers.0.neurons.0.b",
    ]
    state = model.state_dict()
    other = OURS.MLP(2, [4, 1])
    other.load_state_dict(state)
    assert [other(x).data for x in X] == [model(x).data for x in X]


def test_a_module_of_the_programs_own_needs_no_more_than_parameters():
    class Scale(nn.micrograd.Module):
        def __init__(self):
            self.factors = [OURS.Value(2.0), OURS.Value(3.0)]

        def __call__(self, x):
            return self.factors[0] * x * self.factors[1]

        def parameters(self):
            return self.factors

    scale = Scale()
    scale(2.0).backward()
    assert [p.grad for p in scale.parameters()] == [6.0, 4.0]
    scale.zero_grad()
    assert [p.grad for p in scale.parameters()] == [0.0, 0.0]


# A small GPT on single numbers, as such programs write it: embeddings, attention, an MLP, Adam by hand, and samples.


def a_gpt(engine, steps=3):  # noqa: PLR0915 - one program, as they are written
    Value = engine.Value
    random.seed(11)
    docs = ["anna", "bob", "nan"]
    chars = sorted(set("".join(docs)))
    BOS, vocab = len(chars), len(chars) + 1
    width, heads, block = 4, 2, 6

    def matrix(nout, nin, std=0.2):
        return [[Value(random.gauss(0, std)) for _ in range(nin)] for _ in range(nout)]

    state = {"wte": matrix(vocab, width), "wpe": matrix(block, width), "head": matrix(vocab, width)}
    state |= {name: matrix(width, width) for name in ("wq", "wk", "wv", "wo")}
    state |= {"fc1": matrix(2 * width, width), "fc2": matrix(width, 2 * width)}
    params = [p for rows in state.values() for row in rows for p in row]

    def linear(x, w):
        return [sum(wi * xi for wi, xi in zip(row, x)) for row in w]

    def softmax(logits):
        largest = max(value.data for value in logits)
        exps = [(value - largest).exp() for value in logits]
        total = sum(exps)
        return [e / total for e in exps]

    def rmsnorm(x):
        mean_square = sum(xi * xi for xi in x) / len(x)
        scale = (mean_square + 1e-5) ** -0.5
        return [xi * scale for xi in x]

    def gpt(token, position, keys, values):
        x = [t + p for t, p in zip(state["wte"][token], state["wpe"][position])]
        x = rmsnorm(x)
        residual, x = x, rmsnorm(x)
        q, k, v = (linear(x, state[name]) for name in ("wq", "wk", "wv"))
        keys.append(k)
        values.append(v)
        size, attended = width // heads, []
        for h in range(heads):
            part = slice(h * size, (h + 1) * size)
            scores = [sum(qi * ki for qi, ki in zip(q[part], key[part])) / size**0.5 for key in keys]
            weights = softmax(scores)
            attended += [sum(w * value[part][j] for w, value in zip(weights, values)) for j in range(size)]
        x = [a + b for a, b in zip(linear(attended, state["wo"]), residual)]
        residual, x = x, rmsnorm(x)
        x = [xi.relu() for xi in linear(x, state["fc1"])]
        x = [a + b for a, b in zip(linear(x, state["fc2"]), residual)]
        return linear(x, state["head"])

    beta1, beta2, eps = 0.85, 0.99, 1e-8
    m, v = [0.0] * len(params), [0.0] * len(params)
    for step in range(steps):
        doc = docs[step % len(docs)]
        tokens = [BOS, *(chars.index(ch) for ch in doc), BOS]
        keys, values, losses = [], [], []
        for position, (token, target) in enumerate(itertools.pairwise(tokens)):
            probs = softmax(gpt(token, position, keys, values))
            losses.append(-probs[target].log())
        loss = (1 / len(losses)) * sum(losses)
        loss.backward()
        for i, p in enumerate(params):
            m[i] = beta1 * m[i] + (1 - beta1) * p.grad
            v[i] = beta2 * v[i] + (1 - beta2) * p.grad**2
            m_hat, v_hat = m[i] / (1 - beta1 ** (step + 1)), v[i] / (1 - beta2 ** (step + 1))
            p.data -= 0.01 * m_hat / (v_hat**0.5 + eps)
            p.grad = 0
        yield loss.data
    for _ in range(2):
        token, keys, values, sample = BOS, [], [], []
        for position in range(block):
            probs = softmax([logit / 0.5 for logit in gpt(token, position, keys, values)])
            token = random.choices(range(vocab), weights=[p.data for p in probs])[0]
            if token == BOS:
                break
            sample.append(chars[token])
        yield "".join(sample)
    yield [p.data for p in params]


def test_a_gpt_of_single_values_runs_by_changing_the_import():
    assert_same(list(a_gpt(OURS)), list(a_gpt(bare_micrograd)))
