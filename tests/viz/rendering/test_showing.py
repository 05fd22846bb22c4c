"""`show`: in a notebook, and elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.request import url2pathname

import IPython.display
import pytest
from PIL import Image

import viz
from autograd import Value


def film() -> viz.Animation:
    return viz.animate(lambda ax, t: None, range(2), size=(1, 1), dpi=20, progress=False)


SHOWN = {
    "a picture": (lambda: viz.draw(Value(2.0, label="x")), "PNG"),
    "a plot": (lambda: viz.loss_curve([0.7, 0.5]), "PNG"),
    "a film": (film, "GIF"),
}
each = pytest.mark.parametrize(("make", "kind"), SHOWN.values(), ids=SHOWN)


@pytest.fixture
def opened(monkeypatch, tmp_path):
    """The addresses that a browser is asked to open."""
    addresses: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: addresses.append(address) or True)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return addresses


@each
def test_in_a_program_the_picture_is_opened_as_a_file(make, kind, opened):
    assert make().show() is None
    [address] = opened
    assert address.startswith("file://")
    with Image.open(url2pathname(address.removeprefix("file://"))) as image:
        assert image.format == kind


@each
def test_in_a_notebook_the_picture_is_displayed(make, kind, opened, monkeypatch):
    displayed: list[object] = []
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel=object()))
    monkeypatch.setattr(IPython.display, "display", displayed.append)
    picture = make()
    picture.show()
    assert displayed == [picture]
    assert opened == []


def test_at_ipythons_prompt_it_is_opened_as_in_a_program(opened, monkeypatch):
    monkeypatch.setattr(IPython, "get_ipython", SimpleNamespace)
    viz.loss_curve([0.7]).show()
    assert len(opened) == 1


def test_where_ipython_is_not_loaded_it_is_not_asked_for(opened, monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython", None)
    viz.loss_curve([0.7]).show()
    assert len(opened) == 1


def test_where_nothing_opens_pictures_it_is_said_where_the_file_is(opened, monkeypatch, capsys):
    monkeypatch.setattr("webbrowser.open", lambda address: False)
    viz.loss_curve([0.7]).show()
    path = capsys.readouterr().out.strip().removeprefix("nothing here opens pictures: this one is ")
    assert Path(path).read_bytes().startswith(b"\x89PNG")
