"""Training on several workers comes to the numbers of `nn.fit`, whatever becomes of the workers."""

from __future__ import annotations

import os
import signal
import threading
import warnings
from collections import Counter
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from itertools import count
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

import autograd
import nn
from autograd import DomainError, Value
from autograd.shared.stored import Stored
from nn.training import parallel, shards
from tests.needs import EITHER_WAY
from tests.nn.analysis.runs import InlineExecutor

X, BINARY = nn.datasets.moons(41, seed=3)
CLASSES = [(k + label) % 3 for k, label in enumerate(BINARY)]
HELD_OUT = nn.datasets.moons(11, seed=4)
WORDS = [[k % 3, (k * k) % 3, 2][: 1 + k % 3] for k in range(17)]
LETTERS = [sum(word) % 3 for word in WORDS]


class Reader(nn.Module):
    """Reads words of any length: one shape of sample for each."""

    def __init__(self):
        self.table = nn.Embedding(3, 2, seed=1)
        self.out = nn.Layer(2, 3, activation="linear", seed=2)

    def __call__(self, word):
        rows = [self.table(letter) for letter in word]
        return self.out([sum(column) for column in zip(*rows)])


class Choosing(nn.Module):
    """Goes another way for each sample, so that no program could stand for it; and may leave a parameter aside."""

    def __init__(self):
        self.left, self.right = Value(0.5, label="left"), Value(-0.5, label="right")

    def __call__(self, inputs):
        return self.left * inputs[1] if inputs[0] > 0.0 else self.right * inputs[0]


CASES = {
    "one output": (
        lambda: nn.MLP(2, [4, 1], activation="tanh", output="sigmoid", seed=1),
        nn.binary_cross_entropy,
        (X, BINARY),
    ),
    "classes": (lambda: nn.MLP(2, [4, 3], activation="tanh", seed=1), nn.cross_entropy, (X, CLASSES)),
    "sequences": (Reader, nn.cross_entropy, (WORDS, LETTERS)),
}
OPTIONS = {
    "full batches": {"batch_size": None, "epochs": 6},
    "small batches": {"batch_size": 3},
    "as they stand": {"shuffle": False},
    "a schedule": {"schedule": nn.schedules.cosine(0.2, 4), "schedule_by": "step"},
    "clipping": {"max_norm": 0.05},
    "a stopping test": {"stop": nn.stopping.no_improvement(1, least=1.0)},
    "one shard": {"shards": 1, "validation": HELD_OUT},
    "more shards than workers": {"shards": 7},
    "more shards than samples": {"shards": 100},
    "less to validate on than shards": {"shards": 7, "validation": (X[:3], BINARY[:3])},
}
COLUMNS = ("losses", "accuracies", "gradient_norms", "learning_rates", "validation_losses", "validation_accuracies")


def trained(fit, case="one output", make_optimizer=lambda p: nn.SGD(p, 0.1, momentum=0.9), **options):
    make, loss, data = CASES[case]
    model = make()
    optimizer = make_optimizer(model.parameters())
    options = {"epochs": 3, "batch_size": 8, "seed": 5, "progress": False, **options}
    if fit is nn.fit:
        options = {name: option for name, option in options.items() if name not in {"executor", "shards", "retries"}}
    if options.pop("penalised", False):
        options["penalty"] = lambda: nn.l2_penalty(model.parameters(), 0.1)
    return fit(model, *data, loss=loss, optimizer=optimizer, **options), optimizer


def assert_same(one, other):
    (history, optimizer), (expected, theirs) = one, other
    for name in COLUMNS:
        assert getattr(history, name) == pytest.approx(getattr(expected, name), rel=1e-12, abs=1e-14)
    state, their_state = optimizer.state_dict(), theirs.state_dict()
    assert state["parameters"] == pytest.approx(their_state["parameters"], rel=1e-12, abs=1e-14)
    for name, numbers in state["memory"].items():
        assert numbers == pytest.approx(their_state["memory"][name], rel=1e-12, abs=1e-14)
    assert (state["steps"], state["missed"]) == (their_state["steps"], their_state["missed"])
    assert [p.grad for p in optimizer.parameters] == pytest.approx([p.grad for p in theirs.parameters], abs=1e-12)
    assert history.stopped == expected.stopped


