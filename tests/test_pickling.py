"""Whatever a user can hold of the three packages comes back from a pickle, a deep copy and another process."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from multiprocessing import get_context
from typing import is_typeddict

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
import nn
import viz
from autograd import PRIMITIVES, Value
from tests.needs import need

PACKAGES = (autograd, nn, viz)
PUBLIC = {f"{package.__name__}.{name}": getattr(package, name) for package in PACKAGES for name in package.__all__}
SAMPLE = [0.3, -0.7]


class OwnModel(nn.Module):
    """A model as a user writes one."""

    def __init__(self):
        self.w = Value(2.0, label="w")

    def __call__(self, inputs):
        return self.w * inputs[0]

    def parameters(self):
        return [self.w]

    def named_parameters(self):
        return {"w": self.w}


class OwnOptimizer(nn.Optimizer):
    """An optimizer as a user writes one."""

    def moved(self, w, g, memory, rate, step):
        return (w - rate * g,)


def graph():
    w, x = Value(0.5, label="w"), Value(2.0, label="x")
    y = (w * x).sigmoid()
    y.backward()
    return y


def model():
    return nn.MLP(2, [3, 1], activation="tanh", output="sigmoid", seed=0)


def gpt():
    return nn.GPT(nn.datasets.Characters("abc"), width=4, heads=2, blocks=1, length=4, seed=0)


def optimizer(kind):
    """An optimizer that has begun."""
    net = model()
    chosen = kind(net.parameters(), learning_rate=0.1)
    fitted(net, chosen)
    return chosen


def fitted(net, chosen, epochs=3, **options):
    options = {"loss": nn.binary_cross_entropy, "optimizer": chosen, "progress": False, **options}
    return nn.fit(net, *nn.datasets.XOR, epochs=epochs, **options)


def squared_error(net):
    return nn.mean_loss(net, *nn.datasets.XOR, nn.mse_loss)


def history():
    net = model()
    return fitted(net, nn.SGD(net.parameters(), 0.5), batch_size=2, seed=1)


def answer():
    y = graph()
    return autograd.check_answer(y, y.operands[0].operands[0], [0.2, 2.0])


def derivation():
    y = graph()
    return viz.derivation(y, wrt=y.operands[0].operands[0])


def report():
    return autograd.gradcheck(lambda a, b: a * b.exp(), [2.0, 0.5])


def error_of(call):
    try:
        call()
    except Exception as error:
        return error
    raise AssertionError("no error")


def program():
    need("llvmlite")
    w = Value(0.5, label="w")
    return autograd.compile(lambda x, t: [(w * x).tanh() - t, (w * x).tanh() ** 2], 0.0, 0.0, parameters=[w])


def program_of_two():
    need("llvmlite")
    w = Value(0.5, label="w")
    return autograd.compile(lambda x: (w * x[0]).tanh() * x[1], [0.0, 0.0], parameters=[w])


def perceptron_run():
    return nn.Perceptron(2).fit(*nn.datasets.AND)


def answered(thing):
    """What a model says of some samples, and its parameters by name."""
    return thing.state_dict(), repr(thing.predict([SAMPLE[: thing.nin], [1.0, 1.0][: thing.nin]]))


def predicted(estimator):
    """What an estimator says of a sample, and its net."""
    return estimator.predict([[0.5]]).tolist(), answered(estimator.model_)


def stepped(chosen):
    """Where an optimizer is after another step."""
    for k, parameter in enumerate(chosen.parameters):
        parameter.grad = 0.1 * k - 0.3
    chosen.step()
    return chosen.state_dict(), [parameter.label for parameter in chosen.parameters]


def drawn(figure):
    """The picture, and what it says that it shows."""
    file = BytesIO()
    figure.savefig(file, format="png", dpi=40)
    return file.getvalue(), repr(figure)


def rates(schedule):
    return [schedule(epoch) for epoch in range(1, 9)]


def reasons(test):
    """What a stopping test says of a training, epoch by epoch."""
    went = nn.History(losses=[0.7, 0.5, 0.55, 0.6], gradient_norms=[1.0, 0.5, 0.05, 0.01])
    return [test(replace(went, losses=went.losses[:k], gradient_norms=went.gradient_norms[:k])) for k in range(1, 5)]


def same(thing):
    return thing


EXAMPLES = {
    "autograd.Answer": (answer, repr),
    "autograd.Constant": (lambda: autograd.Constant(2.0, label="two"), repr),
    "autograd.ControlFlowError": (lambda: autograd.ControlFlowError("why"), str),
    "autograd.DomainError": (lambda: error_of(lambda: Value(-1.0, label="x").log()), str),
    "autograd.GradcheckError": (lambda: autograd.GradcheckError(report()), lambda error: str(error.report)),
    "autograd.GradcheckReport": (report, same),
    "autograd.Interval": (lambda: autograd.Interval(0.0, 1.0, excluding=(0.5,)), same),
    "autograd.LostGradientError": (lambda: autograd.LostGradientError("why"), str),
    "autograd.LostGradientWarning": (lambda: autograd.LostGradientWarning("why"), str),
    "autograd.Primitive": (lambda: PRIMITIVES["softmax_cross_entropy"], same),
    "autograd.Program": (program, lambda p: [list(row) for row in p([0.5, -1.0], [2.0, 3.0]).tolist()]),
    "autograd.Value": (graph, lambda y: [repr(value) for value in autograd.topological_order(y)]),
    "autograd.Vector": (lambda: autograd.vector([Value(1.0, label="a"), graph(), 2.0]), repr),
    "nn.MLP": (model, answered),
    "nn.SGD": (lambda: optimizer(nn.SGD), stepped),
    "nn.Adam": (lambda: optimizer(nn.Adam), stepped),
    "nn.AdamW": (lambda: optimizer(nn.AdamW), stepped),
    "nn.Block": (lambda: nn.Block(4, 2, seed=0), lambda b: (b.state_dict(), repr(b([[1.0, -2.0, 3.0, 0.5]])))),
    "nn.Classifier": (lambda: nn.Classifier(2, epochs=1, random_state=0).fit([[0.0], [1.0]], [0, 1]), predicted),
    "nn.Regressor": (lambda: nn.Regressor(2, epochs=1, random_state=0).fit([[0.0], [1.0]], [0, 1]), predicted),
    "nn.CommonPoint": (lambda: nn.separability(*nn.datasets.XOR), same),
    "nn.Diagnosis": (lambda: nn.diagnose(nn.MLP(2, [4, 1], output="sigmoid", init="zeros"), *nn.datasets.XOR), same),
    "nn.Dropout": (lambda: nn.Dropout(0.5, seed=0).train(), lambda d: [y.data for y in d([1.0] * 64)]),
    "nn.Embedding": (lambda: nn.Embedding(3, 2, seed=0), lambda e: (e.state_dict(), repr(e(1)), repr(e(Value(2.0))))),
    "nn.Finding": (lambda: nn.Finding("dead units", 1, 0.5, "half of them are dead"), same),
    "nn.GPT": (gpt, lambda g: (g.state_dict(), repr(g([0, 1])), g.generate(seed=1))),
    "nn.ConfusionMatrix": (lambda: nn.confusion_matrix(lambda x: Value(x[0]), *nn.datasets.OR), same),
    "nn.History": (history, lambda went: (type(went.seconds), replace(went, seconds=[]))),
    "nn.Layer": (lambda: nn.Layer(2, 3, activation="relu", seed=0), answered),
    "nn.LayerNorm": (lambda: nn.LayerNorm(2), lambda n: (n.state_dict(), repr(n(SAMPLE)))),
    "nn.Module": (OwnModel, lambda m: (m.state_dict(), m(SAMPLE).data)),
    "nn.Neuron": (lambda: nn.Neuron(2, activation="softplus", seed=0), answered),
    "nn.Optimizer": (lambda: optimizer(OwnOptimizer), stepped),
    "nn.Outcome": (lambda: nn.Outcome(3, model()), lambda outcome: answered(outcome.result)),
    "nn.Outcomes": (lambda: nn.Outcomes([nn.Outcome(3, 0.5)]), lambda outcomes: (list(outcomes), outcomes.table())),
    "nn.Perceptron": (lambda: nn.Perceptron(2, seed=0), answered),
    "nn.PerceptronRun": (perceptron_run, same),
    "nn.PerceptronState": (lambda: perceptron_run().history[-1], same),
    "nn.RMSNorm": (lambda: nn.RMSNorm(2), lambda n: (n.state_dict(), repr(n(SAMPLE)))),
    "nn.RMSprop": (lambda: optimizer(nn.RMSprop), stepped),
    "nn.Sequential": (
        lambda: nn.Sequential(
            nn.Linear(2, 3, seed=0), "tanh", nn.Dropout(0.5, seed=0), nn.Linear(3, 2, seed=1), "softmax"
        ),
        answered,
    ),
    "nn.SelfAttention": (
        lambda: nn.SelfAttention(2, 1, seed=0),
        lambda a: (a.state_dict(), repr(a([SAMPLE, SAMPLE]))),
    ),
    "nn.ParallelOptions": (
        lambda: nn.ParallelOptions(
            loss=nn.mse_loss, optimizer=optimizer(nn.SGD), epochs=5, executor=ThreadPoolExecutor, shards=3
        ),
        lambda options: (options.loss, options.executor, options.shards, stepped(options.optimizer)),
    ),
    "nn.SeparatingLine": (lambda: nn.separability(*nn.datasets.AND), same),
    "nn.Standardizer": (lambda: nn.standardizer([[1.0, 5.0], [3.0, 6.0]]), same),
    "nn.Summary": (lambda: nn.summary(2, [1024, 512, 3]), same),
    "nn.SweepInterrupted": (
        lambda: nn.SweepInterrupted(nn.Outcomes([nn.Outcome(3, 0.5)]), 9),
        lambda interrupt: (str(interrupt), interrupt.outcomes),
    ),
    "nn.TrainingOptions": (
        lambda: nn.TrainingOptions(
            loss=nn.mse_loss, optimizer=optimizer(nn.SGD), epochs=5, schedule=nn.schedules.cosine(0.1, epochs=5)
        ),
        lambda options: (options.loss, rates(options.schedule), stepped(options.optimizer)),
    ),
    "nn.Table": (lambda: nn.Table([[1.0]], [0], ("length",), ("setosa",)), same),
    "viz.Animation": (
        lambda: viz.animate(lambda ax, t: ax.plot([0, t]), range(2), size=(2, 1), progress=False),
        lambda film: film.gif(),
    ),
    "viz.CheatSheet": (viz.cheatsheet, same),
    "viz.Deck": (lambda: viz.deck({"unit": {"x1": 3}}), lambda deck: deck.numbers),
    "viz.Derivation": (derivation, same),
    "viz.DrawingOptions": (lambda: viz.DrawingOptions(theme="dark", unfold=("dot",)), same),
    "viz.Explorer": (lambda: viz.stepper(graph()).page, same),
    "viz.Exercise": (
        lambda: viz.exercise("forward pass", level=2, seed=7),
        lambda drawn: (repr(drawn), drawn.markdown, drawn.answers(), drawn.difficulty),
    ),
    "viz.Formula": (lambda: viz.formula(graph()), same),
    "viz.GraphTooLargeError": (lambda: error_of(lambda: viz.draw(graph(), max_nodes=1)), str),
    "viz.GraphvizNotFoundError": (lambda: viz.GraphvizNotFoundError("why"), str),
    "viz.Marked": (lambda: viz.mark(viz.exercise("parameter count"), {"total": 3}), same),
    "viz.MarkedClass": (lambda: viz.MarkedClass((viz.mark(viz.exercise("parameter count"), {}),)), same),
    "viz.Picture": (lambda: viz.draw(graph()), same),
    "viz.Playground": (viz.playground, same),
    "viz.Stepper": (lambda: viz.stepper(graph()), same),
    "viz.Worksheet": (lambda: viz.worksheet("parameter count", seed=7, name="Ada"), lambda s: (repr(s), s.answers())),
    "viz.Worksheets": (lambda: viz.worksheets(["Ada"], "parameter count"), lambda whole: repr(whole.sheets)),
    "viz.Trajectory": (lambda: viz.Trajectory(model()), lambda t: (t.points, t.epochs, answered(t.model))),
}

RESULTS = {
    "a compiled training's gradients": (
        lambda: program_of_two().value_and_grad([[1.0, 2.0], [3.0, 4.0]], inputs=True),
        lambda found: (found.value, found.outputs, found.parameters, found.inputs.tolist()),
    ),
    "viz.sweep": (lambda: viz.sweep({"rate": [1, 1, 2, 2], "result": [0.1, 0.2, 0.3, 0.4]}), drawn),
    "viz.bars": (lambda: viz.bars({"a": 1.0, "b": 2.0}), drawn),
    "viz.curves": (lambda: viz.curves({"tanh": autograd.tanh}, -1.0, 1.0), drawn),
    "viz.decision_boundary": (lambda: viz.decision_boundary(model(), *nn.datasets.XOR), drawn),
    "viz.hidden_space": (lambda: viz.hidden_space(nn.MLP(2, [2, 1], seed=0), *nn.datasets.XOR), drawn),
    "viz.loss_curve": (lambda: viz.loss_curve(history()), drawn),
    "viz.loss_surface": (
        lambda: viz.loss_surface(net := model(), lambda: squared_error(net), resolution=3, progress=False),
        drawn,
    ),
    "viz.network": (lambda: viz.network(model(), SAMPLE), drawn),
    "viz.perceptron_line": (lambda: viz.perceptron_line(perceptron_run(), *nn.datasets.AND), drawn),
    "viz.secant": (lambda: viz.secant(lambda x: x**2, 1.0), drawn),
    "nn.schedules.constant": (lambda: nn.schedules.constant(0.1), rates),
    "nn.schedules.stepwise": (lambda: nn.schedules.stepwise(0.1, every=2), rates),
    "nn.schedules.cosine": (lambda: nn.schedules.cosine(0.1, epochs=5), rates),
    "nn.stopping.gradient_norm_below": (lambda: nn.stopping.gradient_norm_below(0.1), reasons),
    "nn.stopping.loss_below": (lambda: nn.stopping.loss_below(0.6), reasons),
    "nn.stopping.no_improvement": (lambda: nn.stopping.no_improvement(2), reasons),
    "replay": (lambda: viz.Trajectory(model()).replay(), list),
}
"""What public functions give beside the public classes."""

EVERYTHING = {**EXAMPLES, **RESULTS}
PLOTS = [name for name, (_, observed) in EVERYTHING.items() if observed is drawn]
every_example = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (name in PLOTS)) for name in EVERYTHING]
)


def test_every_public_class_has_an_example():
    classes = {name: thing for name, thing in PUBLIC.items() if isinstance(thing, type) and not is_typeddict(thing)}
    assert classes.keys() == EXAMPLES.keys()
    assert all(isinstance(EXAMPLES[name][0](), kind) for name, kind in classes.items())


def through_joblib(thing):
    import joblib

    file = BytesIO()
    joblib.dump(thing, file)
    return joblib.load(BytesIO(file.getvalue()))


def pickled(protocol):
    return lambda thing: pickle.loads(pickle.dumps(thing, protocol))


WAYS = [*map(pickled, range(2, pickle.HIGHEST_PROTOCOL + 1)), copy.deepcopy, through_joblib]


@pytest.fixture(scope="module")
def process():
    """A process that has imported nothing yet."""
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        yield executor


@every_example
def test_it_comes_back_the_same_from_every_pickle_a_deep_copy_joblib_and_a_process_in_turn(name, process):
    """What one of them loses, none behind it can bring back."""
    make, observed = EVERYTHING[name]
    again = thing = make()
    for way in (*WAYS, lambda thing: process.submit(pickle.loads, pickle.dumps(thing)).result()):
        again = way(again)
        assert type(again) is type(thing)
    expected = observed(thing)  # which may be a step further, and no copy takes it along
    assert observed(again) == expected


@pytest.mark.parametrize("name", [name for name, thing in PUBLIC.items() if callable(thing)])
def test_a_public_function_or_class_is_pickled_by_its_name(name):
    assert pickle.loads(pickle.dumps(PUBLIC[name])) is PUBLIC[name]


@pytest.mark.parametrize("name", [name for name in PRIMITIVES if callable(getattr(Value, name, None))])
def test_a_method_of_values_is_pickled_by_its_name(name):
    assert pickle.loads(pickle.dumps(getattr(Value, name))) is getattr(Value, name)


@pytest.mark.parametrize(
    "activation", ["linear", *(row.name for row in PRIMITIVES.values() if row.vectors == (False,))]
)
@pytest.mark.parametrize("kind", [nn.Neuron, lambda nin, **options: nn.Layer(nin, 2, **options)])
def test_a_unit_with_any_activation_comes_back(activation, kind):
    unit = kind(2, activation=activation, seed=0)
    again = pickle.loads(pickle.dumps(unit))
    assert (repr(again), again.state_dict()) == (repr(unit), unit.state_dict())


@pytest.mark.parametrize("kind", [nn.SGD, nn.Adam, nn.AdamW, nn.RMSprop, OwnOptimizer])
@pytest.mark.parametrize("copied", [copy.deepcopy, lambda thing: pickle.loads(pickle.dumps(thing))])
def test_an_optimizer_still_holds_the_models_parameters_and_goes_on_to_the_same_numbers(kind, copied):
    net = model()
    chosen = kind(net.parameters(), learning_rate=0.1)
    fitted(net, chosen)
    again, optimizer_again = copied((net, chosen))
    assert list(map(id, optimizer_again.parameters)) == list(map(id, again.parameters()))
    assert not set(again.parameters()) & set(net.parameters())
    assert fitted(again, optimizer_again).losses == fitted(net, chosen).losses
    assert again.state_dict() == net.state_dict()


@given(st.integers(0, 10**6), st.lists(st.integers(1, 4), min_size=1, max_size=3), st.sampled_from(["tanh", "relu"]))
def test_any_net_predicts_the_same_to_the_last_bit(seed, nouts, activation):
    net = nn.MLP(2, nouts, activation=activation, output="softmax" if nouts[-1] > 1 else "sigmoid", seed=seed)
    again = pickle.loads(pickle.dumps(net))
    assert again.predict([SAMPLE]) == net.predict([SAMPLE])
    assert list(again.named_parameters()) == list(net.named_parameters())
    assert [value.label for value in again.parameters()] == [value.label for value in net.parameters()]


def test_a_history_that_was_pickled_is_resumed_to_the_same_bits():
    def training():
        net = model()
        return net, nn.Adam(net.parameters(), learning_rate=0.1)

    net, chosen = training()
    half = fitted(net, chosen, batch_size=2, seed=1)
    net, chosen, half = pickle.loads(pickle.dumps((net, chosen, half)))
    resumed = fitted(net, chosen, epochs=6, batch_size=2, seed=1, resume=half)
    assert resumed.losses == fitted(*training(), epochs=6, batch_size=2, seed=1).losses


@pytest.mark.needs("llvmlite")
def test_a_program_that_comes_back_uses_the_parameters_pickled_with_it():
    w = Value(2.0, label="w")
    scaled = autograd.compile(lambda x: w * x, 0.0)
    w_again, again = pickle.loads(pickle.dumps((w, scaled)))
    assert again.parameters == (w_again,)
    w_again.data = 5.0
    assert (list(again([3.0])), list(scaled([3.0]))) == ([15.0], [6.0])


def test_a_derivation_as_long_as_any_comes_back():
    x = y = Value(1.0, label="x")
    for _ in range(200):
        y = (y * 1.01).sin()
    written = viz.derivation(y, wrt=x)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(written, protocol))
        assert (again, again.text) == (written, written.text)
    assert copy.deepcopy(written) == written


def test_a_row_outside_the_table_is_refused_when_it_is_pickled_and_kept_by_a_copy(table):
    row = autograd.primitive("cube", lambda x: x**3, (lambda x, y: 3.0 * x**2,), latex="{0}^3")
    assert pickle.loads(pickle.dumps(row)) is row
    output = row(Value(2.0))
    del table["cube"]
    for thing in (row, output, [output]):
        with pytest.raises(pickle.PicklingError, match=r"'cube' is not in autograd\.PRIMITIVES, where a pickle"):
            pickle.dumps(thing)
    assert copy.deepcopy(row) is copy.copy(row) is row
    assert copy.deepcopy(output).primitive is row
    table["cube"] = PRIMITIVES["exp"]
    with pytest.raises(pickle.PicklingError, match="there is another"):
        pickle.dumps(row)


def test_a_net_whose_activation_is_not_there_any_more_says_so(table):
    autograd.primitive("cube", lambda x: x**3, (lambda x, y: 3.0 * x**2,), latex="{0}^3")
    stored = pickle.dumps(nn.Neuron(2, activation="cube"))
    del table["cube"]
    with pytest.raises(ValueError, match="no primitive named 'cube'; register it"):
        pickle.loads(stored)
