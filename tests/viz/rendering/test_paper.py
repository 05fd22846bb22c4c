"""Printing pages with a browser."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from viz.rendering import paper
from viz.rendering.paper import BrowserNotFoundError, print_page


def test_without_a_browser_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(paper, "BROWSERS", ())
    with pytest.raises(
        BrowserNotFoundError, match="there is no browser to print PDF with: install Chromium, Chrome or Edge"
    ):
        print_page(tmp_path / "page.html", tmp_path / "page.pdf")


def test_a_browser_that_prints_nothing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(paper, "BROWSERS", (sys.executable,))  # which knows none of the options
    with pytest.raises(RuntimeError, match="printed nothing"):
        print_page(tmp_path / "page.html", tmp_path / "page.pdf")