def same_in_parallel(**options):
    with ThreadPoolExecutor(2) as threads:
        assert_same(trained(nn.fit_parallel, executor=threads, **options), trained(nn.fit, **options))


@pytest.mark.parametrize("compiled", EITHER_WAY)
@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_of_fit_comes_to_the_same(name, compiled):
    same_in_parallel(compiled=compiled, **OPTIONS[name])


@pytest.mark.parametrize("compiled", EITHER_WAY)
@pytest.mark.parametrize("case", CASES)
def test_every_kind_of_data_comes_to_the_same_with_a_penalty_and_validation_data(case, compiled):
    same_in_parallel(case=case, compiled=compiled, penalised=True, validation=CASES[case][2])


@pytest.mark.parametrize("compiled", EITHER_WAY)
@pytest.mark.parametrize(
    "penalty",
    [
        lambda ws: 0.1 * ws[0] if ws[0] > ws[1] else 0.3 * ws[1],  # comes out otherwise on the way
        lambda ws: 0.1 * autograd.dot(ws, ws).sqrt() + ws[-1].exp(),
        lambda ws: 0,
    ],
    ids=["choice", "length", "number"],
)
def test_any_penalty_comes_to_the_same(penalty, compiled):
    def fit(function, **options):
        model, free = nn.MLP(2, [3, 1], output="sigmoid", seed=2), Value(0.5)  # that one has a part in nothing else
        parameters = [*model.parameters(), free]
        optimizer = nn.SGD(parameters, 0.5, momentum=0.9)
        options |= {"epochs": 8, "batch_size": 5, "seed": 1, "progress": False, "penalty": lambda: penalty(parameters)}
        return function(model, X, BINARY, loss=nn.binary_cross_entropy, optimizer=optimizer, **options), optimizer

    with ThreadPoolExecutor(2) as threads:
        one = fit(nn.fit_parallel, compiled=compiled, executor=threads, shards=3)
    assert_same(one, fit(nn.fit, compiled=False))


@pytest.mark.parametrize("compiled", EITHER_WAY)
def test_a_term_of_the_parameters_alone_comes_to_the_same_within_the_loss(compiled):
    """And as a penalty, which the driver computes, once a batch."""

    def fit(function, *, is_within, **options):
        model = nn.MLP(2, [3, 1], output="sigmoid", seed=2)
        parameters = model.parameters()
        options |= {"epochs": 4, "batch_size": 5, "seed": 1, "progress": False, "decide": nn.class_of_probabilities}
        optimizer = options["optimizer"] = nn.Adam(parameters, 0.05)

        def term():
            return nn.l2_penalty(parameters, 0.1) + 0.1 * parameters[0].exp()

        loss = nn.binary_cross_entropy
        options |= {"loss": lambda p, t: loss(p, t) + term()} if is_within else {"loss": loss, "penalty": term}
        return function(model, X, BINARY, **options), optimizer

    with ThreadPoolExecutor(2) as threads:
        for is_within in (True, False):
            one = fit(nn.fit_parallel, is_within=is_within, compiled=compiled, executor=threads, shards=3)
            assert_same(one, fit(nn.fit, is_within=not is_within, compiled=False))


@pytest.mark.parametrize("compiled", EITHER_WAY)
@pytest.mark.parametrize("kind", [nn.Adam, nn.AdamW, nn.RMSprop])
def test_every_optimizer_comes_to_the_same(kind, compiled):
    same_in_parallel(make_optimizer=lambda p: kind(p, 0.02), compiled=compiled, validation=HELD_OUT)


