"""The wheel and the sdist: what is in them, that they are the same whenever they are built, and what an index shows."""

from __future__ import annotations

import email
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from pathlib import Path

import pytest
from packaging.tags import cpython_tags, mac_platforms
from packaging.utils import parse_wheel_filename
from readme_renderer import markdown

import autograd

ROOT = Path(__file__).parents[1]
PACKAGES = ("autograd", "chalkgrad", "chalkgrad_command", "nn", "viz")

is_built_here = pytest.mark.skipif(
    Path(autograd.__file__).parents[1] != ROOT, reason="what is tested here is built from sources"
)
pytestmark = [pytest.mark.slow, is_built_here]


def build(source: Path, into: Path, **options: int) -> tuple[Path, Path]:
    """A wheel and an sdist of what stands in a folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", into]
    subprocess.run(command, cwd=source, check=True, capture_output=True, **options)
    (wheel,), (sdist,) = into.glob("*.whl"), into.glob("*.tar.gz")
    return wheel, sdist


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return build(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture
def unpacked(built: tuple[Path, Path], tmp_path: Path) -> Path:
    """The folder of the unpacked sdist."""
    with tarfile.open(built[1]) as archive:
        archive.extractall(tmp_path, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    return next(tmp_path.iterdir())


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def metadata_of(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(archive.read(name))


def files_in(folder: Path) -> set[str]:
    files = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    return {path.as_posix() for path in files if "__pycache__" not in path.parts}


def test_the_wheel_holds_each_file_of_the_packages_the_course_and_nothing_else(built):
    sources = {f"{package}/{file}" for package in PACKAGES for file in files_in(ROOT / package)}
    assert {Path(file).suffix for file in sources} == {
        ".py",
        ".pyi",
        ".typed",
        ".js",
        ".css",
        ".json",
        ".mplstyle",
        ".txt",
    }
    notebooks = {file.name for file in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")}
    assert len(notebooks) >= 9
    course = {f"chalkgrad_command/course/{name}" for name in (*notebooks, "course.py", "quizzes.md")}
    about = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}
    expected = sources | course | {f"chalkgrad-{metadata_of(built[0])['Version']}.dist-info/{name}" for name in about}
    assert names_in(built[0]) == expected
    assert {f"{package}/py.typed" for package in PACKAGES} <= expected
    assert built[0].stat().st_size < 1_500_000


def test_the_notebooks_in_the_wheel_have_no_outputs_and_no_solutions(built):
    with zipfile.ZipFile(built[0]) as archive:
        notebooks = {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".ipynb")}
    cells = [cell for notebook in notebooks.values() for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(cells) > 100
    assert [cell for cell in cells if cell["outputs"] or cell["execution_count"]] == []
    assert not any("solutions" in name for name in notebooks)


def test_the_sdist_holds_what_its_tests_need_and_no_leftovers(built):
    with tarfile.open(built[1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    needed = "oracles/__init__.py benchmarks/racing.py docs/build_operations.py notebooks/course.py demo.py LICENSE"
    assert {
        *needed.split(),
        "conftest.py",
        "examples/plain_gpt.py",
        "hatch_build.py",
        "Makefile",
        "pyproject.toml",
    } <= names
    assert {f"tests/{file}" for file in files_in(ROOT / "tests")} <= names
    leftovers = r"(^|/)(build|dist|test-output|demo-output|exports|handout|mutants|\.venv|\.git|__pycache__|.*_cache|" \
                r"\.ipynb_checkpoints|\.hypothesis|.*\.egg-info|.*\.pyc)(/|$)"  # fmt: skip
    assert [name for name in names if re.search(leftovers, name)] == []


def test_they_are_the_same_byte_for_byte_built_from_the_unpacked_sdist_at_another_time_by_another_user(
    built, unpacked, tmp_path
):
    (unpacked / "PKG-INFO").unlink()  # which the build writes
    for path in unpacked.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
        if path.is_file():
            path.chmod(path.stat().st_mode & 0o700)
    again = build(unpacked, tmp_path / "again", **({"umask": 0o077} if os.name == "posix" else {}))
    for first, second in zip(built, again):
        assert first.name == second.name
        assert first.read_bytes() == second.read_bytes()


@pytest.fixture
def beside_the_wheel(built: tuple[Path, Path], unpacked: Path, tmp_path: Path) -> dict[str, str]:
    """Takes the packages out of the unpacked sdist; the environment in which they come out of the wheel."""
    with zipfile.ZipFile(built[0]) as archive:
        archive.extractall(tmp_path / "site")
    for package in PACKAGES:
        shutil.rmtree(unpacked / package)
    return {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "PYTHONDONTWRITEBYTECODE": "1"}


def test_every_test_module_of_the_sdist_can_be_imported_beside_the_installed_wheel(
    beside_the_wheel, unpacked, tmp_path
):
    """No package of the sources is in the way: what the tests import of them comes out of the wheel."""
    program = """
