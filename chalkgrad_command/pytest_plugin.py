"""The plugin of pytest: a gradient that is wrong shows its report, and no traceback.

It stands in this package, which imports nothing: pytest loads it in every project of an environment that has us.
"""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["pytest_runtest_makereport"]

_REPORTS = "autograd.checking.report"


def pytest_runtest_makereport(item: Any, call: Any) -> None:
    """Shortens what is shown of a `GradcheckError`: to its report, and to the inputs that Hypothesis found."""
    reports = sys.modules.get(_REPORTS)  # not there unless a test has imported it, and then no test can have raised one
    error = call.excinfo.value if call.excinfo is not None else None
    if reports is None or not isinstance(error, reports.GradcheckError):
        return
    text = "\n".join([str(error), *getattr(error, "__notes__", [])])
    item.repr_failure = lambda excinfo, style=None: text
