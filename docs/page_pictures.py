"""Draws the pictures of the pages into `docs/pictures/`: a page that shows `net.png` has an example that saves it.

The examples of such a page are run, in a folder of their own, and what they save is taken.
"""

from __future__ import annotations

import os
import re
from doctest import DocTestParser, DocTestRunner
from pathlib import Path
from tempfile import TemporaryDirectory

__all__ = ["drawn", "pages_with_pictures", "shown"]

FOLDER = Path(__file__).parent


def shown(page: Path) -> list[str]:
    """The names of the pictures in `docs/pictures/` that a page shows."""
    return re.findall(r"!\[[^]]+\]\((?:\.\./)?pictures/([\w-]+)\.png\)", page.read_text(encoding="utf-8"))


def pages_with_pictures() -> list[Path]:
    """The pages that show pictures of their own."""
    return [page for page in sorted(FOLDER.rglob("*.md")) if shown(page)]


def drawn(page: Path) -> dict[str, bytes]:
    """The pictures that a page shows, drawn by its examples."""
    test = DocTestParser().get_doctest(page.read_text(encoding="utf-8"), {}, page.name, str(page), 0)
    before = Path.cwd()
    with TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            DocTestRunner(verbose=False).run(test, out=lambda text: None)
            return {name: Path(f"{name}.png").read_bytes() for name in shown(page)}
        finally:
            os.chdir(before)
