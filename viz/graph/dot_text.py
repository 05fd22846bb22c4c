"""DOT, the language in which Graphviz is told what to draw: its statements, written one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

__all__ = ["DotText"]

_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|-?(\.[0-9]+|[0-9]+(\.[0-9]*)?)")
"""Words and numbers, which need no quotes."""

_KEYWORDS = {"node", "edge", "graph", "digraph", "subgraph", "strict"}


class DotText:
    r"""A graph, or a part of one, that grows by a statement at a time. A label is markup in `<>`, all else plain text.

    Args:
        kind: "digraph"; for a part with a name, "subgraph".
        name: its name; "" for none.
        defaults: attributes of the whole, of all its nodes and all its edges: by "graph", "node" and "edge".

    >>> graph = DotText("digraph", defaults={"graph": {"rankdir": "LR"}})
    >>> graph.node("a", label="<<B>a</B>>", tooltip='the "a"')
    >>> graph.edge("a", "b")
    >>> print(graph.source.expandtabs(4), end="")
    digraph {
        graph [rankdir=LR]
        a [label=<<B>a</B>> tooltip="the \"a\""]
        a -> b
    }
    """

    def __init__(self, kind: str, name: str = "", defaults: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._lines = [" ".join(filter(None, (kind, name and _identifier(name), "{")))]
        for subject, attributes in (defaults or {}).items():
            if attributes:
                self._add(subject, attributes)

    @property
    def source(self) -> str:
        """All of it, as Graphviz reads it."""
        return "".join(f"{line}\n" for line in [*self._lines, "}"])

    def attributes(self, **attributes: str) -> None:
        """Attributes of what is written from here on."""
        self._lines.append(f"\t{_listed(attributes)}")

    def node(self, name: str, /, **attributes: str) -> None:
        """A node."""
        self._add(_identifier(name), attributes, first="label")

    def edge(self, tail: str, head: str, /, **attributes: str) -> None:
        """An arrow from one node to another."""
        self._add(f"{_identifier(tail)} -> {_identifier(head)}", attributes, first="label")

    @contextmanager
    def part(self, name: str = "", /, **attributes: str) -> Iterator[DotText]:
        """A part that holds what is written into it; a frame, where its name begins with "cluster"."""
        inner = DotText("subgraph" if name else "", name, {"graph": attributes})
        yield inner
        self._lines += [f"\t{line}" for line in [*inner._lines, "}"]]

    def _add(self, subject: str, attributes: Mapping[str, str], first: str = "") -> None:
        self._lines.append(f"\t{subject} [{_listed(attributes, first)}]" if attributes else f"\t{subject}")


def _listed(attributes: Mapping[str, str], first: str = "") -> str:
    """In the order of their names, so that the same picture has the same text; one of them may come first."""
    names = sorted(attributes, key=lambda name: (name != first, name))
    return " ".join(
        f"{name}={attributes[name] if name == 'label' else _identifier(attributes[name])}" for name in names
    )


def _identifier(text: str) -> str:
    """A text as DOT takes it for one, whose backslashes are doubled already where they are to be seen."""
    is_bare = _BARE.fullmatch(text) and text.lower() not in _KEYWORDS
    return text if is_bare else '"' + text.replace('"', '\\"') + '"'
