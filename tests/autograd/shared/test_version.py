"""`__version__`, of each package: read from the metadata when it is asked for, and not before."""

from __future__ import annotations

import importlib
import importlib.metadata
import subprocess
import sys

import pytest

PACKAGES = ("autograd", "chalkgrad", "nn", "viz")


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_has_the_version_of_what_is_installed(package: str) -> None:
    assert importlib.import_module(package).__version__ == importlib.metadata.version("chalkgrad")


@pytest.mark.parametrize("package", PACKAGES)
def test_without_an_installation_there_is_no_version_and_a_sentence_says_so(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    module = importlib.import_module(package)
    with pytest.raises(AttributeError, match="chalkgrad is not installed"):
        _ = module.__version__
    assert not hasattr(module, "__version__")


@pytest.mark.parametrize("package", ["autograd", "nn", "viz"])
def test_importing_a_package_does_not_read_the_metadata(package: str) -> None:
    program = f"import sys, {package}; print('importlib.metadata' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
