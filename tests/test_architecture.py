"""Who imports whom, and what is public."""

import ast
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import grimp
import pytest

import autograd
import chalkgrad
import chalkgrad_command
import nn
import viz

toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
ROOT = Path(__file__).parents[1]
HOME = Path(autograd.__file__).parents[1]
"""Where the packages lie: here, or where they were installed."""
PACKAGES = (autograd, chalkgrad, chalkgrad_command, nn, viz)
PACKAGE_NAMES = [package.__name__ for package in PACKAGES]
PURE = ("autograd", "nn")
OF_TORCH = tuple(
    f"nn.bridges.torch_nets.{name}"
    for name in ("activations", "checks", "modules", "parts", "places", "reading", "writing")
)
NEEDING_MORE = ("autograd.strategies", "nn.bridges.estimators", *OF_TORCH)
"""Hypothesis; scikit-learn; PyTorch."""
FILES = {
    ".".join(file.relative_to(HOME).with_suffix("").parts).removesuffix(".__init__"): file
    for package in PACKAGE_NAMES
    for file in (HOME / package).rglob("*.py")
    if "course" not in file.parts  # which an installation has beside its notebooks
}
MODULES = sorted(FILES)
ROOMS = [name for name in MODULES if FILES[name].name == "__init__.py"]
THE_TABLE = [name for name in MODULES if name.startswith("autograd.primitives")]
"""There, the table names what there is."""


def loaded_by(statement):
    """The top-level modules that a fresh interpreter, without its site packages, loads for `statement`."""
    roots = sorted({str(Path(package.__file__).parents[1]) for package in PACKAGES})
    program = f"import sys; sys.path[:0] = {roots!r}; before = set(sys.modules)\n{statement}\n" + (
        "import json; print(json.dumps(sorted({n.split('.')[0] for n in set(sys.modules) - before - {'__mp_main__'}})))"
    )
    result = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return set(json.loads(result.stdout))


@pytest.mark.parametrize("package", PURE)
def test_the_pure_packages_import_the_standard_library_alone(package):
    modules = [name for name in MODULES if name.split(".")[0] == package and not name.startswith(NEEDING_MORE)]
    foreign = loaded_by("\n".join(f"import {name}" for name in modules)) - set(sys.stdlib_module_names) - set(PURE)
    assert not foreign


