"""From the phrases of a formula to the text of a JavaScript function.

A phrase that is used once stands where it is used. What is used several times, or what a loop or a branch would compute
again or never, has a name and a line of its own. A choice whose branches need lines becomes an if.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NoReturn

from autograd.primitive import Primitive, Scalar
from viz.live.body import Body
from viz.live.phrase_vectors import Carried, Fold, Mapping, PhraseVector
from viz.live.phrases import ATOM, BRANCH, Block, Choice, NotWritableError, Part, Phrase, Variable

__all__ = ["function_text"]

_RESERVED = """
arguments await break case catch class const continue debugger default delete do else enum eval export extends
false finally for function if implements import in instanceof interface let new null of package private
protected public return static super switch this throw true try typeof undefined var void while with yield
"""
_KEYWORDS = frozenset(_RESERVED.split())
_NAME = re.compile(r"[A-Za-z_$][\w$]*")


def _knows_no_row(primitive: Primitive, operands: Sequence[Scalar]) -> NoReturn:
    raise NotWritableError(f"{primitive.name} is not known here")


def function_text(
    formula: Callable[..., Scalar],
    names: Sequence[str],
    vectors: Sequence[bool],
    apply: Callable[[Primitive, Sequence[Scalar]], Phrase] = _knows_no_row,
) -> str:
    """A formula of the algebra as an arrow function.

    Args:
        formula: the formula.
        names: what its parameters are called.
        vectors: for each, whether it is a vector.
        apply: gives an operation of the table on phrases.

    Raises:
        NotWritableError: if the formula does what JavaScript cannot be told.
        Exception: whatever else it raises when it is not given a number.
    """
    body = Body(apply)
    parameters: list[Part] = [
        PhraseVector(body, name, ATOM) if is_vector else Variable(body, name) for name, is_vector in zip(names, vectors)
    ]
    result = body.part(formula(*parameters))
    return _Writing(body, result, parameters).text(parameters)


class _Writing:
    """A function while its text is written.

    Attributes:
        uses: for each part that is needed, the blocks that its users are written in.
        named: the parts that have lines of their own.
        names: what they, and the variables, are called.
    """

    def __init__(self, body: Body, result: Part, parameters: Sequence[Part]) -> None:
        self.body, self.result, self.parameters = body, result, frozenset(parameters)
        self.order = _users_first(result)
        self.uses: dict[Part, list[Block]] = {}
        self.named: set[Part] = set()
        self._place()
        taken = {name for part in self.order for name in self._fixed_names(part)}
        self.taken = taken | _KEYWORDS
        self.names: dict[Part, str] = {parameter: self.fresh(parameter.text) for parameter in parameters}

    def _fixed_names(self, part: Part) -> Sequence[str]:
        """The names in a part's text that others cannot have."""
        return () if isinstance(part, Variable) or part in self.parameters else _NAME.findall(part.text)

    def fresh(self, hint: str) -> str:
        """A name that nothing else has."""
        first, *others = [word for word in re.split(r"[^A-Za-z0-9]+", hint) if word] or ["x"]
        hint = first + "".join(word.capitalize() for word in others)
        hint = hint if hint[0].isalpha() else f"x{hint}"
        number = 1
        while (name := hint if number == 1 else f"{hint}{number}") in self.taken:
            number += 1
        self.taken.add(name)
        return name

    # Where each part is written.

    def _place(self) -> None:
        """Decides what has a line of its own; a choice does if one of its branches needs lines."""
        with_lines: set[Part] = set()
        while True:
            self.uses, self.named = {self.result: [self.body.block]}, set()
            for part in self.order:
                is_named = part in with_lines or self._needs_a_name(part)
                if is_named:
                    self.named.add(part)
                is_inside = not is_named and not isinstance(part, Carried)
                home = self.uses[part][0] if is_inside else part.block
                for child, block in _needed_by(part, home):
                    self.uses.setdefault(child, []).append(block)
            more = {part for part in self.order if isinstance(part, Choice) and self._has_lines(part)} - with_lines
            if not more:
                return
            with_lines |= more

    def _needs_a_name(self, part: Part) -> bool:
        if isinstance(part, (Carried, Variable)) or part.is_short or part in self.parameters:
            return False
        if isinstance(part, Fold) or len(self.uses[part]) > 1:
            return True
        [block] = self.uses[part]
        way = list(_way_out(block, part.block))
        return any(inner.is_repeated for inner in way) or (bool(way) and part.may_refuse)

    def _has_lines(self, choice: Choice) -> bool:
        return any(part in self.named for block, _ in choice.branches for part in block.parts)

    # The text.

    def text(self, parameters: Sequence[Part]) -> str:
        names = [self.names[parameter] for parameter in parameters]
        return f"({', '.join(names)}) => {self.function_body(self.body.block, self.result)}"

    def function_body(self, block: Block, result: Part) -> str:
        """An expression, or a block that returns."""
        lines = self.ending(block, result, "return {};")
        if len(lines) == 1 and lines[0].startswith("return "):
            expression = lines[0].removeprefix("return ").removesuffix(";")
            return f"({expression})" if expression.startswith("{") else expression
        return _braced(lines)

    def ending(self, block: Block, result: Part, last: str) -> list[str]:
        """The lines of a block, of which the last says what becomes of its result."""
        is_fork = isinstance(result, Choice) and result in self.named and result.block is block
        is_fork = is_fork and len(self.uses[result]) == 1
        lines = [line for part in block.parts if part in self.named for line in self.lines(part, is_fork, result)]
        if is_fork and isinstance(result, Choice):
            return [*lines, *self.fork(result, last)]
        return [*lines, last.format(self.expression(result))]

    def lines(self, part: Part, is_fork: bool, result: Part) -> list[str]:
        """The lines that give a part its name."""
        if is_fork and part is result:
            return []
        if isinstance(part, Fold):
            return self.loop(part)
        if isinstance(part, Choice) and self._has_lines(part):
            self.names[part] = self.fresh("t")
            return [f"let {self.names[part]};", *self.fork(part, f"{self.names[part]} = {{}};")]
        text = self.spelled_out(part)
        self.names[part] = self.fresh("t")
        return [f"const {self.names[part]} = {text};"]

    def fork(self, choice: Choice, last: str) -> list[str]:
        """An if, both branches of which end in the same way."""
        condition = self.expression(choice.condition)
        yes, no = (self.ending(block, result, last) for block, result in choice.branches)
        start = f"if ({condition}) {yes[0] if len(yes) == 1 else _braced(yes)}"
        if last.startswith("return"):
            return [start, *no]
        return [f"{start} else {no[0] if len(no) == 1 else _braced(no)}"]

    def loop(self, loop: Fold) -> list[str]:
        vector, *starts = (self.expression(part, binding) for part, binding in loop.operands)
        names = []
        for variable in loop.carried:
            self.names[variable] = self.fresh(variable.text)
            names.append(self.names[variable])
        parameters = self.loop_parameters(loop)
        lines = self.block_lines(loop.inner)
        after = [self.expression(result) for result in loop.results]
        moves = [(name, move) for name, move in zip(names, after) if name != move]
        if len(moves) == 1:
            lines.append(f"{moves[0][0]} = {moves[0][1]};")
        else:
            targets, sources = zip(*moves)
            lines.append(f"[{', '.join(targets)}] = [{', '.join(sources)}];")
        declared = ", ".join(f"{name} = {start}" for name, start in zip(names, starts))
        return [f"let {declared};", f"{vector}.forEach(({parameters}) => {_braced(lines)});"]

    def block_lines(self, block: Block) -> list[str]:
        return [line for part in block.parts if part in self.named for line in self.lines(part, False, part)]

    def loop_parameters(self, loop: Fold | Mapping) -> str:
        """The element and the place, as far as they are used."""
        parameters = [loop.element, loop.place]
        while parameters and parameters[-1] not in self.uses:
            parameters.pop()
        for parameter in parameters:
            self.names[parameter] = self.fresh(parameter.text)
        return ", ".join(self.names[parameter] for parameter in parameters)

    def expression(self, part: Part, binding: int = BRANCH) -> str:
        """A part where one that binds as tightly is needed."""
        if part in self.names:
            return self.names[part]
        text = self.spelled_out(part)
        return f"({text})" if part.binding < binding else text

    def spelled_out(self, part: Part) -> str:
        operands = [
            self.expression(operand, needed) for operand, needed in part.operands if not isinstance(operand, Fold)
        ]
        if isinstance(part, Choice):
            yes, no = (self.expression(result) for _, result in part.branches)
            return f"{operands[0]} ? {yes} : {no}"
        if isinstance(part, Mapping):
            parameters = self.loop_parameters(part)
            return f"{operands[0]}.map(({parameters}) => {self.function_body(part.inner, part.result)})"
        text = part.text.format(*operands)
        return text.replace("--", "-(-", 1) + ")" if text.startswith("--") else text


