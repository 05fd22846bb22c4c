"""The version, which stands in the metadata of what is installed, and nowhere in the code."""

from __future__ import annotations

__all__ = ["installed_version"]


def installed_version() -> str:
    """The version of chalkgrad that is installed.

    Raises:
        AttributeError: if none is, as for a copy of the sources: modules ask here for their `__version__`.

    >>> installed_version()[0].isdigit()
    True
    """
    from importlib.metadata import PackageNotFoundError, version  # takes its time, and is seldom asked for

    try:
        return version("chalkgrad")
    except PackageNotFoundError:
        raise AttributeError("there is no __version__: chalkgrad is not installed, `pip install .` does it") from None
