"""Intruders: packages of the same names, as others install them. Each test has an installation of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMPANIONS = ("autograd", "nn", "viz")


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    """A folder of packages, such as site-packages, with ours in it."""
    for name in (*COMPANIONS, "chalkgrad"):
        (tmp_path / "site" / name).mkdir(parents=True)
        for file in (ROOT / name).glob("*.py"):
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


def import_chalkgrad(*folders: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))}
    command = [sys.executable, "-S", "-c", "from chalkgrad.companions import check_companions"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=folders[0])


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
    assert f"pip uninstall {name}-of-others, then pip install --force-reinstall --no-deps chalkgrad" in message
    assert "started" not in ran.stdout


def test_a_missing_package_is_told(installation: Path) -> None:
    for file in (installation / "nn").iterdir():
        file.unlink()
    (installation / "nn").rmdir()
    message = import_chalkgrad(installation).stderr.splitlines()[-1]
    assert message.startswith("ImportError: expected the package nn beside chalkgrad in")


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
