"""Training on samples of several lengths: in programs, to the numbers of the eager engine, whatever the options."""

import random

import pytest

import autograd
import nn
from autograd import ControlFlowError, Value, pick

LETTERS, WIDTH = 6, 4
_numbers = random.Random(3)
WORDS = [[_numbers.randrange(LETTERS) for _ in range(_numbers.randint(2, 6))] for _ in range(25)]
X, Y = [word[:-1] for word in WORDS], [word[1:] for word in WORDS]
COLUMNS = ("losses", "batch_losses", "accuracies", "gradient_norms", "learning_rates")
COLUMNS += ("validation_losses", "validation_accuracies")


class Letters(nn.Module):
    """Says what comes next from the mean of what came before: a row of a table a letter, and a layer."""

    def __init__(self, letters=LETTERS, unused=False):
        numbers = random.Random(2)
        self.table = [[Value(numbers.gauss(0.0, 0.5)) for _ in range(WIDTH)] for _ in range(letters)]
        self.out = nn.Layer(WIDTH, LETTERS, activation="linear", seed=3)
        if unused:
            self.unused = Value(5.0)

    def forward(self, word):
        seen, answers = [], []
        for letter in word:
            seen.append(pick(self.table, letter))
            answers.append(self.out([autograd.mean(column).tanh() for column in zip(*seen)]))
        return answers


def surprise(answers, word):
    costs = [autograd.logsumexp(logits) - pick(logits, letter) for logits, letter in zip(answers, word)]
    return autograd.mean(costs)


def trained(compiled, samples=X, targets=Y, *, make=nn.Adam, model=None, **options):
    model = Letters() if model is None else model
    optimizer = make(model.parameters(), 0.05)
    options = {"epochs": 3, "batch_size": 4, "seed": 1, "loss": surprise, "progress": False, **options}
    if options.pop("penalised", False):
        options["penalty"] = lambda: nn.l2_penalty(model.parameters(), 0.1)
    return nn.fit(model, samples, targets, optimizer=optimizer, compiled=compiled, **options), optimizer


