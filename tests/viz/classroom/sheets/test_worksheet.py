"""A worksheet in every format: each read by another program than the one that wrote it."""

import base64
import io
import json
import re
import shutil
import zipfile
from fractions import Fraction
from pathlib import Path
from unittest.mock import Mock
from xml.etree import ElementTree

import pytest

import viz
from viz.classroom.exercises.topics import TOPICS
from viz.classroom.judging.numbers import bounds
from viz.classroom.sheets import printing, typesetting
from viz.classroom.sheets.typesetting import extent, font, kind_of, lines_of, paragraphs_of

GRAPH, PLAIN = "backward pass of one unit", "parameter count"
SUFFIXES = (".pdf", ".md", ".tex", ".ipynb", ".xml", ".zip")


@pytest.fixture
def sheet():
    return viz.worksheet([GRAPH, PLAIN], level=2, seed=7, name="Åsa Öberg", number="4711")


def written(sheet, tmp_path, suffix, **options):
    return sheet.save(tmp_path / f"sheet{suffix}", **options).read_bytes()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_code_gives_the_same_bytes_again(suffix, sheet, tmp_path):
    first = written(sheet, tmp_path, suffix)
    again = viz.worksheet(code=sheet.code, name="Åsa Öberg", number="4711")
    assert written(again, tmp_path, suffix, overwrite=True) == first


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("topic", TOPICS)
def test_every_formula_of_every_topic_is_understood_by_mathtext(topic, level):
    [part] = viz.worksheet(topic, level=level, seed=3).parts()
    lines = [*part.exercise.text, *part.exercise.solution, *(f"${blank.latex}$" for blank in part.blanks.values())]
    broken = [line for text in lines for each in paragraphs_of(text) for line in lines_of(each, 1.0, 45.0)]
    assert all(extent(run.kind, run.content)[0] > 0 for line in broken for _, run in line.runs)


def test_on_paper_a_formula_is_read_once(tmp_path, monkeypatch):
    from matplotlib.mathtext import MathTextParser

    monkeypatch.setattr(MathTextParser, "parse", read := Mock(wraps=MathTextParser("path").parse))
    for measured in (typesetting.letterer, typesetting.extent, printing._letters):
        measured.cache_clear()
    written(viz.worksheet(PLAIN, seed=5), tmp_path, ".pdf")
    typesetting.letterer.cache_clear()
    formulas = [call.args[0] for call in read.call_args_list]
    assert 0 < len(formulas) == len(set(formulas))


@pytest.mark.needs("pypdfium2")
@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
@pytest.mark.parametrize("topic", TOPICS)
def test_a_sheet_is_one_page_with_name_number_and_code(topic, paper, size, tmp_path):
    import pypdfium2

    sheet = viz.worksheet(topic, seed=5, name="Åsa Öberg", number="4711")
    with pypdfium2.PdfDocument(written(sheet, tmp_path, ".pdf", paper=paper)) as document:
        assert [tuple(map(round, page.get_size())) for page in document] == [size]
        text = document[0].get_textpage().get_text_bounded()
    assert "Åsa Öberg" in text
    assert "4711" in text
    assert sheet.code in text


@pytest.mark.needs("pypdfium2")
@pytest.mark.parametrize("topic", TOPICS)
def test_nothing_is_printed_beyond_the_margins(topic, tmp_path):
    import pypdfium2

    for solved in (False, True):
        contents = written(viz.worksheet(topic, level=3, seed=5), tmp_path, ".pdf", solved=solved, overwrite=True)
        with pypdfium2.PdfDocument(contents) as document:
            for page in document:
                ink = page.render(scale=1).to_pil().convert("L").point(lambda light: 255 if light < 200 else 0)
                left, top, right, bottom = ink.getbbox()
                assert left > 35
                assert top > 30
                assert right < ink.width - 35
                assert bottom < ink.height - 15


@pytest.mark.needs("pypdfium2")
def test_the_solution_tells_answers_and_what_wrong_ones_betray(tmp_path):
    import pypdfium2

    sheet = viz.worksheet(PLAIN, seed=5)
    with pypdfium2.PdfDocument(written(sheet, tmp_path, ".pdf", solved=True)) as document:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert str(sheet.answers()["total"]) in text
    assert "Each unit has a bias of its own" in " ".join(text.split())


@pytest.mark.parametrize("name", ["Nguyễn Thị Ánh", "გიორგი", "Κωνσταντίνου", "Ольга", "Łukasz Erdős"])
def test_a_name_is_printed_in_a_font_that_has_its_letters(name):
    from matplotlib.font_manager import findfont, get_font

    letters = get_font(findfont(font(kind_of(name)))).get_charmap()
    assert {ord(letter) for letter in name} <= {*letters, ord(" ")}


