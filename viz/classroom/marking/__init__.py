"""Marking: the answers of a student and of a class, read, marked, and what they have in common."""