def assert_same(one, other):
    (history, optimizer), (other_history, other_optimizer) = one, other
    for name in COLUMNS:
        for number, other_number in zip(getattr(history, name), getattr(other_history, name), strict=True):
            assert number == pytest.approx(other_number, rel=1e-10, abs=1e-12)
    state, other_state = optimizer.state_dict(), other_optimizer.state_dict()
    assert state["parameters"] == pytest.approx(other_state["parameters"], rel=1e-10, abs=1e-12)
    for name, numbers in state["memory"].items():
        assert numbers == pytest.approx(other_state["memory"][name], rel=1e-10, abs=1e-12)
    assert (state["steps"], state["missed"]) == (other_state["steps"], other_state["missed"])
    for p, q in zip(optimizer.parameters, other_optimizer.parameters, strict=True):
        assert p.grad is q.grad is None or p.grad == pytest.approx(q.grad, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize(
    "options",
    [
        {"batch_size": None, "epochs": 30},
        {"batch_size": 1},
        {"batch_size": 7},
        {"schedule": nn.schedules.linear(0.05, 3)},
        {"schedule": nn.schedules.linear(0.05, 21), "schedule_by": "step"},
        {"max_norm": 0.1},
        {"penalised": True, "batch_size": None},
        {"penalised": True, "batch_size": 7, "validation": (X[:9], Y[:9])},
        {"validation": (X[:9], Y[:9])},
        {"decide": nn.class_of_probabilities},
        {"decide": nn.class_of_probabilities, "validation": (X[:9], Y[:9])},
        {"make": lambda p, rate: nn.SGD(p, rate, momentum=0.9, weight_decay=0.01)},
        {"stop": nn.stopping.no_improvement(1), "validation": (X[:9], Y[:9])},
    ],
    ids="-".join,
)
def test_words_of_several_lengths_train_to_the_numbers_of_the_eager_engine(options):
    compiled = trained(True, **options)
    assert compiled[0].engine == "compiled"
    assert_same(compiled, trained(False, **options))


def test_words_of_one_length_do_too():
    samples, targets = [word[:2] for word in X if len(word) > 1], [word[:2] for word in Y if len(word) > 1]
    assert_same(trained(True, samples, targets), trained(False, samples, targets))


def test_a_parameter_that_no_sample_reaches_stays_as_it_is():
    assert_same(trained(True, model=Letters(unused=True)), trained(False, model=Letters(unused=True)))


def test_the_losses_of_the_batches_are_kept_epoch_by_epoch():
    history, _ = trained(True)
    assert [len(losses) for losses in history.batch_losses] == [7] * 3
    sizes = [4] * 6 + [1]
    for mean, losses in zip(history.losses, history.batch_losses, strict=True):
        assert mean == pytest.approx(sum(s * loss for s, loss in zip(sizes, losses)) / 25)


def test_a_training_that_is_taken_up_again_ends_with_the_same_bits():
    whole, optimizer = trained(True, epochs=6, schedule=nn.schedules.linear(0.05, 42), schedule_by="step")
    model = Letters()
    half_optimizer = nn.Adam(model.parameters(), 0.05)
    options = {"schedule": nn.schedules.linear(0.05, 42), "schedule_by": "step", "loss": surprise, "batch_size": 4}
    options |= {"optimizer": half_optimizer, "progress": False, "compiled": True}
    half = nn.fit(model, X, Y, epochs=3, seed=1, **options)
    history = nn.fit(model, X, Y, epochs=6, resume=half, **options)
    assert (history.losses, history.batch_losses) == (whole.losses, whole.batch_losses)
    assert half_optimizer.state_dict() == optimizer.state_dict()


def test_a_callback_sees_the_numbers_of_its_epoch_and_may_change_them():
    def seen_with(compiled):
        model, seen = Letters(), []
        first = model.parameters()[0]

        def look(epoch, loss):
            seen.append((first.data, surprise(model(X[0]), Y[0]).data))
            first.data = first.data / 2.0

        trained(compiled, model=model, callback=look)
        return seen

    assert seen_with(True) == [pytest.approx(entry, rel=1e-10) for entry in seen_with(False)]


def test_ctrl_c_leaves_model_and_optimizer_as_after_the_epoch_before():
    def interrupt(epoch, loss):
        if epoch == 2:
            raise KeyboardInterrupt

    history, optimizer = trained(True, epochs=5, callback=interrupt)
    two_epochs, other = trained(True, epochs=2)
    assert (history.stopped, history.losses) == ("interrupted", two_epochs.losses)
    assert optimizer.state_dict() == other.state_dict()
    assert all(type(p) is Value for p in optimizer.parameters)
    assert all(isinstance(numbers, list) for numbers in optimizer.memory.values())


def test_a_divergence_is_told_and_stops():
    with pytest.warns(RuntimeWarning, match="diverged in epoch 1"):
        history, _ = trained(True, make=lambda p, _: nn.SGD(p, 1e308), max_norm=None)
    assert history.stopped.startswith("diverged in epoch 1")


def test_a_letter_that_the_model_does_not_know_is_told_with_its_word_and_place():
    samples = [[0, 1, 2], *X]
    with pytest.raises(IndexError, match=r"^expected x_2 to be a place from 0 to 5, got 6, in sample 26$"):
        trained(True, [*samples, [0, 6, 0, 0, 0, 0, 0]], [[0, 1, 2], *Y, [0] * 7])
    with pytest.raises(ValueError, match=r"^expected a whole number from 0 to 5 in x, got 6 in row 26, column 1$"):
        trained(True, [*samples, [0, 6, 0]], [[0, 1, 2], *Y, [0] * 3])


def test_a_loss_that_takes_targets_out_of_the_graph_trains_eagerly_or_says_why():
    def taking(answers, word):
        return surprise(answers, [int(letter) for letter in word])

    with pytest.raises(ControlFlowError, match="takes the number out"):
        trained(True, loss=taking)
    assert trained(False, loss=taking)[0].engine == "eager"


@pytest.mark.needs("tqdm")
@pytest.mark.parametrize("compiled", [True, False])
def test_the_bar_counts_steps_where_there_are_few_epochs(compiled, capsys):
    trained(compiled, epochs=2, progress=True)
    shown = capsys.readouterr().err
    assert "14/14" in shown
    assert "step/s" in shown or "s/step" in shown


@pytest.mark.parametrize("compiled", [True, False])
def test_ctrl_c_in_the_middle_of_an_epoch_leaves_everything_as_after_the_epoch_before(compiled, monkeypatch):
    class Interrupting:
        steps = 0

        def update(self, n=1):
            self.steps += n
            if self.steps > 20:
                raise KeyboardInterrupt

        def set_postfix_str(self, *_, **__):
            pass

        def close(self):
            pass

    monkeypatch.setattr("nn.training.fitting.progress_bar", lambda *_, **__: Interrupting())
    options = {"batch_size": 2, "callback": lambda epoch, loss: None}  # of 13 steps each
    history, optimizer = trained(compiled, epochs=5, **options)
    one_epoch, other = trained(compiled, epochs=1, **options)
    assert (history.stopped, history.losses) == ("interrupted", one_epoch.losses)
    assert optimizer.state_dict() == other.state_dict()


def test_samples_may_be_taken_as_they_stand():
    history, _ = trained(True, shuffle=False, epochs=2)
    assert_same((history, _), trained(False, shuffle=False, epochs=2))
    model = Letters()
    first = autograd.mean([surprise(model(x), y) for x, y in zip(X[:4], Y[:4])])
    assert history.batch_losses[0][0] == pytest.approx(first.data, rel=1e-12)
