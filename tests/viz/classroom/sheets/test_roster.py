"""Lists of a class, as registries and spreadsheets write them."""

import re

import pytest

from viz.classroom.sheets.roster import Student, read_students

TWO = [Student("Ada Lovelace", "17"), Student("Åsa Öberg", "18")]


def read(tmp_path, text, encoding="utf-8"):
    file = tmp_path / "names.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return read_students(file)


@pytest.mark.parametrize(
    "text",
    [
        "name,number\nAda Lovelace,17\nÅsa Öberg,18\n",
        "Name;Number\r\nAda Lovelace;17\r\nÅsa Öberg;18\r\n",
        "Ada Lovelace,17\nÅsa Öberg,18",
        "17;Ada Lovelace\n18;Åsa Öberg\n",
        "Student ID\tLast name\tFirst name\n17\tLovelace\tAda\n18\tÖberg\tÅsa\n",
        '"name","e-mail","ID"\n "Ada  Lovelace ",a@x.org,17\n\n , ,\nÅsa Öberg,,18\n',
        "name,number\nAda Lovelace,17\nA\u030asa O\u0308berg,18\n",
    ],
    ids=["commas", "Excel", "no heads", "numbers first", "a registry", "quoted, with gaps", "letters in two parts"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_list_is_read_as_it_comes(text, encoding, tmp_path):
    assert read(tmp_path, text, encoding) == TWO


def test_names_alone_are_enough(tmp_path):
    assert read(tmp_path, "Ada\nAlan\n") == [Student("Ada"), Student("Alan")]


def test_a_comma_in_a_name_needs_quotes(tmp_path):
    assert read(tmp_path, 'name\n"Lovelace, Ada"\n') == [Student("Lovelace, Ada")]


def test_namesakes_are_told_apart_by_their_numbers(tmp_path):
    assert len(read(tmp_path, "name,number\nAda,1\nAda,2\n")) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected a student a line, got none"),
        ("name;number\n", "expected a student a line, got heads alone"),
        ("name\nAda\nAlan\nada\n", "line 4: ada stands in line 2 already: give each a number, in a second column"),
        ("name,number\nAda,1\nAlan,1\n", "line 3: number 1 stands in line 2 already"),
        ("name,number\nAda,1\nAlan,\n", "line 3: expected a number for Alan, got none"),
        ("name,number\nAda,1\n,2\n", "line 3: expected a name, got none"),
        ("e-mail,number\na@x.org,1\n", "line 1: expected a column called name, got e-mail, number"),
        (
            "Ada,1,x\n",
            "line 1: expected a name and a number, or a first line that says what stands where, got 3 columns",
        ),
        ("Ada,1\nAlan,2,3\n", "line 2: expected 2 columns, got 3: Alan, 2, 3"),
        ("Ada\x07\n", "line 1: expected a name, got"),
        ('Ada\n"Alan\n', "line 2: unexpected end of data"),
        ("Ada\nÅsa\n".encode("latin-1"), 'line 2: expected UTF-8, got other bytes: save it as "CSV UTF-8"'),
        ("Ada\n".encode("utf-16"), 'expected UTF-8, got UTF-16: save it as "CSV UTF-8"'),
    ],
)
def test_what_is_wrong_is_said_by_file_and_line(text, said, tmp_path):
    with pytest.raises(ValueError, match=re.escape(f"names.csv: {said}")):
        read(tmp_path, text)
