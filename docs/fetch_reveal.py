"""Fetches reveal.js from npm into `viz/classroom/deck/vendor`, where the wheel takes it from.

Raise VERSION, run `python -m docs.fetch_reveal`, look at the deck, and note the new hashes in
`tests/viz/classroom/deck/test_page.py`.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VERSION = "5.2.1"
FILES = {
    "package/dist/reveal.js": "reveal.js",
    "package/dist/reveal.css": "reveal.css",
    "package/LICENSE": "LICENSE.txt",
}
FOLDER = Path(__file__).parents[1] / "viz" / "classroom" / "deck" / "vendor"


def fetch(version: str, folder: Path) -> None:
    """Writes the few files that the deck needs of a version into a folder.

    Raises:
        RuntimeError: if there is no npm.
        subprocess.CalledProcessError: if npm does not give the package.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError("reveal.js comes from npm, and there is none: install Node.js, 18 or newer")
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([npm, "pack", "--silent", f"reveal.js@{version}"], cwd=scratch, check=True, stdout=sys.stderr)
        [archive] = Path(scratch).glob("*.tgz")
        with tarfile.open(archive) as package:
            for member, name in FILES.items():
                content = package.extractfile(member)
                assert content is not None, member
                (folder / name).write_bytes(content.read())


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m docs.fetch_reveal", description=__doc__).parse_args()
    fetch(VERSION, FOLDER)
    for name in FILES.values():
        print(f"wrote {FOLDER / name}")
