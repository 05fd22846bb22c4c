"""How much of the machine is ours to use."""

from __future__ import annotations

import os
import sys

__all__ = ["processors"]


def processors() -> int:
    """How many processors this process may keep busy; one, where another process has started it to share the work.

    >>> 1 <= processors() <= os.cpu_count()
    True
    """
    process = sys.modules.get("multiprocessing.process")  # whoever is started by it has it
    if process is not None and process.parent_process() is not None:
        return 1
    if hasattr(os, "sched_getaffinity"):  # where the system tells: taskset, a container's cpuset
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
