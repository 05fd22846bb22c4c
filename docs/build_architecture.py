"""Writes docs/architecture.md and its drawing from the imports: `make docs`. A test fails where they differ.

A room is a folder of a package, or those of its single files that have the same rooms above and below them. An arrow
leads from a room to what it imports, unless a longer way says so already. Imports within functions, which wait until
they are needed, and those for annotations alone, are not drawn.
"""

from __future__ import annotations

import argparse
import ast
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import viz
from viz.rendering.picture import Picture

ROOT = Path(__file__).parents[1]
HOME = Path(viz.__file__).parents[1]
"""Where the packages lie: beside this folder, or where they were installed."""
PAGE, DRAWING = ROOT / "docs" / "architecture.md", ROOT / "docs" / "architecture.png"
PACKAGES = ("autograd", "nn", "viz")
COLORS = {"autograd": "#FCE9C8", "nn": "#DCEDF9", "viz": "#CFEDE0"}

Arrows = dict[str, set[str]]


@cache
def modules() -> dict[str, Path]:
    """Every module of the three packages, by its dotted name."""
    files = [file for package in PACKAGES for file in sorted((HOME / package).rglob("*.py"))]
    return {".".join(file.relative_to(HOME).with_suffix("").parts).removesuffix(".__init__"): file for file in files}


@cache
def _source(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


@cache
def imports() -> Arrows:
    """For each module those that it imports when it is imported itself."""
    files = modules()
    found: Arrows = {name: set() for name in files}
    for name in files:
        for statement in _source(name).body:
            if isinstance(statement, ast.ImportFrom) and statement.module in files:
                found[name] |= {_home(statement.module, alias.name) for alias in statement.names}
            elif isinstance(statement, ast.Import):
                whole = {alias.name for alias in statement.names} & files.keys()
                found[name] |= whole | {_home(*used) for used in _attributes(_source(name)) if used[0] in whole}
    return found


def is_door(module: str) -> bool:
    """Whether a module is a package itself, or what `python -m` runs of it."""
    return "." not in module or module.endswith(".__main__")


def _attributes(tree: ast.AST) -> set[tuple[str, str]]:
    """What is used of what: ("nn", "MLP") for nn.MLP."""
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return {(node.value.id, node.attr) for node in attributes if isinstance(node.value, ast.Name)}


def rooms() -> dict[str, str]:
    """The room of each module: "autograd.compiler", or "autograd: graph, primitive"; the packages' doors have none."""
    arrows = {name: targets for name, targets in imports().items() if not is_door(name)}
    folders = {name: _folder(name) for name in arrows}
    reached = _closure(arrows)
    groups: dict[tuple[str, frozenset[str], frozenset[str]], list[str]] = {}
    for name in arrows:
        if not folders[name]:
            below = frozenset(folders[other] for other in reached[name] if folders.get(other))
            above = frozenset(folders[other] for other in arrows if name in reached[other] and folders[other])
            groups.setdefault((name.split(".")[0], below, above), []).append(name)
    for (package, _, _), members in groups.items():
        title = f"{package}: {', '.join(name.split('.')[1].strip('_') for name in members)}"
        folders.update(dict.fromkeys(members, title))
    return folders


def arrows_between_rooms() -> Arrows:
    """Which room imports which, without the arrows that a longer way makes superfluous."""
    room_of = rooms()
    arrows: Arrows = {room: set() for room in room_of.values()}
    for name, targets in imports().items():
        if name in room_of:
            arrows[room_of[name]] |= {room_of[t] for t in targets if t in room_of} - {room_of[name]}
    reached = _closure(arrows)
    return {
        room: {t for t in targets if not any(t in reached[other] for other in targets - {t})}
        for room, targets in arrows.items()
    }


def drawing() -> str:
    """The drawing's DOT text."""
    arrows = arrows_between_rooms()
    lines = ["digraph rooms {", "\trankdir=TB; nodesep=0.25; ranksep=0.45;"]
    lines.append('\tnode [shape=box style="rounded,filled" fontname="DejaVu Sans,Verdana,sans-serif" fontsize=13];')
    for room in sorted(arrows):
        title, _, files = room.partition(": ")
        label = room if not files else f"{title}\\n{_wrapped(files)}"
        lines.append(f'\t"{room}" [label="{label}" fillcolor="{COLORS[room.split(".")[0].split(":")[0]]}"];')
    lines += [f'\t"{room}" -> "{target}";' for room in sorted(arrows) for target in sorted(arrows[room])]
    return "\n".join([*lines, "}"])


def page() -> str:
    """The page: the drawing, and what each room is for, in its own words."""
    room_of = rooms()
    parts = [
        "# Architecture",
        "One idea carries the project: **an operation is a row in a table, and everything else is a fold over the graph"
        " that reads one field of the row.** Arrows lead from a room to what it imports; they never run in circles."
        " `make docs` draws them from the imports; the contracts in `pyproject.toml` hold every module to its place.",
        f"![The rooms of the three packages and the arrows between them]({DRAWING.name})",
    ]
    for package in PACKAGES:
        parts.append(f"## {package}\n\n{_summary(package)}\n\n| room | what it is for |\n| --- | --- |")
        own = sorted({room for name, room in room_of.items() if name.split(".")[0] == package})
        for room in own:
            folder, _, members = room.partition(": ")
            if members:
                names = [name for name, other in room_of.items() if other == room]
                texts = [f"`{name.split('.')[1]}`: {_summary(name)}" for name in names]
                parts[-1] += "".join(f"\n| {text.partition(': ')[0]} | {text.partition(': ')[2]} |" for text in texts)
            else:
                parts[-1] += f"\n| **{folder.split('.', 1)[1]}/** | {_summary(folder)} |"
    return "\n\n".join(parts) + "\n"


def _home(module: str, name: str) -> str:
    """The module that a name comes from which another imports from `module`: itself, or one behind a package's door."""
    if f"{module}.{name}" in modules():
        return f"{module}.{name}"
    for statement in _source(module).body:
        if isinstance(statement, ast.ImportFrom) and name in {alias.name for alias in statement.names}:
            return _home(statement.module, name) if statement.module in modules() else module
    # The functions that the table names have no other home.
    return "autograd.primitives" if module == "autograd" else module


def _folder(name: str) -> str:
    """The folder within a package that a module is in; "" for none."""
    package, first = name.split(".")[:2]
    return f"{package}.{first}" if (HOME / package / first).is_dir() else ""


def _closure(arrows: Mapping[str, Iterable[str]]) -> Arrows:
    """What is reached from each place by one arrow or more."""
    reached: Arrows = {}
    for start in arrows:
        found: set[str] = set()
        waiting = list(arrows[start])
        while waiting:
            place = waiting.pop()
            if place not in found:
                found.add(place)
                waiting += arrows.get(place, ())
        reached[start] = found
    return reached


def _wrapped(names: str) -> str:
    """Names in lines of three."""
    listed = names.split(", ")
    return "\\n".join(", ".join(listed[k : k + 3]) for k in range(0, len(listed), 3))


def _summary(name: str) -> str:
    """The first sentence of a module's docstring."""
    text = (ast.get_docstring(_source(name)) or "").split("\n\n")[0]
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m docs.build_architecture", description=__doc__).parse_args()
    PAGE.write_text(page(), encoding="utf-8")
    DRAWING.with_suffix(".dot").write_text(drawing(), encoding="utf-8")
    DRAWING.write_bytes(Picture(drawing(), "the rooms of the three packages").png(dpi=110))
