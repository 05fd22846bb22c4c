"""Progress bars: what is shown, and what a notebook saves of it."""

from __future__ import annotations

import io
import itertools
import os
import re
from pathlib import Path

import pytest

import autograd
from autograd.shared.progress import progress_bar, with_progress_bar

ROOT = Path(autograd.__file__).parents[1]

CELLS = """
import nn
import viz

model = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
X, y = nn.datasets.XOR
descent = {"loss": nn.binary_cross_entropy, "optimizer": nn.SGD(model.parameters(), 1.0), "epochs": 50}

def stop(epoch, *_):
    if epoch == 20:
        raise KeyboardInterrupt
---
nn.fit(model, X, y, **descent);
---
try:
    nn.fit(model, X, y, callback=stop, **descent)
except KeyboardInterrupt:
    pass
---
viz.animate(lambda ax, frame: ax.plot([0, frame]), range(4));
"""


@pytest.mark.needs("tqdm")
def test_a_bar_counts_on_a_terminal(capsys):
    bar = progress_bar(3, "training", "epoch", done=1)
    bar.update(2)
    bar.close()
    assert "3/3" in capsys.readouterr().err
    assert list(with_progress_bar("ab", "spelling", "letter")) == ["a", "b"]
    assert "2/2" in capsys.readouterr().err


def test_where_there_is_nowhere_to_write_there_is_no_bar(monkeypatch):
    """As under pythonw, in a program with windows alone, or behind 2>&-: there Python has no standard error."""
    monkeypatch.setattr("sys.stderr", None)
    bar = progress_bar(3, "training", "epoch")
    bar.update(2)
    bar.set_postfix_str("loss 0.5")
    bar.close()
    assert list(with_progress_bar("ab", "spelling", "letter")) == ["a", "b"]


def test_none_that_is_wanted_shows_nothing(capsys):
    progress_bar(3, "training", "epoch", wanted=False).update()
    assert list(with_progress_bar("ab", "spelling", "letter", wanted=False)) == ["a", "b"]
    assert capsys.readouterr() == ("", "")


@pytest.mark.needs("tqdm")
@pytest.mark.parametrize(("is_terminal", "seldom"), [(True, False), (False, True)])
def test_into_a_file_a_bar_writes_once_in_half_a_minute(monkeypatch, is_terminal, seldom):
    """Some thousand lines of one that is watched are what a log of a cluster need not have."""
    seconds = itertools.count()
    monkeypatch.setattr("tqdm.std.time", lambda: float(next(seconds)))
    written = io.StringIO()
    written.isatty = lambda: is_terminal
    monkeypatch.setattr("sys.stderr", written)
    bar = progress_bar(600, "training", "epoch")
    for _ in range(600):
        bar.update()
    bar.close()
    assert "600/600" in written.getvalue()
    assert (written.getvalue().count("\r") < 100) == seldom


@pytest.mark.needs("tqdm")
@pytest.mark.slow
def test_a_notebook_saves_where_a_bar_ended_and_not_where_it_began():
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in CELLS.split("---")])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    NotebookClient(notebook, timeout=120, extra_arguments=["--log-level=ERROR"]).execute(env=environment)
    shown = [output.data for cell in notebook.cells for output in cell.outputs if "data" in output]
    bars = [data["text/plain"] for data in shown if any("widget-view" in kind for kind in data)]
    assert [re.sub(r"^(\w+): .*?(\d+/\d+) .*", r"\1 \2", bar) for bar in bars] == [
        "training 50/50",
        "training 20/50",
        "drawing 4/4",
    ]