def _users_first(result: Part) -> list[Part]:
    """All that a result is made of, each before what it is made of itself."""
    finished: list[Part] = []
    met: set[int] = set()
    stack: list[tuple[Part, bool]] = [(result, False)]
    while stack:
        part, is_done = stack.pop()
        if is_done:
            finished.append(part)
        elif id(part) not in met:
            met.add(id(part))
            stack.append((part, True))
            stack += [(child, False) for child, _ in _needed_by(part, part.block)]
    return finished[::-1]


def _needed_by(part: Part, home: Block) -> Iterator[tuple[Part, Block]]:
    """What a part is made of, each with the block that it is needed in; the part itself is written in `home`."""
    for operand, _ in part.operands:
        yield operand, home
    if isinstance(part, Choice):
        for block, result in part.branches:
            yield result, block
    elif isinstance(part, Mapping):
        yield part.result, part.inner
    elif isinstance(part, Fold):
        for result in part.results:
            yield result, part.inner


def _way_out(block: Block, home: Block) -> Iterator[Block]:
    """The blocks from one out to the one that something was made in, which is left out."""
    inner: Block | None = block
    while inner is not None and inner is not home:
        yield inner
        inner = inner.outer


def _braced(lines: Sequence[str]) -> str:
    inside = "\n".join(lines).replace("\n", "\n  ")
    return f"{{\n  {inside}\n}}"
