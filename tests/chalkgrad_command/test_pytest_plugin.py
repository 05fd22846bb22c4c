"""Pytest's plugin costs nothing where no gradient is tested; what it shows, autograd/test_gradient_tests.py sees."""

import subprocess
import sys
from importlib.metadata import entry_points

import pytest


def test_to_load_it_loads_nothing_of_ours_but_the_package_that_it_stands_in():
    program = (
        "import sys, chalkgrad_command.pytest_plugin\n"
        "assert not {'autograd', 'nn', 'viz', 'chalkgrad', 'hypothesis', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_pytest_finds_it_by_its_entry_point():
    found = [point.value for point in entry_points(group="pytest11") if point.name == "chalkgrad"]
    if not found:
        pytest.skip("installed before the plugin was")
    assert found == ["chalkgrad_command.pytest_plugin"]
