"""That a leak is seen, and that what leaks nothing is called flat."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import soak
from benchmarks.soak import SAMPLES, Soak, rise_of

ROOT = Path(__file__).parents[2]


def test_the_rise_is_that_of_the_line():
    assert rise_of([5.0] * 10) == 0.0
    assert rise_of([1.0 + 0.5 * k for k in range(9)]) == pytest.approx(4.0)


def test_what_grows_at_first_alone_is_flat():
    warming = [50.0 + min(k, 90) for k in range(SAMPLES)]
    assert Soak("work", 1000, 1.0, warming).is_flat
    assert not Soak("work", 1000, 1.0, [50.0 + 0.1 * k for k in range(SAMPLES)]).is_flat


LEAKING = """
from benchmarks import soak

kept = []
soak.WORK["leaking"] = (0, lambda: lambda k: kept.append(bytes(400)))
soak.WORK["keeping nothing"] = (0, lambda: lambda k: bytes(400))
assert soak.soak("keeping nothing", 10_000).is_flat
leaking = soak.soak("leaking", 10_000)
assert leaking.rise > soak.ALLOWED
assert len(leaking.megabytes) == soak.SAMPLES
"""


def test_four_hundred_bytes_kept_a_step_are_seen_at_ten_thousand():
    """In a process of its own: this one may have that much left from earlier tests."""
    subprocess.run([sys.executable, "-c", LEAKING], cwd=ROOT, check=True)


@pytest.mark.parametrize("name", soak.WORK)
def test_each_kind_of_work_can_be_done(name, tmp_path):
    done = soak.soak(name, 2)
    assert done.steps == 2
    assert len(done.megabytes) == 2
    assert Soak(**json.loads(json.dumps(vars(done)))) == done


def test_the_curves_are_drawn(tmp_path):
    soak.picture_of([Soak("work", 1000, 1.0, [50.0, 51.0, 51.0])], tmp_path / "soak.png")
    assert (tmp_path / "soak.png").read_bytes()[:4] == b"\x89PNG"