@pytest.fixture
def font_of_the_machine(tmp_path, monkeypatch):
    """A font that has 鑫 and 淼, and the letters of ASCII, each a black square; before it one with boxes for all."""
    import matplotlib
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from matplotlib import font_manager

    pen = TTGlyphPen(None)
    for move, point in zip([pen.moveTo, *[pen.lineTo] * 3], [(0, 0), (0, 1000), (1000, 1000), (1000, 0)]):
        move(point)
    pen.closePath()
    square, names = pen.glyph(), {code: f"u{code:X}" for code in (*range(32, 127), *map(ord, "·鑫淼"))}
    builder = FontBuilder(1000)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    builder.setupGlyf(dict.fromkeys([".notdef", *names.values()], square))
    builder.setupHorizontalMetrics(dict.fromkeys([".notdef", *names.values()], (1000, 0)))
    builder.setupHorizontalHeader(ascent=1000, descent=0)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    file = tmp_path / "squares.ttf"
    builder.save(file)
    boxes = Path(matplotlib.get_data_path(), "fonts", "ttf", "LastResortHE-Regular.ttf")
    if boxes.exists():  # Matplotlib has it from 3.11 on
        shutil.copyfile(boxes, tmp_path / "boxes.ttf")
    found = [str(tmp_path / name) for name in ("boxes.ttf", "none.ttf", "squares.ttf")]
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: found)
    for cached in (typesetting._fonts_of_the_machine, typesetting._installed):
        cached.cache_clear()
    yield file
    for cached in (typesetting._fonts_of_the_machine, typesetting._installed):
        cached.cache_clear()


def test_letters_that_no_font_has_are_told_of_by_one_warning_with_the_cure(font_of_the_machine, tmp_path):
    with pytest.warns(UserWarning, match="no font") as told:
        written(viz.worksheet(PLAIN, name="鑫三木", number="4711"), tmp_path, ".pdf")
    [text] = {str(warning.message) for warning in told}
    assert text.startswith("no font of this machine has all of 三, 木, 鑫: they are empty boxes in the PDF; on Debian")


@pytest.mark.needs("pypdfium2")
def test_a_name_is_printed_in_a_font_of_the_machine_where_ours_lack_its_letters(font_of_the_machine, tmp_path):
    import pypdfium2

    sheet = viz.worksheet(PLAIN, name="鑫淼", number="4711")
    with pypdfium2.PdfDocument(written(sheet, tmp_path, ".pdf")) as document:
        page, text = document[0], document[0].get_textpage()
        rectangles = map(text.get_rect, range(text.count_rects()))
        places = [place for place in rectangles if "鑫淼" in text.get_text_bounded(*place)]
        assert len(places) == 2  # at the head and at the foot
        for left, bottom, right, top in places:
            margins = (left, bottom, page.get_width() - right, page.get_height() - top)
            ink = page.render(scale=4, crop=margins).to_pil().convert("L").point(lambda light: 255 - light)
            letters = ink.crop(ink.getbbox())
            assert sum(letters.tobytes()) > 0.6 * 255 * letters.width * letters.height  # an empty box is light within


@pytest.mark.needs("pypdfium2")
def test_a_long_name_stays_in_its_place(tmp_path):
    import pypdfium2

    sheet = viz.worksheet(PLAIN, name="Maximiliane Alexandra Josephine " * 4, number="4711")
    with pypdfium2.PdfDocument(written(sheet, tmp_path, ".pdf")) as document:
        text = document[0].get_textpage()
        places = [text.get_rect(k) for k in range(text.count_rects())]
        said = {text.get_text_bounded(*place): place for place in places}
    [name] = [place for words, place in said.items() if words.startswith("name:")]
    [number] = [place for words, place in said.items() if words.startswith("number:")]
    assert name[2] < number[0]


def test_latex_has_nothing_left_open(sheet, tmp_path):
    for solved in (False, True):
        source = written(sheet, tmp_path, ".tex", solved=solved, overwrite=True).decode()
        opened = re.findall(r"\\(begin|end)\{(\w+)\}", source)
        waiting = []
        for what, name in opened:
            if what == "begin":
                waiting.append(name)
            else:
                assert waiting.pop() == name
        assert not waiting
        plain = re.sub(r"\\.", "", source)
        assert plain.count("{") == plain.count("}")
        assert plain.count("$") % 2 == 0
        assert all(ord(letter) < 256 for letter in source), "what pdflatex has no letters for"


