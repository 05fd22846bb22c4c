"""Options stated once: a frozen record, whose fields a function takes by name."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Collection
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar, overload

from autograd.shared.near_names import nearest
from autograd.shared.showing import listed

__all__ = [
    "OfKnownArguments",
    "OfModelAndData",
    "OfModelAndSource",
    "OfTwoGraphs",
    "OfValue",
    "Taking",
    "taking",
    "unknown_argument",
]

First = TypeVar("First")
Second = TypeVar("Second")
Third = TypeVar("Third")
Result = TypeVar("Result")
First_contra = TypeVar("First_contra", contravariant=True)
Second_contra = TypeVar("Second_contra", contravariant=True)
Third_contra = TypeVar("Third_contra", contravariant=True)
Result_co = TypeVar("Result_co", covariant=True)
Options = TypeVar("Options")
Options_co = TypeVar("Options_co", covariant=True)
Given = ParamSpec("Given")


class Taking(Protocol[Options_co, Given]):
    """Turns a function that ends with a record of options into one that takes the record's fields by name.

    An argument's name cannot be a type variable: the names that functions have before their options stand below.
    """

    @overload
    def __call__(self, function: Callable[[First, Options_co], Result], /) -> OfValue[First, Given, Result]: ...

    @overload
    def __call__(
        self, function: Callable[[First, Second, Options_co], Result], /
    ) -> OfTwoGraphs[First, Second, Given, Result]: ...

    @overload
    def __call__(
        self, function: Callable[[First, Second, Third | None, Options_co], Result], /
    ) -> OfModelAndSource[First, Second, Third, Given, Result]: ...

    @overload
    def __call__(
        self, function: Callable[[First, Second, Third, Options_co], Result], /
    ) -> OfModelAndData[First, Second, Third, Given, Result]: ...


class OfValue(Protocol[First_contra, Given, Result_co]):
    """A Value, by position or by name, and options by name."""

    def __call__(self, value: First_contra, *args: Given.args, **options: Given.kwargs) -> Result_co: ...


class OfTwoGraphs(Protocol[First_contra, Second_contra, Given, Result_co]):
    """Two of them, likewise."""

    def __call__(
        self, before: First_contra, after: Second_contra, *args: Given.args, **options: Given.kwargs
    ) -> Result_co: ...


class OfModelAndData(Protocol[First_contra, Second_contra, Third_contra, Given, Result_co]):
    """Model, samples and targets, likewise."""

    def __call__(
        self, model: First_contra, X: Second_contra, y: Third_contra, *args: Given.args, **options: Given.kwargs
    ) -> Result_co: ...


class OfModelAndSource(Protocol[First_contra, Second_contra, Third_contra, Given, Result_co]):
    """The same of a function whose targets may be None, and left out: where the samples bring them along."""

    def __call__(
        self,
        model: First_contra,
        X: Second_contra,
        y: Third_contra | None = ...,
        *args: Given.args,
        **options: Given.kwargs,
    ) -> Result_co: ...


def taking(options: Callable[Given, Options], **defaults: Any) -> Taking[Options, Given]:
    """Makes a function whose last argument is a record of options one that takes the record's fields by name.

    Args:
        options: the record: a dataclass of keywords, which checks itself.
        defaults: those that this function has instead of the record's own, and those of its other arguments.

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True, kw_only=True)
    ... class Look:
    ...     color: str = "red"
    ...     width: float = 1.0
    >>> @taking(Look, width=2.0)
    ... def line(length, look):
    ...     return length, look.color, look.width
    >>> line(5.0, color="blue")
    (5.0, 'blue', 2.0)
    >>> line(5.0, colour="blue")
    Traceback (most recent call last):
        ...
    TypeError: line takes no colour: did you mean color?
    """

    def with_default(parameter: inspect.Parameter) -> inspect.Parameter:
        return parameter.replace(default=defaults.get(parameter.name, parameter.default))

    def decorated(function: Callable[..., Any]) -> Any:
        *leading, _ = map(with_default, inspect.signature(function).parameters.values())
        named = list(map(with_default, inspect.signature(options).parameters.values()))
        first, known = [p.name for p in leading], [p.name for p in named]
        needed = {p.name for p in [*leading, *named] if p.default is p.empty}

        @wraps(function)
        def with_options(*arguments: Any, **given: Any) -> Any:
            if len(arguments) > len(first):
                raise TypeError(f"{function.__name__} takes its options by name: {', '.join(known)}")
            by_name = dict(zip(first, arguments))
            for name, value in given.items():
                if name not in [*first, *known]:
                    raise unknown_argument(function, name, known)
                if name in by_name:
                    raise TypeError(f"{function.__name__} takes {name} once, got it twice")
                by_name[name] = value
            missing = [name for name in [*first, *known] if name in needed - by_name.keys()]
            if missing:
                raise TypeError(f"{function.__name__} needs {listed(missing)}")
            by_name = {**defaults, **by_name}
            before = [by_name.pop(name) for name in first]
            record: Callable[..., Any] = options
            return function(*before, record(**by_name))

        with_options.__signature__ = inspect.Signature([*leading, *named])  # type: ignore[attr-defined]  # for help()
        return with_options

    return decorated


def unknown_argument(function: Callable[..., Any], name: str, known: Collection[str]) -> TypeError:
    """What to raise for a name that a function does not take: with the one that was meant, or those that it takes."""
    near = nearest(name, known)
    hint = f"did you mean {near}?" if near else f"it takes {', '.join(known)}"
    return TypeError(f"{function.__name__} takes no {name}: {hint}")


class OfKnownArguments:
    """A base of classes: what `__init__` does not take is refused before Python does so, with what was meant.

    >>> class Line(OfKnownArguments):
    ...     def __init__(self, color="red"): ...
    >>> Line(colour="blue")
    Traceback (most recent call last):
        ...
    TypeError: Line takes no colour: did you mean color?
    """

    if not TYPE_CHECKING:  # for whom `__init__` says it

        def __init_subclass__(cls, **options):
            super().__init_subclass__(**options)
            if sys.version_info < (3, 11):  # which would show that of `__new__` where `__init__` is inherited
                of_init = inspect.signature(cls.__init__)
                cls.__signature__ = of_init.replace(parameters=list(of_init.parameters.values())[1:])

        def __new__(cls, *arguments, **options):
            if cls.__init__ is object.__init__ and (arguments or options):
                raise TypeError(f"{cls.__name__} takes no arguments")
            code = getattr(cls.__init__, "__code__", None)
            if code is not None and not code.co_flags & inspect.CO_VARKEYWORDS:
                known = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
                for name in options:
                    if name not in known:
                        raise unknown_argument(cls, name, known)
            return super().__new__(cls)
