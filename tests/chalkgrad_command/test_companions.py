"""Intruders: packages of the same names, as others install them. Each test has an installation of its own."""

import os
import py_compile
import re
import subprocess
import sys
import zipfile
from base64 import urlsafe_b64encode
from hashlib import sha256
from importlib import metadata
from pathlib import Path

import pytest

import chalkgrad_command
from chalkgrad_command import companions
from chalkgrad_command.command import main
from chalkgrad_command.companions import cause_of, changed_files, check_companions, owners

HOME = Path(chalkgrad_command.__file__).parents[1]
COMPANIONS = ("autograd", "nn", "viz")


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    """A folder of packages, such as site-packages, with ours in it."""
    for name in (*COMPANIONS, "chalkgrad", "chalkgrad_command"):
        (tmp_path / "site" / name).mkdir(parents=True)
        for file in (HOME / name).glob("*.py"):
            (tmp_path / "site" / name / file.name).write_bytes(file.read_bytes())
    return tmp_path / "site"


def intruder(folder: Path, name: str, distribution: str = "") -> None:
    """Somebody else's package, which must not even be started; with what pip notes of it, if it was installed."""
    (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / name / "__init__.py").write_text("print('started')\n", encoding="utf-8")
    if distribution:
        about = folder / f"{distribution}-1.8.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.8.0\n", encoding="utf-8"
        )
        (about / "RECORD").write_text(f"{name}/__init__.py,,\n{about.name}/METADATA,,\n")


def import_chalkgrad(*folders: Path, program: str = "import chalkgrad") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))}
    command = [sys.executable, "-S", "-c", program]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=folders[-1].parent)


@pytest.mark.parametrize("name", COMPANIONS)
def test_another_package_that_python_finds_first_is_named_and_not_started(name: str, installation: Path) -> None:
    elsewhere = installation.parent / "elsewhere"
    intruder(elsewhere, name)
    ran = import_chalkgrad(elsewhere, installation)
    assert ran.returncode == 1
    message = ran.stderr.splitlines()[-1]
    assert message.startswith(f"ImportError: expected chalkgrad's {name} in {installation / name}, but Python finds")
    assert str(elsewhere / name / "__init__.py") in message
    assert "started" not in ran.stdout


@pytest.mark.parametrize("name", COMPANIONS)
def test_a_package_written_over_by_another_distribution_is_told_with_that_one_and_the_cure(
    name: str, installation: Path
) -> None:
    intruder(installation, name, f"{name}-of-others")
    ran = import_chalkgrad(installation)
    assert ran.returncode == 1
    message = ran.stderr.splitlines()[-1]
    assert (
        f"{name}{os.sep}__init__.py, but the file was written over, which belongs to {name}-of-others 1.8.0" in message
    )
    assert re.search(
        rf"pip uninstall {name}-of-others, then .*pip install --force-reinstall --no-deps chalkgrad", message
    )
    assert "started" not in ran.stdout


@pytest.mark.parametrize("arguments", [["demo"], ["lab"], ["x * x", "x=3"], ["sheet", "--topics"]])
def test_no_command_starts_what_is_not_ours(arguments, monkeypatch, tmp_path, capsys):
    intruder(tmp_path, "viz")
    monkeypatch.setattr(companions, "_file", lambda name: tmp_path / name / "__init__.py")
    assert main(arguments) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"chalkgrad: expected chalkgrad's autograd in {HOME / 'autograd'}, but Python finds")


def test_where_an_import_fails_the_cause_is_sought_in_the_folders(monkeypatch):
    error = ImportError("cannot import name 'Value' from 'autograd'", name="autograd")
    assert cause_of(error) is error
    with monkeypatch.context() as patch:
        patch.setattr(companions, "changed_files", lambda: ["autograd/value.py"])
        cause = cause_of(error)
        assert cause.name == "autograd"
        assert str(cause).startswith(f"{error}. autograd/value.py changed since chalkgrad was installed: ")
    monkeypatch.setattr(companions, "_file", lambda name: None)
    assert str(cause_of(error)).startswith("expected the package autograd beside chalkgrad in")


