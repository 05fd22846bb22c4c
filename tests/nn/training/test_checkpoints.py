from __future__ import annotations

import json

import pytest

import nn
from tests.nn.training.interruption import ctrl_c

X, Y = nn.datasets.moons(20, noise=0.2, seed=3)


def training(kind="Adam"):
    """Model, optimizer, and what to call `fit` with: everything a run depends on."""
    model = nn.MLP(2, [4, 1], output="sigmoid", seed=0)
    optimizer = {
        "Adam": lambda: nn.Adam(model.parameters(), 0.05),
        "momentum": lambda: nn.SGD(model.parameters(), 0.5, momentum=0.9),
        "RMSprop": lambda: nn.RMSprop(model.parameters(), 0.01),
    }[kind]()
    options = {
        "loss": nn.binary_cross_entropy,
        "optimizer": optimizer,
        "batch_size": 6,
        "seed": 7,
        "validation": (X[:5], Y[:5]),
        "schedule": nn.schedules.cosine(0.05, 8),
        "progress": False,
    }
    return model, optimizer, options


def bits(model, history):
    """Everything that must come out the same, times apart."""
    columns = (history.losses, history.accuracies, history.validation_losses, history.gradient_norms)
    return model.state_dict(), columns, history.shuffling, history.learning_rates


@pytest.mark.parametrize("kind", ["Adam", "momentum", "RMSprop"])
@pytest.mark.parametrize("halfway", [1, 3, 7])
def test_saved_in_the_middle_and_continued_it_ends_with_the_same_bits(kind, halfway, tmp_path):
    model, _, options = training(kind)
    whole = bits(model, nn.fit(model, X, Y, epochs=8, **options))

    model, optimizer, options = training(kind)
    nn.save_checkpoint(tmp_path / "half.json", optimizer, nn.fit(model, X, Y, epochs=halfway, **options))
    model, optimizer, options = training(kind)
    for parameter in model.parameters():
        parameter.data = 99.0
    history = nn.load_checkpoint(tmp_path / "half.json", optimizer)
    assert history.epochs == halfway
    assert bits(model, nn.fit(model, X, Y, epochs=8, resume=history, **{**options, "seed": None})) == whole


def test_fit_saves_after_each_epoch_where_it_is_told_to(tmp_path):
    path = tmp_path / "training.json"
    model, _, options = training()
    whole = bits(model, nn.fit(model, X, Y, epochs=6, **options))

    class PowerCut(BaseException):
        pass

    def cut(epoch, loss):
        if epoch == 4:
            raise PowerCut

    model, _, options = training()
    with pytest.raises(PowerCut):
        nn.fit(model, X, Y, epochs=6, checkpoint=path, callback=cut, **options)
    model, optimizer, options = training()
    history = nn.load_checkpoint(path, optimizer)
    assert history.epochs == 4
    assert bits(model, nn.fit(model, X, Y, epochs=6, resume=history, **options)) == whole


@pytest.mark.parametrize("batches", [0, 1, 9, 14])
def test_ctrl_c_gives_back_the_history_so_far_and_loses_nothing(batches):
    """Four batches an epoch: the interrupt comes in the middle of one, or at its beginning."""
    model, _, options = training()
    whole = bits(model, nn.fit(model, X, Y, epochs=5, **options))

    model, optimizer, options = training()
    step, steps = optimizer.step, []

    def interrupted_step():
        step()
        steps.append(None)
        if len(steps) == batches + 1:
            raise KeyboardInterrupt

    optimizer.step = interrupted_step
    history = nn.fit(model, X, Y, epochs=5, **options)
    assert history.stopped == "interrupted"
    assert history.epochs == batches // 4
    assert len(history.validation_losses) == len(history.seconds) == history.epochs
    optimizer.step = step
    assert bits(model, nn.fit(model, X, Y, epochs=5, resume=history, **options)) == whole


def test_ctrl_c_between_two_entries_of_the_history_leaves_no_half_epoch(monkeypatch):
    model, _, options = training()
    whole = bits(model, nn.fit(model, X, Y, epochs=5, **options))
    add = nn.History.add

    def torn(history, **entries):
        add(history, losses=entries.pop("losses"))
        if history.epochs == 3:
            raise KeyboardInterrupt
        add(history, **entries)

    monkeypatch.setattr(nn.History, "add", torn)
    model, _, options = training()
    history = nn.fit(model, X, Y, epochs=5, **options)
    assert history.epochs == len(history.losses) == len(history.seconds) == 2
    monkeypatch.undo()
    assert bits(model, nn.fit(model, X, Y, epochs=5, resume=history, **options)) == whole


