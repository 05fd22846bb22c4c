"""What keeps a reader out of a page: what axe-core finds, letters in a picture too faint to read, where keys lead."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice", "experimental"]
"""Of axe-core's rules, all but those of level AAA, those it has given up, and those that suit one country's law."""

# The package's own way to it asks for the encoding of the system.
_AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_JUDGES = Path(__file__).with_name("judges.js").read_text(encoding="utf-8")


ALL, GRAVE = ("minor", "moderate", "serious", "critical"), ("serious", "critical")


def axe_findings(page: Page, impacts: Sequence[str] = ALL, *, within: str = "html") -> list[str]:
    """What axe-core finds wrong in a page, or within some of it, as it is now: the rule, the part, and what to mend."""
    page.evaluate(_AXE)
    # It is in none of the frames, and what it said to one that is sandboxed would be an error in the console.
    options = {"runOnly": TAGS, "resultTypes": ["violations"], "iframes": False}
    found = page.evaluate("([within, options]) => axe.run(within, options)", [within, options])["violations"]
    return [
        f"{rule['id']}: {part['target']}: {part['failureSummary']}"
        for rule in found
        if rule["impact"] in impacts
        for part in rule["nodes"]
    ]


def faint_letters(page: Page, least: float = 4.5) -> list[str]:
    """The texts in pictures whose contrast with what they stand on is below WCAG's: axe-core looks at none of them."""
    found: list[str] = page.evaluate(f"least => {{ {_JUDGES} return faintLetters(least); }}", least)
    return found


def walked(page: Page, most: int = 200) -> list[str]:
    """The names of what Tab leads to, from the beginning to the end of the page.

    Raises:
        AssertionError: where nobody sees where the focus is, or after so many steps without an end.
    """
    page.evaluate("document.activeElement.blur()")
    names: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(f"() => {{ {_JUDGES} return focused(); }}")
        if focused is None:
            return names
        if not focused["isVisible"]:
            raise AssertionError(f"the focus is not to be seen on {focused['name']!r}, after {names}")
        names.append(focused["name"])
    raise AssertionError(f"Tab never leaves the page: {names}")


def overhang(page: Page) -> float:
    """By how many pixels the page is wider than the window: what a reader would have to scroll sideways for."""
    beyond: float = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
    return beyond
