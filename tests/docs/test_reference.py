"""The reference: every public name stands on a page, and says what a reader must know."""

from __future__ import annotations

import importlib
import re

import pytest

import autograd
import chalkgrad
import nn
import viz
from autograd import PRIMITIVES

pytest.importorskip("sphinx", reason="the reference is made by Sphinx: pip install 'chalkgrad[docs]'")

from docs.site import reference

PAGES = reference.pages()
ENTRIES = re.findall(
    r"^(?:\.\. |:{4}\{)(?:auto(?:class|exception|function)|py:(?:data|function))(?:::|\}) ([\w.]+)",
    "\n".join(PAGES.values()),
    re.M,
)


def test_every_public_name_has_one_entry():
    public = [
        *(f"{package.__name__}.{name}" for package in (autograd, nn, viz) for name in package.__all__),
        *(f"autograd.{name}" for name in PRIMITIVES),
        *(
            f"{door}.{name}"
            for door in ("nn.datasets", "nn.schedules", "nn.stopping")
            for name in importlib.import_module(door).__all__
        ),
        "autograd.compile",
    ]
    assert not set(public) - set(ENTRIES) - {"nn.datasets", "nn.schedules", "nn.stopping"}
    assert len(ENTRIES) == len(set(ENTRIES))


def test_what_chalkgrad_has_by_its_own_name_is_on_its_page():
    assert all(f"| `chalkgrad.{name}` |" in PAGES["chalkgrad"] for name in chalkgrad.__all__)


CALLABLE = [name for name in reference.public_names() if callable(reference.named(name))]


@pytest.mark.parametrize("path", reference.public_names())
def test_a_public_name_says_what_it_is_in_a_sentence(path):
    assert re.match(r"[^\n]+(\n[^\n]+)*[.:]", reference.documentation(path)), path
