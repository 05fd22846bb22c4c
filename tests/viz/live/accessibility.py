"""What keeps a reader out of a page: what axe-core finds, what it leaves to a look, and how the keyboard walks."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice", "experimental"]
"""Of axe-core's rules, all but those of level AAA, those it has given up, and those that suit one country's law."""


def axe_findings(page: Page) -> list[str]:
    """All that axe-core finds wrong in a page as it is now: the rule, the part of the page, and what to mend."""
    found = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]}).response["violations"]
    return [_said(rule, part) for rule in found for part in rule["nodes"]]


def _said(rule: dict[str, Any], part: dict[str, Any]) -> str:
    return f"{rule['id']}: {part['target']}: {part['failureSummary']}"
