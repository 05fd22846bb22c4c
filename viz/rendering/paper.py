"""Pages on paper: its sizes; a browser prints an HTML file as PDF, its formulas and pictures as lines and letters."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final, Literal, TypeAlias

__all__ = ["BROWSERS", "PAPER_SIZES", "BrowserNotFoundError", "PaperSize", "browser", "print_page"]

PaperSize: TypeAlias = Literal["a4", "letter"]
PAPER_SIZES: Final[dict[PaperSize, tuple[float, float]]] = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}
"""Width and height of a sheet, in points."""

BROWSERS = (
    "chromium-headless-shell",  # Chromium without windows: it starts in a third of the time
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
"""Programs that print without a window, by their names on the PATH or by their places."""
_SECONDS = 120


class BrowserNotFoundError(RuntimeError):
    """There is no browser that prints without a window."""


def browser() -> str | None:
    """The path of a browser that prints; None if there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def print_page(source: Path, target: Path, query: str = "") -> None:
    """Prints an HTML file into a PDF file; the page itself says how large its sheets are.

    Args:
        source: the HTML file.
        target: the PDF file; its folder must exist.
        query: what the page's address ends in, such as "?print-pdf".

    Raises:
        BrowserNotFoundError: if there is no browser.
        RuntimeError: if it prints nothing.
    """
    program = browser()
    if program is None:
        raise BrowserNotFoundError(
            "there is no browser to print PDF with: install Chromium, Chrome or Edge, or open the page in any"
            " browser and print it there"
        )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [program, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"]
        command += ["--no-pdf-header-footer", f"--print-to-pdf={target.resolve()}", source.resolve().as_uri() + query]
        run = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    if not target.exists():
        said = run.stderr.decode(errors="replace").strip() or "it said nothing"
        raise RuntimeError(f"{program} printed nothing: {said.splitlines()[-1]}")
