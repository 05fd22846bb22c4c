"""A live graph in marimo: what is dragged there is known to Python, and the other way round."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.needs import need
from tests.notebooks import lab
from tests.notebooks.live import GRAPH, KNOWN, ROOT, drag, gradient, leaf, seen

SECONDS_TO_START = 60

expect.set_options(timeout=120_000)
pytestmark = pytest.mark.slow

MARIMO = f"""\
import marimo
from tests.needs import need

app = marimo.App()

@app.cell
def _():
    import marimo as mo
{{graph}}
    live = mo.ui.anywidget(live)
    return live, mo, w, x, y

@app.cell
def _(live):
    live
    return

@app.cell
def _(live, mo):
    live.value
    mo.md({KNOWN.replace("{", "{{").replace("}", "}}")})
    return

@app.cell
def _(mo):
    button = mo.ui.run_button(label="set x")
    button
    return (button,)

@app.cell
def _(button, live):
    if button.value:
        live.values = {{{{"x": 3.0}}}}
    return
"""


@contextlib.contextmanager
def marimo(program: Path, scratch: Path) -> Iterator[str]:
    """Runs a notebook of marimo's on a server of its own on 127.0.0.1; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    homes = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), str(scratch))
    environment = {**os.environ, **homes, "MARIMO_SKIP_UPDATE_CHECK": "1"}
    command = [sys.executable, "-m", "marimo", "run", str(program), "--headless", "--no-token", "--no-sandbox"]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    with (scratch / "marimo.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait_for(f"{address}health", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=10):
            return
        time.sleep(0.2)
    raise RuntimeError("marimo did not start")


def test_a_dragged_leaf_is_known_to_python_and_nothing_is_asked_of_another_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("chromium")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # else marimo imports another tree
    program = tmp_path / "live.py"
    graph = "".join(f"    {line}\n" if line else "\n" for line in GRAPH.splitlines())
    program.write_text(MARIMO.format(graph=graph), encoding="utf-8")
    asked: list[str] = []
    with marimo(program, tmp_path) as address, lab.browser() as page, seen(page, "marimo"):
        page.context.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        known = page.get_by_text(re.compile(r"^w = .+, gradient"))
        expect(known).to_contain_text(f"w = 0.5, x = 2.0, gradient {gradient(0.5, 2.0)}")
        drag(page, leaf(page, "w"), 50.0)
        dragged = float(leaf(page, "w").get_attribute("aria-valuenow") or "nan")
        assert dragged > 0.5
        expect(known).to_contain_text(f"w = {dragged}, x = 2.0, gradient {gradient(dragged, 2.0)}")
        page.get_by_role("button", name="set x").click()
        expect(leaf(page, "x")).to_have_attribute("aria-valuetext", "3")
    assert asked
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
