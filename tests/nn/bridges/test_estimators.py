"""nn.Classifier and nn.Regressor, by scikit-learn's own suite, beside nn.fit, and within scikit-learn's tools."""

from __future__ import annotations

import functools
import pickle
import subprocess
import sys
import textwrap

import numpy as np
import pytest

pytest.importorskip("sklearn", minversion="1.6")
pytest.importorskip("pandas")

import pandas
from sklearn.base import clone
from sklearn.compose import TransformedTargetRegressor
from sklearn.datasets import load_diabetes, load_digits, make_moons
from sklearn.exceptions import DataConversionWarning, NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import estimator_checks_generator

import nn
from autograd import Value
from tests.needs import EITHER_WAY

QUICK = {"hidden_layer_sizes": (3,), "learning_rate": 0.2, "epochs": 6, "compiled": False}
"""Enough for the data of the suite; with the defaults it passes too, in two minutes more."""

X, y = make_moons(60, noise=0.1, random_state=0)
OUT_OF_RANGE = {
    "hidden_layer_sizes": ((4, 0), ValueError, r"hidden_layer_sizes\[1\]"),
    "activation": ("swiish", ValueError, "activation"),
    "optimizer": ("adam", ValueError, "did you mean 'Adam'"),
    "learning_rate": (-1.0, ValueError, "learning_rate"),
    "epochs": (0, ValueError, "epochs"),
    "batch_size": (0, ValueError, "batch_size"),
    "l2": (-1.0, ValueError, "l2"),
    "init": ("heh", ValueError, "init"),
    "patience": (0, ValueError, "patience"),
    "validation_fraction": (1.0, ValueError, "validation_fraction"),
    "random_state": ("0", ValueError, "seed"),
    "compiled": ("maybe", ValueError, "compiled"),
}


SUITE = [pair for kind in (nn.Classifier, nn.Regressor) for pair in estimator_checks_generator(kind(**QUICK))]
"""Not by `parametrize_with_checks`: that of 1.6 gives pytest a generator, of which newer ones warn."""


@pytest.mark.parametrize(("estimator", "check"), SUITE, ids=lambda each: getattr(each, "func", type(each)).__name__)
def test_scikit_learns_own_suite_is_passed_whole(estimator, check):
    check(estimator)


@pytest.mark.parametrize("compiled", EITHER_WAY)
@pytest.mark.parametrize("classes", [2, 3])
def test_a_classifier_is_the_net_that_fit_trains_to_the_last_bit(classes, compiled):
    labels = y if classes == 2 else (y + (X[:, 0] > 1.0)).astype(int)
    given = {"epochs": 8, "batch_size": 16, "random_state": 3, "compiled": compiled, "l2": 0.01, "optimizer": "SGD"}
    classifier = nn.Classifier(5, **given).fit(X, np.array(["a", "b", "c"])[labels])
    output, loss = [("sigmoid", nn.binary_cross_entropy_with_logits), ("softmax", nn.cross_entropy)][classes - 2]
    model = nn.MLP(2, [5, classes if classes > 2 else 1], activation="tanh", output=output, seed=3)
    weights = [w for layer in model.layers for neuron in layer.neurons for w in neuron.weights]
    history = nn.fit(
        model.logits,
        X,
        labels,
        loss=loss,
        optimizer=nn.SGD(model.parameters(), 0.01),
        epochs=8,
        batch_size=16,
        seed=3,
        compiled=compiled,
        penalty=lambda: nn.l2_penalty(weights, 0.01),
        progress=False,
    )
    assert classifier.model_.state_dict() == model.state_dict()
    assert classifier.history_.losses == history.losses
    assert classifier.n_iter_ == 8
    outputs = model.predict(X)
    expected = [[1.0 - p, p] for p in outputs] if classes == 2 else outputs
    assert classifier.predict_proba(X).tolist() == expected
    assert classifier.predict(X).tolist() == ["abc"[int(np.argmax(row))] for row in expected]


