from __future__ import annotations

import re
import string
from itertools import pairwise

import nn


def test_there_are_a_thousand_names_each_once():
    names = nn.datasets.names
    assert len(names) == len(set(names)) == 1000
    assert all(re.fullmatch("[a-z]{3,10}", name) for name in names)


def test_they_need_the_twenty_six_letters():
    assert nn.datasets.Characters(nn.datasets.names).text == string.ascii_lowercase


def test_they_come_in_no_order():
    """The letter that a name begins with says nothing of where it stands: half the neighbours are in order."""
    names = nn.datasets.names
    in_order = sum(a < b for a, b in pairwise(names))
    assert abs(in_order - 999 / 2) < 4 * (999 / 12) ** 0.5  # the variance of the ascents of a permutation


def test_a_small_gpt_sees_each_as_a_whole():
    X, y = nn.datasets.Characters(nn.datasets.names).samples(nn.datasets.names, 16)
    assert len(X) == len(y) == 1000
