"""Text in Graphviz's markup: whatever is in it, it is shown and never obeyed."""

from __future__ import annotations

import html

__all__ = ["colored", "escaped", "escaped_twice", "marked_up"]


def marked_up(text: str, attribute: str) -> str:
    r"""Text as Graphviz's markup shows it: its own markup, entities and escapes such as \N mean nothing.

    >>> marked_up("<b> & \\N", 'COLOR="red"')
    '<FONT COLOR="red">&lt;b&gt; &amp; \\\\N</FONT>'
    """
    shown = html.escape(text).replace("\\", "\\\\")
    return f"<FONT {attribute}>{shown}</FONT>"


def colored(color: str) -> str:
    """The attribute that gives text its colour."""
    return f'COLOR="{color}"'


def escaped(text: str) -> str:
    r"""Text that Graphviz shows as it is: no HTML, no escapes such as \N, no entities such as &amp;."""
    return text.replace("&", "&amp;").replace("\\", "\\\\")


def escaped_twice(text: str) -> str:
    """Text for a tooltip, which Graphviz searches for its escapes two times."""
    return escaped(text.replace("\\", "\\\\"))
