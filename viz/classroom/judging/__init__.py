"""Judging: what is right, what follows from an earlier slip, and what a wrong answer betrays."""
