"""Training on several threads: the same numbers, however many there are; and none of them is left behind."""

import math
import random
import threading

import pytest

import nn
from tests.nn.training.interruption import ctrl_c

pytestmark = pytest.mark.needs("llvmlite")

GENERATOR = random.Random(7)
X = [[GENERATOR.uniform(-1, 1) for _ in range(60)] for _ in range(700)]
CLASSES = [GENERATOR.randrange(4) for _ in X]


def trained(threads, *, learning_rate=0.01, **options):
    """A net whose batches are several tasks, and whose parameters are several pieces."""
    model = nn.MLP(60, [90, 4], activation="tanh", seed=0)
    optimizer = nn.Adam(model.parameters(), learning_rate)
    settings = {"epochs": 3, "batch_size": 600, "seed": 1, "progress": False, "compiled": True, **options}
    history = nn.fit(model, X, CLASSES, loss=nn.cross_entropy, optimizer=optimizer, threads=threads, **settings)
    return history, [parameter.data for parameter in model.parameters()], [p.grad for p in model.parameters()]


def helpers():
    return [thread for thread in threading.enumerate() if thread.name == "chalkgrad"]


@pytest.fixture(scope="module")
def alone():
    return trained(1)


@pytest.mark.parametrize("threads", [2, 3, 5, None])
def test_the_numbers_do_not_depend_on_how_many_threads_there_are(threads, alone):
    history, parameters, gradients = trained(threads)
    assert history.losses == alone[0].losses
    assert history.gradient_norms == alone[0].gradient_norms
    assert (parameters, gradients) == alone[1:]
    assert not helpers()


@pytest.mark.parametrize("threads", [1, 3])
def test_clipped_gradients_do_not_depend_on_them_either(threads):
    history, parameters, _ = trained(threads, max_norm=0.01)
    assert (history.losses, parameters) == (trained(2, max_norm=0.01)[0].losses, trained(2, max_norm=0.01)[1])


@pytest.mark.slow
def test_the_tasks_gradients_make_up_that_of_the_batch(alone):
    """Fewer samples at once are fewer tasks; the first step's gradient norm is that of the whole batch."""
    model = nn.MLP(60, [90, 4], activation="tanh", seed=0)
    optimizer = nn.Adam(model.parameters(), 0.01)
    eager = nn.fit(
        model, X, CLASSES, loss=nn.cross_entropy, optimizer=optimizer, epochs=1, batch_size=600, seed=1,
        compiled=False, progress=False,
    )  # fmt: skip
    assert alone[0].losses[:1] == pytest.approx(eager.losses, rel=1e-9)
    assert alone[0].gradient_norms[:1] == pytest.approx(eager.gradient_norms, rel=1e-9)


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_ctrl_c_ends_the_training_and_its_threads(threads):
    with ctrl_c() as begun:
        history, parameters, _ = trained(threads, epochs=10**7, callback=lambda epoch, loss: begun.set())
    assert history.stopped == "interrupted"
    assert not helpers()
    assert all(map(math.isfinite, parameters))


def test_ctrl_c_while_the_threads_are_waited_for_waits_on(monkeypatch):
    """They work in memory that is freed afterwards."""
    join, interrupted, ended = threading.Thread.join, [], []

    def interrupted_once(thread, timeout=None):
        if thread.name == "chalkgrad" and thread not in interrupted:
            interrupted.append(thread)
            raise KeyboardInterrupt
        join(thread, timeout)
        ended.append(thread)

    monkeypatch.setattr(threading.Thread, "join", interrupted_once)
    history, parameters, _ = trained(3, epochs=5)
    monkeypatch.undo()
    assert history.stopped == "interrupted"
    assert interrupted
    assert set(interrupted) <= set(ended)
    assert all(map(math.isfinite, parameters))


@pytest.mark.slow
def test_a_training_that_diverges_ends_its_threads():
    with pytest.warns(RuntimeWarning, match="training stopped"):
        trained(3, learning_rate=1e308, epochs=20)
    assert not helpers()


def test_an_error_on_the_way_ends_them(alone):
    def refuse(epoch, loss):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        trained(3, callback=refuse)
    assert not helpers()


def test_where_the_system_has_no_more_threads_one_does_it_all(alone, monkeypatch):
    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    history, parameters, _ = trained(4)
    assert (history.losses, parameters) == (alone[0].losses, alone[1])


@pytest.mark.parametrize("threads", [0, -1, 1.5, "two"])
def test_a_number_of_threads_that_cannot_be_is_refused(threads):
    with pytest.raises(ValueError, match="expected threads to be a whole number of at least 1"):
        trained(threads)


def test_a_batch_of_sequences_is_dealt_out_to_tasks_as_well():
    model_seed, words = 3, [[float(k % 5) for k in range(2 + number % 6)] for number in range(400)]

    def run(threads):
        model = nn.MLP(1, [40, 40, 1], activation="tanh", seed=model_seed)

        def summed(sequence):
            return sum((model([number]) for number in sequence), 0.0)

        history = nn.fit(
            summed, words, [math.sin(len(word)) for word in words], loss=nn.mse_loss, threads=threads, epochs=2,
            optimizer=nn.SGD(model.parameters(), 1e-4), batch_size=300, seed=0, compiled=True, progress=False,
        )  # fmt: skip
        assert history.engine == "compiled"
        return history.losses, [parameter.data for parameter in model.parameters()]

    assert run(2) == run(1) == run(5)
