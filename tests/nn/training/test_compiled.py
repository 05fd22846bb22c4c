"""Training in a program: the numbers of the eager engine, and its errors; where it can't be, the reason."""

import math
import random
import re

import pytest

import autograd
import nn
from autograd import ControlFlowError, DomainError, Value, compiler
from autograd.compiler.codegen import jit
from nn.training.compiled import is_ours, is_worthwhile
from nn.training.epochs import EagerEpochs
from nn.training.objective import Objective
from nn.training.portions import Held
from nn.training.recorded import RecordedObjective

X, BINARY = nn.datasets.moons(41, seed=3)
SIGNS = [2 * label - 1 for label in BINARY]
CLASSES = [(k + label) % 3 for k, label in enumerate(BINARY)]
CASES = {
    "binary cross-entropy": ({"nouts": [5, 1], "output": "sigmoid"}, nn.binary_cross_entropy, BINARY),
    "from logits": ({"nouts": [4, 1], "activation": "tanh"}, nn.binary_cross_entropy_with_logits, BINARY),
    "soft labels": ({"nouts": [4, 1]}, nn.binary_cross_entropy_with_logits, [0.1 + 0.8 * t for t in BINARY]),
    "hinge": ({"nouts": [9, 3, 1], "activation": "relu"}, nn.hinge_loss, SIGNS),
    "squared error": ({"nouts": [3, 1], "activation": "tanh"}, nn.mse_loss, [math.sin(x[0]) for x in X]),
    "absolute error": ({"nouts": [3, 1], "activation": "tanh"}, nn.mae_loss, [math.sin(x[0]) for x in X]),
    "Huber": ({"nouts": [3, 2]}, nn.huber_loss, [[3.0 * x[1], x[0] * x[1]] for x in X]),
    "two outputs": ({"nouts": [3, 2]}, nn.mse_loss, [[x[1], x[0] * x[1]] for x in X]),
    "classes": ({"nouts": [6, 3], "activation": "tanh"}, nn.cross_entropy, CLASSES),
    "one-hot": ({"nouts": [3]}, nn.cross_entropy, [[float(k == c) for k in range(3)] for c in CLASSES]),
    "soft classes": (
        {"nouts": [3]},
        nn.cross_entropy,
        [[0.5 / (1 + x[0] ** 2), 0.5 - 0.5 / (1 + x[0] ** 2), 0.5] for x in X],
    ),
    "several classes": ({"nouts": [3]}, nn.cross_entropy, [[0.5 * (k != c) for k in range(3)] for c in CLASSES]),
    "soft probabilities": ({"nouts": [3], "output": "softmax"}, nn.categorical_cross_entropy, [[0.5, 0.5, 0.0]] * 41),
}
OPTIMIZERS = {
    "gradient descent": lambda p: nn.SGD(p, 0.1),
    "momentum": lambda p: nn.SGD(p, 0.05, momentum=0.9, weight_decay=1e-3),
    "Nesterov": lambda p: nn.SGD(p, 0.05, momentum=0.9, nesterov=True),
    "RMSprop": lambda p: nn.RMSprop(p, 0.01, weight_decay=1e-3),
    "Adam": lambda p: nn.Adam(p, 0.02),
    "AdamW": lambda p: nn.AdamW(p, 0.02, weight_decay=0.1),
}
COLUMNS = ("losses", "accuracies", "gradient_norms", "learning_rates", "validation_losses", "validation_accuracies")


def trained(compiled, case, make_optimizer=OPTIMIZERS["gradient descent"], **options):
    shape, loss, y = CASES[case]
    model = nn.MLP(2, seed=1, **shape)
    optimizer = make_optimizer(model.parameters())
    options = {"epochs": 4, "batch_size": 16, "seed": 5, "progress": False, **options}
    history = nn.fit(model, X, y, loss=loss, optimizer=optimizer, compiled=compiled, **options)
    return history, optimizer


