"""The reference, written from what the packages say of themselves: a page a room, and a page a kind of operations.

Whatever is in an `__all__` finds its own way onto a page.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import io
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import GenericAlias
from unittest import mock

from sphinx.pycode import ModuleAnalyzer

from autograd import PRIMITIVES
from docs.site.operations import KINDS, operation_page, rows_of

__all__ = [
    "DOORS",
    "ROOMS",
    "Room",
    "analyzed",
    "as_rest",
    "entries",
    "is_class",
    "named",
    "pages",
    "public_names",
    "public_path",
    "room_of",
]


@dataclass(frozen=True)
class Room:
    """One page: its title, and the modules or packages whose public names stand on it, in this order."""

    title: str
    modules: tuple[str, ...]


ROOMS = {
    "values": Room(
        "Values and graphs",
        (
            "autograd.value",
            "autograd.graph",
            "autograd.choosing",
            "autograd.unfolding",
            "autograd.pausing",
            "autograd.errors",
        ),
    ),
    "derivatives": Room("Derivatives", ("autograd.functional", "autograd.forward")),
    "checking": Room(
        "Checking derivatives",
        (
            "autograd.checking.gradcheck",
            "autograd.checking.report",
            "autograd.checking",
            "autograd.zoo",
            "autograd.strategies",
            "nn.strategies",
        ),
    ),
    "primitives": Room("The table of operations", ("autograd.primitive",)),
    "compiler": Room("Compiled programs", ("autograd.compiler",)),
    "models": Room(
        "Nets and their parts",
        ("nn.models.layers", "nn.models.mlp", "nn.models.perceptron", "nn.models.module", "nn.models"),
    ),
    "losses": Room("Losses", ("nn.losses",)),
    "optimizers": Room("Optimizers and schedules", ("nn.optimizers", "nn.gradient_step", "nn.schedules")),
    "training": Room(
        "Training",
        ("nn.training.fitting", "nn.training.objective", "nn.history", "nn.stopping", "nn.training"),
    ),
    "analysis": Room("What a net does, and what keeps it from learning", ("nn.analysis", "nn.designs")),
    "data": Room("Data", ("nn.datasets", "nn.tables")),
    "graphs": Room("Pictures of graphs", ("viz.graph.drawing", "viz.graph", "viz.rendering")),
    "formulas": Room("Formulas and derivations", ("viz.formulas", "viz.derivations")),
    "live": Room("Pages that answer", ("viz.live", "viz.classroom")),
    "plots": Room("Plots of nets and of learning", ("viz.plots",)),
    "bridges": Room("To and from other libraries", ("autograd.torch_graphs", "nn.bridges")),
    "micrograd": Room("Doors for micrograd's programs", ("autograd.micrograd", "nn.micrograd", "viz.micrograd")),
}
DOORS = (
    "autograd",
    "autograd.micrograd",
    "autograd.strategies",
    "autograd.zoo",
    "nn",
    "nn.datasets",
    "nn.designs",
    "nn.micrograd",
    "nn.schedules",
    "nn.stopping",
    "nn.strategies",
    "viz",
    "viz.micrograd",
)
"""The modules that a program imports from. What `chalkgrad` has, it has from them."""
_FOR_MICROGRAD = ROOMS["micrograd"].modules
"""What these only hand on stands elsewhere."""


@cache
def public_names() -> dict[str, str]:
    """Every public name but the operations', as a program writes it, and the module that defines it."""
    found = {"autograd.compile": "autograd.compiler"}  # which `import *` must leave out
    for door in DOORS:
        for name in importlib.import_module(door).__all__:
            path = f"{door}.{name}"
            if path in DOORS or (door == "autograd" and name in PRIMITIVES):
                continue
            module = home(door, name)
            if door not in _FOR_MICROGRAD or module == door:
                found[path] = module
    return found


def home(door: str, name: str) -> str:
    """The module that defines a name: data does not say it, but has its sentence there."""
    package = door.split(".", maxsplit=1)[0]
    module = getattr(named(f"{door}.{name}"), "__module__", "")
    if module.split(".")[0] == package:
        return module
    inside = [found for found in sorted(sys.modules) if found == package or found.startswith(f"{package}.")]
    having = (found for found in inside if name in vars(sys.modules[found]))  # Sphinx takes a while to read a module
    return next(found for found in having if ("", name) in analyzed(found).attr_docs)


