"""Builds the wheel and the sdist into dist/ and tries them as a stranger would: `make release`. Uploads nothing.

What stands in the way of a release is said first, all of it: changes that are not committed, a changelog or a citation
of another version, no home to link to.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent
DIST = ROOT / "dist"
PACKAGES = ("autograd", "chalkgrad", "chalkgrad_command", "nn", "viz")


def main() -> int:
    """Says what is in the way; if nothing is, builds, and tries what was built."""
    reasons = list(in_the_way())
    print(*(f"not yet: {reason}" for reason in reasons), sep="\n", file=sys.stderr)
    if reasons:
        return 1
    shutil.rmtree(DIST, ignore_errors=True)
    run(sys.executable, "-m", "build", ROOT)
    (wheel,), (sdist,) = DIST.glob("*.whl"), DIST.glob("*.tar.gz")
    run(sys.executable, "-m", "twine", "check", "--strict", wheel, sdist)
    with tempfile.TemporaryDirectory() as folder:
        try_out(wheel, sdist, Path(folder))
    print(f"{wheel.name} and {sdist.name} are ready in {DIST}. Tag v{version()}, then: twine upload dist/*")
    return 0


def version() -> str:
    """The version, which is written in pyproject.toml and nowhere else."""
    (found,) = re.findall(r'^version = "(.*)"$', text("pyproject.toml"), re.MULTILINE)
    return str(found)


def in_the_way() -> Iterator[str]:
    """The reasons for which there should be no release yet."""
    changed = subprocess.run(
        ["git", "status", "--porcelain"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    if changed:
        yield f"git status is not clean:\n{changed}"
    if not re.search(rf"^## \[{re.escape(version())}\] - \d{{4}}-\d\d-\d\d$", text("CHANGELOG.md"), re.MULTILINE):
        yield f"CHANGELOG.md has no heading ## [{version()}] - YYYY-MM-DD"
    if f"\nversion: {version()}\n" not in text("CITATION.cff"):
        yield f"CITATION.cff is not of version {version()}"
    if re.search(r'^home = "https://[^"]*\.example', text("pyproject.toml"), re.MULTILINE):
        yield "pyproject.toml: `home` is an example: write where the project is hosted"


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def try_out(wheel: Path, sdist: Path, folder: Path) -> None:
    """In an environment that has nothing else: the command, and the sdist's tests, with the wheel's packages."""
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run(python, "-m", "pip", "install", "--quiet", wheel)
    for arguments in (["doctor"], ["demo"], ["sigmoid(w*x)", "w=0.5", "x=2"]):
        run(python, "-m", "chalkgrad", *arguments, within=folder)
    with tarfile.open(sdist) as archive:
        archive.extractall(folder)
    unpacked = folder / sdist.name.removesuffix(".tar.gz")
    for package in PACKAGES:
        shutil.rmtree(unpacked / package)
    run(python, "-m", "pip", "install", "--quiet", f"{wheel}[test]")
    options = ["--quiet", "--numprocesses", "auto", "--dist", "worksteal", "-m", "not slow"]
    os.environ["HYPOTHESIS_PROFILE"] = "quick"
    run(python, "-m", "pytest", *options, "--ignore", "tests/notebooks", "tests", within=unpacked)


def run(*command: object, within: Path = ROOT) -> None:
    """A command, which must succeed."""
    subprocess.run(list(map(str, command)), cwd=within, check=True)


if __name__ == "__main__":
    sys.exit(main())