def assert_same(one, other, rel=1e-9):
    (history, optimizer), (other_history, other_optimizer) = one, other
    for name in COLUMNS:
        assert getattr(history, name) == pytest.approx(getattr(other_history, name), rel=rel, abs=1e-12)
    state, other_state = optimizer.state_dict(), other_optimizer.state_dict()
    assert state["parameters"] == pytest.approx(other_state["parameters"], rel=rel, abs=1e-12)
    for name, numbers in state["memory"].items():
        assert numbers == pytest.approx(other_state["memory"][name], rel=rel, abs=1e-12)
    for name in ("steps", "missed", "learning_rate"):
        assert state[name] == other_state[name]
    for p, q in zip(optimizer.parameters, other_optimizer.parameters, strict=True):
        assert p.grad is q.grad is None or p.grad == pytest.approx(q.grad, rel=rel, abs=1e-12)


@pytest.mark.parametrize("case", CASES)
def test_every_loss_trains_to_the_numbers_of_the_eager_engine(case):
    compiled = trained(True, case)
    assert compiled[0].engine == "compiled"
    assert_same(compiled, trained(False, case))


@pytest.mark.parametrize("case", ["binary cross-entropy", "soft labels", "one-hot", "soft classes", "squared error"])
def test_targets_that_are_numbers_to_a_formula_are_not_recorded_one_by_one(case, monkeypatch):
    monkeypatch.setattr(compiler, "Cases", None)
    options = {"validation": (X[:5], CASES[case][2][:5]), "epochs": 1}
    assert_same(trained(True, case, **options), trained(False, case, **options))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_trains_to_the_numbers_of_the_eager_engine(name):
    options = {"make_optimizer": OPTIMIZERS[name], "epochs": 6}
    assert_same(trained(True, "from logits", **options), trained(False, "from logits", **options))


@pytest.mark.parametrize(
    "options",
    [
        {"batch_size": None, "epochs": 300},
        {"batch_size": 1},
        {"batch_size": 100},
        {"schedule": nn.schedules.cosine(0.2, 4)},
        {"max_norm": 0.05},
        {"validation": (X[:10], BINARY[:10])},
        {"callback": lambda epoch, loss: None},
    ],
    ids=lambda options: next(iter(options)),
)
def test_every_option_of_fit_does_the_same(options):
    assert_same(trained(True, "from logits", **options), trained(False, "from logits", **options))


PENALTIES = {
    "squares": lambda weights: nn.l2_penalty(weights, 0.1),
    "sizes": lambda weights: nn.l1_penalty(weights, 0.1),
    "some alone": lambda weights: nn.l2_penalty(weights[1:3], 0.1),
    "length": lambda weights: 0.1 * autograd.dot(weights, weights).sqrt(),
    "choice": lambda weights: 0.1 * weights[0] if weights[0] > weights[1] else 0.3 * weights[1],
    "number": lambda weights: 0,  # the only one that may be given: of another, the gradient was lost
}


@pytest.mark.parametrize("batch_size", [1, 16, None])
@pytest.mark.parametrize("penalty", PENALTIES)
def test_a_penalty_does_the_same(penalty, batch_size):
    def fit(compiled, copies=1):
        model = nn.MLP(2, [3, 1], seed=2)
        optimizer = nn.SGD(model.parameters(), 0.1)
        weights = model.parameters()
        options = {"epochs": 5, "progress": False, "compiled": compiled, "batch_size": batch_size, "seed": 1}
        options |= {"loss": nn.mse_loss, "penalty": lambda: PENALTIES[penalty](weights)}
        return nn.fit(model, X * copies, BINARY * copies, optimizer=optimizer, **options), optimizer

    assert_same(fit(True), fit(False))
    if batch_size is None:  # the mean of all samples many times over, by several tasks, is that of all samples
        assert_same(fit(True, copies=200), fit(False))