import importlib, json, os, pathlib
import autograd, pytest
from tests.needs import BRIDGES, ENGINES
failures = {}
for file in sorted(pathlib.Path("tests").rglob("test_*.py")):
    try:
        importlib.import_module(".".join(file.with_suffix("").parts))
    except pytest.skip.Exception:  # it needs what is not here
        pass
    except Exception as error:
        if getattr(error, "name", None) in (*BRIDGES, *ENGINES, *os.environ.get("WITHOUT", "").split()):
            continue
        failures[str(file)] = repr(error)
print(json.dumps([autograd.__file__, failures]))
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=unpacked, env=beside_the_wheel, check=True, capture_output=True, text=True
    )
    found, failures = json.loads(ran.stdout.splitlines()[-1])
    assert Path(found).is_relative_to(tmp_path / "site")
    assert failures == {}


def test_what_the_tests_of_the_sdist_read_of_the_packages_they_read_of_the_installed_wheel(beside_the_wheel, unpacked):
    """Those about the project as a whole, which look into its files."""
    files = [path for folder in ("tests", "tests/docs") for path in sorted((unpacked / folder).glob("test_*.py"))]
    reading = [
        path for path in files if re.search(r"\b(HOME|ROOT|FOLDER|messages)\b", path.read_text(encoding="utf-8"))
    ]
    assert {"test_messages.py", "test_needs.py", "test_pages.py"} <= {path.name for path in reading}
    options = ["-q", "-m", "not slow", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *options, *map(str, reading)]
    ran = subprocess.run(
        command, cwd=unpacked, env={**beside_the_wheel, "HYPOTHESIS_PROFILE": "quick"}, check=False, capture_output=True
    )
    assert ran.returncode == 0, ran.stdout.decode(errors="replace")[-3000:]


MACHINES = {
    "an ordinary Linux": ({*cpython_tags((3, 12), platforms=["manylinux_2_28_x86_64"])}, {"matplotlib", "pygraphviz"}),
    "an ARM Linux": ({*cpython_tags((3, 10), platforms=["manylinux_2_28_aarch64"])}, {"matplotlib", "pygraphviz"}),
    "a Mac": ({*cpython_tags((3, 14), platforms=mac_platforms((15, 0), "arm64"))}, {"matplotlib", "pygraphviz"}),
    "Windows": ({*cpython_tags((3, 13), platforms=["win_amd64"])}, {"matplotlib", "pygraphviz"}),
    "Alpine": ({*cpython_tags((3, 12), platforms=["musllinux_1_2_x86_64"])}, {"matplotlib"}),
    "Windows on ARM": ({*cpython_tags((3, 12), platforms=["win_arm64"])}, {"matplotlib"}),
    "no global lock": ({*cpython_tags((3, 14), ["cp314t"], ["manylinux_2_28_x86_64"])}, {"matplotlib"}),
    "an old Linux": ({*cpython_tags((3, 12), platforms=["manylinux_2_17_x86_64"])}, {"matplotlib"}),
}
"""The tags that Python has on a machine, and what draws and is ready-made for it."""

