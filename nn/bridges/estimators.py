"""scikit-learn's estimators around an MLP: what fits, predicts and scores in its pipelines and searches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias, TypeVar

try:
    import numpy as np
    from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
    from sklearn.utils import check_random_state
    from sklearn.utils.multiclass import check_classification_targets
    from sklearn.utils.validation import check_is_fitted, column_or_1d, validate_data
except ImportError as error:
    _missing = error

    class BaseEstimator:  # type: ignore[no-redef]
        """In place of scikit-learn's: what stands on it can be looked up and read about, and not be made."""

        def __new__(cls, *arguments: object, **options: object) -> BaseEstimator:
            raise ImportError(
                f"nn.{cls.__name__} is one of scikit-learn's estimators, of 1.6 or later: pip install -U scikit-learn"
            ) from _missing

    class ClassifierMixin:  # type: ignore[no-redef]
        """In place of scikit-learn's."""

    class RegressorMixin:  # type: ignore[no-redef]
        """In place of scikit-learn's."""


from autograd import Value
from autograd.data import entries
from autograd.samples import samples
from autograd.shared.near_names import check_name
from autograd.shared.options import OfKnownArguments
from autograd.shared.showing import came
from nn import losses, optimizers, stopping
from nn.arguments import check_number, check_whole
from nn.gradient_step import Optimizer
from nn.history import History
from nn.models.activations import Activations
from nn.models.initializers import Initializer
from nn.models.mlp import MLP
from nn.tables import train_test_split
from nn.training.fitting import fit
from nn.training.objective import l2_penalty

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Classifier", "Regressor"]

Kind = TypeVar("Kind", bound="_Estimator")
OptimizerMaker: TypeAlias = Callable[..., Optimizer]
Array: TypeAlias = "NDArray[Any]"

SEEDS = 2**31 - 1
"""How many seeds a generator of NumPy's draws from."""