@pytest.mark.parametrize("compiled", EITHER_WAY)
def test_a_regressor_is_the_net_that_fit_trains_to_the_last_bit(compiled):
    targets = np.stack([X[:, 0] * X[:, 1], X[:, 0] - X[:, 1]], axis=1)
    given = {
        "epochs": 8,
        "batch_size": None,
        "random_state": 3,
        "compiled": compiled,
        "l2": 0.0,
        "activation": ["relu", "tanh"],
    }
    regressor = nn.Regressor((4, 3), optimizer=functools.partial(nn.SGD, momentum=0.5), **given).fit(X, targets)
    model = nn.MLP(2, [4, 3, 2], activation=["relu", "tanh"], seed=3)
    nn.fit(
        model,
        X,
        targets,
        loss=nn.mse_loss,
        optimizer=nn.SGD(model.parameters(), 0.01, momentum=0.5),
        epochs=8,
        seed=3,
        compiled=compiled,
        progress=False,
    )
    assert regressor.model_.state_dict() == model.state_dict()
    assert regressor.predict(X).tolist() == model.predict(X)


@pytest.mark.parametrize("estimator", [nn.Classifier, nn.Regressor])
def test_as_many_partial_fits_as_epochs_are_one_fit(estimator):
    given = {"hidden_layer_sizes": 4, "random_state": 1, "batch_size": 7, "epochs": 5, "compiled": False}
    whole, part = estimator(**given).fit(X, y), estimator(**given)
    for _ in range(5):
        part.partial_fit(X, y)
    assert part.model_.state_dict() == whole.model_.state_dict()
    assert part.history_.losses == whole.history_.losses
    assert part.n_iter_ == 5


def test_classes_that_are_to_come_are_said_at_the_first_partial_fit():
    classifier = nn.Classifier(4, compiled=False).partial_fit(X[:5], ["b"] * 5, classes=["b", "a", "c"])
    assert classifier.predict_proba(X).shape == (60, 3)
    assert classifier.classes_.tolist() == ["a", "b", "c"]
    with pytest.raises(ValueError, match=r"^expected the classes \['a', 'b', 'c'\] in y, got 'd'"):
        classifier.partial_fit(X[:2], ["a", "d"])
    with pytest.raises(ValueError, match=r"^expected classes to be those of the first call, got \['a', 'b'\]"):
        classifier.partial_fit(X[:2], ["a", "b"], classes=["a", "b"])
    assert classifier.n_iter_ == 1


def test_training_ends_where_the_loss_on_what_was_set_aside_falls_no_more():
    classifier = nn.Classifier(4, epochs=300, patience=2, validation_fraction=0.25, random_state=0, compiled=False)
    history = classifier.fit(X, y).history_
    losses = history.validation_losses
    assert len(losses) == classifier.n_iter_ < 300
    assert min(losses) == losses[-3] < min(losses[-2:])
    rows, held_out, _, labels = nn.train_test_split(X.tolist(), y.tolist(), 0.25, seed=0)
    assert (len(rows), len(held_out)) == (45, 15)
    outputs = [nn.binary_cross_entropy(classifier.model_(x), label).data for x, label in zip(held_out, labels)]
    assert losses[-1] == pytest.approx(np.mean(outputs))


@pytest.mark.parametrize("estimator", [nn.Classifier, nn.Regressor])
@pytest.mark.parametrize("name", OUT_OF_RANGE)
def test_an_argument_out_of_range_is_named_by_fit_and_not_before(estimator, name):
    wrong, error, said = OUT_OF_RANGE[name]
    made = estimator(**{"epochs": 1, name: wrong})
    with pytest.raises(error, match=said):
        made.fit(X, y)


def test_every_argument_of_a_constructor_can_be_wrong():
    assert nn.Classifier().get_params().keys() - OUT_OF_RANGE.keys() == {"verbose"}


