"""Question banks, read by programs that others wrote for the banks of Moodle and of Canvas: `make graders` has them."""

from xml.etree import ElementTree

import pytest

import viz
from viz.classroom.exercises.topics import TOPICS
from viz.classroom.judging.numbers import bounds

LEVELS = [1, 2, 3]


@pytest.mark.needs("qti2latex")
@pytest.mark.parametrize("level", LEVELS)
def test_a_reader_of_canvas_packages_finds_each_question_with_its_points_and_its_answer(level, tmp_path):

    import qti2latex

    sheet = viz.worksheet([*TOPICS], level=level, seed=7)
    folder = qti2latex.extract_zip_to_tmp(sheet.save(tmp_path / "bank.zip"))
    [bank] = [ElementTree.parse(file).getroot() for file in qti2latex.read_qti_dir(folder)]
    items = qti2latex.findall_anyns(bank, "item")
    blanks = [(part, name, blank) for part in sheet.parts() for name, blank in part.blanks.items()]
    for item, (part, name, blank) in zip(items, blanks, strict=True):
        about = qti2latex.get_qti_metadata(item)
        assert qti2latex.guess_type(about, item) == "numerical_question"
        assert float(about["points_possible"]) == blank.points
        [answer] = qti2latex.get_correct_idents(item)
        assert float(answer) == pytest.approx(float(part.answers()[name]), rel=1e-9)
        assert qti2latex.get_item_stem(item).startswith("<p>")


@pytest.mark.needs("moodle_xml_parser")
@pytest.mark.parametrize("level", LEVELS)
def test_a_reader_of_moodle_banks_finds_each_blank_with_its_points_its_answer_and_its_tolerance(level, tmp_path):
    from moodle_xml_parser import parser

    sheet = viz.worksheet([*TOPICS], level=level, seed=7)
    questions = parser.parse_file(str(sheet.save(tmp_path / "bank.xml")))["cloze"]
    for question, part in zip(questions, sheet.parts(), strict=True):
        # It takes the braces of formulas for gaps as well, and says that it does not know their type.
        gaps = [gap for gap in question.gaps if gap.sub_type != "UNKNOWN"]
        for gap, (name, blank) in zip(gaps, part.blanks.items(), strict=True):
            assert (gap.sub_type, gap.sub_grade, gap.options[0].score) == ("NUMERICAL", blank.points, 100)
            number, tolerance = map(float, gap.options[0].answer.split(":"))
            low, high = bounds(part.answers()[name])
            assert number == pytest.approx(float(part.answers()[name]), rel=1e-9)
            assert tolerance == pytest.approx((high - low) / 2, rel=0.01)
            assert all(option.score == 0 and option.feedback for option in gap.options[1:])
