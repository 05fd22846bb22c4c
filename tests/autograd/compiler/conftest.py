"""Without llvmlite there is nothing to test here but the message that says so."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory):
    """Machine code is compiled anew for a test run, and kept nowhere else."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHALKGRAD_CACHE", str(tmp_path_factory.mktemp("machine-code")))
        yield
