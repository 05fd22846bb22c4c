"""Data that are not made lists: the same bits as the same data in lists, in little memory; refused as they are."""

from __future__ import annotations

import math
import os
import random
import re
import subprocess
import sys
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value
from nn.training import blocks, portions
from nn.training.streams import Stream, check_source, is_source
from tests.needs import EITHER_WAY

ROWS, WIDTH = 203, 4
LOSSES = {
    "binary_cross_entropy": (1, "sigmoid", lambda r: r.integers(0, 2, ROWS)),
    "cross_entropy": (3, "linear", lambda r: r.integers(0, 3, ROWS)),
    "hinge_loss": (1, "linear", lambda r: 2 * r.integers(0, 2, ROWS) - 1),
    "huber_loss": (1, "linear", lambda r: r.normal(size=ROWS)),
    "mse_loss": (2, "linear", lambda r: r.normal(size=(ROWS, 2))),
}


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch):
    monkeypatch.setattr(blocks, "LARGE", 1)


def data(loss, kind=float):
    """Samples that the kind holds exactly, and targets for a loss."""
    generator = np.random.default_rng(7)
    return (generator.integers(-99, 99, (ROWS, WIDTH)) / (1 if kind in (int, np.int16) else 8)).astype(kind), LOSSES[
        loss
    ][2](generator)


def trained(*given, loss="mse_loss", compiled=False, **options):
    """What a training leaves: its history and the parameters."""
    outputs, function, _ = LOSSES[loss]
    model = nn.MLP(WIDTH, [3, outputs], activation="tanh", output=function, seed=0)
    optimizer = nn.Adam(model.parameters(), 0.01)
    options = {"epochs": 2, "batch_size": 16, "seed": 1, "progress": False, "max_norm": 5.0, **options}
    history = nn.fit(model, *given, loss=getattr(nn, loss), optimizer=optimizer, compiled=compiled, **options)
    history.seconds = []
    return history, model.state_dict(), optimizer.state_dict()


def in_lists(*given, validation=None, **options):
    validation = validation and tuple(part.tolist() for part in validation)
    return trained(*(part.tolist() for part in given), validation=validation, **options)


def mapped(path, numbers):
    np.save(path, numbers)
    return np.load(path, mmap_mode="r")


def pieces(X, y, size):
    """A source: the function that gives the data in pieces."""
    return lambda: ((X[k : k + size], y[k : k + size]) for k in range(0, len(X), size))


@pytest.mark.parametrize("compiled", EITHER_WAY)
@pytest.mark.parametrize("loss", LOSSES)
def test_memory_maps_give_the_bits_of_lists(loss, compiled, tmp_path):
    X, y = data(loss)
    on_disk = mapped(tmp_path / "X.npy", X), mapped(tmp_path / "y.npy", y)
    options = {"loss": loss, "compiled": compiled, "validation": (X[:50], y[:50])}
    expected = in_lists(X, y, **options)
    assert expected[0].engine == ("compiled" if compiled else "eager")
    assert trained(*on_disk, **options | {"validation": (on_disk[0][:50], on_disk[1][:50])}) == expected


@pytest.mark.parametrize("compiled", EITHER_WAY)
@pytest.mark.parametrize("kind", [np.float32, np.int16, int, bool])
def test_arrays_of_other_numbers_are_gathered_in_portions_to_the_same_bits(kind, compiled, monkeypatch):
    monkeypatch.setattr(portions, "AT_HAND", 3 * 16 * WIDTH)
    X, y = data("huber_loss", kind)
    for options in ({}, {"shuffle": False}, {"shuffle": 40}, {"batch_size": None}):
        options |= {"loss": "huber_loss", "compiled": compiled}
        assert trained(X, y.astype(np.float32), **options) == in_lists(X, y.astype(np.float32), **options)


