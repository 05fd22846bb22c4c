"""What the wheel and its metadata have that is not in the tree as it stands.

Absolute links, blank notebooks, and what draws, where an index has that ready-made. A dependency that must be compiled
would keep a machine without a compiler from the engine and the nets, which need nothing; and no marker of a dependency
can tell musl, or a Python without the global lock. So the wheel is for ordinary machines alone, by its tag. On others
pip builds from the sdist, which has the same files, and leaves open what is installed with it: they are asked here.
"""

from __future__ import annotations

import platform
import re
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface
from packaging.tags import parse_tag, sys_tags

ORDINARY = "cp310-abi3-macosx_11_0_arm64.macosx_11_0_x86_64.manylinux_2_28_aarch64.manylinux_2_28_x86_64.win_amd64"
"""The tag of pygraphviz's wheels, and of ours. Matplotlib has wheels for all these, and some more."""


def ready_made() -> set[str]:
    """What draws and is to be had for this machine without a compiler."""
    is_common = platform.machine().lower() in {"aarch64", "amd64", "arm64", "x86_64"}
    is_dropped = bool(sysconfig.get_config_var("Py_GIL_DISABLED")) and sys.version_info < (3, 14)
    is_ordinary = not parse_tag(ORDINARY).isdisjoint(sys_tags())
    return ({"matplotlib"} if is_common and not is_dropped else set()) | ({"pygraphviz"} if is_ordinary else set())


class Metadata(MetadataHookInterface):
    """The README as a package index shows it, and the project's addresses, from the one address in pyproject.toml."""

    def update(self, metadata: dict[str, Any]) -> None:
        drawing = metadata["optional-dependencies"]["draw"]
        ready = [needed for needed in drawing if re.split("[<>=~!;[ ]", needed)[0] in ready_made()]
        metadata["dependencies"] = [*ready, *self.config["dependencies"]]
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


class Build(BuildHookInterface[Any]):
    """A wheel for some machines, with the notebooks as nobody has run them, a tenth of the size; an sdist for all."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name == "sdist":
            self._leave_dependencies_open()
        elif version != "editable":  # there, the notebooks of the checkout are at hand
            self._add_course(build_data["force_include"])
            if "pygraphviz" in ready_made():
                build_data["tag"] = ORDINARY

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        core = self.metadata.core
        if self.target_name == "sdist":  # a wheel may be built next, with the same metadata
            core.dynamic.remove("optional-dependencies")
            core.dependencies.extend(self._needed)
            core.optional_dependencies.update(self._extras)
        elif version != "editable":
            self._folder.cleanup()

    def _leave_dependencies_open(self) -> None:
        """Those of the extras too: hatchling takes whatever an sdist tells of dependencies for all of them."""
        core = self.metadata.core
        self._needed, self._extras = list(core.dependencies), dict(core.optional_dependencies)
        core.dependencies.clear()
        core.optional_dependencies.clear()
        core.dynamic.append("optional-dependencies")

    def _add_course(self, included: dict[str, str]) -> None:
        sys.path.insert(0, self.root)
        from chalkgrad_command.lab import copy_course

        self._folder = tempfile.TemporaryDirectory()
        for file in copy_course(Path(self._folder.name)):
            included[str(file)] = f"chalkgrad_command/course/{file.name}"