def test_a_real_ctrl_c_stops_a_real_training():
    model, _, options = training()
    with ctrl_c() as begun:
        history = nn.fit(model, X, Y, epochs=10**9, callback=lambda epoch, loss: begun.set(), **options)
    assert history.stopped == "interrupted"
    assert 0 < history.epochs == len(history.losses) == len(history.gradient_norms)


def test_resuming_a_finished_training_does_nothing():
    model, _, options = training()
    history = nn.fit(model, X, Y, epochs=3, **options)
    before = model.state_dict()
    assert nn.fit(model, X, Y, epochs=3, resume=history, **options).losses == history.losses
    assert model.state_dict() == before


def test_resuming_leaves_the_history_it_starts_from_alone():
    model, _, options = training()
    history = nn.fit(model, X, Y, epochs=2, **options)
    nn.fit(model, X, Y, epochs=4, resume=history, **options)
    assert history.epochs == 2


DAMAGE = {
    "format": (lambda r: r.update(format="something else"), "expected format to be 'chalkgrad checkpoint'"),
    "version": (lambda r: r.update(version=2), "expected version to be 1, got 2"),
    "field": (lambda r: r.pop("history"), "the file lacks the field 'history'"),
    "kind": (lambda r: r["optimizer"].update(kind="SGD"), "expected kind to be 'Adam', got 'SGD'"),
    "size": (lambda r: r["optimizer"]["parameters"].pop(), "expected parameters to be 17 numbers"),
    "memory": (lambda r: r["optimizer"]["memory"]["mean"].append(0.0), "expected memory.mean to be 17 numbers"),
    "text": (lambda r: r["optimizer"]["parameters"].__setitem__(3, "1"), r"parameters\[3\] to be a number, got '1'"),
    "column": (lambda r: r["history"].update(losses=3), "history.losses to be a list of numbers, got 3"),
    "length": (lambda r: r["history"]["seconds"].pop(), "history.seconds to have 2 entries, got 1"),
    "history": (lambda r: r["history"].pop("seconds"), "expected history to have the fields"),
    "stopped": (lambda r: r["history"].update(stopped=1), "history.stopped to be a text, got 1"),
    "engine": (lambda r: r["history"].update(engine=None), "history.engine to be a text, got None"),
    "batches": (lambda r: r["history"].update(batch_losses=3), "history.batch_losses to be a list of lists, got 3"),
    "batch": (
        lambda r: r["history"].update(batch_losses=[[1.0, "2"]]),
        r"history.batch_losses\[0\]\[1\] to be a number",
    ),
    "no generator": (lambda r: r["history"].update(shuffling=3), "history.shuffling to be the state of"),
    "generator": (lambda r: r["history"]["shuffling"][1].pop(), "history.shuffling to be the state of"),
    "generator word": (lambda r: r["history"]["shuffling"][1].__setitem__(0, -1), "history.shuffling to be the state"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_checkpoint_is_refused_names_the_field_and_changes_nothing(damage, tmp_path):
    path = tmp_path / "training.json"
    model, optimizer, options = training()
    nn.save_checkpoint(path, optimizer, nn.fit(model, X, Y, epochs=2, **options))
    record = json.loads(path.read_text(encoding="utf-8"))
    change, message = DAMAGE[damage]
    change(record)
    path.write_text(json.dumps(record), encoding="utf-8")
    model, optimizer, _ = training()
    before = optimizer.state_dict()
    with pytest.raises((TypeError, ValueError), match=f"training.json: .*{message}"):
        nn.load_checkpoint(path, optimizer)
    assert optimizer.state_dict() == before


def test_another_file_is_replaced_only_where_that_is_said(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("mine", encoding="utf-8")
    optimizer = nn.SGD(nn.Neuron(2, seed=0).parameters(), 0.1)
    with pytest.raises(FileExistsError, match=r"notes\.txt"):
        nn.save_checkpoint(path, optimizer, nn.History(losses=[0.5]))
    assert path.read_text(encoding="utf-8") == "mine"
    nn.save_checkpoint(path, optimizer, nn.History(losses=[0.5]), overwrite=True)
    nn.save_checkpoint(path, optimizer, nn.History(losses=[0.5, 0.25]))
    assert nn.load_checkpoint(path, optimizer).losses == [0.5, 0.25]


def test_what_is_no_history_is_refused_by_its_name(tmp_path):
    optimizer = nn.SGD(nn.Neuron(2, seed=0).parameters(), 0.1)
    with pytest.raises(TypeError, match=r"^expected history to be what nn\.fit gave, an nn\.History, got \[0\.5\]$"):
        nn.save_checkpoint(tmp_path / "new.json", optimizer, [0.5])
    assert not list(tmp_path.iterdir())
