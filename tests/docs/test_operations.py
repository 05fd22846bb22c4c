"""The page of operations is what the table says."""

from autograd import PRIMITIVES
from docs.build_operations import PAGE, page


def test_the_page_is_what_make_docs_writes():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_operation_has_one_line_and_its_convention_on_it():
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    for row in PRIMITIVES.values():
        [line] = [line for line in lines if line.startswith(f"| `{row.name}` |")]
        assert row.convention in line
