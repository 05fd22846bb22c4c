"""`python -m viz`: what it prints and writes, and its exit codes."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
import webbrowser
from pathlib import Path

import pypdfium2
import pytest

from tests.viz.live.offline import assert_is_offline
from tests.viz.reading import read
from viz.command.command_line import main

UNIT = ["sigmoid(w1*x1 + w2*x2)", "w1=0.5", "x1=2", "w2=-0.25", "x2=1"]


def test_without_a_file_it_prints_both_passes_and_the_derivation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(UNIT) == 0
    blocks = [block.splitlines() for block in capsys.readouterr().out.split("\n\n")]
    assert blocks[0][0] == "forward"
    assert [line.strip() for line in blocks[0][1:]] == [
        "w₁ = 0.5",
        "x₁ = 2",
        "w₂ = −0.25",
        "x₂ = 1",
        "a = w₁·x₁ + w₂·x₂ = 0.75",
        "f = σ(a) = 0.6792",
    ]
    assert blocks[1][0] == "backward"
    assert [line.strip() for line in blocks[1][1:]] == [
        "∂f/∂f = 1",
        "∂f/∂a = 0.2179",  # σ(0.75)·(1 − σ(0.75)) = 0.21789…
        "∂f/∂w₁ = 0.4358",
        "∂f/∂x₁ = 0.1089",
        "∂f/∂w₂ = 0.2179",
        "∂f/∂x₂ = −0.05447",
    ]
    assert blocks[2] == ["∂f/∂w₁ = ∂f/∂a · ∂a/∂w₁    chain rule"]


def test_the_names_to_derive_by_can_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["x1 * (x1 + x2)", "x1=2", "x2=1", "--derive", "x2", "--derive", "x1", "--precision", "3"]) == 0
    printed = capsys.readouterr().out
    assert printed.index("∂f/∂x₂ = x₁") < printed.index("= 2·x₁ + x₂")


def test_an_expression_may_begin_with_a_minus_and_have_no_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-2 * 3"]) == 0
    assert main(["-x", "x=1"]) == 0
    assert capsys.readouterr().out.startswith("forward\nf = −6\nforward\nx = 1\nf = −x = −1\n")


def test_a_picture_has_every_gradient(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "graph.svg"
    assert main([*UNIT, "-o", str(file)]) == 0
    assert capsys.readouterr().out == f"wrote {file}: computation graph of 0.6792: 8 nodes, 7 edges\n"
    assert {"w₁ = 0.5", "grad 0.4358", "grad −0.05447"} <= read(file.read_text(encoding="utf-8")).lines


def test_options_may_stand_anywhere_and_draw_differently(tmp_path: Path) -> None:
    for k, options in enumerate((["--direction", "TB"], ["--unfold"], ["--derive", "w"], ["--precision", "10"])):
        assert main([*options, "dot([w], [x])", "-o", str(tmp_path / f"{k}.dot"), "w=0.123456789", "x=3"]) == 0
    texts = [(tmp_path / f"{k}.dot").read_text(encoding="utf-8") for k in range(4)]
    assert "rankdir=TB" in texts[0]
    assert "×" in texts[1]
    assert len(set(texts)) == 4
    assert "0.123456789" in texts[3]


def test_a_file_is_replaced_only_when_told_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "graph.dot"
    file.write_text("precious", encoding="utf-8")
    assert main(["x * x", "x=2", "-o", str(file)]) == 1
    assert capsys.readouterr().err == f"python -m viz: {file} exists already: --force replaces it\n"
    assert file.read_text(encoding="utf-8") == "precious"
    assert main(["x * x", "x=2", "-o", str(file), "--force"]) == 0
    assert capsys.readouterr().out.startswith(f"replaced {file}: ")
    assert file.read_text(encoding="utf-8") != "precious"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What a browser is asked to show; its pages go into `tmp_path`, and nothing else, such as the fonts' folder."""
    addresses: list[str] = []
    mkdtemp = tempfile.mkdtemp

    def in_tmp_path(*arguments: str | None, prefix: str = "") -> str:
        return str(tmp_path) if prefix == "chalkgrad-" else mkdtemp(*arguments)

    monkeypatch.setattr(webbrowser, "open", lambda address: bool(addresses.append(address)) or True)
    monkeypatch.setattr(tempfile, "mkdtemp", in_tmp_path)
    return addresses


