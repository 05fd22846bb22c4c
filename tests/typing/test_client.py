"""The two programs that type checkers read: `make test` gives them to mypy, `make types` to Pyright as well."""

import ast
import re
import runpy
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.needs("dot", "matplotlib", "onnx", "sklearn")
def test_the_client_runs(tmp_path):
    runpy.run_path(str(HERE / "client.py"))["main"](tmp_path)
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == ["graph.pdf", "model.json", "model.onnx", "page.html", "sheet.tex"]


def test_every_mistake_is_named_for_both_checkers():
    text = (HERE / "wrong.py").read_text(encoding="utf-8")
    lines = text.splitlines()
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.name != "product"]
    statements = [lines[statement.lineno - 1] for function in functions for statement in function.body]
    assert len(statements) > 40
    for line in statements:
        assert re.search(r"  # type: ignore\[[a-z-]+\]  # pyright: ignore\[[A-Za-z, ]+\]$", line), line
