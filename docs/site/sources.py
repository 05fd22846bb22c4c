"""Pages of source: a link from a page to a file or folder of the project leads to the site's own copy of it."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote

from docutils import nodes
from pygments.lexers import get_lexer_for_filename
from pygments.util import ClassNotFound
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

__all__ = ["LinksToSources", "setup", "source_pages"]

FRONT = "README.md"
"""The site's first page stands in its place, and says no more than that."""


def setup(app: Sphinx) -> None:
    LinksToSources.sphinx = app
    app.add_transform(LinksToSources)
    app.connect("html-collect-pages", source_pages)


class LinksToSources(SphinxTransform):
    """Links to pages of source, for what MyST takes for a download or for a page that is missing."""

    default_priority = 5
    sphinx: ClassVar[Sphinx]  # as Sphinx is to give up the transforms' own `app`

    def apply(self, **options: object) -> None:
        here = self.env.docname
        links = [*self.document.findall(addnodes.download_reference), *self.document.findall(addnodes.pending_xref)]
        for link in links:
            path = self._path(link)
            if path is None:
                continue
            page = self.config.root_doc if path == FRONT else f"source/{path}"
            if path != FRONT:
                self.env.metadata[here].setdefault("sources", []).append(path)
            address = self.sphinx.builder.get_relative_uri(here, page)
            link.replace_self(nodes.reference("", "", *link.children, refuri=address, internal=True))

    def _path(self, link: nodes.Element) -> str | None:
        """The file or folder of the project that a link leads to, unless it is one of the site's pages."""
        if link.get("reftype") != "myst" or not link["reftarget"]:
            return None
        root = Path(self.sphinx.srcdir).resolve()
        if link["refdomain"] == "doc":  # MyST takes every file of Markdown for a page
            if link["reftarget"] in self.env.found_docs:
                return None
            path = next(root.glob(f"{link['reftarget']}.*"), root / "nowhere")
        else:
            target = unquote(link["reftarget"]).split("#")[0]
            path = (Path(self.env.doc2path(self.env.docname)).parent / target).resolve()
        is_ours = path.exists() and path.is_relative_to(root) and path != root
        return path.relative_to(root).as_posix() if is_ours else None


def source_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """A page for each file that is linked to, each folder, and the files in it."""
    root = Path(app.srcdir)
    wanted = {root / path for about in app.env.metadata.values() for path in about.get("sources", ())}
    for folder in sorted(filter(Path.is_dir, wanted)):
        inside = sorted(filter(Path.is_file, folder.iterdir()))
        items = "".join(f'<li><a href="{folder.name}/{path.name}.html">{path.name}</a></li>\n' for path in inside)
        yield _page(folder.relative_to(root), f"<ul>\n{items}</ul>")
        wanted |= set(inside)
    for path in sorted(filter(Path.is_file, wanted)):
        text = path.read_text(encoding="utf-8")
        yield _page(path.relative_to(root), app.builder.highlighter.highlight_block(text, _language(path)))


def _page(path: Path, body: str) -> tuple[str, dict[str, Any], str]:
    name = path.as_posix()
    return (
        f"source/{name}",
        {"title": name, "body": f"<h1><code>{html.escape(name).replace('/', '/<wbr>')}</code></h1>\n{body}"},
        "page.html",
    )


def _language(path: Path) -> str:
    try:
        return get_lexer_for_filename(path.name).aliases[0]
    except ClassNotFound:
        return "text"
