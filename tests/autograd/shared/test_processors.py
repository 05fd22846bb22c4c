"""How many processors there are to use, on systems that tell and on those that don't."""

import multiprocessing.process
import os
import sys

import pytest

from autograd.shared.processors import processors


def test_it_is_as_many_as_the_system_lets_this_process_use(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 3, 5}, raising=False)
    assert processors() == 3


@pytest.mark.parametrize(("count", "expected"), [(6, 6), (None, 1)])
def test_where_the_system_does_not_tell_it_is_as_many_as_there_are(monkeypatch, count, expected):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: count)
    assert processors() == expected


def test_a_process_that_shares_the_work_with_others_uses_one(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(multiprocessing.process, "parent_process", object)
    assert processors() == 1
    monkeypatch.delitem(sys.modules, "multiprocessing.process")
    assert processors() == 6