@pytest.mark.parametrize("compiled", EITHER_WAY)
@pytest.mark.parametrize("kind", ["d", "f", "B"])
def test_arrays_are_dealt_out_where_they_lie_and_not_made_lists(kind, compiled, monkeypatch):
    rows = np.random.default_rng(0).integers(0, 2, (2000, 50)).astype(kind)
    data = rows, rows[:, :3].sum(axis=1) / 3.0
    dealt, contents = parallel._dealt, []
    monkeypatch.setattr(parallel, "_dealt", lambda *given: contents.extend(dealt(*given)) or contents)

    def fit(function, **options):
        model = nn.MLP(50, [1], seed=1)
        optimizer = nn.SGD(model.parameters(), 0.01)
        options |= {"loss": nn.mse_loss, "optimizer": optimizer, "epochs": 1, "batch_size": 500, "seed": 1}
        return function(model, *data, validation=data, compiled=compiled, progress=False, **options), optimizer

    with ThreadPoolExecutor(2) as threads:
        assert_same(fit(nn.fit_parallel, executor=threads), fit(nn.fit))
    assert {type(part) for each in contents for part in (each.X, each.y, each.held_out.X, each.held_out.y)} == {Stored}


def test_a_model_that_chooses_comes_to_the_same_and_what_a_batch_leaves_aside_sits_the_step_out():
    def fit(function, **options):
        model = Choosing()
        optimizer = nn.SGD(model.parameters(), 0.1, momentum=0.9)
        options = {"loss": nn.mse_loss, "optimizer": optimizer, "epochs": 3, "batch_size": 2, "seed": 1, **options}
        return function(model, X, BINARY, **options, progress=False), optimizer

    expected = fit(nn.fit, compiled=False)
    assert any(expected[1].missed)
    assert_same(fit(nn.fit_parallel, executor=InlineExecutor()), expected)


@pytest.mark.needs("llvmlite")
def test_a_program_that_a_sample_leaves_is_left_for_the_eager_engine():
    """The first sample of each shard takes the branch to the right, so that this is what is recorded."""
    X = [[1.0 if k < 4 else -1.0, 0.1 * k] for k in range(12)]

    def fit(function, **options):
        model = Choosing()
        options = {"optimizer": nn.SGD(model.parameters(), 0.1), "frozen": [], **options}
        options |= {"loss": nn.mse_loss, "epochs": 3, "batch_size": 6, "seed": 1, "compiled": True}
        return function(model, X, [0.5] * 12, **options, progress=False), options["optimizer"]

    history, optimizer = fit(nn.fit_parallel, executor=InlineExecutor())
    assert history.engine == "compiled, in 4 shards"
    expected, theirs = fit(nn.fit)
    assert history.losses == pytest.approx(expected.losses, rel=1e-12)
    assert [p.data for p in optimizer.parameters] == pytest.approx([p.data for p in theirs.parameters], rel=1e-12)


class Forgetful(InlineExecutor):
    """Each call comes to a worker that has just come up."""

    def submit(self, fn, /, *args, **kwargs):
        shards._shards.clear()
        return super().submit(fn, *args, **kwargs)


class Losing(InlineExecutor):
    """Loses every third call: before it is made, or its answer."""

    def __init__(self):
        self.calls = count()

    def submit(self, fn, /, *args, **kwargs):
        call = next(self.calls)
        if call % 6 != 2:
            future = super().submit(fn, *args, **kwargs)
        if call % 3 == 2:
            future = Future()
            future.set_exception(OSError("the worker died"))
        return future


class Backwards(InlineExecutor):
    """Answers the last call first, as far as it is given several."""

    def __init__(self):
        self.held = []

    def submit(self, fn, /, *args, **kwargs):
        outer = Future()
        self.held.append((outer, super().submit(fn, *args, **kwargs)))
        if len(self.held) == 4:
            for each, inner in reversed(self.held):
                each.set_result(inner.result())
            self.held = []
        return outer