class _Estimator(BaseEstimator, OfKnownArguments):  # type: ignore[misc]  # scikit-learn has no annotations
    """What both kinds share: the arguments, and the training.

    scikit-learn asks that a constructor keeps its arguments as they are, and that `fit` looks at them.
    """

    model_: MLP
    history_: History
    optimizer_: Optimizer
    n_iter_: int
    n_features_in_: int
    loss: ClassVar[Callable[..., Value]]

    def __init__(
        self,
        hidden_layer_sizes: int | Sequence[int] = (32,),
        activation: Activations = "tanh",
        *,
        optimizer: str | OptimizerMaker = "Adam",
        learning_rate: float = 0.01,
        epochs: int = 100,
        batch_size: int | None = 32,
        l2: float = 0.001,
        init: str | Initializer = "lecun",
        patience: int | None = None,
        validation_fraction: float = 0.0,
        random_state: Any = None,
        compiled: bool | Literal["auto"] = "auto",
        verbose: bool = False,
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.epochs = epochs
        self.batch_size = batch_size
        self.l2 = l2
        self.init = init
        self.patience = patience
        self.validation_fraction = validation_fraction
        self.random_state = random_state
        self.compiled = compiled
        self.verbose = verbose

    def _begin(self, nout: int, output: str) -> None:
        """A new net and a new optimizer, for data that have been read."""
        seed = _seed(self.random_state)
        self.model_ = MLP(
            self.n_features_in_,
            [*_sizes(self.hidden_layer_sizes), nout],
            activation=self.activation,
            output=output,
            seed=seed,
            init=self.init,
            input_names=getattr(self, "feature_names_in_", None),
        )
        self.optimizer_ = _maker(self.optimizer)(self.model_.parameters(), learning_rate=self.learning_rate)
        self.history_, self._seed = History(), seed

    def _fit(self, X: Array, y: Sequence[Any], loss: Callable[..., Value]) -> None:
        """All epochs, on the samples that are not set aside."""
        rows, held_out = X.tolist(), None
        fraction = check_number(self.validation_fraction, "validation_fraction", _is_fraction, "at least 0 and below 1")
        if fraction:
            rows, X_held_out, y, y_held_out = train_test_split(rows, y, fraction, self._seed)
            held_out = (X_held_out, y_held_out)
        self._train(rows, y, loss, check_whole(self.epochs, "epochs"), held_out)

    def _train(
        self, X: Sequence[Any], y: Sequence[Any], loss: Callable[..., Value], epochs: int, held_out: Any = None
    ) -> None:
        """So many epochs more."""
        self.history_ = fit(
            self.model_.logits,
            X,
            y,
            loss=loss,
            optimizer=self.optimizer_,
            epochs=self.history_.epochs + epochs,
            batch_size=self.batch_size,
            seed=self._seed,
            penalty=self._penalty(),
            stop=None if self.patience is None else stopping.no_improvement(self.patience),
            compiled=self.compiled,
            progress=bool(self.verbose),
            resume=self.history_ if self.history_.epochs else None,
            validation=held_out,
        )
        self.n_iter_ = self.history_.epochs

    def _penalty(self) -> Callable[[], Value] | None:
        """That of the weights; the biases are free."""
        l2 = check_number(self.l2, "l2", lambda x: x >= 0.0, "at least 0")
        weights = [w for layer in self.model_.layers for neuron in layer.neurons for w in neuron.weights]
        return partial(l2_penalty, weights, l2) if l2 else None

    def _read(self, X: Any, **options: Any) -> Any:
        """X, or X and y, as scikit-learn reads and checks them; an error names the row and the column besides."""
        try:
            return validate_data(self, X, dtype=np.float64, order="C", **options)
        except ValueError as error:
            raise _with_place(error, X) from None

    def _outputs(self, X: Any) -> Array:
        """What the net gives for each sample, a row each."""
        check_is_fitted(self)
        X = self._read(X, reset=False)
        outputs: Array = np.array(self.model_.predict(X), dtype=np.float64)
        return outputs


class Classifier(ClassifierMixin, _Estimator):  # type: ignore[misc]  # scikit-learn has no annotations
    """A multilayer perceptron as scikit-learn's classifier: for its pipelines, its searches, its scores.

    Two classes are one output with a sigmoid, trained by `nn.binary_cross_entropy_with_logits`; more are an output
    each and a softmax, by `nn.cross_entropy`. What it does is what `nn.MLP` and `nn.fit` do, to the last bit. The
    samples are taken as they are: a `StandardScaler` before it brings columns of other sizes to one.

    Args:
        hidden_layer_sizes: how many units each hidden layer has; one number for one layer, () for none.
        activation: that of the hidden layers, as for `nn.MLP`.
        optimizer: the name of one in `nn`, its class, or whatever makes one of parameters and a `learning_rate`.
        learning_rate: the length of the steps, positive.
        epochs: how often `fit` goes through the data, from 1 up.
        batch_size: how many samples a step averages over; None for all of them.
        l2: how strong `nn.l2_penalty` on the weights is; 0 for none.
        init: where the weights start, as for `nn.MLP`.
        patience: after how many epochs without a lower loss training ends, as by `nn.stopping.no_improvement`; None
            for never before the last one.
        validation_fraction: how large a part of the samples `fit` sets aside to measure that loss on, from 0 to below
            1; with 0, it is the training's own.
        random_state: a seed for the first weights and for the order of the samples; a `RandomState` of NumPy's to draw
            one from; or None.
        compiled: whether to train in a program, as for `nn.fit`.
        verbose: whether to show a progress bar.

    Attributes:
        model_: the net, an `nn.MLP` whose inputs have the names of the columns: save it, draw it, take it apart.
        classes_: the classes, sorted.
        history_: the `nn.History` of the training.
        optimizer_: what trained it.
        n_iter_: how many epochs there have been.
        n_features_in_: how many inputs there are.
        feature_names_in_: the names of the columns, where `fit` got a table whose columns all have text for a name.

    >>> X, y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], ["same", "other", "other", "same"]
    >>> classifier = Classifier(8, random_state=0, epochs=300).fit(X, y)
    >>> classifier.predict(X).tolist(), classifier.model_
    (['same', 'other', 'other', 'same'], MLP(2, [8, 1], activation='tanh', output='sigmoid'))
    """

    classes_: Array

    def fit(self: Kind, X: Any, y: Any) -> Kind:
        """Trains a new net.

        Args:
            X: the samples, a row of finite numbers each.
            y: their classes: numbers, or text.

        Returns:
            The classifier itself.

        Raises:
            ValueError: for data that do not fit, naming row and column, one class alone, or an argument of the
                classifier that is out of range.
            TypeError: for data that are no numbers, or such an argument.
        """
        X, y = self._read_both(X, y)
        self._begin_with(np.unique(y))
        self._fit(X, self._targets(y), self._loss)
        return self

    def partial_fit(self: Kind, X: Any, y: Any, classes: Any = None) -> Kind:
        """One epoch more, over these samples; so many as `epochs`, over the same ones, make one `fit`.

        Args:
            X: the samples.
            y: their classes.
            classes: at the first call, all the classes that there will be; None for those in y.

        Returns:
            The classifier itself.

        Raises:
            ValueError: as `fit` does, and for a class that is not among `classes`.
            TypeError: as `fit` does.
        """
        is_first = not hasattr(self, "model_")
        X, y = self._read_both(X, y, reset=is_first)
        if is_first:
            self._begin_with(np.unique(y if classes is None else classes))
        elif classes is not None and not np.array_equal(np.unique(classes), self.classes_):
            raise ValueError(f"expected classes to be those of the first call, got {came(list(classes))}")
        self._train(X.tolist(), self._targets(y), self._loss, 1)
        return self

    def predict_proba(self, X: Any) -> Array:
        """The probability of each class, in the order of `classes_`, a row a sample.

        Raises:
            sklearn.exceptions.NotFittedError: before `fit`.
            ValueError: for data that do not fit, naming row and column.
        """
        outputs = self._outputs(X)
        return np.column_stack([1.0 - outputs, outputs]) if outputs.ndim == 1 else outputs

    def predict(self, X: Any) -> Array:
        """The likeliest class of each sample.

        Raises:
            sklearn.exceptions.NotFittedError: before `fit`.
            ValueError: for data that do not fit, naming row and column.
        """
        probabilities = self.predict_proba(X)
        predicted: Array = self.classes_[probabilities.argmax(axis=1)]
        return predicted

    def _read_both(self, X: Any, y: Any, *, reset: bool = True) -> tuple[Array, Array]:
        X, y = self._read(X, y=y, reset=reset)
        check_classification_targets(y)
        return X, y

    def _begin_with(self, classes: Array) -> None:
        if len(classes) < 2:
            raise ValueError(f"expected at least 2 classes in y, got one class, {came(classes.tolist()[0])}")
        self.classes_ = classes
        self._begin(1 if len(classes) == 2 else len(classes), "sigmoid" if len(classes) == 2 else "softmax")

    @property
    def _loss(self) -> Callable[..., Value]:
        return losses.binary_cross_entropy_with_logits if len(self.classes_) == 2 else losses.cross_entropy

    def _targets(self, y: Array) -> list[int]:
        """The places of the labels among the classes."""
        unknown = np.setdiff1d(y, self.classes_)
        if len(unknown):
            raise ValueError(
                f"expected the classes {came(self.classes_.tolist())} in y, got {came(unknown.tolist()[0])}"
            )
        places: list[int] = np.searchsorted(self.classes_, y).tolist()
        return places


class Regressor(RegressorMixin, _Estimator):  # type: ignore[misc]  # scikit-learn has no annotations
    """A multilayer perceptron as scikit-learn's regressor, with one output or several, trained by `nn.mse_loss`.

    What it does is what `nn.MLP` and `nn.fit` do, to the last bit. Samples and targets are taken as they are: a
    `StandardScaler` before it, and a `TransformedTargetRegressor` around it, bring numbers of other sizes to about 1.

    Args:
        hidden_layer_sizes: how many units each hidden layer has; one number for one layer, () for none.
        activation: that of the hidden layers, as for `nn.MLP`.
        optimizer: the name of one in `nn`, its class, or whatever makes one of parameters and a `learning_rate`.
        learning_rate: the length of the steps, positive.
        epochs: how often `fit` goes through the data, from 1 up.
        batch_size: how many samples a step averages over; None for all of them.
        l2: how strong `nn.l2_penalty` on the weights is; 0 for none.
        init: where the weights start, as for `nn.MLP`.
        patience: after how many epochs without a lower loss training ends; None for never before the last one.
        validation_fraction: how large a part of the samples `fit` sets aside to measure that loss on, from 0 to below
            1; with 0, it is the training's own.
        random_state: a seed for the first weights and for the order of the samples; a `RandomState` of NumPy's to draw
            one from; or None.
        compiled: whether to train in a program, as for `nn.fit`.
        verbose: whether to show a progress bar.

    Attributes:
        model_: the net, an `nn.MLP` whose inputs have the names of the columns: save it, draw it, take it apart.
        history_: the `nn.History` of the training.
        optimizer_: what trained it.
        n_iter_: how many epochs there have been.
        n_features_in_: how many inputs there are.
        feature_names_in_: the names of the columns, where `fit` got a table whose columns all have text for a name.

    >>> X, y = [[-1.0], [-0.5], [0.0], [0.5], [1.0]], [1.0, 0.25, 0.0, 0.25, 1.0]
    >>> regressor = Regressor(8, random_state=0, epochs=500).fit(X, y)
    >>> bool(abs(regressor.predict([[0.75]])[0] - 0.75**2) < 0.1)
    True
    """

    def fit(self: Kind, X: Any, y: Any) -> Kind:
        """Trains a new net.

        Args:
            X: the samples, a row of finite numbers each.
            y: their targets, a number or a row of numbers each.

        Returns:
            The regressor itself.

        Raises:
            ValueError: for data that do not fit, naming row and column, or an argument of the regressor that is out of
                range.
            TypeError: for data that are no numbers, or such an argument.
        """
        X, y = self._read_both(X, y)
        self._begin(1 if y.ndim == 1 else y.shape[1], "linear")
        self._fit(X, y.tolist(), losses.mse_loss)
        return self

    def partial_fit(self: Kind, X: Any, y: Any) -> Kind:
        """One epoch more, over these samples; so many as `epochs`, over the same ones, make one `fit`.

        Args:
            X: the samples.
            y: their targets.

        Returns:
            The regressor itself.

        Raises:
            ValueError, TypeError: as `fit` does.
        """
        is_first = not hasattr(self, "model_")
        X, y = self._read_both(X, y, reset=is_first)
        if is_first:
            self._begin(1 if y.ndim == 1 else y.shape[1], "linear")
        self._train(X.tolist(), y.tolist(), losses.mse_loss, 1)
        return self

    def predict(self, X: Any) -> Array:
        """The output for each sample, or a row of the outputs where there are several.

        Raises:
            sklearn.exceptions.NotFittedError: before `fit`.
            ValueError: for data that do not fit, naming row and column.
        """
        return self._outputs(X)

    def _read_both(self, X: Any, y: Any, *, reset: bool = True) -> tuple[Array, Array]:
        X, y = self._read(X, y=y, reset=reset, multi_output=True, y_numeric=True)
        return X, (column_or_1d(y, warn=True) if y.ndim == 2 and y.shape[1] == 1 else y)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags


def _seed(random_state: Any) -> int | None:
    """The seed itself, where it is one."""
    generator = check_random_state(random_state)
    if random_state is None:
        return None
    return int(random_state) if isinstance(random_state, (int, np.integer)) else int(generator.randint(SEEDS))


def _sizes(hidden_layer_sizes: Any) -> list[int]:
    sizes = [hidden_layer_sizes] if np.ndim(hidden_layer_sizes) == 0 else hidden_layer_sizes
    of_each = enumerate(entries(sizes, "hidden_layer_sizes", "layer sizes"))
    return [check_whole(size, f"hidden_layer_sizes[{k}]") for k, size in of_each]


def _maker(optimizer: Any) -> OptimizerMaker:
    """What makes an optimizer, by its name."""
    if not isinstance(optimizer, str):
        if not callable(optimizer):
            raise TypeError(f"expected optimizer to be a name, or a class such as nn.Adam, got {came(optimizer)}")
        return optimizer  # type: ignore[no-any-return]
    check_name(optimizer, "optimizer", optimizers.__all__, hint="a class such as nn.Adam, or ")
    return getattr(optimizers, optimizer)  # type: ignore[no-any-return]


def _is_fraction(number: float) -> bool:
    return 0.0 <= number < 1.0


def _with_place(error: ValueError, X: Any) -> ValueError:
    """The error with the place of what is no finite number, if that is what is wrong."""
    try:
        samples(X)
    except (TypeError, ValueError) as ours:
        return ValueError(f"{ours}\n{error}")
    return error
