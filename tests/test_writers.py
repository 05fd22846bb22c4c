"""All that saves something follows one rule: the folder must be there, and nothing is lost but by `overwrite=True`."""

from __future__ import annotations

import os

import pytest

import nn
import viz
from autograd import Value


def picture(path, **options):
    viz.draw(Value(2.0, label="x")).save(path, **options)


def film(path, **options):
    viz.animate(lambda ax, t: ax.plot([0, t]), range(2), size=(2, 1), progress=False).save(path, **options)


def page(path, **options):
    viz.save_html(Value(2.0, label="x"), path, **options)


def steps(path, **options):
    viz.stepper(Value(2.0, label="x")).save(path, progress=False, **options)


def worksheet(path, **options):
    viz.worksheet("parameter count").save(path, **options)


def model(path, **options):
    nn.save(nn.Neuron(2, seed=0), path, **options)


def training():
    net = nn.Neuron(2, seed=0)
    optimizer = nn.SGD(net.parameters(), 0.1)
    options = {"loss": nn.mse_loss, "optimizer": optimizer, "epochs": 2, "progress": False}
    return net, optimizer, options


def checkpoint(path, **options):
    _, optimizer, _ = training()
    nn.save_checkpoint(path, optimizer, nn.History(), **options)


WRITERS = {
    "nn.save": (model, "net.json"),
    "nn.save_checkpoint": (checkpoint, "half.json"),
    "viz.Picture.save": (picture, "graph.svg"),
    "viz.Animation.save": (film, "film.gif"),
    "viz.Worksheet.save": (worksheet, "sheet.tex"),
    "viz.save_html": (page, "graph.html"),
    "viz.Stepper.save, a page": (steps, "steps.html"),
    "viz.Stepper.save, pages": (steps, "steps.pdf"),
    "viz.Stepper.save, a film": (steps, "steps.gif"),
}
DRAWING = (picture, page, steps)
"""Those that need Graphviz."""
every_writer = pytest.mark.parametrize(
    ("save", "name"),
    [
        pytest.param(save, name, id=what, marks=[pytest.mark.needs("dot")] if save in DRAWING else [])
        for what, (save, name) in WRITERS.items()
    ],
)


@every_writer
def test_a_file_is_written_and_replaced_where_that_is_said(save, name, tmp_path):
    save(tmp_path / name)
    assert [entry.name for entry in tmp_path.iterdir()] == [name]
    (tmp_path / name).write_bytes(b"mine")
    with pytest.raises(FileExistsError, match=f"{name}' exists already: overwrite=True replaces it"):
        save(tmp_path / name)
    assert (tmp_path / name).read_bytes() == b"mine"
    save(tmp_path / name, overwrite=True)
    assert (tmp_path / name).read_bytes() != b"mine"
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


@every_writer
def test_a_missing_folder_is_named(save, name, tmp_path):
    with pytest.raises(FileNotFoundError, match=f"no folder '.*missing' to save '{name}' in: create it first"):
        save(tmp_path / "missing" / name)


@pytest.mark.skipif(os.name != "posix", reason="needs pipes")
@every_writer
@pytest.mark.parametrize("overwrite", [False, True])
def test_a_pipe_is_neither_replaced_nor_waited_for(save, name, overwrite, tmp_path):
    os.mkfifo(tmp_path / name)
    with pytest.raises(OSError, match=f"{name}', which is a device or a pipe"):
        save(tmp_path / name, overwrite=overwrite)
    assert (tmp_path / name).is_fifo()


def test_a_checkpoint_replaces_an_earlier_checkpoint_unasked(tmp_path):
    checkpoint(tmp_path / "half.json")
    checkpoint(tmp_path / "half.json")
    net, optimizer, options = training()
    went = nn.fit(net, [[0.0, 1.0]], [1.0], checkpoint=tmp_path / "half.json", **options)
    assert nn.load_checkpoint(tmp_path / "half.json", optimizer).losses == went.losses


@pytest.mark.parametrize("contents", [b"", b"mine", b'{"format": "chalkgrad model", "version": 1}'])
def test_a_training_refuses_to_replace_anything_else_before_it_begins(contents, tmp_path):
    (tmp_path / "file.json").write_bytes(contents)
    net, _, options = training()
    before = net.state_dict()
    with pytest.raises(FileExistsError, match="exists already"):
        nn.fit(net, [[0.0, 1.0]], [1.0], checkpoint=tmp_path / "file.json", **options)
    assert (tmp_path / "file.json").read_bytes() == contents
    assert net.state_dict() == before


def test_a_training_asks_for_its_folder_before_it_begins(tmp_path):
    net, _, options = training()
    before = net.state_dict()
    with pytest.raises(FileNotFoundError, match=r"no folder '.*missing' to save 'half.json' in"):
        nn.fit(net, [[0.0, 1.0]], [1.0], checkpoint=tmp_path / "missing" / "half.json", **options)
    assert net.state_dict() == before
