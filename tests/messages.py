"""Every message that the packages can raise or warn with, read from their sources: `python -m tests.messages` writes
them into messages.txt, where each has been looked at.

A line is `module.function | exception | template`; {…} stands for whatever is put in. In place of an exception, "part"
says that the text may be put into a message: by the same function, by one that it calls for a text, or as a constant.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import autograd

PACKAGES = ("autograd", "chalkgrad", "chalkgrad_command", "nn", "viz")
HOME = Path(autograd.__file__).parents[1]
"""Where the packages are that run: beside the tests, or where they were installed."""
LIST = Path(__file__).with_name("messages.txt")

MAKERS = re.compile(r"(.*\.)?(_?[A-Z]\w*(Error|Exception|Warning)|warn|type\(error\))")
"""What makes a message when it is called, besides whatever is called where something is raised."""


@cache
def messages() -> list[str]:
    """All of them, module by module, in the order of the sources."""
    reader = _Reader()
    paths = sorted(path.relative_to(HOME) for name in PACKAGES for path in (HOME / name).rglob("*.py"))
    for path in (path for path in paths if "course" not in path.parts):  # the notebooks', where they were installed
        reader.read(".".join(path.with_suffix("").parts).removesuffix(".__init__"), _parsed(path))
    return reader.lines()


def _parsed(path: Path) -> list[ast.stmt]:
    return ast.parse((HOME / path).read_text("utf-8")).body


class _Reader(ast.NodeVisitor):
    """Notes the texts in each function, and in each constant, and the names that it uses."""

    def __init__(self) -> None:
        self.place = ""
        self.is_making = False
        self.texts: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.names: dict[str, set[str]] = defaultdict(set)
        self.giving_texts: set[str] = set()

    def lines(self) -> list[str]:
        speaking = {place for place, texts in self.texts.items() if any(kind != "part" for kind, _ in texts)}
        used = {name for place in speaking for name in self.names[place]}
        speaking |= {place for place in self.giving_texts if place.split(".")[-1] in used}
        return [
            " | ".join((place, *text)) for place, texts in self.texts.items() if place in speaking for text in texts
        ]

    def read(self, place: str, body: Iterable[ast.AST]) -> None:
        outside, self.place = self.place, place
        for node in body:
            self.visit(node)
        self.place = outside

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.read(f"{self.place}.{node.name}", node.body)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        place = f"{self.place}.{node.name}"
        gives_text = node.returns is not None and ast.unparse(node.returns) == "str"
        if gives_text and node.col_offset == 0 and not node.name.endswith("_text"):  # those write machine code
            self.giving_texts.add(place)
        self.read(place, node.body)

    def visit_Assign(self, node: ast.Assign) -> None:
        name = ast.unparse(node.targets[0])
        if node.col_offset == 0 and isinstance(node.value, (ast.Constant, ast.IfExp)):
            self.giving_texts.add(f"{self.place}.{name}")
            self.read(f"{self.place}.{name}", [node.value])
        else:
            self.put_in([node.value])

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit_Assign(ast.Assign([node.target], node.value, col_offset=node.col_offset))

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring is no message
            self.visit(node.value)

    def visit_Raise(self, node: ast.Raise) -> None:
        if isinstance(node.exc, ast.Call):
            self.note_message(node.exc)

    def visit_Call(self, node: ast.Call) -> None:
        if MAKERS.fullmatch(ast.unparse(node.func)):
            self.note_message(node)
        else:
            self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if self.is_making:
            self.names[self.place].add(node.id)

    def visit_Constant(self, node: ast.Constant) -> None:
        self.note("part", node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self.note("part", node)

    def note_message(self, call: ast.Call) -> None:
        """What makes it, and its text; the other arguments may be put in."""
        text = next((each for each in call.args if _template(each)), ast.Constant("{…}"))
        is_warning = ast.unparse(call.func) == "warnings.warn"
        self.note(ast.unparse(call.args[1] if is_warning else call.func), text)
        self.put_in(each for each in call.args if each is not text)

    def put_in(self, nodes: Iterable[ast.AST]) -> None:
        """What goes into a message, or is noted under a name on the way to one."""
        outside, self.is_making = self.is_making, True
        for node in nodes:
            self.visit(node)
        self.is_making = outside

    def note(self, kind: str, text: ast.AST) -> None:
        template = _template(text)
        if kind != "part" or (" " in template.strip() and "\n" not in template):
            self.texts[self.place].append((kind, template.replace("\n", "\\n")))
        self.put_in(part.value for part in getattr(text, "values", []) if isinstance(part, ast.FormattedValue))


def _template(text: ast.AST) -> str:
    """A text with {…} where something is put in; "" for what is none."""
    if isinstance(text, ast.JoinedStr):
        return "".join(_template(part) or "{…}" for part in text.values)
    return text.value if isinstance(text, ast.Constant) and isinstance(text.value, str) else ""


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m tests.messages", description=__doc__).parse_args()
    LIST.write_text("".join(f"{line}\n" for line in messages()), "utf-8", newline="\n")
