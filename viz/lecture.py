from pathlib import Path


def write_lecture(folder: Path, *, overwrite: bool) -> None:
    """X"""