@pytest.mark.parametrize("compiled", EITHER_WAY)
def test_tokens_in_an_array_stay_whole_numbers(compiled):
    tokens = np.random.default_rng(0).integers(0, 5, (12, 4))

    def losses(X, y):
        model = nn.GPT(5, 4, 2, 1, 3, seed=0)
        optimizer = nn.Adam(model.parameters(), 0.01)
        options = {"epochs": 2, "batch_size": 5, "seed": 0, "validation": (X, y), "progress": False}
        history = nn.fit(model, X, y, loss=nn.cross_entropy, optimizer=optimizer, compiled=compiled, **options)
        return history.losses, history.accuracies, history.validation_losses

    assert losses(tokens[:, :-1], tokens[:, 1:]) == losses(tokens[:, :-1].tolist(), tokens[:, 1:].tolist())


@pytest.mark.needs("llvmlite")
@pytest.mark.parametrize(
    "view",
    [
        lambda table: (table[:, :WIDTH], table[:, WIDTH]),
        lambda table: (table[:, :WIDTH], table[:, WIDTH:]),
        lambda table: (np.asfortranarray(table)[:, :WIDTH], table[:, WIDTH].tolist()),
        lambda table: (table[::-1, :WIDTH][::-1], table[::-1, WIDTH][::-1]),
    ],
)
def test_columns_of_one_map_are_read_where_they_lie(view):
    X, y = data("huber_loss")
    options = {"loss": "huber_loss", "compiled": True}
    assert trained(*view(np.column_stack([X, y])), **options) == in_lists(X, y, **options)


@pytest.mark.parametrize("compiled", EITHER_WAY)
@pytest.mark.parametrize("loss", LOSSES)
def test_a_source_gives_the_bits_of_lists_whose_windows_are_shuffled(loss, compiled):
    X, y = data(loss)
    for shuffle, size in ((False, 30), (32, 7), (32, 150), (33, 50))[:: 1 if compiled else 2]:
        options = {"loss": loss, "compiled": compiled, "shuffle": shuffle}
        streamed = trained(pieces(X, y, size), validation=pieces(X, y, 60), **options)
        assert streamed == in_lists(X, y, validation=(X, y), **options)


@pytest.mark.parametrize("compiled", EITHER_WAY)
def test_a_source_that_fits_into_one_window_gives_the_bits_of_lists(compiled):
    X, y = data("cross_entropy")
    expected = in_lists(X, y, loss="cross_entropy", compiled=compiled)
    batches = list(pieces(X.tolist(), y.tolist(), 90)())
    for source in (pieces(X, y, 20), batches, [*batches, ([], [])], dict(enumerate(batches)).values()):
        assert trained(source, loss="cross_entropy", compiled=compiled) == expected


def test_windows_hold_whole_batches_and_each_is_shuffled_apart():
    for shuffle, window in ((20, 24), (24, 24), (1, 8), (1000, 1000)):
        met = order_met(shuffle)
        starts = range(0, 100, window)
        assert [sorted(met[k : k + window]) for k in starts] == [list(range(k, min(k + window, 100))) for k in starts]
        assert met != sorted(met)


def order_met(shuffle):
    """The rows in the order in which an epoch of batches of 8 met them."""
    met = []

    def loss(prediction, target):
        met.append(int(prediction.data))
        return prediction * 0.0

    w = Value(1.0)
    optimizer = nn.SGD([w], 0.1)
    options = {"epochs": 1, "batch_size": 8, "shuffle": shuffle, "seed": 0, "progress": False, "compiled": False}
    nn.fit(lambda x: w * x[0], np.arange(100.0)[:, None], np.zeros(100), loss=loss, optimizer=optimizer, **options)
    return met


@given(st.integers(1, 60), st.integers(1, 70), st.integers(1, 80), st.integers(0, 9))
def test_an_order_meets_each_sample_once_and_alike_when_it_is_drawn_again(rows, window, size, seed):
    generator = random.Random(seed)
    order = portions.shuffled(rows, generator, window)
    after = generator.getstate()
    assert sorted(order) == list(range(rows))
    drawn = portions.Drawn(again := random.Random(seed))
    for _ in range(2):
        found = [
            first + k for first in range(0, rows, window) for k in drawn.of_window(first, min(window, rows - first))
        ]
        assert found == list(order)
        assert again.getstate() == after


