"""The reference: every public name stands on a page once, and says there what a reader must know."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
from dataclasses import fields
from functools import cache

import pytest

import autograd
import chalkgrad
import nn
import viz
from autograd import PRIMITIVES
from viz.live.explorer import ExploringOptions

pytest.importorskip("sphinx", reason="Sphinx reads the sources for it: pip install 'chalkgrad[docs]'")

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.utils import new_document

from docs.site import operations, reference, writing

pages = cache(reference.pages)
ENTRY = re.compile(r"^(?:\.\. (?:auto\w+|py:data)::|::::\{py:function\}) ([\w.]+)", re.MULTILINE)
FUNCTIONS = [name for name in reference.public_names() if inspect.isfunction(reference.named(name))]
CLASSES = [name for name in reference.public_names() if reference.is_class(reference.named(name))]
TOGETHER = {
    *viz.PlotLook.__annotations__,
    *(
        field.name
        for record in (autograd.Primitive, nn.ParallelOptions, viz.DrawingOptions, ExploringOptions)
        for field in fields(record)
    ),
}
"""Arguments that a page tells of once, for all functions that take them."""


def test_every_public_name_and_every_operation_has_one_entry():
    doors = {
        door: importlib.import_module(door) for door in ("nn.datasets", "nn.designs", "nn.schedules", "nn.stopping")
    }
    public = {f"{package.__name__}.{name}" for package in (autograd, nn, viz) for name in package.__all__} - set(doors)
    public |= {f"{door}.{name}" for door, module in doors.items() for name in module.__all__}
    public |= {"autograd.compile", *(f"autograd.{name}" for name in PRIMITIVES)}
    entries = [name for page in pages().values() for name in ENTRY.findall(page)]
    assert not public - set(entries)
    assert len(entries) == len(set(entries))


@pytest.mark.parametrize(
    ("page", "first"),
    {
        "checking": "autograd.gradcheck",
        "models": "nn.Neuron",
        "training": "nn.minibatches",
        "graphs": "viz.draw",
    }.items(),
)
def test_a_page_begins_with_what_most_readers_look_for(page, first):
    assert ENTRY.findall(pages()[page])[0] == first


@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        (["x: <a>Value</a>", "y: int = 0"], "f(x: <a>Value</a>, y: int = 0)"),
        (
            ["x: Sequence[Value]", "progress: bool = True", "seed: int = 0"],
            'f(<span class="argument">x: Sequence[Value],</span>\n'
            '<span class="argument">progress: bool = True,</span>\n'
            '<span class="argument">seed: int = 0,</span>)',
        ),
    ],
    ids=["short", "long"],
)
@pytest.mark.parametrize("last", [",", ""], ids=["comma", "no comma"])
def test_the_arguments_of_a_signature_stand_in_one_line_or_have_a_line_each(arguments, written, last):
    """As Sphinx 8.1 and later write them, in a list of definitions without terms, which is none."""
    listed = "\n".join(f"<dd>{argument},</dd>" for argument in arguments).removesuffix(",</dd>") + f"{last}</dd>"
    context = {"body": f"f(\n\n<dl>\n{listed}\n</dl>\n\n)"}
    writing.list_arguments(None, "", "", context, None)
    assert context["body"] == written


@pytest.mark.parametrize(
    ("text", "given", "language"),
    [("0.5: 3 of 5", "default", "text"), (">>> 1 in x", "default", "default"), ("x in y", "python", "python")],
    ids=["output", "console", "python"],
)
def test_what_has_been_printed_is_not_coloured_as_python(text, given, language):
    document = new_document("docs/page", get_default_settings())
    document += nodes.literal_block(text, text, language=given)
    writing.show_output(None, document)
    assert document[0]["language"] == language


def test_what_chalkgrad_has_is_on_its_page():
    assert all(f"| `chalkgrad.{name}` |" in pages()["chalkgrad"] for name in chalkgrad.__all__)


@pytest.mark.parametrize("name", reference.public_names())
def test_a_public_name_says_what_it_is_in_one_sentence(name):
    assert re.match(r"\S[^\n]*(\n[^\n]+)*[.:]\s", reference.documentation(name) + "\n")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_tells_of_every_argument_and_shows_an_example(name):
    told, _, example = reference.documentation(name).partition(">>>")
    arguments = set(inspect.signature(reference.named(name)).parameters) - TOGETHER
    assert {argument for argument in arguments if not re.search(rf"\b{argument}\b", told)} == set()
    assert example


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_says_what_it_returns(name):
    gives_nothing = {None, "None", "Iterator[None]"}  # the last in a `with` block
    assert inspect.signature(reference.named(name)).return_annotation in gives_nothing or re.search(
        r"^(Returns|Yields):$", reference.documentation(name), re.MULTILINE
    )


@pytest.mark.parametrize("name", CLASSES)
def test_a_public_class_shows_an_example(name):
    assert ">>> " in reference.documentation(name)


@pytest.mark.parametrize("row", PRIMITIVES.values(), ids=lambda row: row.name)
def test_the_example_of_an_operation_is_true(row):
    names = {"autograd": autograd, "Value": autograd.Value}
    test = doctest.DocTestParser().get_doctest(operations.example(row), names, row.name, None, 0)
    assert doctest.DocTestRunner().run(test) == (0, len(test.examples))


def test_the_entry_of_an_operation_says_what_its_row_says():
    text = "".join(page for name, page in pages().items() if name.startswith("operations_"))
    for row in PRIMITIVES.values():
        entry = text.split(f"autograd.{row.name}(", maxsplit=1)[1].split("\n::::\n", maxsplit=1)[0]
        assert row.convention in entry
        assert entry.count("<math") >= 1


def test_a_docstring_becomes_rest():
    text = "The `Value`s of `f(*xs)`, for `n * n`.\n\nReturns:\n    A pair: one, `two`.\n\n>>> `3`\n"
    assert reference.as_rest(text) == (
        "The :py:obj:`Value <autograd.Value>`\\ s of ``f(*xs)``, for ``n * n``.\n\n"
        ":returns: A pair: one, ``two``.\n\n>>> `3`\n"
    )
