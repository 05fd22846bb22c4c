"""What of the site is written when it is built, and how Sphinx reads what the packages say of themselves."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from types import FunctionType
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import inspect

from docs.site import reference
from docs.site.gallery_page import gallery_page, write_pictures

__all__ = [
    "leave_out_overloads",
    "link_annotations",
    "link_operations",
    "list_arguments",
    "read_docstring",
    "say_how_to_run",
    "say_levels",
    "setup",
    "share_contents",
    "show_output",
    "signature_of_constructor",
    "strip_examples",
    "write_front_door",
    "write_pages",
]


_MOST_OVERLOADS = 3
_ON_ONE_LINE = 48
"""Characters of arguments that stand in one line with the name and what is returned."""


def setup(app: Sphinx) -> None:
    app.connect("config-inited", write_pages)
    app.connect("builder-inited", leave_out_overloads)
    app.connect("autodoc-process-docstring", read_docstring, priority=400)  # before napoleon
    app.connect("autodoc-process-signature", signature_of_constructor)
    app.connect("doctree-read", link_annotations)
    app.connect("doctree-read", link_operations)
    app.connect("doctree-read", strip_examples)
    app.connect("doctree-read", show_output)
    app.connect("html-page-context", partial(share_contents, {}), priority=400)  # before the theme
    app.connect("html-page-context", say_levels, priority=900)  # after it
    app.connect("html-page-context", list_arguments)
    app.connect("html-page-context", say_how_to_run)
    app.connect("build-finished", write_front_door)


def write_pages(app: Sphinx, config: Config) -> None:
    """The reference and the gallery, among the pages written by hand; git ignores both folders."""
    docs = Path(app.srcdir, "docs")
    _write(docs / "reference", reference.pages())
    write_pictures(docs / "gallery")
    _write(docs / "gallery", {"index": gallery_page()})


def _write(folder: Path, pages: dict[str, str]) -> None:
    """Writes what has changed, and takes out what is gone: Sphinx reads again what is newer than when it read it."""
    folder.mkdir(exist_ok=True)
    for stale in {path.stem for path in folder.glob("*.md")} - set(pages):
        (folder / f"{stale}.md").unlink()
    for name, text in pages.items():
        path = folder / f"{name}.md"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def leave_out_overloads(app: Sphinx) -> None:
    """Many signatures of one function, which tell type checkers apart what readers do not: its own alone is shown."""
    for path, module in reference.public_names().items():
        overloads, name = reference.analyzed(module).overloads, path.rpartition(".")[2]
        if len(overloads.get(name, ())) > _MOST_OVERLOADS:
            del overloads[name]


def read_docstring(app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    lines[:] = reference.as_rest("\n".join(lines)).splitlines()
    if what == "property":  # else napoleon takes what stands before a colon for its type
        lines[:0] = ["..", ""]


def signature_of_constructor(
    app: Sphinx, what: str, name: str, thing: type, options: object, arguments: str, result: str
) -> tuple[str, str] | None:
    """What `__init__` takes, where autodoc would say what `__new__` does, which only looks at it."""
    if what != "class" or not isinstance(thing.__new__, FunctionType):
        return None
    signature = inspect.signature(thing.__init__, bound_method=True)
    return inspect.stringify_signature(signature, show_return_annotation=False, unqualified_typehints=True), ""


def link_annotations(app: Sphinx, document: nodes.document) -> None:
    """An annotation says `Value` where a module imports it for annotations alone: `autograd.Value` is meant."""
    for link in document.findall(addnodes.pending_xref):
        if link["refdomain"] == "py":
            link["reftarget"] = reference.public_path(link["reftarget"]) or link["reftarget"]


def link_operations(app: Sphinx, document: nodes.document) -> None:
    """In the table of operations a name leads to its entry in the reference, which is in the site alone."""
    if app.env.docname != "docs/operations":
        return
    for row in document.findall(nodes.row):
        for name in row[0].findall(nodes.literal):
            link = addnodes.pending_xref(refdomain="py", reftype="func", refdoc=app.env.docname, refwarn=True)
            link["reftarget"] = f"autograd.{name.astext()}"
            name.replace_self(link)
            link += name


def strip_examples(app: Sphinx, document: nodes.document) -> None:
    """An example ends with an empty line, so that a doctest ends there, which nobody needs to see."""
    for block in document.findall(nodes.literal_block):
        if block.rawsource == block.astext():
            block[:] = [nodes.Text(block.astext().rstrip())]
            block.rawsource = block.astext()


def show_output(app: Sphinx, document: nodes.document) -> None:
    """What stands in a fence without a language has been printed, and is no Python, whose words Sphinx would colour."""
    for block in document.findall(nodes.literal_block):
        if block.get("language") == "default" and not block.astext().startswith(">>>"):
            block["language"] = "text"


def share_contents(
    written: dict[tuple[object, ...], str],
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    document: nodes.document | None,
) -> None:
    """Beside the pages that are in no table of contents stands the same one, as links go from their folder.

    Two pages in three are such, of source, and Sphinx took longer to write what stands beside them than all they say.
    """
    if document is None and (toctree := context.get("toctree")):

        def once(**options: object) -> str:
            key = (page.rpartition("/")[0], *sorted(options.items()))
            if key not in written:
                written[key] = toctree(**options)
            return written[key]

        context["toctree"] = once


def say_levels(app: Sphinx, page: str, template: str, context: dict[str, Any], document: nodes.document | None) -> None:
    """The captions beside a page are headings, of a level that Sphinx does not say."""
    tree = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = tree.replace('role="heading"', 'role="heading" aria-level="2"')


def say_how_to_run(
    app: Sphinx, page: str, template: str, context: dict[str, Any], document: nodes.document | None
) -> None:
    """Below the title of a notebook, what brings it and its exercises to who reads it."""
    if re.fullmatch(r"notebooks/\d\d_\w+", page):
        commands = 'pip install "chalkgrad[notebooks]"', "chalkgrad lab"
        install, open_it = (f'<code class="docutils literal">{command}</code>' for command in commands)
        more = '<a href="README.html">The course</a> says more.'
        told = f'<p class="run-it">To run it, with its exercises: {install}, then {open_it}. {more}</p>'
        context["body"] = context["body"].replace("</h1>", f"</h1>\n{told}", 1)


def list_arguments(
    app: Sphinx, page: str, template: str, context: dict[str, Any], document: nodes.document | None
) -> None:
    """The arguments of a long signature are lines, where Sphinx writes a list of definitions that define nothing.

    Sphinx takes a signature for longer than it is, as it counts modules that are not shown.
    """
    context["body"] = re.sub(r"\n*<dl>\n(.*?)</dl>\n*", _arguments, context.get("body", ""), flags=re.DOTALL)


def _arguments(found: re.Match[str]) -> str:
    arguments = re.findall(r"<dd>(.*?),?</dd>", found[1], re.DOTALL)
    if len(re.sub("<[^>]*>", "", ", ".join(arguments))) <= _ON_ONE_LINE:
        return ", ".join(arguments)
    return "\n".join(f'<span class="argument">{argument},</span>' for argument in arguments)


def write_front_door(app: Sphinx, failure: Exception | None) -> None:
    """The address of the folder alone leads to the first page."""
    if failure is None and app.builder.format == "html":
        first = f"{app.config.root_doc}.html"
        lines = [
            "<!doctype html>",
            '<html lang="en">',
            '<meta charset="utf-8">',
            f'<meta http-equiv="refresh" content="0; url={first}">',
            f"<title>{app.config.project}</title>",
            f'<a href="{first}">{app.config.project}</a>',
            "</html>",
        ]
        Path(app.outdir, "index.html").write_text("\n".join([*lines, ""]), encoding="utf-8")
