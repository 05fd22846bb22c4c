"""Are the derivatives right? Differences with an error bound, a verdict on each, and what is missing in an answer."""

from autograd.checking.answers import Answer, check_answer
from autograd.checking.gradcheck import gradcheck
from autograd.checking.report import GradcheckError, GradcheckReport

__all__ = ["Answer", "GradcheckError", "GradcheckReport", "check_answer", "gradcheck"]
