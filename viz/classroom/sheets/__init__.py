"""Worksheets: exercises on paper, in notebooks and in question banks, for one student or a class."""
