"""Sweeps on real engines: `make engines` installs them; elsewhere these tests are left out."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import nn
from tests.nn.analysis.runs import fails_at_two, notes, process_id_once_met
from tests.nn.analysis.test_processes import times_run

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def dask():
    """A scheduler and two processes that work for it."""
    from distributed import Client, LocalCluster

    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "processes": True}
    with LocalCluster(**options) as cluster, Client(cluster) as client:
        yield client


@pytest.fixture(scope="module")
def ray_executor():
    """Ray, as a page of the documentation puts it behind `submit`."""
    import ray

    ray.init(num_cpus=2, include_dashboard=False, logging_level="error", log_to_driver=False)

    page = (ROOT / "docs" / "how_to" / "sweep.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(import ray\n.*?)```", page, flags=re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    yield names["RayExecutor"]()
    ray.shutdown()


@pytest.fixture(params=["dask", "loky", "ray"])
def engine(request):
    """What is given as executor."""
    if request.param == "dask":
        from distributed import Client

        client: Client = request.getfixturevalue("dask")
        return client.get_executor()
    if request.param == "loky":
        from loky import get_reusable_executor

        return partial(get_reusable_executor, max_workers=2)
    return request.getfixturevalue("ray_executor")


pytestmark = pytest.mark.filterwarnings("ignore")  # the engines' own


def each_engine(test):
    packages = {"dask": "distributed", "loky": "loky", "ray": "ray"}
    marked = [pytest.param(name, marks=pytest.mark.needs(package)) for name, package in packages.items()]
    return pytest.mark.parametrize("engine", marked, indirect=True)(test)


@each_engine
def test_an_engine_gives_what_a_plain_loop_gives_failures_included(engine):
    outcomes = nn.run_many(fails_at_two, range(6), executor=engine, progress=False)
    assert [outcome.result for outcome in outcomes] == [0, 10, None, 30, 40, 50]
    assert str(outcomes[2].error) == "two is refused"
    assert all(outcome.seconds >= 0 and outcome.worker for outcome in outcomes)


@each_engine
def test_a_function_of_a_notebook_is_sent_whole(engine):
    outcomes = nn.run_many(lambda setting: setting + 1, [1, 2], executor=engine, progress=False)
    assert [outcome.result for outcome in outcomes] == [2, 3]


@each_engine
def test_equal_settings_are_runs_of_their_own(engine):
    outcomes = nn.run_many(lambda setting: os.urandom(8), [1] * 6, executor=engine, progress=False)
    assert len({outcome.result for outcome in outcomes}) == 6


@each_engine
def test_many_short_runs_go_in_chunks(engine):
    outcomes = nn.run_many(abs, range(20_000), executor=engine, progress=False, chunk=1000)
    assert [outcome.result for outcome in outcomes] == list(range(20_000))


@each_engine
def test_a_worker_that_is_killed_costs_nothing(engine, tmp_path):
    settings = [(tmp_path, number, "once" if number == 5 else "never") for number in range(12)]
    outcomes = nn.run_many(notes, settings, executor=engine, progress=False)
    assert [outcome.result for outcome in outcomes] == list(range(12))
    times = times_run(tmp_path)
    assert times[5] == 2
    assert len([number for number, count in times.items() if count > 1]) <= 4  # what was at work beside it


@pytest.mark.needs("distributed")
def test_both_workers_of_a_cluster_work_and_a_client_is_an_executor_too(dask, tmp_path):
    """Neither ends its first run before the other has begun one: a fast worker could do them all."""
    outcomes = nn.run_many(process_id_once_met, [tmp_path] * 40, executor=dask, progress=False)
    assert len({outcome.worker for outcome in outcomes}) == 2
    assert Counter(outcome.worker.endswith(f":{outcome.result}") for outcome in outcomes) == {True: 40}


MPI = """
import nn
from mpi4py.futures import MPIPoolExecutor
from tests.nn.analysis.runs import fails_at_two
if __name__ == "__main__":
    with MPIPoolExecutor(2) as executor:
        outcomes = nn.run_many(fails_at_two, range(6), executor=executor, progress=False)
    print([outcome.result for outcome in outcomes], outcomes[2].error)
"""


@pytest.mark.needs("mpi4py", "mpiexec")
def test_mpi_gives_what_a_plain_loop_gives(tmp_path):
    (tmp_path / "sweep.py").write_text(MPI, encoding="utf-8")
    command = ["mpiexec", "-n", "3", sys.executable, "-m", "mpi4py.futures", "sweep.py"]
    options = {"cwd": tmp_path, "env": {**os.environ, "PYTHONPATH": str(ROOT)}, "start_new_session": True}
    program = subprocess.Popen(command, **options, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        shown, errors = program.communicate(timeout=120)
    finally:
        if program.poll() is None:
            os.killpg(program.pid, signal.SIGKILL)
    assert shown.strip() == "[0, 10, None, 30, 40, 50] two is refused", errors