@pytest.mark.parametrize("batch_size", [1, 5, 16, None])
@pytest.mark.parametrize("penalty", ["squares", "sizes", "some alone", "length"])
def test_a_term_of_the_parameters_alone_comes_to_the_same_within_the_loss(penalty, batch_size):
    """Its mean over any batch is itself: as a penalty, which is computed once a batch, and in either engine."""

    def fit(compiled, *, is_within, copies=1):
        model, free = nn.MLP(2, [3, 1], seed=2), Value(0.5)  # that one has a part in nothing else
        weights = [*model.parameters(), free]
        optimizer = nn.Adam(weights, 0.1)

        def term():
            return PENALTIES[penalty](weights) + 0.5 * (free - 2.0) ** 2

        options = {"epochs": 5, "progress": False, "compiled": compiled, "batch_size": batch_size, "seed": 1}
        options |= (
            {"loss": lambda p, t: nn.mse_loss(p, t) + term()} if is_within else {"loss": nn.mse_loss, "penalty": term}
        )
        return nn.fit(model, X * copies, BINARY * copies, optimizer=optimizer, **options), optimizer

    expected = fit(False, is_within=False)
    for compiled in (False, True):
        assert_same(fit(compiled, is_within=True), expected)
    if batch_size is None:
        assert_same(fit(True, is_within=True, copies=200), expected)


def test_a_penalty_takes_no_part_in_what_is_computed_for_each_sample():
    model = nn.MLP(2, [3, 1], seed=2)
    parameters = model.parameters()
    slots = []
    for penalty in (None, *PENALTIES.values()):
        given = None if penalty is None else lambda: penalty(parameters)  # noqa: B023 - called within the round
        objective = Objective(model, nn.mse_loss, None, given)
        recorded = RecordedObjective(objective, Held(X, BINARY), parameters, None, are_batches=True)
        slots.append([part.program.slots for part in recorded.packing.parts])
    assert slots == [slots[0]] * len(slots)


def test_the_same_seeds_give_the_same_bits_and_so_does_a_training_taken_up_again():
    whole = trained(True, "classes", OPTIMIZERS["Adam"], epochs=6)
    shape, loss, y = CASES["classes"]
    model = nn.MLP(2, seed=1, **shape)
    optimizer = OPTIMIZERS["Adam"](model.parameters())
    options = {"loss": loss, "optimizer": optimizer, "batch_size": 16, "progress": False, "compiled": True}
    half = nn.fit(model, X, y, epochs=3, seed=5, **options)
    history = nn.fit(model, X, y, epochs=6, resume=half, **options)
    assert history.losses == whole[0].losses
    assert optimizer.state_dict() == whole[1].state_dict()


@pytest.mark.parametrize("case", CASES)
def test_validation_data_are_evaluated_in_the_program_to_the_same_numbers(case, monkeypatch):
    """Their targets occur in no training sample, where there are more than classes; a penalty is not part of them."""
    _, _, y = CASES[case]
    data = X[:30], y[:30]
    eager = fit_in_part(False, case, data, (X[30:], y[30:]))
    monkeypatch.setattr(EagerEpochs, "evaluate", None)
    compiled = fit_in_part(True, case, data, (X[30:], y[30:]))
    assert_same(compiled, eager)
    assert len(compiled[0].validation_losses) == 3


def fit_in_part(compiled, case, data, validation):
    shape, loss, _ = CASES[case]
    model = nn.MLP(2, seed=1, **shape)
    optimizer = nn.SGD(model.parameters(), 0.1)
    options = {"epochs": 3, "progress": False, "compiled": compiled, "validation": validation}
    return nn.fit(
        model,
        *data,
        loss=loss,
        optimizer=optimizer,
        penalty=lambda: nn.l2_penalty(model.parameters(), 0.1),
        **options,
    ), optimizer


