"""All that saves something follows one rule: the folder must be there, and nothing is lost but by `overwrite=True`."""

from __future__ import annotations

import errno
import inspect
import os
import re
from pathlib import Path

import pytest

import autograd
import chalkgrad_command
import nn
import viz
from autograd import Value
from autograd.shared import files
from chalkgrad_command import demo, lab

ROOT = Path(autograd.__file__).parents[1]


def picture(path, **options):
    viz.draw(Value(2.0, label="x")).save(path, **options)


def film(path, **options):
    viz.animate(lambda ax, t: ax.plot([0, t]), range(2), size=(2, 1), progress=False).save(path, **options)


def page(path, **options):
    viz.save_html(Value(2.0, label="x"), path, **options)


def steps(path, **options):
    viz.stepper(Value(2.0, label="x")).save(path, progress=False, **options)


def playground(path, **options):
    viz.playground().save(path, **options)


def plot(path, **options):
    viz.bars({"a": 1.0}).save(path, **options)


def cheatsheet(path, **options):
    viz.cheatsheet().save(path, **options)


def deck(path, **options):
    viz.deck().save(path, **options)


def worksheet(path, **options):
    viz.worksheet("parameter count").save(path, **options)


def marked(path, **options):
    viz.mark(viz.exercise("parameter count"), {}).save(path, **options)


def marked_class(path, **options):
    viz.MarkedClass((viz.mark(viz.exercise("parameter count"), {}),)).save(path, **options)


def model(path, **options):
    nn.save(nn.Neuron(2, seed=0), path, **options)


def onnx_model(path, **options):
    nn.to_onnx(nn.Neuron(2, seed=0), path, **options)


def sweep(path, **options):
    nn.Outcomes([nn.Outcome(3, 0.5)]).save(path, **options)


def training():
    net = nn.Neuron(2, seed=0)
    optimizer = nn.SGD(net.parameters(), 0.1)
    options = {"loss": nn.mse_loss, "optimizer": optimizer, "epochs": 2, "progress": False}
    return net, optimizer, options


def checkpoint(path, **options):
    _, optimizer, _ = training()
    nn.save_checkpoint(path, optimizer, nn.History(), **options)


WRITERS = {
    "nn.Outcomes.save": (sweep, "sweep.csv"),
    "nn.save": (model, "net.json"),
    "nn.to_onnx": (onnx_model, "net.onnx"),
    "nn.save_checkpoint": (checkpoint, "half.json"),
    "viz.Picture.save": (picture, "graph.svg"),
    "viz.Animation.save": (film, "film.gif"),
    "viz.Playground.save": (playground, "playground.html"),
    "viz.plots.figures.Plot.save": (plot, "plot.pdf"),
    "viz.CheatSheet.save": (cheatsheet, "sheet.pdf"),
    "viz.Deck.save": (deck, "deck.toml"),
    "viz.Marked.save": (marked, "marks.csv"),
    "viz.MarkedClass.save": (marked_class, "marks.csv"),
    "viz.Worksheet.save": (worksheet, "sheet.tex"),
    "viz.save_html": (page, "graph.html"),
    "viz.Stepper.save, a page": (steps, "steps.html"),
    "viz.Stepper.save, pages": (steps, "steps.pdf"),
    "viz.Stepper.save, a film": (steps, "steps.gif"),
}
DRAWING = (page, picture, playground, steps)
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


def public_writers():
    """What has a parameter `overwrite` among the public functions and the methods of public classes."""
    for package in (autograd, nn, viz):
        for name in package.__all__:
            found = getattr(package, name)
            methods = vars(found).items() if inspect.isclass(found) else []
            for writer, function in [(name, found), *((f"{name}.{method}", its) for method, its in methods)]:
                if inspect.isfunction(function) and "overwrite" in inspect.signature(function).parameters:
                    yield f"{package.__name__}.{writer}"


def test_no_public_writer_is_left_out():
    writers_of_folders = {"viz.Worksheets.save"}  # tests/viz/classroom/sheets/test_class_set.py
    assert set(public_writers()) <= {what.partition(",")[0] for what in WRITERS} | writers_of_folders
    assert "viz.Picture.save" in set(public_writers())


KEPT_NOWHERE = {
    "autograd/compiler/codegen/jit.py",  # the cache, by a way of its own
    "autograd/shared/files.py",
    "viz/classroom/sheets/folder.py",  # a folder, which gets its name when all is there
    "viz/classroom/sheets/qti.py",  # in memory
    "viz/classroom/deck/deck.py",  # these four into folders that are gone at once
    "viz/classroom/playground_widget.py",
    "viz/rendering/fonts.py",
    "viz/rendering/video.py",
}


def without_examples(source):
    return re.sub(r"^ *(>>>|\.\.\.).*$", "", source, flags=re.MULTILINE)


def test_nothing_is_written_but_in_the_one_way():
    writing = re.compile(
        r"""\.write_(text|bytes)\(|open\([^)]*["'][wxa]b?["']|ZipFile\(|savefig\((?!stream|drawn|figure)|json\.dump\("""
    )
    packages = [Path(package.__file__).parent for package in (autograd, nn, viz, chalkgrad_command)]
    sources = {file for package in packages for file in package.rglob("*.py")}
    found = {file for file in sources if writing.search(without_examples(file.read_text(encoding="utf-8")))}
    assert {file.relative_to(ROOT).as_posix() for file in found} == KEPT_NOWHERE


@pytest.fixture
def full_disk(monkeypatch):
    """A disk that takes the half of what is written."""

    def half(file, contents):
        file.write_bytes(contents[: len(contents) // 2])
        raise OSError(errno.ENOSPC, "No space left on device", str(file))

    monkeypatch.setattr(files, "_write_to_disk", half)


@every_writer
@pytest.mark.usefixtures("full_disk")
def test_where_the_disk_is_full_the_file_is_the_old_one_or_none(save, name, tmp_path):
    with pytest.raises(OSError, match=rf"No space left on device: '.*{name}'$"):
        save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / name).write_bytes(b"mine")
    with pytest.raises(OSError, match="No space left on device"):
        save(tmp_path / name, overwrite=True)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(name, b"mine")]


@pytest.mark.usefixtures("full_disk")
def test_where_the_disk_is_full_no_half_of_a_notebook_is_left_that_would_count_as_copied(tmp_path):
    with pytest.raises(OSError, match="No space left on device"):
        lab.copy_course(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("full_disk")
def test_where_the_disk_is_full_the_demonstration_keeps_its_old_picture(tmp_path):
    (tmp_path / "xor.png").write_bytes(b"mine")
    with pytest.raises(OSError, match="No space left on device"):
        demo.draw_learning(nn.MLP(2, [2, 1], seed=0), nn.History(losses=[1.0, 0.5]), tmp_path / "xor.png")
    assert (tmp_path / "xor.png").read_bytes() == b"mine"