def analyzed(module: str) -> ModuleAnalyzer:
    """What Sphinx read in a module's source."""
    analyzer = ModuleAnalyzer.for_module(module)
    analyzer.analyze()
    return analyzer


def named(path: str) -> object:
    """What a public name stands for."""
    door, _, name = path.rpartition(".")
    return getattr(importlib.import_module(door), name)


def is_class(thing: object) -> bool:
    """Whether it is a class, and no other name for a type such as `list[float]`, which is one too on Python 3.10."""
    return inspect.isclass(thing) and not isinstance(thing, GenericAlias)


def room_of(module: str) -> str:
    """The page that the names of a module stand on.

    Raises:
        LookupError: if no room has it.
    """
    for page, room in ROOMS.items():
        if any(module == of or module.startswith(f"{of}.") for of in room.modules):
            return page
    raise LookupError(f"{module} defines public names and is in no room: write it into ROOMS of {__name__}")


def pages() -> dict[str, str]:
    """All pages, by name, as MyST Markdown."""
    return {
        "index": _index(),
        "chalkgrad": _chalkgrad(),
        "commands": _commands(),
        **{page: _room(page, room) for page, room in ROOMS.items()},
        **{f"operations_{kind}": operation_page(kind) for kind in KINDS if rows_of(kind)},
    }


def _index() -> str:
    lines = [
        "# Reference",
        "",
        "Every public name, made from the sources: what it takes, gives and refuses, its formula, an example that the",
        "tests run, and its source. Numbers have no units; angles are in radians, logarithms natural, and a shape is",
        "that of nested lists: `(n, d)` are n samples of d numbers each.",
        "",
        "```{toctree}",
        ":hidden:",
        "",
        *ROOMS,
        *(f"operations_{kind}" for kind in KINDS if rows_of(kind)),
        "chalkgrad",
        "commands",
        "```",
    ]
    for page, room in ROOMS.items():
        lines += ["", f"## [{room.title}]({page}.md)", "", "| name | what it is |", "| --- | --- |"]
        lines += [f"| {{py:obj}}`{name}` | {_summary(name)} |" for name in _names_in(page)]
    lines += [
        "",
        "## Operations",
        "",
        "[One table](../operations.md) has them all; these pages have them one by one.",
        "",
    ]
    for kind, title in KINDS.items():
        rows = rows_of(kind)
        if rows:
            links = ", ".join(f"{{py:func}}`{row.name} <autograd.{row.name}>`" for row in rows)
            lines.append(f"- [{title}](operations_{kind}.md): {links}")
    return "\n".join([*lines, ""])


def _summary(path: str) -> str:
    """The first sentence of what a name says of itself, as a cell of a table."""
    text = " ".join(documentation(path).split("\n\n")[0].split())
    return re.split(r"(?<=[.:]) (?=[A-Z`])", text)[0].removesuffix(":").replace("|", r"\|")


def documentation(path: str) -> str:
    thing = named(path)
    if is_class(thing) or inspect.isroutine(thing):
        return inspect.getdoc(thing) or ""
    return "\n".join(analyzed(public_names()[path]).attr_docs["", path.rpartition(".")[2]])


def _names_in(page: str) -> list[str]:
    """The public names on a page, as their modules have them one after the other."""
    names = [name for name, module in public_names().items() if room_of(module) == page]
    return sorted(names, key=lambda name: (_place(page, public_names()[name]), _order(name)))


def _place(page: str, module: str) -> tuple[int, str]:
    modules = ROOMS[page].modules
    return next(i for i, of in enumerate(modules) if module == of or module.startswith(f"{of}.")), module


def _order(path: str) -> int:
    """How far down its module a name is defined."""
    return analyzed(public_names()[path]).tagorder[path.rpartition(".")[2]]


