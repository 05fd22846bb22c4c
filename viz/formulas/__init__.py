"""Formulas as data, from a row of the table to LaTeX, Unicode text and MathML."""