@pytest.mark.parametrize("compiled", EITHER_WAY)
def test_the_bits_depend_neither_on_the_workers_nor_on_what_becomes_of_them(compiled):
    options = {"compiled": compiled, "validation": HELD_OUT, "make_optimizer": lambda p: nn.Adam(p, 0.05)}
    expected, theirs = trained(nn.fit_parallel, executor=InlineExecutor(), **options)
    for executor in (Forgetful(), Losing(), ThreadPoolExecutor(1), ThreadPoolExecutor(3)):
        history, optimizer = trained(nn.fit_parallel, executor=executor, **options)
        assert history.losses == expected.losses
        assert history.validation_losses == expected.validation_losses
        assert optimizer.state_dict() == theirs.state_dict()


def test_nor_on_who_answers_first():
    history, _ = trained(nn.fit_parallel, executor=Backwards(), batch_size=None)
    assert history.losses == trained(nn.fit_parallel, executor=InlineExecutor(), batch_size=None)[0].losses


class Counting(InlineExecutor):
    """Counts how often a shard is sent, and what it is given that looks the same."""

    def __init__(self):
        self.sent, self.calls, self.opened = Counter(), Counter(), 0

    def submit(self, fn, training, number, call, contents, question):
        self.calls[training, number, call] += 1
        self.sent[number] += contents is not None
        self.opened += question is shards.Shard.opened
        return super().submit(fn, training, number, call, contents, question)


def test_a_shard_is_sent_once_and_no_two_calls_look_the_same():
    executor = Counting()
    trained(nn.fit_parallel, executor=executor, epochs=5)
    assert executor.sent == {0: 1, 1: 1, 2: 1, 3: 1}
    assert set(executor.calls.values()) == {1}
    assert executor.opened == 4


def test_nothing_is_kept_here_after_a_training_and_at_a_worker_two_trainings(monkeypatch):
    trained(nn.fit_parallel, executor=InlineExecutor())
    assert not shards._shards
    monkeypatch.setattr("nn.training.parallel.forget", lambda key: None)
    for _ in range(3):
        trained(nn.fit_parallel, executor=InlineExecutor())
    assert Counter(training for training, _ in shards._shards).most_common(3) == [
        (training, 4) for training in dict.fromkeys(training for training, _ in shards._shards)
    ]
    assert len(shards._shards) == 8
    shards._shards.clear()


def test_a_training_taken_up_again_comes_to_the_same_bits():
    whole, theirs = trained(nn.fit_parallel, executor=InlineExecutor(), epochs=6)
    make, loss, data = CASES["one output"]
    model = make()
    optimizer = nn.SGD(model.parameters(), 0.1, momentum=0.9)
    options = {"loss": loss, "optimizer": optimizer, "batch_size": 8, "executor": InlineExecutor(), "progress": False}
    half = nn.fit_parallel(model, *data, epochs=2, seed=5, **options)
    assert nn.fit_parallel(model, *data, epochs=6, resume=half, **options).losses == whole.losses
    assert optimizer.state_dict() == theirs.state_dict()


class LosingFrom(InlineExecutor):
    """Loses all calls from one on, or is interrupted there."""

    def __init__(self, first, error):
        self.calls, self.first, self.error = count(), first, error

    def submit(self, fn, /, *args, **kwargs):
        if next(self.calls) >= self.first:
            raise self.error
        return super().submit(fn, *args, **kwargs)


@pytest.mark.parametrize("compiled", EITHER_WAY)
def test_what_is_lost_again_and_again_ends_the_training_where_the_last_epoch_ended(compiled):
    """Four calls to open, and four for each of the six batches of an epoch, and one for a batch of one."""
    make, loss, data = CASES["one output"]
    model, same = make(), make()
    options = {"loss": loss, "batch_size": 8, "seed": 5, "compiled": compiled, "progress": False}
    executor = LosingFrom(4 + 21 + 7, OSError("no route to host"))
    with pytest.raises(
        RuntimeError,
        match=(
            r"^the worker that was at shard \d was lost, or its executor, once more than `retries` allows: "
            r"OSError: no route to host$"
        ),
    ):
        nn.fit_parallel(
            model, *data, **options, optimizer=nn.SGD(model.parameters(), 0.1), epochs=3, executor=executor, retries=2
        )
    nn.fit(same, *data, **options, optimizer=nn.SGD(same.parameters(), 0.1), epochs=1)
    assert [p.data for p in model.parameters()] == pytest.approx([p.data for p in same.parameters()], rel=1e-12)


