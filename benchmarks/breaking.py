"""What the two ways to break the code share: a copy of the project, the tools, and what came of a broken version."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Broken:
    """One broken version of a file: whether the tests noticed, what the tool says of it, and how it differs."""

    caught: bool
    outcome: str
    difference: str

    @property
    def changed_lines(self) -> list[str]:
        """What was taken out and put in, without the lines around it."""
        lines = self.difference.splitlines()
        return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def copied(folder: Path) -> Path:
    """A copy of the project, without what tools left in it."""
    leave = shutil.ignore_patterns(
        ".*", "mutants", "build", "dist", "demo-output", "test-output", "exports", "*.egg-info"
    )
    shutil.copytree(ROOT, folder, ignore=leave)
    return folder


def run_tool(folder: Path, tool: str, *arguments: str) -> str:
    """Runs a tool that is installed beside this Python, with few examples; gives what it printed."""
    command = [str(Path(sys.executable).parent / tool), *arguments]
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "mutation"}
    done = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{shlex.join(command[:4])} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout
