"""A gradient that somebody wrote by hand for a function of plain numbers: is it right, and if not, what is wrong?"""

from autograd.checking.black_box.verdict import check_given

__all__ = ["check_given"]
