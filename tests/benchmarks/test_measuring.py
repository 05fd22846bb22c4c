import pytest

from benchmarks.measuring import printed_apart


def test_a_process_of_its_own_does_not_see_what_this_one_has_loaded(tmp_path, monkeypatch):
    (tmp_path / "counts_modules.py").write_text("import sys\nprint('pytest' in sys.modules, *sys.argv[1:])\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert printed_apart("counts_modules", "a", "b") == "False a b\n"


@pytest.mark.parametrize(
    ("program", "error", "message"),
    [
        ("import not_there_at_all", ImportError, "No module named 'not_there_at_all'"),
        ("raise ValueError('too few')", RuntimeError, "ValueError: too few"),
        ("", RuntimeError, "^$"),
    ],
)
def test_what_ends_it_without_a_word_is_raised_here(program, error, message, tmp_path, monkeypatch):
    (tmp_path / "ends_early.py").write_text(program, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(error, match=message):
        printed_apart("ends_early")
