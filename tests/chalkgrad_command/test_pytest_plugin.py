"""Pytest's plugin costs nothing where no gradient is tested; what it shows, autograd/test_gradient_tests.py sees."""

import subprocess
import sys
from functools import partial
from importlib.metadata import entry_points
from types import SimpleNamespace

import pytest

from autograd import gradcheck
from chalkgrad_command.pytest_plugin import pytest_runtest_makereport


def test_to_load_it_loads_nothing_of_ours_but_the_package_that_it_stands_in():
    program = (
        "import sys, chalkgrad_command.pytest_plugin\n"
        "assert not {'autograd', 'nn', 'viz', 'chalkgrad', 'hypothesis', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_of_a_wrong_gradient_the_report_is_shown_with_the_inputs_that_hypothesis_found():
    def shown(function, *notes):
        with pytest.raises(Exception, match=r".") as caught:
            function()
        caught.value.__notes__ = list(notes)
        item = SimpleNamespace(repr_failure=lambda excinfo, style=None: "the whole traceback")
        pytest_runtest_makereport(item, SimpleNamespace(excinfo=caught))
        return item.repr_failure(caught)

    wrong = partial(gradcheck, lambda x: float(x) * x, [1.0])
    text = shown(wrong, "Falsifying example: test(x=1.0)")
    assert text.startswith("gradcheck: 2 of 2 derivatives wrong")
    assert text.endswith("\nFalsifying example: test(x=1.0)")
    assert shown(lambda: 1 / 0) == "the whole traceback"


def test_a_test_that_does_not_fail_is_left_alone():
    item = SimpleNamespace()
    pytest_runtest_makereport(item, SimpleNamespace(excinfo=None))
    assert not vars(item)


def test_pytest_finds_it_by_its_entry_point():
    found = [point.value for point in entry_points(group="pytest11") if point.name == "chalkgrad"]
    if not found:
        pytest.skip("installed before the plugin was")
    assert found == ["chalkgrad_command.pytest_plugin"]
