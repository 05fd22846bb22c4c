"""What every model has: parameters, each under the name that the slides give it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, cast

import autograd
from autograd import Value, Vector
from autograd.data import Array, holds_finite_rows
from autograd.samples import samples
from autograd.shared.showing import came, counted
from nn.arguments import Guarded, check_flag, finite_number

__all__ = ["MANY", "MOST_LABELS", "Container", "Module", "Sizes", "label_parameters", "named_under", "sizes_of"]


Kind = TypeVar("Kind", bound="Module")

MANY = 100
"""As many samples are worth a program."""
MOST_LABELS = 65536
"""A model of more parameters than these leaves them without labels: no picture shows so many, and they fill memory."""

FUNCTIONS: Final = {
    "evaluate": "nn.accuracy(model, X, y)",
    "fit": "nn.fit(model, X, y, …)",
    "forward": "model(x)",
    "load": "nn.load(path)",
    "save": "nn.save(model, path)",
    "score": "nn.accuracy(model, X, y)",
    "summary": "nn.summary(model)",
}
"""What other libraries have as methods of a model, and what to write here."""


class Module(Guarded):
    """The base of all models. A model of one's own says what it computes, in `__call__`, or in `forward` as PyTorch's.

    Its parameters are the leaf Values and the parameters of the models that are its attributes, or stand there in
    lists, tuples and dicts. One that has others says so in `parameters`.

    >>> from nn import Layer, Neuron
    >>> class Net(Module):
    ...     def __init__(self):
    ...         self.hidden = Layer(2, 3, activation="tanh", seed=0)
    ...         self.out = Neuron(3, activation="linear", seed=1)
    ...         self.scale = Value(1.0)
    ...     def forward(self, x):
    ...         return self.scale * self.out(self.hidden(x))
    >>> net = Net()
    >>> net([0.0, 0.0]).data, len(net.parameters()), list(net.named_parameters())[-2:]
    (0.0, 14, ['out.b', 'scale'])
    """

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        """The output for one sample, or the outputs: Values, or numbers that do not depend on the sample smoothly."""
        forward = getattr(self, "forward", None)
        if forward is None:
            raise NotImplementedError(f"{type(self).__name__} does not say what it computes: write __call__ or forward")
        return forward(*inputs, **options)

    if not TYPE_CHECKING:  # where it would hide a wrong name

        def __getattr__(self, name: str) -> Any:
            try:
                return object.__getattribute__(self, name)  # which raises what Python says, or what a property did
            except AttributeError as error:
                if name in FUNCTIONS:
                    raise AttributeError(f"{error}: write {FUNCTIONS[name]}", name=name, obj=self) from None
                raise

    def parameters(self) -> list[Value]:
        """Every number that training changes: layer by layer, unit by unit, weights before the bias."""
        return list(_parameters_in(self))

    def named_parameters(self) -> dict[str, Value]:
        """The parameters by name, as the scalar slides write them: `w_21^(1)` leads from input 2 to unit 1 of layer 1.

        In a model of one's own a name begins with where the parameter stands among the attributes: `hidden.w_21`.

        >>> from nn import MLP
        >>> list(MLP(2, [1, 1], seed=0).named_parameters())
        ['w_11^(1)', 'w_21^(1)', 'b_1^(1)', 'w_11^(2)', 'b_1^(2)']
        """
        names = _parameters_in(self)
        return {names.get(p, f"parameter {k}"): p for k, p in enumerate(self.parameters(), start=1)}

    def __repr__(self) -> str:
        count = len(self.parameters())
        return f"<{type(self).__name__} of {counted(count, 'parameter')}>"

    def predict(self, X: Sequence[Sequence[float]] | Array) -> list[Any]:
        """The outputs for many samples, as numbers: in a program where llvmlite is there and the samples are many.

        Args:
            X: the samples, a row of numbers each, in any container.

        Returns:
            For each sample the output, or a list of the outputs where there are several.

        Raises:
            TypeError, ValueError: for a wrong number of inputs, or what is no finite number, saying where.

        >>> from nn import Layer
        >>> Layer(2, 2, activation="linear", init="zeros").predict([[1.0, 2.0], [3.0, 4.0]])
        [[0.0, 0.0], [0.0, 0.0]]
        """
        nin = sizes_of(self).nin
        rows: Any = X
        if isinstance(rows, memoryview) or not holds_finite_rows(rows, nin):  # a view of rows gives no row
            rows = samples(rows, width=nin, owner=self)
        if len(rows) >= MANY and autograd.compiler.is_available():
            try:
                program = autograd.compile(self, rows[0], parameters=self.parameters())
                return cast("list[Any]", program(rows).tolist())
            except autograd.ControlFlowError:  # what goes another way for each sample is computed sample by sample
                pass
        return [_numbers(self(x)) for x in rows]

    def modules(self) -> Iterator[Module]:
        """This model, and every model within it, as its attributes and the lists in them hold them; each once.

        >>> from nn import MLP
        >>> [type(part).__name__ for part in MLP(2, [1], seed=0).modules()]
        ['MLP', 'Layer', 'Neuron']
        """
        found: dict[Module, None] = {}
        waiting: list[Module] = [self]
        while waiting:
            module = waiting.pop()
            if module not in found:
                found[module] = None
                held = [each for part in vars(module).values() for each in (part if _is_list(part) else [part])]
                waiting += [each for each in reversed(held) if isinstance(each, Module)]
        yield from found

    def train(self: Kind, training: bool = True) -> Kind:
        """Turns on what works only while a net learns, wherever in the model: `Dropout`. `nn.fit` does so by itself.

        A model of one's own takes part by an attribute `training`.

        Args:
            training: False turns it off, as `eval` does.

        Returns:
            The model.

        Raises:
            TypeError: if `training` is neither true nor false.
        """
        check_flag(training, "training")
        for module in self.modules():
            if hasattr(module, "training"):
                module.training = training
        return self

    def eval(self: Kind) -> Kind:
        """Turns off what `train` turns on.

        Returns:
            The model.
        """
        return self.train(False)

    def gradients(self) -> dict[str, float | None]:
        """The gradients of the parameters, under their names; None where no backward pass has been.

        As graphs, which can be differentiated again, `autograd.gradients(loss, model.named_parameters())` gives them.

        >>> from nn import Neuron
        >>> neuron = Neuron(2, init="zeros")
        >>> neuron([3.0, 1.0]).backward()
        >>> neuron.gradients()
        {'w_1': 0.75, 'w_2': 0.25, 'b': 0.25}
        """
        return {name: parameter.grad for name, parameter in self.named_parameters().items()}

    def zero_grad(self) -> None:
        """Sets the gradient of every parameter to 0."""
        for parameter in self.parameters():
            parameter.grad = 0.0

    def state_dict(self) -> dict[str, float]:
        """The numbers of the parameters, under their names.

        >>> from nn import Neuron
        >>> Neuron(2, init="zeros").state_dict()
        {'w_1': 0.0, 'w_2': 0.0, 'b': 0.0}
        """
        return {name: parameter.data for name, parameter in self.named_parameters().items()}

    def load_state_dict(self, state: Mapping[str, float]) -> None:
        """Sets the parameters to the numbers of a `state_dict`.

        Args:
            state: a finite number for the name of each parameter, and no others.

        Raises:
            ValueError: for other names, or a number that is not finite; nothing has changed then.
            TypeError: for what is not a number; likewise.

        >>> from nn import Neuron
        >>> neuron = Neuron(2)
        >>> neuron.load_state_dict({"w_1": 1.0, "w_2": -1.0, "b": 0.5})
        >>> neuron([3.0, 1.0]).operands[0].data
        2.5
        """
        if not isinstance(state, Mapping):
            raise TypeError(f"expected state to be a dictionary, as state_dict() gives it, got {came(state)}")
        named = self.named_parameters()
        for what, names in (("lacks", named.keys() - state.keys()), ("has no place for", state.keys() - named.keys())):
            if names:
                shown = ", ".join(sorted(names)[:5])
                raise ValueError(f"the state {what} {shown}{', …' if len(names) > 5 else ''} of {self}")
        numbers = {name: finite_number(number, name) for name, number in state.items()}
        for name, parameter in named.items():
            parameter.data = numbers[name]


class Container(Module):
    """A model made of models, whose parameters are theirs."""

    parts: Sequence[Module]

    def parameters(self) -> list[Value]:
        return [parameter for part in self.parts for parameter in part.parameters()]

    def named_parameters(self) -> dict[str, Value]:
        return {name: parameter for part in self.parts for name, parameter in part.named_parameters().items()}


def named_under(parts: Mapping[str, Module]) -> dict[str, Value]:
    """The parameters of parts that have a name: each begins with it."""
    return {
        f"{place}.{name}": parameter
        for place, part in parts.items()
        for name, parameter in part.named_parameters().items()
    }


def label_parameters(model: Module) -> None:
    """Gives each parameter of a model its name as a label."""
    named = model.named_parameters()
    if len(named) <= MOST_LABELS:
        for name, parameter in named.items():
            parameter.label = name


def _is_list(part: object) -> bool:
    return isinstance(part, (list, tuple))


def _parameters_in(model: Module) -> dict[Value, str]:
    """The parameters among the attributes of a model, each once, with its name."""
    names: dict[Value, str] = {}
    for attribute, thing in vars(model).items():
        for name, parameter in _named(attribute, thing):
            names.setdefault(parameter, name)
    return names


def _named(name: str, thing: object) -> Iterator[tuple[str, Value]]:
    """The parameters in a thing of this name."""
    if isinstance(thing, Value):
        if thing.primitive is None and not thing.is_constant:
            yield name, thing
        return
    if isinstance(thing, Module):
        within: Iterable[tuple[object, object]] = thing.named_parameters().items()
    elif isinstance(thing, dict):
        within = thing.items()
    else:
        within = enumerate(thing) if isinstance(thing, (list, tuple, Vector)) else ()
    for key, part in within:
        yield from _named(f"{name}.{key}", part)


class Sizes(NamedTuple):
    """How many numbers a model takes, and how many it gives; None where that is not known."""

    nin: int | None
    nout: int | None


def sizes_of(model: object) -> Sizes:
    """The sizes of a model of this package, or of a method of it; a user's own class may ask for anything.

    >>> from nn import MLP
    >>> model = MLP(2, [4, 1])
    >>> sizes_of(model.logits), sizes_of(lambda x: model(x))
    (Sizes(nin=2, nout=1), Sizes(nin=None, nout=None))
    """
    owner: Any = getattr(model, "__self__", model)
    nin = getattr(owner, "nin", None)
    if nin is None or type(owner).__module__.partition(".")[0] != __name__.partition(".")[0]:
        return Sizes(None, None)
    return Sizes(nin, owner.nouts[-1] if hasattr(owner, "nouts") else getattr(owner, "nout", 1))


def _numbers(output: Any) -> Any:
    """The numbers of a Value or of several, nested as they are; a number as it is."""
    if isinstance(output, (list, tuple)):
        return [_numbers(part) for part in output]
    return output.data if isinstance(output, Value) else output
