"""A reader of SVG pictures that knows nothing of how they are made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}"


@dataclass(frozen=True)
class Shown:
    """What a person reads in a picture: the lines in each node, the words on each edge, and the tooltips."""

    nodes: dict[str, list[str]]
    edges: list[tuple[str, str, str]]
    tooltips: dict[str, str]

    def node_of(self, line: str) -> str:
        """The one node that has this line."""
        [node] = [node for node, lines in self.nodes.items() if line in lines]
        return node

    def words_between(self, tail: str, head: str) -> list[str]:
        return [words for start, end, words in self.edges if (start, end) == (tail, head)]

    @property
    def lines(self) -> set[str]:
        return {line for lines in self.nodes.values() for line in lines}


def read(svg: str) -> Shown:
    """What is shown: the nodes by the numbers in their names, wherever Graphviz has put them."""
    nodes, edges, tooltips = {}, [], {}
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        title = group.findtext(f"{SVG}title") or ""
        lines = [(text.text or "").replace("\u00a0", " ") for text in group.iter(f"{SVG}text")]
        lines = [line for line in lines if line.strip()]
        if group.get("class") == "node":
            nodes[title] = lines
            tooltips[title] = next(group.iter(f"{SVG}a")).get(f"{LINK}title", "").replace("\u00a0", " ")
        elif group.get("class") == "edge":
            tail, head = title.split("->")
            edges.append((tail, head, " ".join(lines).strip()))
    in_order = sorted(nodes, key=lambda title: [int(number) for number in re.findall(r"\d+", title)])
    return Shown({title: nodes[title] for title in in_order}, edges, tooltips)