def test_where_nothing_was_installed_nothing_can_have_changed(monkeypatch):
    def none(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", none)
    assert changed_files() == []


@pytest.mark.parametrize("are_sources_there", [True, False])
def test_packages_in_an_archive_are_ours_too(are_sources_there: bool, tmp_path: Path) -> None:
    """As in a program of one file: a zipapp has the sources or what is compiled from them."""
    names = (*COMPANIONS, "chalkgrad", "chalkgrad_command")
    with zipfile.ZipFile(tmp_path / "program.pyz", "w") as archive:
        for file in sorted(file for name in names for file in (HOME / name).rglob("*.*")):
            name = file.relative_to(HOME)
            if file.suffix == ".pyc":
                continue
            if are_sources_there or file.suffix != ".py":
                archive.write(file, name)
            else:
                compiled = py_compile.compile(str(file), cfile=str(tmp_path / "one.pyc"), doraise=True)
                archive.write(str(compiled), name.with_suffix(".pyc"))
    program = (
        "from chalkgrad import Value, nn; from viz.rendering.stand_ins import letter_widths;"
        "print(nn.__file__, Value(2.0), letter_widths()['m'])"
    )
    ran = import_chalkgrad(tmp_path / "program.pyz", program=program)
    assert ran.stderr == ""
    assert ran.stdout.startswith(str(tmp_path / "program.pyz" / "nn"))
    with zipfile.ZipFile(tmp_path / "other.pyz", "w") as archive:
        archive.writestr("autograd/__init__.py", "print('started')")
        for name in ("nn", "viz", "chalkgrad", "chalkgrad_command"):
            for file in sorted((HOME / name).rglob("*.py")):
                archive.write(file, file.relative_to(HOME))
    ran = import_chalkgrad(tmp_path / "other.pyz", program=program)
    assert "but the file was written over" in ran.stderr.splitlines()[-1]
    assert "started" not in ran.stdout


def test_a_missing_package_is_told(installation: Path) -> None:
    for file in (installation / "nn").iterdir():
        file.unlink()
    (installation / "nn").rmdir()
    message = import_chalkgrad(installation).stderr.splitlines()[-1]
    assert message.startswith("ImportError: expected the package nn beside chalkgrad in")


@pytest.mark.parametrize("name", COMPANIONS)
def test_the_command_starts_where_a_package_was_written_over_and_the_doctor_names_the_intruder(
    name: str, installation: Path
) -> None:
    intruder(installation, name, f"{name}-of-others")
    start = "import sys; from chalkgrad_command.command import main; sys.exit(main({!r}))"
    ran = import_chalkgrad(installation, program=start.format(["doctor"]))
    assert ran.returncode == 1, ran.stderr
    assert "MISS the packages: not found" in ran.stdout
    assert f"which belongs to {name}-of-others 1.8.0" in ran.stdout
    assert "started" not in ran.stdout
    for arguments in (["demo"], ["x * x", "x=3"]):
        ran = import_chalkgrad(installation, program=start.format(arguments))
        assert ran.returncode == 1
        assert ran.stderr.startswith(f"chalkgrad: expected chalkgrad's {name} in ")
        assert ran.stderr.count("\n") == 1
        assert "started" not in ran.stdout


def test_a_file_that_is_gone_or_was_written_over_is_noticed_by_its_digest(installation: Path) -> None:
    about = installation / "chalkgrad-0.1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: chalkgrad\nVersion: 0.1.0\n")
    files = [installation / "nn" / name for name in ("losses.py", "history.py", "stopping.py")]
    digests = [urlsafe_b64encode(sha256(file.read_bytes()).digest()).rstrip(b"=").decode() for file in files]
    (about / "RECORD").write_text(
        "".join(f"nn/{file.name},sha256={digest},\n" for file, digest in zip(files, digests))
        + "nn/missing.py,,\n../bin/x,sha256=0,\n"
    )
    program = "from chalkgrad_command.companions import changed_files; print(*changed_files())"
    assert import_chalkgrad(installation, program=program).stdout == "\n"
    files[0].write_text("other = 1\n")
    files[2].unlink()
    assert import_chalkgrad(installation, program=program).stdout == "nn/losses.py nn/stopping.py\n"


def test_the_packages_under_test_are_ours_alone_and_as_they_were_installed() -> None:
    """In an environment that others have written into, what fails here says why much else may fail."""
    check_companions()
    assert {name: owners(name) for name in COMPANIONS} == {name: [] for name in COMPANIONS}
    assert changed_files() == []


@pytest.mark.slow
def test_where_an_intruder_is_in_the_way_the_tests_say_so_before_anything_else(tmp_path: Path) -> None:
    intruder(tmp_path, "autograd")
    options = ["-p", "no:cacheprovider", "-o", f"pythonpath={tmp_path}", "--collect-only"]
    command = [sys.executable, "-m", "pytest", *options, __file__]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert ran.returncode != 0
    assert f"but Python finds {tmp_path / 'autograd' / '__init__.py'} first" in ran.stdout + ran.stderr
    assert "started" not in ran.stdout


def test_the_packages_by_one_name_are_the_packages() -> None:
    import autograd
    import chalkgrad
    import nn
    import viz

    assert (chalkgrad.autograd, chalkgrad.nn, chalkgrad.viz) == (autograd, nn, viz)
    assert chalkgrad.Value is autograd.Value
    assert chalkgrad.sigmoid is autograd.sigmoid
    with pytest.raises(AttributeError, match=r"did you mean chalkgrad\.sigmoid"):
        chalkgrad.sigmiod  # noqa: B018
