"""What a picture shows, as plain data: nodes and groups, edges, the sums over paths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = [
    "Difference",
    "Edge",
    "GraphView",
    "Group",
    "GroupPath",
    "LocalDerivative",
    "Node",
    "PathProduct",
    "PathSum",
    "with_ancestors",
]

GroupPath: TypeAlias = tuple[str, ...]
"""The names of a group and of those that it stands in, from the outside in; () for the whole picture."""


def with_ancestors(path: GroupPath) -> list[GroupPath]:
    """The groups on the way to a group, from the outermost to itself.

    >>> with_ancestors(("block 1", "head 2"))
    [('block 1',), ('block 1', 'head 2')]
    """
    return [path[:depth] for depth in range(1, len(path) + 1)]


LocalDerivative: TypeAlias = float | Literal["undefined"] | None


@dataclass(frozen=True)
class Difference:
    """How a node differs from its counterpart in another graph.

    Attributes:
        data: by how much the value is larger; 0 where it is the same.
        grad: by how much the gradient is; None where one of the two has none.
        is_alone: whether there is no counterpart.
    """

    data: float = 0.0
    grad: float | None = None
    is_alone: bool = False


@dataclass(frozen=True)
class Node:
    """A node of the picture.

    Attributes:
        kind: a leaf, a constant, or the result of an operation.
        label: the name that the user gave it; "" for none.
        operation: the name of the primitive; "" where there is none.
        symbol: what is drawn for the primitive; "" where there is none.
        data: the value.
        grad: the gradient; None where it has not been computed.
        cluster: the open group that it stands in.
        is_marked: whether the paths from it are to be shown.
        difference: how it differs from its counterpart in another graph; None where there is nothing to compare.
        later: the numbers it had after the one that the picture is about: what it was changed to; () where it was not.
        number: what its copies are told by, from 1; 0 where it has none, or a name that tells them.
        blanks: what of it is not told: a question mark stands there, to be filled in.
    """

    kind: Literal["leaf", "constant", "operation"]
    label: str
    operation: str
    symbol: str
    data: float
    grad: float | None
    cluster: GroupPath = ()
    is_marked: bool = False
    difference: Difference | None = None
    later: tuple[float, ...] = ()
    number: int = 0
    blanks: tuple[Literal["value", "gradient"], ...] = ()


@dataclass(frozen=True)
class Group:
    """Many Values, drawn as one node.

    Attributes:
        path: what they are together, and the open groups that they stand in.
        operations: how many operations it holds.
        leaves: how many leaves.
        constants: how many constants.
        outputs: the numbers that are used outside of the group.
        gradient: the length of the gradient in all the leaves; None where it has not been computed.
        changed: how many of its numbers were changed after they had been used.
    """

    path: GroupPath
    operations: int
    leaves: int
    constants: int
    outputs: tuple[float, ...]
    gradient: float | None
    is_marked: bool = False
    changed: int = 0

    @property
    def name(self) -> str:
        """What it is called in `opened`."""
        return ".".join(self.path)

    @property
    def title(self) -> str:
        """What stands on it, within the frames of the groups around it."""
        return self.path[-1]

    @property
    def cluster(self) -> GroupPath:
        """The open group that it stands in."""
        return self.path[:-1]


@dataclass(frozen=True)
class Edge:
    """An arrow from an operand to the result, or from group to group.

    Attributes:
        tail: the operand, as an index into the nodes.
        head: the result, as an index into the nodes.
        position: which operand it is, from 1.
        operand_count: how many operands the operation has.
        is_ordered: whether the result depends on the order of the operands.
        derivative: the derivative of the result with respect to this operand; None for a constant, and for a group.
        count: how many edges it stands for.
        paths: the numbers of the paths, among those to be shown, that it is a part of.
        copy: the number of the copy of its operand that it comes from; 0 for the operand itself.
        is_blank: whether the derivative is not told: a question mark stands there, to be filled in.
    """

    tail: int
    head: int
    position: int
    operand_count: int
    is_ordered: bool
    derivative: LocalDerivative
    count: int = 1
    paths: tuple[int, ...] = ()
    copy: int = 0
    is_blank: bool = False


@dataclass(frozen=True)
class PathProduct:
    """One path from a node to the output: the names along it, its local derivatives, and their product."""

    names: tuple[str, ...]
    factors: tuple[LocalDerivative, ...]
    product: LocalDerivative


@dataclass(frozen=True)
class PathSum:
    """A derivative as the sum over all paths.

    Attributes:
        output: the name of what is differentiated.
        name: the name of what it is differentiated by.
        count: how many paths there are.
        paths: the paths one by one; none where they are too many.
        derivative: the sum.
    """

    output: str
    name: str
    count: int
    paths: tuple[PathProduct, ...]
    derivative: LocalDerivative


@dataclass(frozen=True)
class GraphView:
    """All that a picture shows.

    Every node stands after its operands, the output last. Where groups are closed, each stands where the first of its
    Values would, and `output` says which node holds the output.
    """

    nodes: tuple[Node | Group, ...]
    edges: tuple[Edge, ...]
    output: int = -1
    sums: tuple[PathSum, ...] = ()
