"""`python -m viz deck` and `python -m viz cheatsheet`: what they write, and what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from viz.classroom import cheatsheet as cheatsheets
from viz.classroom.deck import deck as decks
from viz.classroom.deck.numbers import numbers_of
from viz.classroom.deck.one_unit import slides
from viz.command.command_line import main
from viz.rendering import paper


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deck of one part, in no time."""
    monkeypatch.setattr(decks, "_PARTS", {"L7": slides})


def test_a_deck_is_its_page_and_its_numbers_and_can_be_made_again_from_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new" / "slides"
    assert main(["deck", str(folder), "--no-pdf"]) == 0
    assert sorted(file.name for file in folder.iterdir()) == ["deck.html", "deck.toml"]
    assert capsys.readouterr().out == f"wrote {folder / 'deck.html'}\nwrote {folder / 'deck.toml'}\n"
    first = (folder / "deck.html").read_bytes()
    mine = (folder / "deck.toml").read_text(encoding="utf-8").replace("x1 = 2.0  # the first input", "x1 = 3  # mine")
    (folder / "deck.toml").write_text(mine, encoding="utf-8")
    assert main(["deck", str(folder), "--no-pdf", "--numbers", str(folder / "deck.toml")]) == 1
    assert "deck.html exists already: --force replaces it" in capsys.readouterr().err
    assert main(["deck", str(folder), "--no-pdf", "--numbers", str(folder / "deck.toml"), "--force"]) == 0
    assert (folder / "deck.html").read_bytes() != first
    assert (folder / "deck.toml").read_text(encoding="utf-8") == mine
    assert numbers_of(folder / "deck.toml").unit.x1 == 3.0


def test_without_a_browser_the_rest_is_written_and_it_is_said_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "BROWSERS", ())
    assert main(["deck", str(tmp_path)]) == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["deck.html", "deck.toml"]
    told = capsys.readouterr().err
    assert "deck.pdf: there is no browser to print PDF with: install Chromium, Chrome or Edge, or open the page" in told
    assert "deck.html?print-pdf" in told


def test_wrong_numbers_are_named_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "my.toml").write_text("[unit]\ny = 2\n", encoding="utf-8")
    for numbers, code, told in (
        ("my.toml", 2, "python -m viz deck: expected y of [unit] to be 0 or 1, got y=2"),
        ("none.toml", 1, f"python -m viz deck: cannot read {tmp_path / 'none.toml'}: No such file or directory"),
    ):
        assert main(["deck", str(tmp_path / "slides"), "--numbers", str(tmp_path / numbers)]) == code
        assert capsys.readouterr().err == f"{told}\n"
    assert not (tmp_path / "slides").exists()


@pytest.mark.parametrize("command", ["deck", "cheatsheet"])
def test_a_folder_that_cannot_be_written_is_named_before_the_work(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def worked(*arguments: object) -> None:
        raise AssertionError("the work came first")

    monkeypatch.setattr(decks.Deck, "computed", worked)
    monkeypatch.setattr(cheatsheets, "cheatsheet", worked)
    (tmp_path / "file").write_text("", encoding="utf-8")
    below = tmp_path / "file" / "below.pdf"
    assert main([command, str(below)]) == 1
    assert capsys.readouterr().err == f"python -m viz {command}: cannot write {below}: {below.parent} is no folder\n"
    monkeypatch.setattr("os.access", lambda *asked: False)  # as root may everything
    new = tmp_path / "new.pdf"
    assert main([command, str(new)]) == 1
    assert capsys.readouterr().err == f"python -m viz {command}: cannot write {new}: Permission denied\n"


def test_a_cheat_sheet_is_written_and_replaced_when_told_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "sheet.pdf"
    assert main(["cheatsheet", str(file), "--paper", "letter"]) == 0
    assert file.read_bytes().startswith(b"%PDF")
    assert main(["cheatsheet", str(file)]) == 1
    assert "exists already: --force replaces it" in capsys.readouterr().err
    assert main(["cheatsheet", str(file), "--force"]) == 0
    assert main(["cheatsheet", str(tmp_path / "sheet.png")]) == 2
    assert "expected a file that ends in .pdf, got" in capsys.readouterr().err
    assert main(["cheatsheet", str(tmp_path / "nowhere" / "sheet.pdf")]) == 1
    assert "cannot write" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["deck", "cheatsheet"])
def test_help_tells_of_every_option(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert "--force" in capsys.readouterr().out
