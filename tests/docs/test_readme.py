"""The README: what it writes down can be written, and what there is to draw with stands in it."""

from __future__ import annotations

import ast
import builtins
import inspect
import re
from doctest import DocTestParser
from pathlib import Path
from typing import Any

import pytest

import nn
import viz
from docs import gallery

TEXT = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
PROSE = re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL)
WRITTEN = [code for code in re.findall(r"`([^`\n]+)`", PROSE) if re.match(r"(viz|nn)\.\w+\(|\w+ = ", code)]
EXAMPLES = [example.source for example in DocTestParser().get_examples(TEXT)]


def nodes(*sources: str) -> list[ast.AST]:
    return [node for source in sources for node in ast.walk(ast.parse(source.replace("...", "**{}")))]


def test_what_stands_in_the_text_uses_names_that_the_readme_defines():
    stored = [node for node in nodes(*EXAMPLES, *WRITTEN) if isinstance(node, ast.Name)]
    known = {node.id for node in stored if isinstance(node.ctx, ast.Store)}
    known |= {node.arg for node in nodes(*WRITTEN) if isinstance(node, ast.arg)}
    known |= {alias.name for node in nodes(*EXAMPLES) if isinstance(node, ast.Import) for alias in node.names}
    used = {node.id for node in nodes(*WRITTEN) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    assert WRITTEN
    assert used - known - set(dir(builtins)) == set()


def test_what_stands_in_the_text_calls_what_there_is_with_arguments_that_it_takes():
    for call in (node for node in nodes(*WRITTEN) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
            package = {"viz": viz, "nn": nn}.get(call.func.value.id)
            if package:
                takes = inspect.signature(getattr(package, call.func.attr)).parameters
                assert {keyword.arg for keyword in call.keywords} - {None} <= set(takes), ast.unparse(call)


@pytest.mark.needs("dot")
def test_the_picture_at_the_top_is_what_the_code_below_it_draws():
    names: dict[str, Any] = {}
    drawing = EXAMPLES.index("viz.draw(loss)\n")
    for source in EXAMPLES[:drawing]:
        exec(source, names)
    assert TEXT.index("docs/unit.png") < TEXT.index(EXAMPLES[0])
    assert eval(EXAMPLES[drawing], names).png() == gallery.one_unit()


def test_every_function_that_draws_is_met_in_it():
    functions = [name for name in viz.__all__ if inspect.isfunction(getattr(viz, name)) or name == "Trajectory"]
    assert [name for name in functions if not re.search(rf"\bviz\.{name}\b", TEXT)] == []