@pytest.mark.parametrize("compiled", EITHER_WAY)
def test_a_training_on_a_source_is_taken_up_again_to_the_same_bits(compiled):
    X, y = data("mse_loss")
    source, model = pieces(X, y, 50), nn.MLP(WIDTH, [3, 2], seed=0)
    optimizer = nn.SGD(model.parameters(), 0.01, momentum=0.5)
    options = {"loss": nn.mse_loss, "batch_size": 16, "shuffle": 64, "progress": False, "compiled": compiled}
    options["schedule"], options["schedule_by"] = nn.schedules.cosine(0.01, 5 * 13), "step"
    half = nn.fit(model, source, optimizer=optimizer, epochs=2, seed=1, **options)
    history = nn.fit(model, source, optimizer=optimizer, epochs=5, seed=1, resume=half, **options)
    whole = nn.MLP(WIDTH, [3, 2], seed=0)
    never = nn.fit(whole, source, optimizer=nn.SGD(whole.parameters(), 0.01, momentum=0.5), epochs=5, seed=1, **options)
    assert (history.losses, model.state_dict()) == (never.losses, whole.state_dict())


# What does not fit


def spoiled(X, y, where, number):
    X, y = np.array(X), np.array(y, float)
    (X if where == "X" else y)[150] = number
    return X, y


@pytest.mark.parametrize(
    ("where", "number", "message"),
    [
        ("X", math.nan, "expected finite numbers in X, got nan in row 150, column 0"),
        ("X", -math.inf, "expected finite numbers in X, got -inf in row 150, column 0"),
        ("y", math.nan, "expected finite numbers in y, got nan in row 150"),
        ("y", 3.0, "expected targets from 0 to 1 in y for binary_cross_entropy, got 3.0 in row 150"),
    ],
)
def test_what_does_not_fit_is_told_with_its_row_wherever_it_lies(where, number, message, monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK", 64)
    X, y = spoiled(*data("binary_cross_entropy"), where, number)
    with pytest.raises(ValueError, match=re.escape(message)):
        trained(X, y, loss="binary_cross_entropy")
    with pytest.raises(ValueError, match=re.escape(message) + r".*\(number 2 of batches, which begins with row 120\)"):
        trained(pieces(X, y, 60), loss="binary_cross_entropy")
    with pytest.raises(
        ValueError, match=re.escape(message) + r".*\(number 2 of validation, which begins with row 120\)"
    ):
        trained(*data("binary_cross_entropy"), loss="binary_cross_entropy", validation=pieces(X, y, 60))


def test_arrays_of_other_sizes_are_refused_as_lists_are():
    X, y = data("huber_loss")
    for wrong in ((X[:, :3], y), (X, y[:-1]), (X, np.array(["a"] * ROWS)), (X[:, 0], y)):
        with pytest.raises((TypeError, ValueError)) as of_lists:
            in_lists(*wrong)
        with pytest.raises(of_lists.type, match=f"^{re.escape(str(of_lists.value))}$"):
            trained(*wrong)


@pytest.mark.parametrize("compiled", EITHER_WAY)
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda X, y: (X[:-9], y[:-9]), "expected batches to give 203 samples again, got 194"),
        (lambda X, y: (np.vstack([X, X]), np.append(y, y)), "expected batches to give 203 samples again, got more"),
        (lambda X, y: (X[:, :3], y), "expected 4 numbers a row in X, for MLP"),
        (lambda X, y: spoiled(X, y, "X", math.nan), "expected finite numbers in X, got nan in row 150, column 0"),
    ],
)
def test_a_source_that_changes_meanwhile_ends_the_training_and_leaves_the_epoch_before(change, message, compiled):
    X, y = data("huber_loss")
    passes = count()

    def source():  # checked once, gone through once, and then another
        return pieces(*((X, y) if next(passes) < 2 else change(X, y)), 50)()

    model = nn.MLP(WIDTH, [3, 1], activation="tanh", seed=0)
    optimizer, seen = nn.SGD(model.parameters(), 0.01), []
    with pytest.raises(ValueError, match=re.escape(message)):
        nn.fit(
            model,
            source,
            loss=nn.huber_loss,
            optimizer=optimizer,
            epochs=3,
            batch_size=16,
            seed=1,
            progress=False,
            compiled=compiled,
            callback=lambda epoch, loss: seen.append(model.state_dict()),
        )
    assert [model.state_dict()] == seen


