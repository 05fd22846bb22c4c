"""The order in which tests are dealt to processes: each begins with whole files of slow tests."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.dealing import dealt


def a_file(file, *slow):
    markers = [{"slow": pytest.mark.slow} if each else {} for each in slow]
    path = Path(f"{file}.py")
    return [SimpleNamespace(path=path, name=f"{file}{k}", get_closest_marker=m.get) for k, m in enumerate(markers)]


QUICK = [a_file(file, *[False] * 10) for file in "abcd"]
SLOW = [a_file(file, False, True) for file in "wxyz"]
ITEMS = [item for quick, slow in zip(QUICK, SLOW) for item in (*quick, *slow)]


def names(items):
    return " ".join(item.name for item in items)


@pytest.mark.parametrize("workers", [1, 2, 3, 7])
def test_each_test_is_dealt_once(workers):
    assert sorted(item.name for item in dealt(ITEMS, workers)) == sorted(item.name for item in ITEMS)


def test_each_of_two_workers_begins_with_its_share_of_the_slow_files_and_goes_on_with_quick_ones():
    order = dealt(ITEMS, 2)
    first, second = order[: len(order) // 2], order[len(order) // 2 :]
    assert names(first).startswith("w0 w1 y0 y1 a0 a1 ")
    assert names(second).startswith("x0 x1 z0 z1 c0 c1 ")
    assert names(first).endswith("b8 b9")
    assert names(second).endswith("d8 d9")


def test_where_one_has_more_slow_tests_than_its_share_none_is_lost():
    items = [*a_file("a", *[True] * 9), *a_file("b", False)]
    assert names(dealt(items, 2)) == names(items)
    assert dealt([], 2) == []
