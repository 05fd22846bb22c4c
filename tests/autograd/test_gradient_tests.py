"""A gradient's test in one line: what it passes, what it shows of what is wrong, and that it shows nothing else."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograd import GradcheckError, log
from autograd.strategies import arrays, gradient_test

HOMEWORK = Path(__file__).parents[2] / "examples" / "test_homework.py"


def test_a_right_gradient_passes():
    gradient_test([arrays(2), arrays()], gradient=lambda w, b: (2 * np.array(w) * b, sum(x * x for x in w)))(
        lambda w, b: b * sum(x * x for x in w)
    )()


def test_of_values_what_backward_gives_is_tested_where_the_function_is_defined():
    gradient_test([arrays()])(lambda x: log(x) * x)()


def test_of_a_wrong_gradient_the_smallest_inputs_are_shown_and_why_it_is_wrong():
    test = gradient_test([arrays(3)], gradient=lambda w: [x * x for x in w])(lambda w: sum(x**3 for x in w) / 3 + w[0])
    with pytest.raises(GradcheckError) as caught:
        test()
    assert "∂f/∂w[0]  0" in re.sub(" +", "  ", str(caught.value))
    assert "The smallest inputs that show it: w=[0.0, 0.0, 0.0]" in str(caught.value)
    test = gradient_test([arrays(2, make=np.array)], gradient=lambda w: -2 * w)(lambda w: np.sum(w**2))
    with pytest.raises(GradcheckError, match="w: the sign is wrong"):
        test()


def test_the_test_has_the_name_of_what_it_tests():
    def test_of_the_identity(x):
        """It is straight."""
        return x

    made = gradient_test([arrays()], gradient=lambda x: 1.0)(test_of_the_identity)
    assert (made.__name__, made.__doc__) == ("test_of_the_identity", test_of_the_identity.__doc__)


@pytest.mark.parametrize("inputs", [None, [], [0.5], "xx", arrays])
def test_inputs_that_are_no_strategies_are_refused(inputs):
    with pytest.raises(TypeError, match="expected inputs to be a strategy for each argument, as"):
        gradient_test(inputs)


def test_a_gradient_that_is_no_function_is_refused():
    with pytest.raises(TypeError, match="expected gradient to be a function of the arguments of f, or True, got 3"):
        gradient_test([arrays()], gradient=3)


def run(file, folder):
    """What pytest says of a homework, with the plugin, in a process and a folder of its own."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "chalkgrad_command.pytest_plugin"]
    environment = {"PYTHONPATH": str(HOMEWORK.parents[1]), "PATH": "", "PYTHONUTF8": "1"}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # where it is installed, it would be there twice
    return subprocess.run(
        [*command, "-p", "no:xdist", str(file)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env=environment,
        check=False,
    )


@pytest.mark.slow
def test_the_homework_of_the_examples_passes_and_without_a_factor_shows_the_report_alone(tmp_path):
    text = HOMEWORK.read_text(encoding="utf-8")
    right, wrong = tmp_path / "test_right.py", tmp_path / "test_wrong.py"
    right.write_text(text, encoding="utf-8")
    wrong.write_text(text.replace(" * (1 - a**2)", ""), encoding="utf-8")
    assert run(right, tmp_path).returncode == 0
    said = run(wrong, tmp_path)
    assert said.returncode == 1
    assert "W and b: the derivative of the activation of layer 1, if that is tanh, is missing." in said.stdout
    assert "Traceback" not in said.stdout
    assert ".py:" not in said.stdout.split("short test summary")[0]
