"""Text that came in another encoding than the one it was read as: in files, and in what is typed."""

from __future__ import annotations

from pathlib import Path

__all__ = ["as_typed", "first_foreign_byte"]

_BEGINNINGS_OF_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def first_foreign_byte(path: Path) -> tuple[int, str]:
    r"""The line, counted from 1, in which a file stops being UTF-8, and why, in words.

    Args:
        path: a file that could not be decoded.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "names.txt")
    ...     _ = path.write_bytes("Anna\r\nJürgen\r\n".encode("latin-1"))
    ...     first_foreign_byte(path)
    (2, 'the byte 0xfc is of another encoding, cp1252 or latin-1 as a rule; save the file as UTF-8')
    """
    contents = path.read_bytes()
    try:
        contents.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = contents[error.start]
        line = len(contents[: error.start + 1].splitlines())
    else:
        raise ValueError(f"expected a file that is not UTF-8, got {str(path)!r}")
    encoding = "UTF-16" if contents.startswith(_BEGINNINGS_OF_UTF_16) else "cp1252 or latin-1 as a rule"
    return line, f"the byte {found:#04x} is of another encoding, {encoding}; save the file as UTF-8"


def as_typed(argument: str) -> str:
    r"""An argument of the command line with the letters that were typed, where Python took it for ASCII.

    A terminal sends UTF-8. Under `LC_ALL=C`, Python may keep what it cannot read as bytes in disguise. Names of files
    are to stay as they came: the system wants their bytes back.

    Args:
        argument: as `sys.argv` has it.

    >>> as_typed(b"\xcf\x83(x)".decode("ascii", "surrogateescape"))
    'σ(x)'
    >>> as_typed("σ(x)")
    'σ(x)'
    """
    try:
        return argument.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeError:  # no UTF-8 either
        return argument