def test_a_notebook_tells_no_answer_and_is_valid(sheet, tmp_path):
    nbformat = pytest.importorskip("nbformat")
    notebook = json.loads(written(sheet, tmp_path, ".ipynb"))
    nbformat.validate(notebook)
    program = "".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    for name in sheet.answers():
        assert f"\n{name} = ...\nsheet.check({name}={name})" in program
    [picture] = [cell["attachments"] for cell in notebook["cells"] if "attachments" in cell]
    assert base64.b64decode(picture["graph.png"]["image/png"]).startswith(b"\x89PNG")


@pytest.mark.parametrize("solved", [False, True])
def test_the_cells_of_a_notebook_run(solved, sheet, tmp_path, capsys):
    notebook = json.loads(written(sheet, tmp_path, ".ipynb", solved=solved))
    names: dict[str, object] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    said = capsys.readouterr().out.splitlines()
    assert len(said) == len(sheet.answers())
    assert {line[0] for line in said} == {"✓" if solved else "·"}


@pytest.mark.slow
@pytest.mark.needs("nbclient", "ipykernel")
def test_a_notebook_runs_in_jupyter(sheet, tmp_path):
    import nbclient
    import nbformat

    notebook = nbformat.reads(written(sheet, tmp_path, ".ipynb", solved=True).decode(), as_version=4)
    nbclient.NotebookClient(notebook, timeout=120).execute()
    # What a cell prints may come in several pieces.
    said = ["".join(output.get("text", "") for output in cell.get("outputs", [])) for cell in notebook.cells]
    said = list(filter(None, said))
    assert len(said) == len(sheet.answers())
    assert all(text.startswith("✓") for text in said)


def test_a_wrong_answer_in_a_notebook_hears_what_it_betrays(sheet, capsys):
    part = sheet.parts()[0]
    right = part.exercise.answers()
    name, blank = [*part.blanks.items()][-1]
    mistake = next(each for each in blank.mistakes if each.misconception == "sign")
    sheet.check(**{name: float(mistake.rule(right))})
    sheet.check(**{name: 12345.678})
    sheet.check(**{name: float(right[blank.name]) * 1.004})
    first, second, third = capsys.readouterr().out.splitlines()
    assert first.startswith(f"✗ {blank.asks}: ")
    assert "The sign is wrong" in first
    assert second.endswith("Go back a step, and compute it again.")
    assert third.startswith("✓")


def test_a_misspelt_blank_and_what_is_no_number_are_refused(sheet):
    with pytest.raises(ValueError, match="unknown blank 'q2_totl': did you mean 'q2_total'"):
        sheet.check(q2_totl=3)
    with pytest.raises(ValueError, match=r"^q2_total: expected a number such as -0\.25 or 2/3, got 'many'$"):
        sheet.check(q2_total="many")
    with pytest.raises(TypeError, match=r"^q2_total: expected a number, got "):
        sheet.check(q2_total=[3])


COUNT = {"layer_1": 18, "layer_2": 20, "layer_3": "72/3", "total": 62}  # the biases of a layer forgotten


def test_a_notebook_checks_blank_by_blank_as_the_whole_sheet_is_marked(tmp_path, capsys):
    sheet = viz.worksheet(PLAIN, level=2, seed=7)
    program = "".join(
        "".join(cell["source"]) + "\n"
        for cell in json.loads(written(sheet, tmp_path, ".ipynb"))["cells"]
        if cell["cell_type"] == "code"
    )
    for name, entry in COUNT.items():
        program = program.replace(f"{name} = ...", f"{name} = {entry}")
    exec(program, {})
    said = capsys.readouterr().out
    assert said.splitlines() == [str(mark) for mark in viz.mark(sheet, COUNT).marks]
    assert "follows rightly from your earlier numbers" in said


def test_an_answer_that_is_mended_is_what_the_later_ones_follow_from(capsys):
    sheet = viz.worksheet(PLAIN, level=2, seed=7)
    for entries in ({"layer_1": 18}, {"total": 62}, {"layer_1": 21}, {"total": 62}, {"layer_1": ..., "total": 65}):
        sheet.check(**entries)
    assert [line[0] for line in capsys.readouterr().out.splitlines()] == [*"✗✓✓✗·✓"]


EMBEDDED = re.compile(r"\{(\d+):NUMERICAL:((?:[^}\\]|\\.)*)\}")
"""An embedded answer, as Moodle's documentation of the format describes it."""