def test_validation_data_that_go_another_way_are_evaluated_eagerly():
    def bent(x, w):
        return w * x[0] if x[0] > -1.0 else w * x[1]

    kept = [x for x in X if x[0] > -1.0]
    data = {"samples": kept, "y": [x[0] for x in kept], "validation": ([[-2.0, 3.0], [1.0, 4.0]], [1.0, 2.0])}
    (compiled, _), (eager, _) = (fit_own(bent, nn.mse_loss, compiled=way, **data) for way in (True, False))
    assert compiled.engine == "compiled"
    assert compiled.validation_losses == pytest.approx(eager.validation_losses, rel=1e-12)


def test_an_error_in_the_validation_data_is_the_eager_engines_and_changes_nothing():
    for way in (True, False):
        parameter = Value(0.5, label="w")
        with pytest.raises(DomainError, match=r"^log is not defined at ") as raised:
            nn.fit(
                lambda x: (parameter * x[0]).log(),  # noqa: B023 - called within the round
                [[1.0], [2.0]],
                [0.0, 1.0],
                loss=nn.mse_loss,
                optimizer=nn.SGD([parameter], 0.1),
                epochs=2,
                validation=([[1.0], [-1.0]], [0.0, 0.0]),
                compiled=way,
                progress=False,
            )
        assert "in sample" not in str(raised.value)
        assert parameter.data == 0.5


# What cannot be compiled


def fit_own(model, loss, *, compiled=True, samples=X, y=BINARY, optimizer=None, **options):
    parameter = Value(0.5, label="w")
    optimizer = optimizer or nn.SGD([parameter], 0.1)
    return nn.fit(
        lambda x: model(x, parameter),
        samples,
        y,
        loss=loss,
        optimizer=optimizer,
        epochs=3,
        progress=False,
        compiled=compiled,
        **options,
    ), parameter