class LosingOne(InlineExecutor):
    """Loses so many calls, one after another, from the sixth on."""

    def __init__(self, times):
        self.calls, self.lost = count(), range(5, 5 + times)

    def submit(self, fn, /, *args, **kwargs):
        if next(self.calls) in self.lost:
            raise OSError("no route to host")
        return super().submit(fn, *args, **kwargs)


def test_what_is_lost_as_often_as_retries_allows_costs_nothing_and_once_more_ends_the_training():
    one_shard = {"shards": 1, "retries": 2, "batch_size": 16}
    history, _ = trained(nn.fit_parallel, executor=LosingOne(2), **one_shard)
    assert history.losses == trained(nn.fit_parallel, executor=InlineExecutor(), **one_shard)[0].losses
    with pytest.raises(RuntimeError, match="once more than `retries` allows"):
        trained(nn.fit_parallel, executor=LosingOne(3), **one_shard)


@pytest.mark.parametrize("compiled", EITHER_WAY)
def test_ctrl_c_ends_it_after_the_last_whole_epoch(compiled):
    executor = LosingFrom(4 + 21 + 7, KeyboardInterrupt())
    history, optimizer = trained(nn.fit_parallel, executor=executor, compiled=compiled)
    assert (history.epochs, history.stopped) == (1, "interrupted")
    expected, theirs = trained(nn.fit, epochs=1, compiled=compiled)
    assert history.losses == pytest.approx(expected.losses, rel=1e-12)
    assert optimizer.state_dict()["parameters"] == pytest.approx(theirs.state_dict()["parameters"], rel=1e-12)


@pytest.mark.parametrize("compiled", EITHER_WAY)
@pytest.mark.parametrize(("rate", "X"), [(1e6, [[1.0], [2.0]]), (1e300, [[1e10], [2e10]])], ids=["loss", "step"])
def test_a_training_that_diverges_is_told_as_by_fit(rate, X, compiled):
    """The loss leaves the floats, or the first step does, with a loss and slopes that are finite."""

    def stopped(fit, **options):
        model = nn.Neuron(1, activation="linear", seed=0)
        optimizer = nn.SGD(model.parameters(), rate, momentum=0.9)
        options |= {"loss": nn.mse_loss, "optimizer": optimizer, "epochs": 200, "compiled": compiled}
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            history = fit(model, X, [2.0, 4.0], **options, progress=False)
        assert [warning.filename for warning in seen] == [__file__]
        state = optimizer.state_dict()
        return history, [p.grad for p in model.parameters()], state["parameters"], state["memory"], state["steps"]

    history, *rest = stopped(nn.fit_parallel, executor=InlineExecutor(), shards=2)
    expected, *theirs = stopped(nn.fit)
    assert (history.stopped, history.epochs) == (expected.stopped, expected.epochs)
    assert repr(rest) == repr(theirs)


def test_what_a_loss_raises_is_raised_here_and_changes_nothing():
    model = nn.MLP(2, [1], seed=0)
    before = model.state_dict()
    options = {"optimizer": nn.SGD(model.parameters(), 0.1), "epochs": 3, "progress": False}
    with ThreadPoolExecutor(2) as threads, pytest.raises(DomainError, match=r"^div is not defined at"):
        nn.fit_parallel(model, X, BINARY, loss=fails_for_ones, executor=threads, **options)
    assert model.state_dict() == before