def test_open_shows_the_live_page_in_the_browser(shown: list[str], tmp_path: Path) -> None:
    assert main(["x * x", "x=2", "--open", "--language", "de"]) == 0
    page = tmp_path / "page.html"
    assert shown == [page.as_uri()]
    text = page.read_text(encoding="utf-8")
    assert_is_offline(text)
    assert '<html lang="de">' in text
    assert '"mode":"explore"' in text


def test_open_shows_the_file_that_was_asked_for(shown: list[str], tmp_path: Path) -> None:
    assert main(["x * x", "x=2", "--open", "-o", str(tmp_path / "graph.svg")]) == 0
    assert shown == [(tmp_path / "graph.svg").as_uri()]


def test_a_page_may_begin_with_the_steps(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    assert main([*UNIT, "--steps", "-o", str(file)]) == 0
    assert '"mode":"step"' in file.read_text(encoding="utf-8")


def test_steps_are_written_as_pages_pictures_and_film(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("steps.pdf", "steps.gif", "step-{}.png"):
        assert main(["x * x", "x=2", "--steps", "-o", str(tmp_path / name)]) == 0
        said = f"wrote {tmp_path / name}: computation graph of 4: 2 nodes, 2 edges\n"
        assert capsys.readouterr().out == said
    written = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert written.keys() == {"steps.pdf", "steps.gif", *(f"step-{k}.png" for k in range(1, 5))}
    assert len(pypdfium2.PdfDocument(written["steps.pdf"])) == 4
    assert main(["x * x", "x=2", "-o", str(tmp_path / "step-{}.png")]) == 1
    assert "step-{}.png exists already: --force replaces it" in capsys.readouterr().err
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == written


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "expected an EXPRESSION, or --lecture DIR; --help shows examples"),
        (["log(x", "x=2"], 2, "'(' was never closed\n  log(x\n     ^"),
        (["x + y", "x=2"], 2, "y has no value: add y=NUMBER\n  x + y\n      ^"),
        (["x", "x=2", "z=1"], 2, "z is given, but not in the expression"),
        (["x", "x=2", "x=3"], 2, "x is given twice"),
        (["x", "x=two"], 2, "expected a number for x, got 'two'"),
        (["x", "x=1/"], 2, "expected a number for x, got '1/'"),
        (["x", "x=1/0"], 2, "expected a number for x, got '1/0'"),
        (["x", "x=10**400"], 2, "expected a number for x, got '10**400'"),
        (
            ["weight*x", "weigth=1", "weight=2", "x=1"],
            2,
            "weigth is given, but not in the expression: did you mean weight?",
        ),
        (["x*w", "x=1", "w=2", "W=3", "q=1"], 2, "W, q are given, but not in the expression: did you mean w?"),
        (["w1*x", "w1=1", "x=1", "--derive", "W1"], 2, "--derive W1: the expression has no W1: did you mean w1?"),
        (["x", "x=nan"], 2, "expected a finite number for x, got 'nan'"),
        (["x", "x"], 2, "expected NAME=VALUE, got 'x'"),
        (["x", "2x=1"], 2, "expected NAME=VALUE, got '2x=1'"),
        (["x", "x=1", "--derive", "y"], 2, "--derive y: the expression has no y"),
        (["x", "x=1", "--precision", "0"], 2, "expected --precision 1 to 17, got 0"),
        (
            ["x", "x=1", "-o", "graph.bmp"],
            2,
            "expected a file that ends in .png, .svg, .pdf, .dot, .html, .gif, .webp or .mp4, got 'graph.bmp'",
        ),
        (["x", "x=1", "--steps", "-o", "steps.png"], 2, "expected {} in the name of a PNG, for the number of the step"),
        (["x", "x=1", "--open", "-o", "step-{}.png"], 2, "--open shows one file, and 'step-{}.png' stands for many"),
        (["x", "x=1", "--derive", "x", "-o", "page.html"], 2, "--derive is for the text, and for a picture"),
        (["--lecture", "folder", "--steps"], 2, "--lecture takes a folder, and neither"),
        (["x", "--lecture", "folder"], 2, "--lecture takes a folder"),
        (["log(x)", "x=-1"], 1, "log is not defined at x = -1.0\n  log(x)\n  ^"),
        (["sqrt(x)", "x=0"], 1, "sqrt has no derivative at x = 0.0"),
        (["x", "x=1", "-o", "no/such/folder.dot"], 1, "cannot write no/such/folder.dot: there is no folder"),
    ],
)
def test_a_mistake_is_named_on_standard_error_with_its_exit_code(
    arguments: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"python -m viz: {message}")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1/2", "0.5"),
        ("-3", "−3"),
        ("−3", "−3"),
        ("2^3", "8"),
        ("pi/2", "1.571"),
        ("e", "2.718"),
        ("sqrt(16)", "4"),
        (" 1 / 4 ", "0.25"),
    ],
)
def test_a_number_may_be_worked_out(text: str, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["2*x", f"x={text}"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == f"x = {number}"


def test_other_letters_are_read_where_python_takes_everything_for_ascii(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "viz", "σ(ŵ)", "ŵ=0", "--derive", "ŵ"]
    ascii_alone = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ran = subprocess.run(command, env=ascii_alone, capture_output=True, text=True, check=True)
    assert "f = sigma(w_hat) = 0.5\n" in ran.stdout
    drawing = [*command[:5], "-o", str(tmp_path / "größe.dot")]
    subprocess.run(drawing, env=ascii_alone, capture_output=True, check=True)
    assert "ŵ" in (tmp_path / "größe.dot").read_text(encoding="utf-8")


def test_unknown_options_end_as_argparse_ends(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["x", "x=1", "--colour"])
    assert exit_.value.code == 2
    assert "usage: python -m viz" in capsys.readouterr().err


def test_help_has_examples_that_run(capsys: pytest.CaptureFixture[str], tmp_path: Path, shown: list[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["--help"])
    assert exit_.value.code == 0
    examples = [
        line.split("python -m viz ")[1] for line in capsys.readouterr().out.splitlines() if "  python -m" in line
    ]
    assert len(examples) == 6
    for example in (example for example in examples if "--lecture" not in example):
        files = {name: str(tmp_path / name) for name in ("graph.png", "steps.pdf")}
        assert main([files.get(part, part) for part in shlex.split(example)]) == 0
    assert shown == [(tmp_path / "page.html").as_uri()]


def test_the_command_runs_as_a_module_and_ends_quietly_when_nobody_reads_on() -> None:
    command = [sys.executable, "-m", "viz", "x * x", "x=3"]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert "∂f/∂x = 6" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "result"),
    [
        (["lambda*x", "lambda=0.5", "x=2"], "= 1\n"),
        (["-omega*t", "omega=0.5", "t=2"], "= −1\n"),
        (["-h*x", "h=0.5", "x=2"], "= −1\n"),
    ],
)
def test_an_expression_may_begin_with_a_minus_and_use_any_name(
    arguments: list[str], result: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 0
    assert result in capsys.readouterr().out


def test_what_is_wrong_in_the_expression_is_said_before_a_name_too_many(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["exp(1000)", "y=1"]) == 1
    assert "exp is too large for a float" in capsys.readouterr().err
    assert main(["exp(1)", "y=1"]) == 2
    assert "y is given, but not in the expression" in capsys.readouterr().err


def test_the_mask_of_an_expression_with_a_minus_is_seen_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["x", "x=1", "-o", "-x.dot"]) == 0
    assert [file.name for file in tmp_path.iterdir()] == ["-x.dot"]
    assert main(["x=2", "-h*x", "h=1"]) == 2
    assert main(["-x + y)", "x=1"]) == 2
    shown = capsys.readouterr().err
    assert "\0" not in shown
    assert "\n  -x + y)\n        ^" in shown


def test_after_two_dashes_everything_is_an_expression_or_a_value(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--", "-h", "h=2"]) == 0
    assert "= −2" in capsys.readouterr().out