@pytest.mark.parametrize("make_optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
@pytest.mark.parametrize("late", [False, True], ids=["from the start", "after steps that it missed"])
def test_parameters_that_are_not_reached_stand_still_in_a_program_too(make_optimizer, late):
    def runs(compiled):
        w, b, unused = Value(0.5), Value(0.1), Value(3.0)
        optimizer = make_optimizer([w, b, unused])
        if late:  # the bias joins in after two steps, and what is unused has some momentum already
            for _ in range(2):
                optimizer.zero_grad()
                w.grad, unused.grad = 1.0, -2.0
                optimizer.step()
        state = optimizer.state_dict()
        history = nn.fit(
            lambda x: w * x[0] + b,
            X,
            SIGNS,
            loss=nn.mse_loss,
            optimizer=optimizer,
            epochs=3,
            batch_size=10,
            seed=2,
            progress=False,
            compiled=compiled,
        )
        assert unused.data == state["parameters"][2]
        assert [m[2] for m in optimizer.memory.values()] == [m[2] for m in state["memory"].values()]
        assert (unused.grad, optimizer.missed) == (None, [0, 2 * late, optimizer.steps - 2 * late])
        return history, optimizer

    assert_same(runs(False), runs(True))


@pytest.mark.parametrize("make_optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_what_a_callback_gives_the_optimizer_to_remember_is_what_the_program_goes_on_with(make_optimizer):
    def runs(compiled):
        model = nn.MLP(2, [3, 1], seed=1)
        optimizer = make_optimizer(model.parameters())
        beginning, steps_at = optimizer.state_dict(), []

        def back_to_the_beginning(epoch, loss):
            steps_at.append(optimizer.steps)
            if epoch == 2:
                optimizer.load_state_dict(beginning)

        options = {"loss": nn.mse_loss, "epochs": 4, "batch_size": 16, "shuffle": False, "progress": False}
        history = nn.fit(
            model, X, SIGNS, optimizer=optimizer, callback=back_to_the_beginning, compiled=compiled, **options
        )
        assert steps_at == [3, 6, 3, 6]
        return history, optimizer

    assert_same(runs(False), runs(True))


@pytest.mark.parametrize("compiled", [False, True])
def test_an_optimizer_of_parameters_that_the_loss_does_not_depend_on_is_told_alike(compiled):
    w, elsewhere = Value(2.0), Value(1.0)
    options = {"optimizer": nn.SGD([elsewhere], 0.1), "epochs": 1, "compiled": compiled, "progress": False}
    with pytest.raises(ValueError, match=r"^expected optimizer to hold parameters that the loss depends on, got one"):
        nn.fit(lambda x: w * x[0], X, SIGNS, loss=nn.mse_loss, **options)


def test_a_function_that_takes_a_number_out_of_the_graph_is_refused():
    with pytest.raises(ControlFlowError, match="takes the number out of"):
        fit_own(lambda x, w: w * float(x[0]), nn.mse_loss)
    with pytest.raises(ControlFlowError, match="takes the number out of"):
        fit_own(lambda x, w: w * x[0], lambda p, t: (p - t) ** 2 * float(p))


def test_a_loss_of_another_shape_for_another_target_is_refused():
    with pytest.raises(ControlFlowError, match="goes another way for the case 1 than for 0"):
        fit_own(lambda x, w: w * x[0], lambda p, t: (p - t) ** 2 if t > 0.5 else abs(p))


def test_a_loss_that_uses_another_leaf_of_the_same_number_for_another_target_is_refused():
    scales = [Value(2.0), Value(2.0)]
    with pytest.raises(ControlFlowError, match="goes another way for the case 1 than for 0"):
        fit_own(lambda x, w: w * x[0], lambda p, t: (p - t) ** 2 * scales[t > 0.5])


def test_a_decision_of_the_users_own_runs_in_the_program_where_it_is_made_of_a_graph():
    is_sure = nn.decision(lambda p: (p - 0.9).step())
    found = []
    for compiled in (False, True):
        model = nn.MLP(2, [3, 1], output="sigmoid", seed=1)
        history = nn.fit(
            model,
            *nn.datasets.XOR,
            loss=nn.binary_cross_entropy,
            optimizer=nn.SGD(model.parameters(), 2.0),
            epochs=600,
            decide=is_sure,
            compiled=compiled,
            progress=False,
        )
        found.append(history.accuracies)
    assert found[0] == found[1]
    assert found[0][0] == 0.5 < found[0][-1]


def test_a_decision_of_the_users_own_is_refused():
    with pytest.raises(ControlFlowError, match="expected decide to be one of nn's own"):
        fit_own(lambda x, w: w * x[0], nn.mse_loss, decide=lambda p: int(p.data > 2.0))


def test_control_flow_that_differs_between_samples_is_left_to_the_eager_engine():
    def model(x, w):
        return w * x[0] if x[0] > 0.0 else w * w * x[1]

    for options in ({}, {"batch_size": 10, "seed": 1}):
        compiled, weight = fit_own(model, nn.mse_loss, **options)
        eager, expected = fit_own(model, nn.mse_loss, compiled=False, **options)
        assert compiled.engine == "compiled, 3 epochs eagerly"
        assert (compiled.losses, weight.data) == (eager.losses, expected.data)


def test_errors_are_those_of_the_eager_engine_and_leave_the_epoch_undone():
    def run(compiled):
        w = Value(0.2, label="w")
        optimizer = nn.SGD([w], 1.0)
        with pytest.raises(DomainError) as raised:
            nn.fit(
                lambda x: (w * x[0]).log(),
                [[1.0], [2.0], [0.5]],
                [-9.0] * 3,
                loss=nn.mse_loss,
                optimizer=optimizer,
                epochs=9,
                progress=False,
                compiled=compiled,
            )
        return str(raised.value), w.data, optimizer.steps

    assert run(True) == run(False)


def test_divergence_is_reported_as_the_eager_engine_reports_it():
    def run(compiled):
        w = Value(1.0, label="w")
        with pytest.warns(RuntimeWarning, match="diverged in epoch"):
            history = nn.fit(
                lambda x: w * x[0],
                [[1e60]],
                [1.0],
                loss=nn.mse_loss,
                optimizer=nn.SGD([w], 1.0),
                epochs=9,
                progress=False,
                compiled=compiled,
            )
        return history.stopped, history.losses, w.data

    assert run(True) == run(False)


# When it is done


def test_auto_compiles_nets_of_ours_where_there_is_work_enough():
    net = nn.MLP(2, [4, 1], seed=0)

    def pays(model, loss=nn.mse_loss, samples=100, epochs=1000):
        options = nn.TrainingOptions(loss=loss, optimizer=nn.SGD(net.parameters(), 0.1), epochs=epochs)
        return is_worthwhile(samples, options) and is_ours(options.objective_for(model))

    assert pays(net)
    assert pays(net, samples=4, epochs=1000)  # XOR
    assert not pays(net, samples=4, epochs=100)
    assert pays(net.logits)
    assert not pays(lambda x: net(x) * 1.0)
    assert not pays(net, loss=lambda p, t: (p - t) ** 2)


def test_the_history_says_which_way_it_ran(monkeypatch):
    model = nn.MLP(2, [4, 1], seed=0)
    options = {"loss": nn.mse_loss, "optimizer": nn.SGD(model.parameters(), 0.1), "progress": False}
    assert nn.fit(model, X, BINARY, epochs=1, **options).engine == "eager"
    assert nn.fit(model, X, BINARY, epochs=400, **options).engine == "compiled"
    monkeypatch.setattr(jit, "is_available", lambda: False)
    monkeypatch.setattr("nn.training.compiled.WORTH", 1)
    assert nn.fit(model, X, BINARY, epochs=1, **options).engine == f"eager: {compiler.INSTALL}"
    own = nn.fit(lambda x: model(x) * 1.0, X, BINARY, epochs=1, **options).engine
    assert own == "eager: compiled=True would try to compile a model or loss of one's own"
    with pytest.raises(ImportError, match=re.escape(compiler.INSTALL)):
        nn.fit(model, X, BINARY, epochs=1, compiled=True, **options)
    with pytest.raises(ValueError, match="unknown compiled 'yes': expected True, False or one of auto"):
        nn.fit(model, X, BINARY, epochs=1, compiled="yes", **options)


@pytest.mark.parametrize("size", [1, 3, 8, 17])
def test_random_nets_train_alike(size):
    generator = random.Random(size)
    nouts = [generator.randint(1, 12) for _ in range(generator.randint(1, 3))] + [1]
    data = [[generator.gauss(0, 1) for _ in range(size)] for _ in range(20)]

    def fit(compiled):
        model = nn.MLP(size, nouts, activation=generator.choice(["tanh"]), seed=size)
        optimizer = nn.SGD(model.parameters(), 0.1)
        targets = [sum(x) for x in data]
        return nn.fit(
            model, data, targets, loss=nn.mse_loss, optimizer=optimizer, epochs=5, progress=False, compiled=compiled
        ), optimizer

    assert_same(fit(True), fit(False))


# Inference


@pytest.mark.parametrize("output", ["linear", "sigmoid", "softmax"])
@pytest.mark.parametrize("units", [1, 3])
def test_many_samples_are_predicted_as_one_by_one(output, units):
    model = nn.MLP(2, [5, units], output=output, seed=0)
    generator = random.Random(0)
    samples = [[generator.gauss(0, 3), generator.gauss(0, 3)] for _ in range(150)]
    expected = [model(x) for x in samples]
    for found, values in zip(model.predict(samples), expected, strict=True):
        if units == 1:
            assert found == pytest.approx(values.data, rel=1e-13)
        else:
            assert found == pytest.approx([value.data for value in values], rel=1e-13)
    with pytest.raises(ValueError, match="expected 2"):
        model.predict([*samples, [1.0]])


def test_without_llvmlite_many_samples_are_predicted_too(monkeypatch):
    model = nn.Neuron(1, seed=0)
    expected = model.predict([[0.1 * k] for k in range(200)])
    monkeypatch.setattr(compiler, "is_available", lambda: False)
    assert model.predict([[0.1 * k] for k in range(200)]) == pytest.approx(expected, rel=1e-13)
