"""An exercise as plain data: what is given, what is asked, and the way to the answers.

Worksheets, question banks, notebooks and marking all read this record, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from autograd import Value
from autograd.shared.printing import printable
from autograd.shared.showing import counted
from viz.classroom.exercises.betrayals import betrayals_of
from viz.classroom.exercises.blank import Blank, Entries, Mistake, Number, Place, Rule, answers_of
from viz.classroom.exercises.drawing import drawn
from viz.rendering.images import image_base64
from viz.rendering.render import GraphvizNotFoundError

__all__ = ["Blank", "Entries", "Exercise", "Mistake", "Number", "Place", "Rule"]


@dataclass(frozen=True, repr=False)
class Exercise:
    """One exercise, as drawn from a topic, a level and a seed.

    Attributes:
        topic: its name in `TOPICS`.
        level: how hard it is, 1 to 3.
        seed: what it was drawn with: the same three give the same exercise.
        title: a few words.
        text: what is given and asked: paragraphs of Markdown, mathematics between dollar signs.
        blanks: what is to be filled in, each after all that it follows from.
        graph: the computation graph that is drawn beside it, its gradients filled in; None where there is none.
        solution: the way to the answers, line by line: Markdown like the text.
        difficulty: how much work it is, by the one rule that all topics share (see `difficulty`).
        degenerate: whether zeros and the like were let in.

    >>> import viz
    >>> exercise = viz.exercise("parameter count", level=1, seed=0)
    >>> exercise.title, len(exercise.blanks)
    ('How many parameters?', 3)
    >>> exercise.answers()
    {'layer_1': Fraction(24, 1), 'layer_2': Fraction(28, 1), 'total': Fraction(52, 1)}
    """

    topic: str
    level: int
    seed: int
    title: str
    text: tuple[str, ...]
    blanks: tuple[Blank, ...]
    graph: Value | None
    solution: tuple[str, ...]
    difficulty: int
    degenerate: bool = False

    def answers(self) -> dict[str, Number]:
        r"""The right answers, by the names of the blanks.

        >>> from fractions import Fraction
        >>> half = Blank("half", "½ of 3", r"\tfrac{1}{2}\cdot 3", lambda entries: Fraction(3, 2))
        >>> twice = Blank("twice", "twice that", "2h", lambda entries: 2 * entries["half"])
        >>> Exercise("halves", 1, 0, "Halves", (), (half, twice), None, (), 2).answers()
        {'half': Fraction(3, 2), 'twice': Fraction(3, 1)}
        """
        return answers_of(self.blanks)

    def __repr__(self) -> str:
        blanks = counted(len(self.blanks), "blank")
        return printable(f"<Exercise: {self.title}, level {self.level}, seed {self.seed}: {blanks}>")

    def __str__(self) -> str:
        """The exercise as plain text, a line for each blank."""
        blanks = [f"{blank.name} = ____    {blank.asks}" for blank in self.blanks]
        return printable("\n\n".join([self.title, *self.text, "\n".join(blanks)]))

    @property
    def markdown(self) -> str:
        """The exercise as Markdown: its title, what is given and asked, and a line for each blank; no picture."""
        blanks = "\n".join(f"- ${blank.latex} = $ ______ (`{blank.name}`)" for blank in self.blanks)
        return "\n\n".join([f"### {self.title}", *self.text, blanks])

    @property
    def solution_markdown(self) -> str:
        """The solution as Markdown: the way to the answers, and what typical wrong ones betray."""
        lines = [f"### {self.title}: solution", *self.solution]
        betrayals = [f"- {betrayal.markdown}" for betrayal in betrayals_of(self.blanks)]
        return "\n\n".join([*lines, "**Typical wrong answers**", *betrayals] if betrayals else lines)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What a notebook may show: text and picture, or plain text."""
        return {"text/markdown": f"{self.markdown}{self._embedded_picture()}", "text/plain": str(self)}

    def _embedded_picture(self) -> str:
        """The picture, within the Markdown; nothing where there is no graph, or nothing to draw it with."""
        if self.graph is None:
            return ""
        picture = drawn(self)
        try:
            encoded = image_base64(picture.png())
        except GraphvizNotFoundError:
            return ""
        return f"\n\n![{picture.description}](data:image/png;base64,{encoded})"
