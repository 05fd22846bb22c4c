"""The command `python -m benchmarks.mutation`: breaks the code, one place at a time, and sees whether the tests fail.

Functions are broken by mutmut, the rows of the table, which are lambdas, by cosmic-ray. Prints how many broken versions
of each file the tests caught, and how those differ on which no test failed. Needs the extra `mutation`. All of it takes
hours, a sample minutes; `docs/mutation.md` says what it found.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

from benchmarks import broken_rows
from benchmarks.breaking import Broken
from benchmarks.broken_functions import ROOMS, break_functions, files_of
from benchmarks.measuring import Table, markdown


def break_all(chosen: Sequence[str], sample: int | None, seed: int) -> dict[str, list[Broken]]:
    """What came of the broken versions of each file, or of those whose path begins with one of `chosen`."""
    found: dict[str, list[Broken]] = {}
    for room in ROOMS:
        if files := _chosen(files_of(room), chosen):
            found |= break_functions(room, files, sample, seed)
    if files := _chosen(broken_rows.FILES, chosen):
        found |= broken_rows.break_rows(files, sample, seed)
    return found


def _chosen(files: Sequence[str], chosen: Sequence[str]) -> list[str]:
    return [file for file in files if not chosen or file.startswith(tuple(chosen))]


def counts(found: Mapping[str, Sequence[Broken]], note: str) -> Table:
    """How many broken versions of each file there were, and how many were caught."""
    rows = [(f"`{file}`", len(broken), sum(one.caught for one in broken)) for file, broken in found.items() if broken]
    rows.append(("all", sum(row[1] for row in rows), sum(row[2] for row in rows)))
    cells = tuple((*row, row[1] - row[2], f"{row[2] / max(row[1], 1):.1%}") for row in rows)
    return Table("The code, broken", ("file", "broken", "caught", "not", "share"), cells, (note,) if note else ())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutation", description=__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help="which files or folders, by default all")
    parser.add_argument("--sample", type=int, metavar="N", help="so many broken versions of each file, drawn at random")
    parser.add_argument("--seed", type=int, default=0, help="of the draw (default: %(default)s)")
    options = parser.parse_args()
    known = [file for room in ROOMS for file in files_of(room)] + broken_rows.FILES
    if unknown := [choice for choice in options.files if not _chosen(known, [choice])]:
        parser.error(f"nothing is broken in {', '.join(unknown)}; what can be: {', '.join(known)}")
    found = break_all(options.files, options.sample, options.seed)
    drawn = f"At most {options.sample} versions of each file, drawn with the seed {options.seed}."
    print(markdown(counts(found, drawn if options.sample else "")))
    for file, broken in found.items():
        for one in broken:
            if one.outcome != "killed":  # one that took too long may have been on a machine with other work
                print(f"\n{file}: {one.outcome}", *one.changed_lines, sep="\n")


if __name__ == "__main__":
    main()