@pytest.mark.parametrize("module", NEEDING_MORE)
def test_what_needs_more_than_the_standard_library_is_loaded_by_nothing_else(module):
    others = [name for name in MODULES if name.split(".")[0] in PURE and not name.startswith(NEEDING_MORE)]
    program = (
        "import sys\n" + "\n".join(f"import {name}" for name in others) + f"\nassert {module!r} not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)


def test_autograd_loads_neither_nn_nor_viz():
    assert not loaded_by("import autograd") & {"nn", "viz"}


@pytest.mark.parametrize("package", ["viz", "viz.classroom.lecture"])
def test_only_the_classroom_of_viz_loads_nn(package):
    program = f"import sys, {package}; print('nn' in sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert loaded.stdout.strip() == str(package != "viz")


def test_each_source_has_a_test_file_of_its_name_or_the_tests_page_says_where_it_is_tested():
    tests = ROOT / "tests"
    rows = re.findall(r"^\| `(\S+)` \| `(\S+)`", (tests / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    elsewhere = {source: tests / place for source, place in rows if source.startswith(tuple(PACKAGE_NAMES))}
    homeless = [
        "/".join(name.split("."))
        for name in MODULES
        if name not in ROOMS
        and not (tests / FILES[name].relative_to(HOME).with_name(f"test_{FILES[name].name}")).exists()
    ]
    assert not [source for source in homeless if not any(fnmatch(source, row) for row in elsewhere)]
    assert not [row for row in elsewhere if not any(fnmatch(source, row) for source in homeless)]
    assert not [place for place in elsewhere.values() if not place.exists()]


@pytest.mark.parametrize("package", PACKAGE_NAMES)
def test_importing_a_package_loads_nothing_heavy(package):
    program = f"import sys, {package}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    heavy = {"hypothesis", "numpy", "matplotlib", "graphviz", "pygraphviz", "IPython", "mpmath", "tqdm"}
    assert not heavy & set(loaded.stdout.split())


@pytest.mark.parametrize("package", PURE)
def test_a_pure_package_does_its_work_without_site_packages(package):
    work = {
        "autograd": "from autograd import Value; x = Value(2.0); (x * x).backward(); assert x.grad == 4.0",
        "nn": "import nn",
    }
    loaded_by(work[package])


@pytest.mark.slow
@pytest.mark.parametrize("package", ["nn", "viz"])
def test_a_foreign_autograd_in_the_way_is_named_and_what_to_do(package, tmp_path):
    (tmp_path / "autograd").mkdir()
    (tmp_path / "autograd" / "__init__.py").write_text("def grad(f): ...\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(HOME)])}
    command = [sys.executable, "-c", f"import {package}"]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False)
    last = run.stderr.strip().splitlines()[-1]
    assert last.startswith("ImportError: ")
    assert str(tmp_path / "autograd" / "__init__.py") in last
    assert "rename it, or take its folder out of sys.path" in last


def test_the_import_contracts_hold():
    assert shutil.which("python") or sys.executable
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def declared(module_name):
    """The names in `__all__` as the source declares them; None if it does not."""
    tree = ast.parse(FILES[module_name].read_text(encoding="utf-8"))
    if len(tree.body) == 1:  # a room's door, with its docstring alone
        return []
    for node in tree.body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]:
            return ast.literal_eval(node.value)
    return None


DECLARING = [name for name in MODULES if declared(name) is not None]
WIDGETS = ("viz.classroom.playground_widget", "viz.live.widget")


def imported(names):
    """Those modules, for tests that import them."""
    needs = dict.fromkeys(WIDGETS, "anywidget") | dict.fromkeys(OF_TORCH, "torch")
    return [pytest.param(name, marks=[pytest.mark.needs(needs[name])] if name in needs else []) for name in names]


def contracts_of_layers():
    """For each contract of layers, the modules that it names."""
    contracts = toml.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    return [{name.strip() for layer in contract for name in layer.split("|")} for contract in layers]


@pytest.mark.parametrize("room", ["", *ROOMS], ids=lambda room: room or "the three packages")
def test_one_contract_gives_each_module_of_a_room_its_layer(room):
    inside = {name for name in MODULES if name.rpartition(".")[0] == room}
    assert min((inside - named for named in contracts_of_layers()), key=len) == set()


HIDDEN_CIRCLES = {
    ("autograd.copying", "autograd.value"): "it copies Values, and a Value's copy and pickle protocols call it",
    ("autograd.reverse", "autograd.value"): "it sweeps over Values, and `backward` calls it",
    ("autograd.tracing", "autograd.value"): "it notes which Values are compared, and a Value's `<` calls it",
    ("autograd.compiler.codegen.lanes", "autograd.compiler.codegen.ir"): "a Lane holds the code that it is a name in",
    ("viz.live.phrases", "viz.live.body"): "a Phrase holds the function that it is a part of, which makes phrases",
    ("viz.live.phrase_vectors", "viz.live.body"): "likewise, of vectors",
    (
        "viz.classroom.exercises.drawing",
        "viz.classroom.exercises.exercise",
    ): "it draws an Exercise, which shows itself so",
    ("viz.classroom.playground_widget", "viz.classroom.playground"): "a widget shows a Playground, which makes it",
}
"""The imports for annotations alone that close a circle, each with what makes the two need each other's names."""


def imports_of(**options):
    """Who imports whom in the three packages: pairs of modules, within functions too, and the graph they make."""
    graph = grimp.build_graph(*PACKAGE_NAMES, cache_dir=None, **options)
    return {(name, other) for name in MODULES for other in graph.find_modules_directly_imported_by(name)}, graph


def test_an_import_for_annotations_closes_no_circle_but_those_with_a_reason():
    every, graph = imports_of()
    at_run_time, _ = imports_of(exclude_type_checking_imports=True)
    circles = {(name, other) for name, other in every - at_run_time if graph.find_shortest_chain(other, name)}
    assert circles == set(HIDDEN_CIRCLES)


def test_every_module_declares_what_is_public():
    assert set(MODULES) - set(THE_TABLE) == set(DECLARING) - set(THE_TABLE)


def natural_order(name):
    """log2 before log10."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


@pytest.mark.parametrize("name", imported(DECLARING))
def test_all_is_sorted_as_ruff_sorts_it_and_each_name_is_there(name):
    names = declared(name)
    module = importlib.import_module(name)
    constants = [n for n in names if n.isupper()]
    classes = [n for n in names if n[0].isupper() and not n.isupper()]
    rest = [n for n in names if not n[0].isupper()]
    assert names == [n for kind in (constants, classes, rest) for n in sorted(kind, key=natural_order)]
    assert len(set(names)) == len(names)
    assert all(hasattr(module, n) for n in names)


@pytest.mark.parametrize("name", imported(name for name in DECLARING if "." in name))
def test_all_is_complete(name):
    names = declared(name)
    tree = ast.parse(Path(importlib.import_module(name).__file__).read_text(encoding="utf-8"))
    public = {
        node.name
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
    }
    assert public <= set(names)


def test_every_operation_is_exported_but_those_that_would_hide_a_built_in():
    exported = set(autograd.__all__)
    hidden = {name for name in autograd.PRIMITIVES if name in dir(__builtins__) or name in {"abs", "max", "pow", "sum"}}
    assert set(autograd.PRIMITIVES) - hidden <= exported
    assert not hidden & exported


# What begins with an underscore stays at home.


@cache
def sources_of(package):
    home = HOME if package in PACKAGE_NAMES else ROOT
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((home / package).rglob("*.py"))}


MICROGRADS = {"_prev", "_op", "_backward"}
"""Public here: programs written against micrograd use them, which `autograd.micrograd` is there for."""


def private(name):
    """Of ours: what ends in an underscore too is a protocol of Python's or of Jupyter's."""
    return name.startswith("_") and not name.endswith("_") and name not in MICROGRADS


def defined(body):
    """The names that a module or a class defines in its body, and those in `__slots__`."""
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            yield statement.name
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            yield from names
            if "__slots__" in names:
                yield from ast.literal_eval(statement.value)


def is_stored_on_self(node):
    return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and ast.unparse(node.value) == "self"


@cache
def private_members(package):
    """The private names that the objects of a package's classes have."""
    nodes = [node for tree in sources_of(package).values() for node in ast.walk(tree)]
    in_bodies = {name for node in nodes if isinstance(node, ast.ClassDef) for name in defined(node.body)}
    return set(filter(private, in_bodies | {node.attr for node in nodes if is_stored_on_self(node)}))


def private_globals(package):
    """The private names that the modules of a package have."""
    return {name for tree in sources_of(package).values() for name in defined(tree.body) if private(name)}


@cache
def foreign_names(place):
    """The private names that belong to another package's objects or modules, and to none of the objects of `place`."""
    others = [name for name in PACKAGE_NAMES if name != place]
    return set().union(*(private_members(name) | private_globals(name) for name in others)) - private_members(place)


def reaches(tree, others, foreign):
    """Where a source imports something private from one of `others`, or uses a `foreign` name: (line, name)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in others:
            yield from ((node.lineno, alias.name) for alias in node.names if private(alias.name))
        elif isinstance(node, ast.Attribute) and node.attr in foreign:
            yield node.lineno, node.attr
        elif isinstance(node, ast.Constant) and node.value in foreign:
            yield node.lineno, node.value  # as in getattr(v, "_data")


@pytest.mark.parametrize("place", [*PACKAGE_NAMES, "benchmarks", "notebooks", "docs"])
def test_nobody_reaches_for_a_private_name_of_another_package(place):
    others, foreign = set(PACKAGE_NAMES) - {place}, foreign_names(place)
    found = [
        f"{path}:{line} {name}"
        for path, tree in sources_of(place).items()
        for line, name in reaches(tree, others, foreign)
    ]
    assert not found


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("from autograd.value import _node", "_node"),
        ("v._numbers()", "_numbers"),  # though a function of viz has that name
        ("self._first_number", "_first_number"),  # of a class that inherits from one of autograd's
        ("v._first_number = 0.0", "_first_number"),  # naming it makes it nobody's own
        ("getattr(v, '_first_number')", "_first_number"),
        ("value._ZERO", "_ZERO"),
        ("x._repr_html_", None),
    ],
)
def test_a_reach_would_be_found(source, name):
    found = list(reaches(ast.parse(source), {"autograd"}, foreign_names("viz")))
    assert found == ([(1, name)] if name else [])


@pytest.mark.parametrize(
    ("module", "besides"),
    [
        (autograd, {*autograd.PRIMITIVES, "compile"}),
        (nn, set()),
        (nn.datasets, set()),
        (nn.schedules, set()),
        (nn.stopping, set()),
        (viz, set()),
        (chalkgrad, set(autograd.__all__)),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_prompt_completes_public_names_alone(module, besides):
    assert dir(module) == sorted({*module.__all__, *besides})
    assert all(hasattr(module, name) for name in dir(module))


@pytest.mark.parametrize("module", ["autograd", "nn", "nn.datasets", "viz"])
def test_a_prompt_completes_help_tells_and_a_star_imports_where_nothing_else_is_installed(module):
    loaded_by(
        f"import pydoc, rlcompleter, {module}\n"
        f"found = rlcompleter.Completer({{'m': {module}}}).attr_matches('m.')\n"
        f"assert len(found) == len(dir({module})), found\n"
        f"assert all(name in pydoc.render_doc({module}, renderer=pydoc.plaintext) for name in {module}.__all__)\n"
        f"from {module} import *"
    )
