"""Perceptrons, neurons, layers and nets: how they compute, start, are counted, saved and loaded."""
