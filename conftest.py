"""What holds for all tests, of the packages' own examples and the pages too, when one of these is run alone.

Hypothesis profiles: `ci` draws the same fifty examples each time, `dev` a hundred new ones, `thorough` ten thousand.

`mutation` draws few, and always the same: it is there to be run for hundreds of broken versions of the code. `quick`
draws fewer still, for `make check`.
"""

import os
import signal
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import settings

from chalkgrad import autograd  # which looks first whether it is ours
from tests import dealing, needs

ROOT = Path(__file__).parent
PACKAGES = [ROOT / name for name in ("autograd", "chalkgrad", "chalkgrad_command", "nn", "viz")]

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a shell does so to what it starts in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("ci", max_examples=50, derandomize=True, deadline=None, print_blob=True)
settings.register_profile("dev", deadline=None)
settings.register_profile("thorough", max_examples=10_000, deadline=None)
settings.register_profile("quick", max_examples=5, derandomize=True, database=None, deadline=None)
settings.register_profile("mutation", max_examples=20, derandomize=True, database=None, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))


def pytest_configure(config):
    config.pluginmanager.register(needs)


def pytest_collect_file(file_path):
    """Imports a module of a package before pytest does, which would run it again if its package has imported it."""
    if file_path.suffix == ".py" and file_path.stem != "__main__" and any(map(file_path.is_relative_to, PACKAGES)):
        name = ".".join(file_path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        with suppress(ImportError):  # which pytest then meets, and `needs` judges
            import_module(name)


@pytest.fixture
def table():
    """The table of operations, which is afterwards what it was, in its order too."""
    before = dict(autograd.PRIMITIVES)
    yield autograd.PRIMITIVES
    autograd.PRIMITIVES.clear()
    autograd.PRIMITIVES.update(before)


LEISURELY = (
    "tests/autograd/checking/test_gradcheck.py",
    "tests/autograd/compiler",
    "tests/autograd/primitives/test_accuracy.py",
    "tests/autograd/primitives/test_infinities.py",
    "tests/autograd/primitives/test_operands.py",
    "tests/autograd/test_handing_on.py",
    "tests/autograd/test_strategies.py",
    "tests/autograd/test_zoo.py",
    "tests/benchmarks",
    "tests/nn/analysis/test_engines.py",
    "tests/nn/analysis/test_processes.py",
    "tests/nn/analysis/test_separability.py",
    "tests/nn/models/test_gpt.py",
    "tests/nn/test_containers.py",
    "tests/nn/test_lecture.py",
    "tests/nn/test_micrograd.py",
    "tests/nn/training/test_compiled.py",
    "tests/nn/training/test_sequences.py",
    "tests/nn/training/test_side_by_side.py",
    "tests/nn/training/test_threads.py",
    "tests/test_careless.py",
    "tests/test_pickling.py",
    "tests/test_portability.py",
    "tests/test_reprs.py",
    "tests/viz/classroom",
    "tests/viz/derivations/test_derivation_lecture.py",
    "tests/viz/graph",
    "tests/viz/live",
    "tests/viz/plots",
    "tests/viz/rendering",
    "tests/viz/test_references.py",
)
"""What `make check` leaves out besides the tests marked slow: many tests that take their time together."""


def pytest_ignore_collect(collection_path, config):
    """Where slow tests are left out, their files are not even imported; unless one is asked for by its name."""
    if config.option.markexpr == "not slow" and collection_path.is_relative_to(ROOT):
        return collection_path.relative_to(ROOT).as_posix().startswith(LEISURELY) or None
    return None


def pytest_collection_modifyitems(config, items):
    if hasattr(config, "workerinput"):  # this is one of several processes of pytest-xdist
        items[:] = dealing.dealt(items, config.workerinput["workercount"])
    for item in items:
        if item.nodeid.startswith(LEISURELY):
            item.add_marker(pytest.mark.slow)
