"""From a model, data and a loss to a model that has learned: `fit`, eagerly or in a program."""