def _room(page: str, room: Room) -> str:
    parts = [f"# {room.title}", ""]
    names = _names_in(page)
    modules = list(dict.fromkeys(public_names()[name] for name in names))
    for module in modules:
        parts += [f"## `{module}`", ""] if len(modules) > 1 else []
        parts += [as_markdown(inspect.getdoc(importlib.import_module(module)) or ""), ""]
        parts += [_entry(name) for name in names if public_names()[name] == module]
    return "\n".join(parts)


def _entry(path: str) -> str:
    thing = named(path)
    if is_class(thing) and issubclass(thing, BaseException):
        body = f".. autoexception:: {path}\n   :show-inheritance:\n"
    elif is_class(thing):
        body = f".. autoclass:: {path}\n   :members:\n"
    elif inspect.isroutine(thing):
        body = f".. autofunction:: {path}\n"
    else:
        text = "\n   ".join(as_rest(documentation(path)).splitlines())
        body = f".. py:data:: {path}\n\n   {text}\n"
    return f"```{{eval-rst}}\n{body}```\n"


def as_markdown(text: str) -> str:
    """A docstring as Markdown: examples in fences."""
    return re.sub(r"^>>> .*?(?=\n\n|\Z)", lambda m: f"```pycon\n{m[0]}\n```", text, flags=re.MULTILINE | re.DOTALL)


_RETURNS = re.compile(r"^Returns:\n((?: +.*\n?|\n(?= ))+)", re.MULTILINE)
"""Napoleon would take what stands before a colon for a type."""
_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)(?=(\w)?)")


def as_rest(text: str) -> str:
    """A docstring as reStructuredText: code in two backticks, names that the reference has as links to them."""
    text = _RETURNS.sub(lambda found: f":returns: {found[1].strip()}\n", text)
    parts = re.split(r"(^ *>>> .*?(?=\n *\n|\Z))", text, flags=re.MULTILINE | re.DOTALL)
    parts[::2] = [_CODE.sub(_code, part.replace("*", r"\*")) for part in parts[::2]]
    return "".join(parts)


def _code(found: re.Match[str]) -> str:
    text, behind = found.groups()
    text = text.replace(r"\*", "*")
    name = text.removesuffix("()")
    link = public_path(name)
    role = f":py:obj:`{name} <{link}>`" if link else f"``{text}``"
    return role + ("\\ " if behind else "")


def public_path(name: str) -> str | None:
    """The public name that is meant where the package is left out; None if there is none."""
    return next((path for path in (name, f"autograd.{name}", f"nn.{name}", f"viz.{name}") if path in entries()), None)


@cache
def entries() -> frozenset[str]:
    """All that the reference has an entry for: public names and operations."""
    return frozenset({*public_names(), *(f"autograd.{name}" for name in PRIMITIVES)})


def _chalkgrad() -> str:
    import chalkgrad

    lines = [
        "# `chalkgrad`: the packages by one name",
        "",
        as_markdown(inspect.getdoc(chalkgrad) or ""),
        "",
        "| name | is |",
        "| --- | --- |",
    ]
    for name in chalkgrad.__all__:
        path = f"autograd.{name}"
        of = f"{{py:obj}}`{path}`" if path in entries() else f"the package `{name}`"
        lines.append(f"| `chalkgrad.{name}` | {of} |")
    return "\n".join(
        [
            *lines,
            "",
            "So is each other name of `autograd`, an operation's too."
            " `chalkgrad.__version__` is the version, and so is that of each of the three.",
            "",
        ]
    )


def _commands() -> str:
    from chalkgrad_command.command import main as chalkgrad
    from viz.command.command_line import main as viz

    return "\n".join(
        [
            "# Commands",
            "",
            "Two commands come with the packages. What they say of themselves:",
            "",
            "## `chalkgrad`",
            "",
            f"```text\n{_help(chalkgrad)}```",
            "",
            "## `python -m viz`",
            "",
            "`chalkgrad draw` is the same.",
            "",
            f"```text\n{_help(viz)}```",
            "",
        ]
    )


def _help(command: Callable[[list[str]], object]) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit), mock.patch.dict(os.environ, COLUMNS="90"):
        command(["--help"])
    return said.getvalue()