class Once:
    def __iter__(self):
        return iter([([[0.0] * WIDTH], [1.0])])

    def __next__(self):
        raise StopIteration


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ((pair for pair in []), "got <generator object"),
        (iter([]), "which runs once: hand over the function that makes it, uncalled, or a list of pairs (X, y)"),
        (Once(), "expected batches that can be gone through in each epoch, got"),
        (lambda: None, "expected batches to give pairs (X, y), got None"),
        (abs, "or a function without arguments that gives them, got the function abs"),
        ([], "expected at least one sample in batches, got none"),
        (5, "expected batches to be a source of pairs (X, y), got 5"),
        ("rows.parquet", "write nn.parquet(…, inputs=[…], target=…)"),
        ([[0.0] * WIDTH] * 5, "samples and targets apart are nn.fit(model, X, y, …)"),
        (np.zeros((5, WIDTH)), "samples and targets apart are nn.fit(model, X, y, …)"),
        ([([[0.0] * WIDTH], [1.0, 2.0])], "got 1 sample in X and 2 targets in y (number 0 of batches"),
        ([([0.0] * WIDTH, [1.0] * WIDTH)], "expected a row of 4 numbers for each sample in X"),
    ],
)
def test_what_is_no_source_is_refused_with_what_to_write(source, message):
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        trained(source, loss="huber_loss")


@pytest.mark.parametrize(
    "batches",
    [
        [([[0.0] * WIDTH], [1.0]), "rows"],
        [([[0.0] * WIDTH], [1.0]), ([[0.0] * WIDTH], 1.0)],
        [([[0.0] * WIDTH], [1.0]), ([[0.0] * WIDTH], [1.0], [1.0])],
    ],
)
def test_a_batch_that_is_no_pair_is_told_with_its_number_in_the_name_of_the_source(batches):
    message = r"expected each of validation to be a pair \(X, y\) of samples and targets, got .* as number 1: "
    with pytest.raises(TypeError, match=message):
        Stream(batches, nn.MLP(WIDTH, [1], seed=0), nn.mse_loss, "validation")


def kind_of(source):
    return type(source).__name__


class Both:
    """What can be called, with an argument, and gone through."""

    def __call__(self, x):
        raise AssertionError

    def __iter__(self):
        return iter([([[0.0]], [1.0])])


class ByNumber:
    """What has its batches by their numbers, as older sequences have."""

    def __getitem__(self, number):
        return [([[0.0]], [1.0])][number]


class InTurn:
    """What gives its batches one by one, and is no iterable."""

    def __next__(self):
        return [[0.0]], [1.0]


def made_of_iterators():
    yield ([number] for number in (0.0,)), (number for number in (1.0,))


@pytest.mark.parametrize("source", [Both(), ByNumber(), made_of_iterators], ids=kind_of)
def test_batches_come_of_all_that_can_be_gone_through(source):
    stream = Stream(source, nn.MLP(1, [1], seed=0), nn.mse_loss)
    assert [(list(map(list, X)), y) for X, y in stream.windows(9)] == [([[0.0]], [1.0])]


@pytest.mark.parametrize("given", [Both(), InTurn(), made_of_iterators, made_of_iterators(), range(3)], ids=kind_of)
def test_what_may_be_meant_as_a_source(given):
    assert is_source(given)


