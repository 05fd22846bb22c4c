"""The worksheets of a class: all differ, all are the same work, and nothing is lost or half there."""

import csv
import io

import pytest

import viz

GRAPH, PLAIN = "backward pass of one unit", "parameter count"
NAMES = ["Ada Lovelace", "Åsa Öberg", "Alan M. Turing"]


def contents(folder):
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_all_differ_and_all_are_the_same_work():
    whole = viz.worksheets([f"student {k}" for k in range(60)], GRAPH, level=2)
    assert len({tuple(sheet.answers().values()) for sheet in whole.sheets}) == 60
    assert len({sheet.code for sheet in whole.sheets}) == 60
    assert len({sheet.difficulty for sheet in whole.sheets}) == 1


def test_each_keeps_the_sheet_whoever_joins_or_leaves():
    before = {sheet.student.name: sheet.code for sheet in viz.worksheets(NAMES, GRAPH).sheets}
    after = {sheet.student.name: sheet.code for sheet in viz.worksheets(["Grace", *NAMES[::-1]], GRAPH).sheets}
    assert {name: after[name] for name in NAMES} == before


def test_a_topic_with_too_few_exercises_says_so(monkeypatch):
    monkeypatch.setattr("viz.classroom.sheets.class_set._MOST_DRAWS", 2)
    monkeypatch.setattr("viz.classroom.sheets.class_set._seed_of", lambda student, seed, draw: 0)
    with pytest.raises(ValueError, match=r"not enough exercises on parameter count at level 1 .*, only 1"):
        viz.worksheets(NAMES, PLAIN)


def test_the_same_class_gives_the_same_bytes(tmp_path):
    whole = viz.worksheets(NAMES, GRAPH, seed=3)
    formats = ("pdf", "md", "tex", "ipynb", "moodle", "qti")
    one, other = (whole.save(tmp_path / name, formats=formats, progress=False) for name in ("one", "other"))
    assert contents(one) == contents(other)
    assert len(contents(one)) == 2 * 3 * 4 + 4


@pytest.mark.slow
def test_many_are_written_by_several_processes_as_by_one(tmp_path, monkeypatch):
    whole = viz.worksheets([f"student {k}" for k in range(26)], PLAIN)
    several = whole.save(tmp_path / "several", formats=("md",), progress=False)
    monkeypatch.setattr("viz.classroom.sheets.class_set._FEW", 1000)
    assert contents(whole.save(tmp_path / "one", formats=("md",), progress=False)) == contents(several)


def test_the_key_has_a_line_for_each_student_and_a_column_for_each_blank(tmp_path):
    whole = viz.worksheets(NAMES, [GRAPH, PLAIN], level=2)
    key = (whole.save(tmp_path / "class", formats=("md",), progress=False) / "answers.csv").read_text("utf-8-sig")
    for line, sheet in zip(csv.DictReader(io.StringIO(key)), whole.sheets, strict=True):
        assert (line.pop("name"), line.pop("number"), line.pop("code")) == (sheet.student.name, "", sheet.code)
        assert {name: float(number) for name, number in line.items()} == pytest.approx(
            {name: float(number) for name, number in sheet.answers().items()}
        )


def test_a_sheet_in_the_folder_comes_again_from_its_code(tmp_path):
    whole = viz.worksheets(NAMES, PLAIN)
    folder = whole.save(tmp_path / "class", formats=("tex",), progress=False)
    for sheet in whole.sheets:
        [file] = (folder / "solutions").glob(f"*{sheet.code}.tex")
        again = viz.worksheet(code=sheet.code, name=sheet.student.name)
        assert again.save(tmp_path / "again.tex", solved=True, overwrite=True).read_bytes() == file.read_bytes()


@pytest.mark.needs("pypdfium2")
def test_all_sheets_can_be_printed_at_once(tmp_path):
    import pypdfium2

    folder = viz.worksheets(NAMES, PLAIN).save(tmp_path / "class", progress=False)
    with pypdfium2.PdfDocument((folder / "all-sheets.pdf").read_bytes()) as document:
        assert len(document) == 3
        for page, name in zip(document, NAMES):
            assert name in page.get_textpage().get_text_bounded()


def test_a_folder_is_replaced_only_where_that_is_said_and_only_a_class(tmp_path):
    whole = viz.worksheets(NAMES, PLAIN)
    whole.save(tmp_path / "class", formats=("md",), progress=False)
    with pytest.raises(FileExistsError, match="class' exists already: overwrite=True replaces it"):
        whole.save(tmp_path / "class", formats=("md",), progress=False)
    whole.save(tmp_path / "class", formats=("tex",), overwrite=True, progress=False)
    assert not list(tmp_path.rglob("*.md"))
    (tmp_path / "class" / "thesis.doc").write_text("mine")
    with pytest.raises(FileExistsError, match=r"holds something else, 'thesis.doc': give another folder"):
        whole.save(tmp_path / "class", overwrite=True, progress=False)
    assert (tmp_path / "class" / "thesis.doc").read_text() == "mine"


def test_what_fails_half_way_leaves_what_was_there(tmp_path, monkeypatch):
    whole = viz.worksheets(NAMES, PLAIN)
    before = contents(whole.save(tmp_path / "class", formats=("md",), progress=False))

    def fail(sheets):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("viz.classroom.sheets.class_set.pdf_of_all", lambda *_: fail(_))
    with pytest.raises(RuntimeError, match="the disk is full"):
        whole.save(tmp_path / "class", formats=("pdf",), overwrite=True, progress=False)
    assert contents(tmp_path / "class") == before
    assert [each.name for each in tmp_path.iterdir()] == ["class"]


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no folder '.*missing' to make 'class' in"):
        viz.worksheets(NAMES, PLAIN).save(tmp_path / "missing" / "class", progress=False)


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: viz.worksheets([], PLAIN), ValueError, "expected students to be one or more, got none"),
        (lambda: viz.worksheets(["Ada", "Ada"], PLAIN), ValueError, "'Ada' twice: give numbers too"),
        (lambda: viz.worksheets([3], PLAIN), TypeError, "expected students to be names, got 3"),
        (lambda: viz.worksheets(NAMES, ()), ValueError, "expected topics to be one or more of .*, got none"),
        (lambda: viz.worksheets("nowhere.csv", PLAIN), FileNotFoundError, "nowhere.csv"),
        (
            lambda: viz.worksheets(NAMES, PLAIN).save("x", formats="pdf"),
            TypeError,
            "expected formats to be some of pdf",
        ),
        (lambda: viz.worksheets(NAMES, PLAIN).save("x", formats=["doc"]), ValueError, "unknown format 'doc'"),
        (lambda: viz.worksheets(NAMES, PLAIN).save("x", formats=[]), ValueError, "got none"),
    ],
)
def test_what_is_wrong_is_named(call, error, said):
    with pytest.raises(error, match=said):
        call()


@pytest.mark.parametrize("letter", ["x", "ü", "李", "𝔵"])
def test_a_name_that_no_file_can_have_stops_nobodys_sheet(letter, tmp_path):
    """Systems take 255 bytes."""
    names = [letter * 300, f"{letter * 300} II", "Ada"]
    folder = viz.worksheets(names, "parameter count").save(tmp_path / "week", formats=["ipynb"], progress=False)
    assert len(list((folder / "sheets").iterdir())) == 3
    assert (folder / "answers.csv").read_text("utf-8-sig").count(letter * 300) == 2
