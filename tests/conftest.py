"""Hypothesis profiles: `ci` draws the same examples every time, `dev` new ones, `thorough` a hundred times as many.

`mutation` draws few, and always the same: it is there to be run for hundreds of broken versions of the code. `quick`
draws fewer still, for `make check`.
"""

import os

import pytest
from hypothesis import settings

from autograd import PRIMITIVES

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("dev", deadline=None)
settings.register_profile("thorough", max_examples=10_000, deadline=None)
settings.register_profile("quick", max_examples=5, derandomize=True, database=None, deadline=None)
settings.register_profile("mutation", max_examples=20, derandomize=True, database=None, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))


@pytest.fixture
def table():
    """The table of operations, which is afterwards what it was, in its order too."""
    before = dict(PRIMITIVES)
    yield PRIMITIVES
    PRIMITIVES.clear()
    PRIMITIVES.update(before)