BUILT_THERE = """
import sys, packaging.tags
tags = [tag for text in sys.argv.pop(1).split() for tag in packaging.tags.parse_tag(text)]
packaging.tags.sys_tags = lambda: iter(tags)
from hatchling.cli import hatchling
hatchling()
"""


def needed_of(wheel: Path) -> set[str]:
    """What is installed with it, when nobody asks for more."""
    needed = metadata_of(wheel).get_all("Requires-Dist")
    return {re.split("[<>=]", entry)[0] for entry in needed if "extra ==" not in entry}


@pytest.mark.parametrize("machine", MACHINES)
def test_the_wheel_is_for_the_machines_that_what_it_needs_has_a_wheel_for(machine, built):
    tags, ready_made = MACHINES[machine]
    _, _, _, ours = parse_wheel_filename(built[0].name)
    assert needed_of(built[0]) == {"matplotlib", "pygraphviz", "tqdm"}
    assert (not ours.isdisjoint(tags)) == (ready_made == {"matplotlib", "pygraphviz"})


@pytest.mark.parametrize("machine", ["a Mac", "Alpine"])
def test_the_sdist_leaves_open_what_is_installed_with_it_and_the_machine_says(machine, unpacked, tmp_path):
    about = email.message_from_string((unpacked / "PKG-INFO").read_text(encoding="utf-8"))
    assert about.get_all("Dynamic") == ["Requires-Dist", "Provides-Extra"]
    assert about.get_all("Requires-Dist") is None
    tags, ready_made = MACHINES[machine]
    there = [sys.executable, "-c", BUILT_THERE, " ".join(map(str, tags))]
    command = [*there, "build", "-t", "wheel", "-d", tmp_path / "w"]
    subprocess.run(command, cwd=unpacked, check=True, capture_output=True)
    (wheel,) = (tmp_path / "w").glob("*.whl")
    assert needed_of(wheel) == {*ready_made, "tqdm"}
    assert wheel.name.endswith("-py3-none-any.whl") == (ready_made != {"matplotlib", "pygraphviz"})


def test_on_an_index_the_readme_renders_and_each_link_and_picture_leads_somewhere_by_itself(built):
    text = metadata_of(built[0]).get_payload(decode=True).decode("utf-8")
    page = markdown.render(text)
    assert page is not None, "not to be rendered"
    targets = re.findall(r'(?:href|src)="([^"]*)"', page)
    in_the_tree = re.findall(r"\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(targets) >= len(in_the_tree) > 20
    assert [target for target in targets if not target.startswith(("https://", "#", "http://127.0.0.1:"))] == []
    home = dict(entry.split(", ") for entry in metadata_of(built[0]).get_all("Project-URL"))["Source"]
    for target in targets:
        way = target.removeprefix(home).split("/")
        if target.startswith(home) and way[1:]:
            assert way[1] in {"raw", "blob", "tree"}
            assert way[2] == f"v{metadata_of(built[0])['Version']}"
            path = ROOT / "/".join(way[3:]).partition("#")[0]
            assert path.is_dir() if way[1] == "tree" else path.is_file()
            assert (way[1] == "raw") == (path.suffix == ".png")


def test_the_classifiers_name_the_pythons_from_the_oldest_that_is_required(built):
    metadata = metadata_of(built[0])
    pythons = re.findall(r"Python :: (3\.\d+)$", "\n".join(metadata.get_all("Classifier")), re.MULTILINE)
    assert metadata["Requires-Python"] == f">={pythons[0]}"
    assert pythons == [f"3.{minor}" for minor in range(10, 10 + len(pythons))]
    assert f"3.{sys.version_info.minor}" in pythons
