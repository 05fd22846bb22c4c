"""What a gradcheck report says, to the letter: people read it on a projector."""

import math

import pytest

from autograd import GradcheckError, Value, neg
from autograd.checking.report import Check, Culprit, GradcheckReport

right = Check("∂f/∂w", 0.25, 0.25, 0.2500000001, 3e-9, "ok")
wrong = Check("∂f/∂bias", -12.0, 0.125, 1.0 / 3.0, 2e-11, "wrong")
apart = Check("∂f/∂v", 1.0, 2.0, 1.0, 1e-9, "forward mode differs")
at_a_kink = Check("∂f/∂x", 0.0, 0.0, math.nan, math.nan, "kink crossed")
culprit = Culprit(neg, -Value(2.0, label="x"), "derivative by operand 1 (x)", wrong)


def test_a_report_is_a_table_with_what_is_wrong_first_then_what_is_not_ok_then_the_culprits():
    assert str(GradcheckReport((right, at_a_kink, wrong, apart), (culprit,))) == (
        "gradcheck: 2 of 4 derivatives wrong\n"
        "          reverse mode  forward mode  differences   error bound\n"
        "∂f/∂bias  -12           0.125         0.3333333333  2e-11        wrong\n"
        "∂f/∂v     1             2             1             1e-09        forward mode differs\n"
        "∂f/∂x     0             0             –             –            kink crossed\n"
        "∂f/∂w     0.25          0.25          0.2500000001  3e-09        ok\n"
        "The culprit: neg at x = 2.0: its derivative by operand 1 (x) is -12, by differences 0.3333333333 ± 2e-11."
    )


def test_a_single_derivative_is_not_plural():
    assert str(GradcheckReport((wrong,), (culprit,))).startswith("gradcheck: 1 of 1 derivative wrong\n")
    assert str(GradcheckReport((right,))).startswith("gradcheck: 1 derivative, none wrong\n")
    assert str(GradcheckReport((right, at_a_kink))).startswith("gradcheck: 2 derivatives, none wrong\n")


def test_a_report_without_checks_is_a_heading():
    assert str(GradcheckReport(())).splitlines() == [
        "gradcheck: 0 derivatives, none wrong",
        "  reverse mode  forward mode  differences  error bound",
    ]


def test_where_no_operation_is_at_fault_the_report_asks_two_questions():
    [*_, first, second] = str(GradcheckReport((wrong,))).splitlines()
    assert first == (
        "Each operation is right by itself. Is a part of f computed outside the graph, as by float(v) or by a function "
        "of math?"
    )
    assert second == "Or does the backward pass take its nodes in a wrong order, or not add up what reaches them?"


@pytest.mark.parametrize("checks", [(right,), (wrong,)])
def test_a_fault_of_the_pass_is_put_in_words_and_makes_the_report_fail(checks):
    report = GradcheckReport(checks, faults=("it forgets",))
    assert not report.ok
    assert str(report).splitlines()[-1] == "The backward pass is wrong: it forgets."
    assert str(GradcheckError(report)) == str(report)


@pytest.mark.parametrize(("count", "last"), [(30, "∂f/∂w"), (31, "… and 1 more")])
def test_a_table_has_thirty_rows_at_most(count, last):
    lines = str(GradcheckReport((right,) * count)).splitlines()
    assert lines[-1].startswith(last)
    assert len([line for line in lines if line.startswith("∂f/∂w")]) == 30


@pytest.mark.parametrize(
    ("check", "is_wrong"), [(right, False), (wrong, True), (apart, True), (at_a_kink, False)], ids=lambda c: str(c)[:20]
)
def test_what_is_wrong_makes_the_report_fail_and_nothing_else_does(check, is_wrong):
    assert check.is_wrong is is_wrong
    assert GradcheckReport((right, check)).ok is not is_wrong


def test_a_check_can_be_named():
    assert right.named("∂g/∂w") == Check("∂g/∂w", 0.25, 0.25, 0.2500000001, 3e-9, "ok")
    assert right.name == "∂f/∂w"


def test_jupyter_shows_the_same_table_below_all_that_is_to_be_said():
    page = GradcheckReport((right, wrong), (culprit,), notes=("a < b",))._repr_html_()
    caption = page[page.index("<caption") : page.index("</caption>")]
    assert "gradcheck: 1 of 2 derivatives wrong. The culprit: neg at x = 2.0: its derivative by operand 1" in caption
    assert caption.endswith(". a &lt; b")
    assert page.count("<tr>") == 3
    for cell in ("reverse mode", "differences", "error bound", "∂f/∂bias", "0.3333333333", "0.2500000001"):
        assert cell in page
    assert "reverse mode" not in GradcheckReport((right,), is_given=True)._repr_html_()


def test_a_repr_has_one_line_and_the_first_culprit():
    assert repr(GradcheckReport((wrong,), (culprit,))) == "<GradcheckReport: 1 of 1 derivative wrong; the culprit: neg>"
    assert repr(GradcheckReport((right,))) == "<GradcheckReport: 1 derivative, none wrong>"
