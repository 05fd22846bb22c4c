"""What type checkers know of operations is what the table says, and what happens when they are called."""

import ast

import pytest

import autograd
from autograd import PRIMITIVES, Value
from docs.build_methods import FILE, OPERATIONS, text, text_of_operations

STATEMENTS = ast.parse(text_of_operations()).body
CALLS = {
    node.name: [function for function in node.body if isinstance(function, ast.FunctionDef)]
    for node in STATEMENTS
    if isinstance(node, ast.ClassDef)
}
KINDS = {node.target.id: node.annotation.id for node in STATEMENTS if isinstance(node, ast.AnnAssign)}
EXAMPLES = {
    "float": [0.5],
    "Value": [Value(0.5)],
    "Operand": [0.5, Value(0.5)],
    "Iterable[float]": [[0.5, 0.25]],
    "Iterable[Operand]": [[Value(0.5), 0.25], [Value(0.5), Value(0.25)]],
}
AT_ONE = {"acosh", "class_cross_entropy", "element"}
"""Operations that are not defined at ½, or count by their last operand."""


def test_the_file_is_what_make_docs_writes():
    assert FILE.read_text(encoding="utf-8") == text()
    assert OPERATIONS.read_text(encoding="utf-8") == text_of_operations()


def test_every_operation_is_declared():
    assert KINDS.keys() == PRIMITIVES.keys()


@pytest.mark.parametrize("name", sorted(KINDS))
def test_each_call_that_is_declared_gives_what_it_says(name):
    counts = set()
    for declared in CALLS[KINDS[name]]:
        types = [ast.unparse(argument.annotation) for argument in declared.args.posonlyargs[1:]]
        for count in range(len(types) - len(declared.args.defaults), len(types) + 1):
            for which in (0, -1):
                operands = [EXAMPLES[kind][which] for kind in types[:count]]
                if name in AT_ONE:
                    operands[-1] = type(operands[-1])(1.0)
                result = getattr(autograd, name)(*operands)
                assert type(result).__name__ == declared.returns.id, (operands, result)
            counts.add(count)
    row = PRIMITIVES[name]
    assert counts == set(range(row.arity - len(row.defaults), row.arity + 1))
