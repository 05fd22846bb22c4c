"""A folder of HTML pages, read without a browser: what leads where, and what is loaded from where."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import unquote

__all__ = ["Page", "broken_links", "external_links", "loads_from_elsewhere", "read"]

_TAG = re.compile(r"<([a-zA-Z][\w-]*)((?:\s+[^<>=\s]+(?:=(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?)*)\s*/?>")
_ATTRIBUTE = re.compile(r"([\w:-]+)=(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_IN_A_STYLE = re.compile(r"url\(\s*[\"']?([^)\"']+)")


@dataclass
class Page:
    """What a page has: anchors, links that a reader may follow, and addresses that a browser loads by itself."""

    anchors: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    loaded: set[str] = field(default_factory=set)


@cache
def read(path: Path) -> Page:
    """Reads a page, or a style sheet."""
    text = path.read_text(encoding="utf-8")
    page = Page()
    page.loaded |= set(_IN_A_STYLE.findall(text if path.suffix == ".css" else ""))
    for tag, attributes in _TAG.findall(text) if path.suffix == ".html" else ():
        for name, *values in _ATTRIBUTE.findall(attributes):
            value = html.unescape("".join(values))
            if name in ("id", "name"):
                page.anchors.add(value)
            elif name in ("href", "xlink:href"):
                (page.links if tag == "a" or 'rel="canonical"' in attributes else page.loaded).add(value)
            elif name in ("src", "srcset", "data", "poster", "action"):
                page.loaded.add(value)
    return page


def broken_links(folder: Path) -> list[str]:
    """Links, pictures, scripts and styles that are not in the folder, and anchors that are not in their page."""
    return [
        f"{path.relative_to(folder)}: {address[:200]}"
        for path in _pages(folder)
        for address in sorted(read(path).links | read(path).loaded)
        if not _is_external(address) and not _is_there(path, address)
    ]


def _is_there(path: Path, address: str) -> bool:
    place, _, anchor = address.partition("#")
    target = (path.parent / unquote(place.split("?")[0])).resolve() if place else path
    target = target / "index.html" if target.is_dir() else target
    if not target.is_file():
        return False
    return not anchor or target.suffix != ".html" or unquote(anchor) in read(target).anchors


def loads_from_elsewhere(folder: Path) -> list[str]:
    """What a page would ask another machine for by itself."""
    return [
        f"{path.relative_to(folder)}: {address}"
        for path in _pages(folder)
        for address in sorted(read(path).loaded)
        if re.match(r"(https?:)?//", address)
    ]


def external_links(folder: Path) -> list[str]:
    """The addresses outside that readers may follow, each once."""
    return sorted({link for path in _pages(folder) for link in read(path).links if link.startswith("http")})


def _pages(folder: Path) -> list[Path]:
    return sorted([*folder.rglob("*.html"), *folder.rglob("*.css")])


def _is_external(address: str) -> bool:
    return bool(re.match(r"[a-z]+:|//", address))
