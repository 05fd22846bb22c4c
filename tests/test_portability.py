"""The same on every system and in every environment, as far as one machine can tell."""

import ast
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import autograd
import chalkgrad
import chalkgrad_command
import nn
import viz
from autograd.compiler.codegen import jit

ROOT = Path(__file__).parents[1]
PACKAGES = (autograd, chalkgrad, chalkgrad_command, nn, viz)
MODULES = sorted(
    ".".join(file.relative_to(package_folder.parent).with_suffix("").parts).removesuffix(".__init__")
    for package_folder in (Path(package.__file__).parent for package in PACKAGES)
    for file in package_folder.rglob("*.py")
    if file.name != "__main__.py"
)


MAIN_LINE = """
import importlib, json, os, sys, warnings
from pathlib import Path

# Whoever reads or writes a text says in which encoding.
warnings.filterwarnings("error", category=EncodingWarning, module="(autograd|chalkgrad|chalkgrad_command|nn|viz)[.]")

for module in json.loads(os.environ["MODULES"]):
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name not in ("anywidget", "hypothesis", "torch", "traitlets"):  # of the extras
            raise
import autograd, nn, viz
from autograd.compiler.codegen import jit
from chalkgrad_command.command import main

strange = os.fsdecode("ü 日".encode())  # in file names, as the system would give it
results = {}
x, w = autograd.Value(2.0, label="x"), autograd.Value(0.5, label="w_1ß")
y = (w * x).sigmoid().log()
y.backward()
results["gradients"] = [x.grad, w.grad]
results["picture"] = viz.draw(y).svg()
results["pixels"] = viz.draw(y).png().hex()
results["formula"] = viz.derivation(y, wrt=w).latex
results["page"] = viz.save_html(y, f"page {strange}.html").read_text(encoding="utf-8")
model = nn.MLP(2, [3, 1], output="sigmoid", seed=0)
options = dict(loss=nn.binary_cross_entropy, optimizer=nn.SGD(model.parameters(), 2.0), epochs=20)
history = nn.fit(model, *nn.datasets.XOR, compiled=jit.is_available(), **options)
results["training"] = history.losses
nn.save(model, f"model {strange}.json")
results["model"] = nn.load(f"model {strange}.json").state_dict()
results["plot"] = viz.loss_curve(history).svg()
Path(f"data {strange}.csv").write_text("größe;art\\r\\n1.5;ä\\r\\n", encoding="utf-8", newline="")
results["table"] = nn.read_csv(f"data {strange}.csv", "art", delimiter=";").X
for thing in (model, nn.summary(model), nn.separability(*nn.datasets.XOR), viz.derivation(y, wrt=w), viz.draw(y)):
    print(thing, repr(thing))
commands = [
    ["--help"], ["draw", "--help"], ["doctor"], ["doktör"], ["demo", strange], ["x+日", "x=1"], ["x*x", "x=ü"],
    ["sigmoid(w*x)", "w=0.5", "x=2"], ["σ(ŵ)", "ŵ=1"], ["x*x", "x=2", "-o", f"no/{strange}.svg"],
    ["x*x", "x=2", "-o", f"graph {strange}.svg"], ["x*x", "x=2", "-o", f"steps {strange}.pdf", "--steps"],
]
results["codes"] = []
for command in commands:
    try:
        results["codes"].append(main(command))
    except SystemExit as ended:
        results["codes"].append(ended.code)
Path("results.json").write_text(json.dumps(results), encoding="utf-8")
"""


def run(folder, first="", **environment):
    """Runs the main line in a folder; its results, and what it wrote to standard output."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    (folder / "main.py").write_text(first + MAIN_LINE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "main.py"],
        cwd=folder,
        env={
            **kept,
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNDEFAULTENCODING": "1",
            "MODULES": json.dumps(MODULES),
            **environment,
        },
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return json.loads((folder / "results.json").read_text(encoding="utf-8")), done.stdout


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """The results here."""
    folder = tmp_path_factory.mktemp("here")
    results, _ = run(folder, HOME=str(folder), USERPROFILE=str(folder))
    assert results["codes"] == [0, 0, 0, 2, 2, 2, 2, 0, 0, 1, 0, 0]
    return results


HIDE = """
import os, signal, sys
for module in ("fcntl", "grp", "nis", "pty", "pwd", "resource", "syslog", "termios", "tty"):
    sys.modules[module] = None
HIDDEN = (
    *("chown", "chroot", "fchmod", "fchown", "fork", "forkpty", "getegid", "geteuid", "getgid", "getgroups"),
    *("getloadavg", "getpgid", "getpgrp", "getpriority", "getuid", "killpg", "lchown", "mkfifo", "mknod", "nice"),
    *("sched_getaffinity", "sched_setaffinity", "setgid", "setsid", "setuid", "statvfs"),
    *("O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK"),
)
for name in HIDDEN:
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGALRM", "SIGHUP", "SIGKILL", "SIGUSR1", "alarm", "pthread_kill", "setitimer", "sigwait"):
    if hasattr(signal, name):
        delattr(signal, name)
