from typing import Final

names: Final[tuple[str, ...]] = ("anna", "ben")
