"""Training on the workers of a Dask cluster: `make engines` installs it; elsewhere these tests are left out."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

import nn
from tests.nn.analysis.runs import InlineExecutor
from tests.nn.training.test_parallel import BINARY, HELD_OUT, Deadly, X, assert_same, trained

ROOT = Path(__file__).parents[3]
pytestmark = [pytest.mark.needs("distributed"), pytest.mark.filterwarnings("ignore")]  # the engine's own


@pytest.fixture(scope="module")
def cluster():
    """A scheduler and two processes that work for it, each started again when it dies."""
    from distributed import Client, LocalCluster

    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "processes": True}
    with LocalCluster(**options) as cluster, Client(cluster) as client:
        yield client


@pytest.mark.parametrize("compiled", [False, pytest.param(True, marks=pytest.mark.needs("llvmlite"))])
def test_a_cluster_comes_to_the_numbers_of_one_process(cluster, compiled):
    options = {"compiled": compiled, "validation": HELD_OUT, "penalised": True, "epochs": 4}
    expected = trained(nn.fit, **options)
    assert_same(trained(nn.fit_parallel, executor=cluster.get_executor(), **options), expected)
    assert_same(trained(nn.fit_parallel, executor=cluster, **options), expected)


def test_a_worker_that_is_killed_in_the_middle_of_an_epoch_loses_nothing_and_nothing_is_done_twice(cluster, tmp_path):
    """One of the two is killed in the second epoch, when it has written the file."""
    file = tmp_path / "died"

    def fit(function, file, **options):
        model = Deadly(file)
        optimizer = nn.Adam(model.parameters(), 0.05)
        options |= {"optimizer": optimizer, "epochs": 6, "batch_size": 8, "seed": 2, "compiled": False}
        return function(model, X, BINARY, loss=nn.binary_cross_entropy, **options, progress=False), optimizer

    history, optimizer = fit(nn.fit_parallel, str(file), executor=cluster.get_executor())
    assert file.exists()
    cluster.wait_for_workers(2)
    assert_same((history, optimizer), fit(nn.fit, None))
    undisturbed, theirs = fit(nn.fit_parallel, None, executor=InlineExecutor())
    assert history.losses == undisturbed.losses
    assert optimizer.state_dict() == theirs.state_dict()


def test_the_programs_of_the_page_run_on_a_cluster(cluster, tmp_path, monkeypatch):
    page = (ROOT / "docs" / "how_to" / "data_parallel.md").read_text(encoding="utf-8")
    program, on_dask = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)[:2]
    (tmp_path / "train.py").write_text(program, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    cluster.run(sys.path.insert, 0, str(tmp_path))
    monkeypatch.setattr("distributed.Client", lambda address: cluster)
    names: dict[str, Any] = {}
    exec(on_dask.replace("with Client", "if Client").replace(" as client:", ":"), names | {"client": cluster}, names)
    assert names["history"].losses[-1] < names["history"].losses[0]
