"""What the wheel and its metadata have that is not in the tree as it stands: absolute links, and blank notebooks."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface


class Metadata(MetadataHookInterface):
    """The README as a package index shows it, and the project's addresses, from the one address in pyproject.toml."""

    def update(self, metadata: dict[str, Any]) -> None:
        home, release = self.config["home"], f"v{metadata['version']}"
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute(text, home, release)}
        metadata["urls"] = {
            "Source": home,
            "Documentation": f"{home}/tree/{release}/docs",
            "Changelog": f"{home}/blob/{release}/CHANGELOG.md",
            "Issues": f"{home}/issues",
        }


def absolute(markdown: str, home: str, release: str) -> str:
    """A text whose links and pictures lead to the files of a release, where they led to the files beside it.

    The ways are GitHub's: /tree/ to a folder, /blob/ to a file, /raw/ to the bytes of a picture.
    """

    def address(match: re.Match[str]) -> str:
        opening, target = match.groups()
        is_folder = target.endswith("/") or not Path(target.partition("#")[0]).suffix
        way = "raw" if opening.startswith("!") else "tree" if is_folder else "blob"
        return f"{opening}({home}/{way}/{release}/{target}"

    return re.sub(r"(!?\[[^]]*\])\((?!https?://|#|mailto:)([^)\s]+)", address, markdown)


class Course(BuildHookInterface[Any]):
    """The notebooks as nobody has run them, and what they import: a tenth of the wheel instead of nine."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # there, the notebooks of the checkout are at hand
            return
        sys.path.insert(0, self.root)
        from chalkgrad_command.lab import copy_course

        self._folder = tempfile.TemporaryDirectory()
        for file in copy_course(Path(self._folder.name)):
            build_data["force_include"][str(file)] = f"chalkgrad_command/course/{file.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self._folder.cleanup()
