"""How the examples of the pages are tried: in a folder of their own, and to the letter where they end in an error."""

from doctest import IGNORE_EXCEPTION_DETAIL
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def _in_a_fresh_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a page says of an error is what the reader meets."""
    for item in items:
        if isinstance(item, pytest.DoctestItem) and item.path.is_relative_to(HERE):
            for example in item.dtest.examples:
                example.options[IGNORE_EXCEPTION_DETAIL] = False
