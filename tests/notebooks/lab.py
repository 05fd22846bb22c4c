"""A JupyterLab of its own on 127.0.0.1, and a browser to look at it with. Both are gone when their block is left."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.viz.live.browser import playwright, shared_browser

__all__ = ["TOKEN", "browser", "jupyterlab", "open_beside", "open_notebook", "panel", "wait_for_the_kernel"]

TOKEN = "chalkgrad"
SECONDS_TO_START = 90
# Every cell is in the page, seen or not; and no dialogue asks about news.
SETTINGS = {
    "settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"},
    "config/labconfig/page_config.json": {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}},
}
OPEN = """async (path) => {
  for (const widget of [...jupyterapp.shell.widgets("main")]) widget.dispose();
  const opened = await jupyterapp.commands.execute("docmanager:open", { path, factory: "Notebook" });
  await opened.context.ready;
}"""
OPEN_BESIDE = """async (path) => {
  const options = { mode: "split-right" };
  const opened = await jupyterapp.commands.execute("docmanager:open", { path, factory: "Notebook", options });
  await opened.context.ready;
}"""


@contextlib.contextmanager
def jupyterlab(notebooks: Path, scratch: Path) -> Iterator[str]:
    """Runs a server for a folder of notebooks; gives its address, with a slash at the end.

    Its settings, logs and run-time files stay in `scratch`.

    Raises:
        RuntimeError: if it does not answer within 90 seconds.
    """
    for name, content in SETTINGS.items():
        (scratch / name).parent.mkdir(parents=True, exist_ok=True)
        (scratch / name).write_text(json.dumps(content), encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if key != "CHALKGRAD_STATIC"}
    environment |= {
        "IPYTHONDIR": str(scratch / "ipython"),
        "JUPYTERLAB_SETTINGS_DIR": str(scratch / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(scratch / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(scratch / "config"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
    }
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--KernelManager.shutdown_wait_time=0.5",
        "--LabApp.extension_manager=readonly",
        "--LabApp.expose_app_in_browser=True",  # for `open_notebook`
    ]
    command += ["--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", f"--ServerApp.root_dir={notebooks}"]
    command += [f"--IdentityProvider.token={TOKEN}"]
    with (scratch / "server.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        yield _address(server, scratch)
    finally:
        _stop(server)


def _address(server: subprocess.Popen[bytes], scratch: Path) -> str:
    """Where the server listens, once it answers."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        # The file appears before it is complete, and the server answers a little later.
        with contextlib.suppress(ValueError, OSError):
            for about in (scratch / "runtime").glob("jpserver-*.json"):
                url: str = json.loads(about.read_text(encoding="utf-8"))["url"]
                with urllib.request.urlopen(f"{url}api?token={TOKEN}", timeout=10):
                    return url
        time.sleep(0.2)
    raise RuntimeError(
        f"JupyterLab did not start:\n{(scratch / 'server.log').read_text(encoding='utf-8', errors='replace')}"
    )


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Asks the server to end, and with it its kernels; ends the whole group when it does not."""
    server.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(timeout=20)
    if hasattr(os, "killpg"):  # on Windows the kernels end with what is killed below
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
    server.kill()
    server.wait()


@contextlib.contextmanager
def browser() -> Iterator[Page]:
    """A page of Chromium, in a profile of its own."""
    with playwright():
        context = shared_browser().new_context()
        try:
            yield context.new_page()
        finally:
            context.close()


def open_notebook(page: Page, name: str) -> None:
    """Opens a notebook in JupyterLab in place of what is open there, without loading JupyterLab anew."""
    page.evaluate(OPEN, name)


def open_beside(page: Page, name: str) -> None:
    """Opens a notebook to the right of what is open."""
    page.evaluate(OPEN_BESIDE, name)


def wait_for_the_kernel(page: Page) -> None:
    """Waits until the kernel of the notebook has nothing to do."""
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.ready")
    expect(page.locator(".jp-StatusBar-Widget")).to_contain_text("| Idle")


def panel(page: Page) -> Locator:
    """The notebook that is open in JupyterLab."""
    return page.locator(".jp-NotebookPanel")
