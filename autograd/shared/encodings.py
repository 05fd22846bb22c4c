"""Text files in another encoding than UTF-8: where it shows, and what to do."""

from __future__ import annotations

from pathlib import Path

__all__ = ["first_foreign_byte"]

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
