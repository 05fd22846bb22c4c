"""Exercises of the lecture: drawn from a seed, with blanks to fill in, their answers and what a wrong one betrays."""