@pytest.mark.parametrize("given", [([], []), [], "rows", b"rows", {}, set(), list, 5, None, ByNumber()], ids=kind_of)
def test_what_may_not(given):
    assert not is_source(given)


def test_what_parquet_files_are_read_with_is_told_how_to_be_a_source():
    table = type("ParquetFile", (), {"__module__": "pyarrow.parquet.core"})()
    with pytest.raises(TypeError, match=r"^expected batches to be pairs \(X, y\), got .*: write nn\.parquet\("):
        check_source(table)
    with pytest.raises(TypeError, match=r"^expected validation to be pairs"):
        check_source(table, "validation")


def test_a_source_of_rows_of_several_lengths_or_of_sequences_is_refused():
    def fitted(batches):
        w = nn.Neuron(1).parameters()[0]
        optimizer = nn.SGD([w], 0.1)
        nn.fit(
            lambda x: w * x[0],
            batches,
            loss=nn.mse_loss,
            optimizer=optimizer,
            epochs=1,
            batch_size=2,
            compiled=False,
            progress=False,
        )

    with pytest.raises(ValueError, match="expected 2 numbers a row in X, as in row 0, got 1 in row 1"):
        fitted([([[1.0, 2.0], [1.0]], [0.0, 0.0])])
    with pytest.raises(ValueError, match="expected 2 numbers a row in X, as before, got 1"):
        fitted([([[1.0, 2.0]], [0.0]), ([[1.0]], [0.0])])
    with pytest.raises(TypeError, match="expected X to have a row of numbers a sample, got "):
        fitted([([[[1.0, 2.0]]], [0.0])])


def test_full_batches_of_a_source_are_refused_as_is_a_window_that_is_no_number():
    X, y = data("huber_loss")
    with pytest.raises(ValueError, match="expected batch_size for a source of batches, got None"):
        trained(pieces(X, y, 50), loss="huber_loss", batch_size=None)
    for shuffle in (0, -1):
        with pytest.raises(ValueError, match=f"expected shuffle to be a whole number of at least 1, got {shuffle}"):
            trained(X, y, loss="huber_loss", shuffle=shuffle)


# Memory

PROGRAM = """
import resource, sys
import numpy as np
import nn

rows, way = int(sys.argv[1]), sys.argv[2]
X = np.lib.format.open_memmap("X.npy", mode="w+", dtype=float, shape=(rows, 20))
for k in range(0, rows, 1000):
    X[k : k + 1000] = np.random.default_rng(k).normal(size=(1000, 20))
y = (X[:, 0] > 0.0).astype(float)


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def fitted(rows):
    model = nn.MLP(20, [8, 1], output="sigmoid", seed=0)
    optimizer = nn.SGD(model.parameters(), 0.1)
    options = {"epochs": 2, "batch_size": 64, "seed": 0, "compiled": True, "progress": False}
    if way == "source":
        data = (lambda: ((X[k : min(k + 1000, rows)], y[k : min(k + 1000, rows)]) for k in range(0, rows, 1000)),)
    else:
        data = X[:rows], y[:rows]
    nn.fit(model, *data, loss=nn.binary_cross_entropy, optimizer=optimizer, **options)


fitted(6_000)
before = peak()
fitted(rows)
print(peak() - before)
"""


@pytest.mark.needs("llvmlite")
@pytest.mark.parametrize(("way", "most"), [("map", 30), ("source", 100)])
def test_two_hundred_thousand_rows_take_little_memory_beside_their_map(way, most, tmp_path):
    """In lists they would take 160 MB at least; the map's 32 MB were in memory before, as it was written."""
    pytest.importorskip("resource", reason="needs a system that says how much memory it gave")
    command = [sys.executable, "-c", PROGRAM, "200000", way]
    here = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run(command, cwd=tmp_path, env=here, capture_output=True, text=True, check=True, timeout=300)
    assert int(done.stdout) < most * 1e6