def test_what_is_no_number_is_named_by_row_and_column():
    table = pandas.DataFrame(X.copy(), columns=["age", "weight"])
    classifier = nn.Classifier(2, epochs=1).fit(table, y)
    table.iloc[12, 0] = np.nan
    for call in (classifier.predict, classifier.predict_proba, lambda table: nn.Classifier().fit(table, y)):
        with pytest.raises(ValueError, match=r"got nan in row 12, column 'age': .*\nInput X contains NaN"):
            call(table)
    words = table.astype(object)
    words.iloc[12, 0], words.iloc[3, 1] = 1.0, "light"
    with pytest.raises(ValueError, match=r"got 'light' in row 3, column 'weight'"):
        nn.Regressor().fit(words, y)


def test_one_class_alone_is_refused_by_name():
    with pytest.raises(ValueError, match=r"^expected at least 2 classes in y, got one class, 'a'$"):
        nn.Classifier().fit([[0.0], [1.0]], ["a", "a"])


def test_before_fit_there_is_nothing_to_predict():
    with pytest.raises(NotFittedError):
        nn.Classifier().predict(X)


def test_columns_become_the_names_of_the_nets_inputs():
    table = pandas.DataFrame(X.copy(), columns=["age", "weight"])
    pipeline = make_pipeline(StandardScaler(), nn.Classifier(2, epochs=1)).set_output(transform="pandas")
    pipeline.fit(table, y)
    assert pipeline[-1].feature_names_in_.tolist() == ["age", "weight"]
    assert pipeline[-1].model_.input_names == ("age", "weight")
    assert nn.Classifier(2, epochs=1).fit(X, y).model_.input_names is None


def test_searches_pipelines_clones_and_scores_take_them():
    pipeline = make_pipeline(StandardScaler(), nn.Classifier(random_state=0, epochs=30, compiled=False))
    sizes = {"classifier__hidden_layer_sizes": [(2,), (8,)]}
    search = GridSearchCV(pipeline, sizes, cv=2).fit(X, y)
    assert search.best_score_ == max(search.cv_results_["mean_test_score"]) > 0.8
    again = cross_val_score(clone(search.best_estimator_), X, y, cv=2)
    assert again.mean() == search.best_score_
    assert "epochs" in search.best_estimator_._repr_html_()


@pytest.mark.slow
def test_a_search_on_two_processes_finds_what_one_finds():
    from joblib.externals.loky import get_reusable_executor

    given = {"estimator": nn.Classifier(random_state=0, epochs=3), "param_grid": {"l2": [0.0, 1.0]}, "cv": 2}
    alone, both = (GridSearchCV(**given, n_jobs=count).fit(X, y) for count in (1, 2))
    get_reusable_executor().shutdown(wait=True)  # joblib's processes would wait for more, beside other tests
    assert both.best_estimator_.model_.state_dict() == alone.best_estimator_.model_.state_dict()
    assert both.cv_results_["mean_test_score"].tolist() == alone.cv_results_["mean_test_score"].tolist()


@pytest.mark.parametrize("estimator", [nn.Classifier, nn.Regressor])
def test_a_pickle_predicts_the_same_and_learns_on_alike(estimator):
    fitted = estimator(4, epochs=2, random_state=0, compiled=False).fit(X, y)
    copy = pickle.loads(pickle.dumps(fitted))
    assert copy.predict(X).tolist() == fitted.predict(X).tolist()
    assert copy.partial_fit(X, y).predict(X).tolist() == fitted.partial_fit(X, y).predict(X).tolist()


def test_a_generator_of_numpys_gives_another_seed_each_time():
    generator = np.random.RandomState(0)
    first, second = (nn.Classifier(2, epochs=1, random_state=generator).fit(X, y) for _ in range(2))
    assert first.model_.state_dict() != second.model_.state_dict()
    again = nn.Classifier(2, epochs=1, random_state=np.random.RandomState(0)).fit(X, y)
    assert again.model_.state_dict() == first.model_.state_dict()


