"""What we print can be printed anywhere: on a terminal of cp1252 or ASCII, into a pipe, into a file."""

from __future__ import annotations

import ast
import io
import os
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
import nn
import viz
from autograd import GradcheckError, Value, check_answer, gradcheck, zoo
from autograd.shared.printing import printable

ROOT = Path(autograd.__file__).parents[1]
ENCODINGS = ("ascii", "cp1252", "cp437", "latin-1", "utf-8")
every_encoding = pytest.mark.parametrize("encoding", ENCODINGS)


def stream(encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict")


@given(st.text(), st.sampled_from(ENCODINGS))
def test_any_text_can_be_written_and_stays_as_it_is_where_it_could_be_anyway(text, encoding):
    written = printable(text, stream(encoding))
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        written.encode(encoding)
    else:
        assert written == text
    assert printable(written, stream(encoding)) == written


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("∂ℓ/∂w₁₁⁽¹⁾ = −1.5", "dl/dw11^(1) = -1.5"),
        ("(ŷ − y)·x₁", "(y_hat - y)*x1"),
        ("x² · eˣ⁻¹ · 2²³", "x^2 * e^(x-1) * 2^23"),
        ("σ(Δx) ≤ ½π", "sigma(Deltax) <= 1/2pi"),
        ("2 → 1 … ✓", "2 -> 1 ... OK:"),
    ],
)
def test_formulas_are_written_as_one_types_them(text, typed):
    assert printable(text, stream("ascii")) == typed


def test_a_letter_of_which_we_know_nothing_is_a_question_mark():
    assert printable("日", stream("cp1252")) == "?"


@pytest.mark.parametrize("out", [None, object()])
def test_without_a_stream_or_without_its_encoding_the_text_stays(out, monkeypatch):
    monkeypatch.setattr(sys, "stdout", out)
    assert printable("∂ → ŷ") == "∂ → ŷ"


SHOWN_BY_PICTURES = set("\u2061▶◀①②③•␣↵⇥⌊⌋⌈⌉⊙⊤⋮\ufffd\u200e\u200f\u061c\xa0") | set(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
"""What is put into drawings and pages, typeset, or taken out of names; and the brackets of floor and ceil."""
OF_NAMES = set("ÆÐØÞßæðøþĐđıŁłŊŋŒœ李")
"""Letters of names of students, as TeX and PDF are asked for them, and in examples."""


def test_no_letter_that_our_texts_use_becomes_a_question_mark():
    letters: set[str] = set()
    for path in (p for package in (autograd, nn, viz) for p in Path(package.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                letters |= set(node.value)
    assert {c for c in letters - SHOWN_BY_PICTURES - OF_NAMES if "?" in printable(c, stream("ascii"))} == {"?"}


def reports() -> dict[str, object]:
    """One of everything that is made to be printed, with all letters that it may use."""
    x, y_hat = Value(2.0, label="x₁"), Value(0.5, label="ŷ")
    loss = -(x * y_hat).sigmoid().log()
    loss.label = "ℓ"
    model = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
    nothing = nn.MLP(2, [2, 1], output="sigmoid", init="zeros")
    bug = zoo.BUGS["swapped"]
    with pytest.raises(GradcheckError) as wrong:
        gradcheck(bug.function, [3.0, 5.0], backward=bug.backward)
    return {
        "gradcheck": gradcheck(lambda x: x * x, 2.0),
        "gradcheck, wrong": wrong.value,
        "answer": check_answer(loss, x, [1.0]),
        "summary": nn.summary(model),
        "diagnosis": nn.diagnose(nothing, *nn.datasets.XOR),
        "finding": nn.diagnose(nothing, *nn.datasets.XOR).findings[0],
        "separable": nn.separability(*nn.datasets.AND),
        "not separable": nn.separability(*nn.datasets.XOR),
        "perceptron": nn.Perceptron(2).fit(*nn.datasets.AND),
        "derivation": viz.derivation(loss, wrt=x),
        "formula": viz.formula(loss),
        "row": viz.row_formula(autograd.PRIMITIVES["sqrt"]),
        "picture": viz.draw(loss),
        "plot": viz.loss_curve([0.7, 0.1]),
        "secant": viz.secant(autograd.exp, 1.0),
        "stepper": viz.stepper(loss),
    }


@every_encoding
@pytest.mark.needs("dot", "graphviz", "matplotlib")
def test_every_report_can_be_printed(encoding):
    for name, report in reports().items():
        out = stream(encoding)
        with redirect_stdout(out):
            print(report)
            if isinstance(report, viz.Derivation):
                print(repr(report))
        out.flush()
        printed = out.buffer.getvalue().decode(encoding)
        assert "?" not in printed, name


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize(
    "arguments",
    [
        [str(ROOT / "demo.py")],
        ["-m", "viz", "sigmoid(w1*x1) / ŷ", "w1=0.5", "x1=2", "ŷ=3"],
        ["-m", "viz", "σ(x) / ŷ", "x=3"],
        ["-m", "viz", "--help"],
        ["-m", "viz", "x**2", "x=3", "-o", "∂.svg"],
    ],
    ids=["demo", "report", "error", "help", "picture"],
)
def test_the_programs_run_on_such_a_terminal(arguments, encoding, tmp_path):
    # Letters on the command line are the shell's affair: they come as UTF-8 wherever the tests themselves are run.
    given = [argument.encode() for argument in arguments] if os.name == "posix" else arguments
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "PYTHONPATH": str(ROOT)}
    environment["LC_ALL"] = "C.UTF-8"
    run = subprocess.run([sys.executable, *given], capture_output=True, env=environment, cwd=tmp_path, check=False)
    said = (run.stdout + run.stderr).decode(encoding)
    assert run.returncode == (2 if arguments[-1] == "x=3" and len(arguments) == 4 else 0), said
    assert "Traceback" not in said
    assert "\\u" not in said
