"""Pages opened in Debian's Chromium, with the network cut. One browser serves all tests of a process.

A site's page is served to it from this machine, as sites are; a page of one file is opened as the file.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright

from tests.needs import EITHER, need

FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # a page has no other machine to ask
    "--no-first-run",
    "--no-sandbox",
]
SCREENSHOTS = Path(__file__).parents[3] / "test-output"
ONE_MINUTE = 60_000
_PAUSE = 100
DESK, PHONE = (1280, 720), (390, 844)
"""Widths and heights to look at pages in."""


def chromium() -> str | None:
    """The browser's path; None if there is none."""
    return next(filter(None, map(shutil.which, EITHER["chromium"])), None)


@cache
def _started() -> tuple[Playwright, asyncio.AbstractEventLoop]:
    driver = sync_playwright().start()
    atexit.register(_stop)
    return driver, asyncio.get_running_loop()


def _stop() -> None:
    with playwright() as driver:
        driver.stop()


@contextlib.contextmanager
def playwright() -> Iterator[Playwright]:
    """The one Playwright of the process: a second one cannot be started beside it.

    Its event loop counts as running within this block alone, for other tests run loops of their own.
    """
    before = asyncio._get_running_loop()
    driver, loop = _started()
    asyncio._set_running_loop(loop)
    try:
        yield driver
    finally:
        asyncio._set_running_loop(before)


@cache
def shared_browser() -> Browser:
    """The one browser of the process; to be asked for within `playwright`."""
    return _started()[0].chromium.launch(executable_path=chromium(), headless=True, args=FLAGS)


@contextlib.contextmanager
def opened(
    content: str | Path,
    *,
    site: Path | None = None,
    viewport: tuple[int, int] = DESK,
    zoom: int = 1,
    color_scheme: str = "light",
    reduced_motion: str = "no-preference",
    touch: bool = False,
    javascript: bool = True,
) -> Iterator[Page]:
    """A page from a file, in a profile of its own, that must stay quiet: it may neither fail, nor ask for anything.

    When the test fails, what is seen is kept in `test-output/`, under the test's name.

    Args:
        content: a page's text, or its file.
        site: the folder that the file is a page of: all that is in it, and no more, may be asked for.
        viewport: the window's width and height.
        zoom: how much larger the reader has made everything: 2 leaves half the width and half the height.
        color_scheme, reduced_motion: what the reader prefers: "light" or "dark", "no-preference" or "reduce".
        touch: a finger in place of a mouse.
        javascript: whether scripts run.

    Raises:
        AssertionError: at the end of the block, with all errors and warnings in the console, exceptions, dialogues,
            breaches of the page's policy, and requests.
    """
    need("chromium")
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack, playwright():
        file = content if isinstance(content, Path) else Path(folder, "page.html")
        if isinstance(content, str):
            file.write_text(content, encoding="utf-8")
        root = stack.enter_context(_served(site)) if site else None
        address = f"{root}{file.relative_to(site).as_posix()}" if site else file.as_uri()
        context = shared_browser().new_context(
            viewport={"width": viewport[0] // zoom, "height": viewport[1] // zoom},
            device_scale_factor=zoom,
            color_scheme=color_scheme,
            reduced_motion=reduced_motion,
            has_touch=touch,
            is_mobile=touch,
            java_script_enabled=javascript,
            offline=site is None,
        )
        try:
            page = context.new_page()
            page.set_default_timeout(ONE_MINUTE)
            complaints = _complaints(page, root, address)
            with _kept(page):
                page.goto(address)
                yield page
                page.evaluate("0")  # what has happened until now has then been heard
                if complaints:
                    raise AssertionError("\n".join(complaints))
        finally:
            context.close()


def wait_until(page: Page, condition: str) -> None:
    """Waits until a JavaScript expression holds. The page itself evaluates nothing, as its policy forbids it that.

    Raises:
        TimeoutError: if it does not within a minute.
    """
    for _ in range(ONE_MINUTE // _PAUSE):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(_PAUSE)
    raise TimeoutError(condition)


def settled(page: Page, measure: str) -> Any:
    """What a JavaScript function measures, once it is the same twice: a picture may be on the way to its place.

    Raises:
        TimeoutError: if it is not within a minute.
    """
    measured = page.evaluate(measure)
    for _ in range(ONE_MINUTE // _PAUSE):
        page.wait_for_timeout(_PAUSE)
        before, measured = measured, page.evaluate(measure)
        if measured == before:
            return measured
    raise TimeoutError(measure)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it overrides
        pass


@contextlib.contextmanager
def _served(folder: Path) -> Iterator[str]:
    """A folder as a site on 127.0.0.1: its address, with a slash at the end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def _complaints(page: Page, site: str | None, address: str) -> list[str]:
    """Fills itself with what a page must not do, as it happens."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"exception: {error.stack or error}"))
    page.on("websocket", lambda socket: complaints.append(f"socket: {socket.url}"))

    def console(message) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"console: {message.text} ({message.location['url']})")

    def request(asked) -> None:
        is_its_own = asked.url.startswith(site) if site else asked.url.split("#")[0] == address
        if not is_its_own and not asked.url.startswith(("data:", "blob:")):
            complaints.append(f"request: {asked.url}")

    def dialog(shown) -> None:
        complaints.append(f"dialogue: {shown.message}")
        shown.dismiss()

    page.on("console", console)
    page.on("dialog", dialog)
    page.context.on("request", request)
    return complaints


@contextlib.contextmanager
def _kept(page: Page) -> Iterator[None]:
    """What is seen when something fails."""
    try:
        yield
    except BaseException:
        SCREENSHOTS.mkdir(exist_ok=True)
        test = os.environ.get("PYTEST_CURRENT_TEST", "page").removesuffix(" (call)")
        with contextlib.suppress(Error):
            page.screenshot(path=SCREENSHOTS / f"{re.sub(r'[^A-Za-z0-9]+', '-', test).strip('-')[-150:]}.png")
        raise