def peers(task):
    """The data, ours and scikit-learn's own, of one size and with as many passes over the data."""
    if task == "diabetes":
        data, ours, theirs = load_diabetes(return_X_y=True), nn.Regressor, MLPRegressor
        kinds = [
            ours(8, random_state=0),
            theirs(hidden_layer_sizes=(8,), activation="tanh", max_iter=100, random_state=0),
        ]
        scaled = [TransformedTargetRegressor(each, transformer=StandardScaler()) for each in kinds]
    else:
        images, classes = load_digits(return_X_y=True)
        data = make_moons(300, noise=0.2, random_state=0) if task == "moons" else (images[:500], classes[:500])
        theirs = MLPClassifier((16,), activation="tanh", max_iter=100, random_state=0)
        kinds = [nn.Classifier(16, random_state=0), theirs]
        scaled = kinds
    kinds[1].set_params(learning_rate_init=0.01, batch_size=32, tol=0.0, n_iter_no_change=100)
    return data, [make_pipeline(StandardScaler(), each) for each in scaled]


@pytest.mark.needs("llvmlite")
@pytest.mark.filterwarnings("ignore:Stochastic Optimizer. Maximum iterations")
@pytest.mark.parametrize("task", ["moons", "digits", "diabetes"])
def test_it_learns_as_well_as_scikit_learns_own(task):
    data, models = peers(task)
    ours, theirs = (cross_val_score(model, *data, cv=3).mean() for model in models)
    assert ours > theirs - 0.03
    assert ours > {"moons": 0.9, "digits": 0.85, "diabetes": 0.35}[task]


def test_scikit_learn_is_imported_when_it_is_asked_for_and_its_absence_told():
    program = """
        import sys
        import nn
        assert not {"sklearn", "numpy"} & set(sys.modules)
        sys.modules["sklearn"] = None
        for name in ("Classifier", "Regressor"):
            assert "learning_rate: the length of the steps" in getattr(nn, name).__doc__
            try:
                getattr(nn, name)(8)
            except ImportError as error:
                assert "pip install -U scikit-learn" in str(error), error
                assert "sklearn" in str(error.__cause__), error.__cause__
            else:
                raise AssertionError(name)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=True, timeout=60)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"optimizer": 5}, r"^expected optimizer to be a name, or a class such as nn\.Adam, got 5$"),
        (
            {"optimizer": nn.SGD([Value(1.0)], 0.1)},
            r"^expected optimizer to be a name, or a class such as nn\.Adam, got <SGD",
        ),
        ({"optimizer": "Adamm"}, r"^unknown optimizer 'Adamm': did you mean 'Adam'"),
        ({"validation_fraction": 1.0}, r"^expected validation_fraction to be at least 0 and below 1, got 1"),
        ({"validation_fraction": "0.1"}, r"^expected validation_fraction to be a number, got '0\.1'"),
    ],
)
@pytest.mark.parametrize("kind", [nn.Classifier, nn.Regressor])
def test_what_fit_finds_wrong_with_an_argument_of_the_constructor_is_told_by_its_name(kind, options, message):
    with pytest.raises((TypeError, ValueError), match=message):
        kind(epochs=1, **options).fit([[0.0], [1.0], [2.0], [3.0]], [0, 1, 0, 1])


def test_a_column_of_targets_is_taken_for_numbers_and_said_so_and_two_columns_are_two_outputs():
    X, column = np.arange(4.0).reshape(4, 1), np.array([[0.0], [1.0], [2.0], [3.0]])
    with pytest.warns(DataConversionWarning, match="column-vector"):
        alone = nn.Regressor((2,), epochs=1, random_state=0).fit(X, column)
    assert alone.predict(X).shape == (4,)
    both = nn.Regressor((2,), epochs=1, random_state=0).fit(X, np.c_[column, -column])
    assert both.predict(X).shape == (4, 2)
    again = nn.Regressor((2,), epochs=1, random_state=0).partial_fit(X, np.c_[column, -column])
    assert again.predict(X).shape == (4, 2)