def fails_for_ones(prediction, target):
    return (prediction - target) ** 2 / (1.0 - target)


ELSEWHERE = nn.MLP(2, [1], seed=0)


def with_parameters_of_a_module(inputs):
    return ELSEWHERE(inputs)


@pytest.mark.parametrize(
    ("model", "options", "message"),
    [
        (with_parameters_of_a_module, {}, r"^expected a model that takes its parameters along to another process"),
        (partial(pow, threading.Lock()), {}, r"^expected a model, a loss and data that another process can be given"),
        (
            nn.Sequential(nn.Linear(2, 1, seed=0), nn.Dropout(0.5, seed=0)),
            {},
            r"^expected a model without dropout, which draws anew for every sample in its turn, got Sequential",
        ),
        (
            ELSEWHERE,
            {"executor": 3},
            r"^expected executor to be an executor of concurrent\.futures, a function that makes one, got 3$",
        ),
        (ELSEWHERE, {"executor": None}, r"a function that makes one, got None$"),
        (ELSEWHERE, {"shards": 0}, r"^expected shards to be a whole number of at least 1, got 0$"),
        (ELSEWHERE, {"retries": -1}, r"^expected retries to be a whole number of at least 0, got -1$"),
        (
            ELSEWHERE,
            {"validation": lambda: [(X, BINARY)], "batch_size": 8},
            r"^expected validation in containers, which can be dealt out to workers, got a source of batches$",
        ),
        (ELSEWHERE, {"shrads": 3}, r"^fit_parallel takes no shrads: did you mean shards\?$"),
    ],
)
def test_what_cannot_be_is_named(model, options, message):
    optimizer = nn.SGD(model.parameters() if isinstance(model, nn.Module) else ELSEWHERE.parameters(), 0.1)
    options = {"loss": nn.mse_loss, "optimizer": optimizer, "epochs": 2, "executor": InlineExecutor(), **options}
    with pytest.raises((TypeError, ValueError), match=message):
        nn.fit_parallel(model, X, BINARY, **options, progress=False)


def test_a_source_of_batches_cannot_be_dealt_out():
    model = nn.MLP(2, [1], seed=0)
    options = {"loss": nn.mse_loss, "optimizer": nn.SGD(model.parameters(), 0.1), "epochs": 2, "batch_size": 8}
    words = "^expected X and y in containers, which can be dealt out to workers, got a source of batches$"
    with pytest.raises(TypeError, match=words):
        nn.fit_parallel(model, lambda: [(X, BINARY)], None, **options, executor=InlineExecutor(), progress=False)


class Deadly(nn.Module):
    """A net whose process is killed in the middle of an epoch: the first to come to the file writes it, and dies."""

    def __init__(self, file):
        self.net, self.file, self.calls = nn.MLP(2, [3, 1], output="sigmoid", seed=1), file, 0

    def __call__(self, inputs):
        self.calls += 1
        if self.calls > 30 and self.file is not None:
            try:
                with Path(self.file).open("x", encoding="utf-8"):
                    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
            except FileExistsError:
                pass
        return self.net(inputs)


@pytest.mark.slow
def test_a_process_that_is_killed_in_the_middle_of_an_epoch_costs_nothing(tmp_path):
    def fit(function, file, **options):
        model = Deadly(file)
        options = {"optimizer": nn.Adam(model.parameters(), 0.05), "epochs": 4, "batch_size": 8, "seed": 2, **options}
        history = function(model, X, BINARY, loss=nn.binary_cross_entropy, **options, progress=False)
        return history, options["optimizer"]

    pools = []

    def pool():
        pools.append(ProcessPoolExecutor(2, get_context("spawn")))
        return pools[-1]

    parallel = fit(nn.fit_parallel, str(tmp_path / "died"), executor=pool, shards=2)
    assert (tmp_path / "died").exists()
    assert len(pools) == 2
    assert_same(parallel, fit(nn.fit, None, compiled=False))
