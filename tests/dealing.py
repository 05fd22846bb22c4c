"""The order of the tests where several processes run them: what takes long comes first.

pytest-xdist gives each of its workers a run of neighbours, and half of what another one has left to whoever is done.
Long tests at the end would leave one worker alone with the last of them; and where a file is cut in two, a site or a
folder of notebooks that its tests share is built twice. So each worker begins with whole files of slow tests, and what
can be taken from it is the quick tests behind them.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain, islice
from pathlib import Path

import pytest

__all__ = ["dealt"]


def dealt(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """The tests in runs of one length, one for each worker: first its share of the files with slow tests, each whole.

    Args:
        items: the tests, those of a file as neighbours.
        workers: how many processes there are, 1 or more.
    """
    files: dict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        files[item.path].append(item)
    slow = [file for file, tests in files.items() if any(test.get_closest_marker("slow") for test in tests)]
    runs = [[test for file in slow[worker::workers] for test in files[file]] for worker in range(workers)]
    quick = chain.from_iterable(tests for file, tests in files.items() if file not in slow)
    for run in runs:
        run.extend(islice(quick, max(0, -(-len(items) // workers) - len(run))))
    return [*chain.from_iterable(runs), *quick]
