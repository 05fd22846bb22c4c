"""Tests that pass alone and in any order: how the files are found, and what order a seed gives."""

from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import alone

ITEMS = [SimpleNamespace(path=Path(f"{file}.py"), name=name) for file in "abcde" for name in range(6)]


@pytest.mark.parametrize("seed", ["0", "1", "2"])
def test_a_random_order_has_each_test_once_and_a_files_tests_together(seed):
    order = alone.in_random_order(ITEMS, seed)
    assert sorted((item.path, item.name) for item in order) == [(item.path, item.name) for item in ITEMS]
    changes = sum(before.path != after.path for before, after in pairwise(order))
    assert changes == len({item.path for item in ITEMS}) - 1


def test_a_seed_gives_its_order_again_and_another_seed_another():
    [first, again, other] = [alone.in_random_order(ITEMS, seed) for seed in ("1", "1", "2")]
    assert first == again
    assert first != other
    assert ITEMS not in (first, other)


def test_each_file_is_found_once_a_page_and_a_package_too():
    tests = ["tests/test_a.py::test_x[a::b]", "tests/test_a.py::test_y", "docs/a.md::a.md", "nn/a.py::nn.a.loss"]
    listing = "\n".join([*tests, "", "4 tests collected"])
    assert alone.files_of(listing) == ["tests/test_a.py", "docs/a.md", "nn/a.py"]


@pytest.mark.slow
def test_a_test_that_needs_another_one_fails_alone(tmp_path):
    (tmp_path / "test_first.py").write_text("import sys\ndef test_leaves_something(): sys.left = 1\n", encoding="utf-8")
    (tmp_path / "test_second.py").write_text("import sys\ndef test_finds_it(): assert sys.left\n", encoding="utf-8")
    assert alone.said_by_pytest(str(tmp_path))[0] == 0
    assert alone.said_by_pytest(str(tmp_path / "test_second.py"))[0] == 1


@pytest.mark.slow
@pytest.mark.parametrize("file", ["autograd/value.py", "nn/models/module.py"])
def test_a_module_whose_package_has_imported_it_is_not_run_again_for_its_examples(file):
    assert alone.said_by_pytest(file)[0] == 0
