"""What type checkers know of a Value's methods is what the table says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.build_methods import FILE, text

ROOT = Path(__file__).parents[2]
PROGRAM = """
from autograd import Value, autograd_sum
from autograd.micrograd import Value as OtherValue

w = Value(1.0, label="w")
y = w.sigmoid() + w.clamp(0.0) + w.maximum(2.0) + w.tanh().exp() * 2
loss = sum((v * v for v in [w, y]), start=Value(0.0))
loss.backward()
known: dict[Value, int] = {w: round(w), y: int(y)}
is_one: bool = w == 1.0
number: float = w.item() + round(w.data, 3)
door = OtherValue(2.0, (), "", "x")
door_grad: float = (door * 2 + 1).grad
w.grda  # E: "Value" has no attribute "grda"
w.backwards()  # E: "Value" has no attribute "backwards"
w.sigmiod()  # E: "Value" has no attribute "sigmiod"
w.maximum()  # E: Too few arguments
w.exp(2.0)  # E: Too many arguments
""".replace(", autograd_sum", "")


def test_the_file_is_what_make_docs_writes():
    assert FILE.read_text(encoding="utf-8") == text()


@pytest.mark.slow
def test_a_type_checker_knows_the_methods_and_finds_what_is_misspelt(tmp_path):
    (tmp_path / "user.py").write_text(PROGRAM, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--config-file=",
        "--no-incremental",
        "--cache-dir",
        str(tmp_path / "cache"),
    ]
    result = subprocess.run(
        [*command, str(tmp_path / "user.py")],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"MYPYPATH": str(ROOT), "PATH": ""},
    )
    found = dict(re.findall(r"user\.py:(\d+): error: (.*)", result.stdout))
    expected = {str(k): line.split("# E: ")[1] for k, line in enumerate(PROGRAM.splitlines(), 1) if "# E: " in line}
    assert found.keys() == expected.keys(), result.stdout + result.stderr
    assert all(found[line].startswith(message) for line, message in expected.items()), result.stdout