def test_moodle_finds_each_answer_its_tolerance_and_what_wrong_ones_betray(sheet, tmp_path):
    quiz = ElementTree.fromstring(written(sheet, tmp_path, ".xml"))
    category, *questions = quiz.findall("question")
    assert category.findtext("category/text") == "$course$/top/Worksheet"
    assert [question.get("type") for question in questions] == ["cloze", "cloze"]
    for question, part in zip(questions, sheet.parts()):
        embedded = EMBEDDED.findall(question.findtext("questiontext/text"))
        assert len(embedded) == len(part.blanks)
        for (points, alternatives), (name, blank) in zip(embedded, part.blanks.items()):
            assert int(points) == blank.points
            right, *wrong = re.split(r"(?<!\\)~", alternatives)
            number, _, tolerance = right.removeprefix("=").partition(":")
            low, high = bounds(part.answers()[name])
            assert float(number) == pytest.approx(float(part.answers()[name]), rel=1e-9)
            assert float(tolerance) == pytest.approx((high - low) / 2, rel=0.01)
            for each in wrong:
                fraction, told = re.fullmatch(r"%(\d+)%[-\d.e]+:[-\d.e]+#(.+)", each).groups()
                assert fraction == "0"
                assert told.endswith(".")


def test_moodle_gets_the_picture_with_the_question(sheet, tmp_path):
    quiz = ElementTree.fromstring(written(sheet, tmp_path, ".xml"))
    [file] = quiz.iter("file")
    assert base64.b64decode(file.text).startswith(b"\x89PNG")
    assert f'src="@@PLUGINFILE@@/{file.get("name")}"' in quiz[1].findtext("questiontext/text")


QTI = {"q": "http://www.imsglobal.org/xsd/ims_qtiasiv1p2", "p": "http://www.imsglobal.org/xsd/imscp_v1p1"}


def test_canvas_finds_each_question_where_the_manifest_says(sheet, tmp_path):
    package = zipfile.ZipFile(io.BytesIO(written(sheet, tmp_path, ".zip")))
    manifest = ElementTree.fromstring(package.read("imsmanifest.xml"))
    files = {
        file.get("href"): resource.get("type")
        for resource in manifest.iterfind(".//p:resource", QTI)
        for file in resource
    }
    assert {*files, "imsmanifest.xml"} == {*package.namelist()}
    [bank] = [name for name, kind in files.items() if kind == "imsqti_xmlv1p2"]
    items = ElementTree.fromstring(package.read(bank)).findall(".//q:item", QTI)
    assert len({item.get("ident") for item in items}) == len(items) == len(sheet.answers())
    for item, answer in zip(items, sheet.answers().values()):
        fields = {f[0].text: f[1].text for f in item.iterfind(".//q:qtimetadatafield", QTI)}
        assert fields["question_type"] == "numerical_question"
        [exact, low, high] = [float(item.find(f".//q:{name}", QTI).text) for name in ("varequal", "vargte", "varlte")]
        assert low <= exact <= high
        assert exact == pytest.approx(float(answer), rel=1e-9)
        shown = re.findall('src="%24IMS-CC-FILEBASE%24/([^"]+)"', item.findtext(".//q:mattext", namespaces=QTI))
        assert all(files[name] == "webcontent" for name in shown)
        assert all(package.read(name).startswith(b"\x89PNG") for name in shown)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_mistake_never_counts_as_the_answer(topic):
    [part] = viz.worksheet(topic, level=2, seed=11).parts()
    right = part.exercise.answers()
    for blank in part.blanks.values():
        low, high = bounds(right[blank.name])
        for mistake in blank.mistakes:
            assert not low <= float(mistake.rule(right)) <= high


def test_whole_numbers_have_no_tolerance():
    assert bounds(Fraction(529411)) == (529411.0, 529411.0)


def test_markdown_has_its_picture_inside(sheet, tmp_path):
    text = written(sheet, tmp_path, ".md").decode()
    [picture] = re.findall(r"!\[[^\]]+\]\(data:image/svg\+xml;base64,([^)]+)\)", text)
    assert base64.b64decode(picture).startswith(b"<svg")
    assert text.startswith("# Worksheet\n\nname: Åsa Öberg · number: 4711")


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: viz.worksheet([]), ValueError, "expected topics to be one or more of .*, got none"),
        (
            lambda: viz.worksheet("parameter cuont"),
            ValueError,
            "unknown topic in topics 'parameter cuont': did you mean",
        ),
        (lambda: viz.worksheet(PLAIN, level=4), ValueError, "expected level to be a whole number from 1 to 3, got 4"),
        (lambda: viz.worksheet(PLAIN, seed=2**18), ValueError, "expected seed to be a whole number from 0 to 262143"),
        (lambda: viz.worksheet(PLAIN, code="100-0NA"), TypeError, "expected topics or a code, got both"),
        (lambda: viz.worksheet(PLAIN).save("sheet.doc"), ValueError, "expected a path that ends in .pdf"),
        (lambda: viz.worksheet(PLAIN).save("sheet.pdf", paper="a5"), ValueError, "unknown paper 'a5'"),
    ],
)
def test_what_is_wrong_is_named(call, error, said):
    with pytest.raises(error, match=said):
        call()