"""


def test_what_only_posix_has_is_not_needed_nor_a_home_nor_a_terminal_that_has_more_than_ascii(expected, tmp_path):
    ascii_alone = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    # Before 3.11 Python itself asks `pwd` where the home is.
    home = {"HOME": str(tmp_path)} if sys.version_info < (3, 11) else {}
    results, shown = run(tmp_path, HIDE, **ascii_alone, **home)
    assert results == expected
    assert "df/da = 0.1966" in shown.decode("ascii")


def test_a_terminal_of_windows_will_do_and_folders_with_spaces_and_other_letters(expected, tmp_path):
    folder = tmp_path / "Jürgen Þór 日本"
    folder.mkdir()
    places = dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA", "TMPDIR", "TEMP", "TMP"), str(folder))
    results, shown = run(folder, PYTHONIOENCODING="cp1252", **places)
    assert results == expected
    assert "df/da = 0.1966" in shown.decode("cp1252")
    assert list(folder.rglob("chalkgrad/*")) or not jit.is_available()  # the machine code that is kept


def test_a_decimal_comma_the_dotless_i_and_a_home_that_cannot_be_written_to_change_nothing(expected, tmp_path):
    """As in Germany and Turkey, for every program in the process that asks for the user's habits."""
    (tmp_path / "home").write_bytes(b"")
    for language in ("de_DE", "tr_TR"):
        command = ["localedef", "-i", language, "-f", "UTF-8", tmp_path / f"{language}.UTF-8"]
        if not shutil.which("localedef") or subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("this machine cannot make other locales")
    first = "import locale\nlocale.setlocale(locale.LC_ALL, '')\nassert locale.localeconv()['decimal_point'] == ','\n"
    ours = {"LC_NUMERIC": "de_DE.UTF-8", "LC_CTYPE": "tr_TR.UTF-8", "LOCPATH": str(tmp_path), "TZ": "Pacific/Apia"}
    results, _ = run(tmp_path, first, HOME=str(tmp_path / "home"), **ours)
    assert results == expected


def mypy_on(platform, *program):
    """mypy's status and words where the standard library is that of another system, and nothing else is there.

    What `make static` finds besides, on this system, with the packages that are here, is not asked for again.
    """
    command = [sys.executable, "-m", "mypy", "--config-file=", "--platform", platform, "--python-version", "3.10"]
    quickly = ["--no-site-packages", "--ignore-missing-imports", "--cache-dir", os.devnull]
    command += ["--check-untyped-defs", *quickly, *program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@cache
def files_on_the_system():
    """The files that import something of the standard library whose annotations ask on which system they are."""
    stubs = Path(importlib.import_module("mypy").__file__).parent / "typeshed" / "stdlib"
    asking = (stub for stub in stubs.rglob("*.pyi") if "sys.platform" in stub.read_text(encoding="utf-8"))
    differing = {stub.relative_to(stubs).with_suffix("").parts[0] for stub in asking}
    sources = (file for package in PACKAGES for file in Path(package.__file__).parent.rglob("*.py"))
    return sorted(file for file in sources if differing & set(imported(file)))


def imported(file):
    """The packages that a file imports something of, wherever in it."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_nothing_is_called_that_another_system_lacks(platform):
    """As the annotations of the standard library have it, which say what is where."""
    assert Path(jit.__file__) in files_on_the_system()
    status, said = mypy_on(platform, "--follow-imports=silent", *files_on_the_system())
    assert status == 0, said


def test_what_another_system_lacks_is_found():
    status, said = mypy_on("win32", "-c", "import os\n\ndef f(x: float) -> object:\n    return os.getuid()")
    assert status == 1
    assert 'Module has no attribute "getuid"' in said


# Files and folders that every system can hold.

RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
"""Names that Windows keeps for devices, whatever their suffix."""


def faults_of(names):
    """What is wrong with the names of files that lie in one place."""
    for name in names:
        for part in name.split("/"):
            if re.search(r'[<>:"\\|?*\x00-\x1f]|[. ]$', part) or part.partition(".")[0].lower() in RESERVED:
                yield f"Windows has no {name}"
    for name, count in Counter(name.lower() for name in names).items():
        if count > 1:
            yield f"Windows and macOS have one {name}"


def test_faults_of_names_are_found():
    assert list(faults_of(["a/b.py", "tests/con.json"])) == ["Windows has no tests/con.json"]
    assert list(faults_of(["a:b", "c ", "a/..b"])) == ["Windows has no a:b", "Windows has no c "]
    assert list(faults_of(["README.md", "readme.md"])) == ["Windows and macOS have one readme.md"]


def test_every_system_can_hold_the_source():
    packages = (package.__name__ for package in PACKAGES)
    folders = (*packages, "benchmarks", "docs", "examples", "notebooks", "oracles", "tests")
    files = [file.relative_to(ROOT).as_posix() for folder in folders for file in (ROOT / folder).rglob("*")]
    assert len(files) > 500
    assert not list(faults_of(files))
    assert max(map(len, files)) < 120  # Windows takes 260 characters in all, and people have deep folders


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".git").exists() or not shutil.which("git"), reason="needs the repository, and Git")
def test_a_checkout_has_the_same_bytes_on_windows(tmp_path):
    """Where Git is set to end lines as Windows does: scripts would not run under WSL, and wheels would be others."""
    clone = ["git", "-c", "core.autocrlf=true", "-c", "core.eol=crlf", "clone", "--quiet", ROOT, tmp_path / "clone"]
    subprocess.run(clone, check=True)
    listed = subprocess.run(
        ["git", "ls-files", "--eol"], cwd=tmp_path / "clone", check=True, capture_output=True, encoding="utf-8"
    )
    assert [line for line in listed.stdout.splitlines() if line.split()[1] not in {"w/lf", "w/-text", "w/none"}] == []
