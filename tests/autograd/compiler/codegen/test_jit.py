"""Machine code is kept on disk, and what is kept is trusted only if it is whole."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograd.compiler.codegen import jit
from autograd.compiler.codegen.ir import Code

ROOT = Path(__file__).parents[3]


def text_returning(number):
    code = Code("answer", [], "i64")
    code.do(f"ret i64 {number}")
    return code.text()


def call(address):
    return ctypes.CFUNCTYPE(ctypes.c_int64)(address)()


@pytest.fixture
def directory(tmp_path, monkeypatch):
    monkeypatch.setenv("CHALKGRAD_CACHE", str(tmp_path / "kept"))
    monkeypatch.setattr(jit, "_addresses", {})
    return tmp_path / "kept"


def test_machine_code_is_kept_and_read_again(directory, monkeypatch):
    assert call(jit.address_of("answer", text_returning(41))) == 41
    assert len(list(directory.iterdir())) == 1
    monkeypatch.setattr(jit, "_addresses", {})
    monkeypatch.setattr(jit, "_compiled", lambda *_: pytest.fail("compiled again"))
    assert call(jit.address_of("answer", text_returning(41))) == 41


@pytest.mark.parametrize("damage", [lambda b: b[:50], lambda b: b"", lambda b: b[:-1] + b"?"])
def test_damaged_machine_code_is_compiled_again(directory, monkeypatch, damage):
    text = text_returning(len(damage(b"x" * 99)))
    expected = call(jit.address_of("answer", text))
    [file] = directory.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    monkeypatch.setattr(jit, "_addresses", {})
    assert call(jit.address_of("answer", text)) == expected
    assert file.read_bytes() == whole


def test_without_a_place_to_write_to_nothing_is_kept(directory):
    directory.write_text("a file where the folder should be", encoding="utf-8")
    assert call(jit.address_of("answer", text_returning(43))) == 43


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="who may write where is told otherwise here")
@pytest.mark.parametrize("mode", [0o777, 0o722, 0o720, 0o702])
def test_where_others_can_write_nothing_is_read_nor_kept_and_that_is_said_once(directory, monkeypatch, mode):
    text = text_returning(1000 + mode)
    jit.address_of("answer", text)
    [file] = directory.iterdir()
    kept = file.read_bytes()
    file.write_bytes(b"what somebody else left")
    directory.chmod(mode)
    monkeypatch.setattr(jit, "_addresses", {})
    monkeypatch.setattr(jit, "_warned", set())
    with pytest.warns(RuntimeWarning, match=r"others can write into it: chmod 700"):
        assert call(jit.address_of("answer", text)) == 1000 + mode
    assert call(jit.address_of("answer", text_returning(2000 + mode))) == 2000 + mode  # a second warning is an error
    assert [file.name for file in directory.iterdir()] == [file.name]
    assert file.read_bytes() != kept


def writable_by_others(file):
    file.chmod(0o622)


def of_another_user(file):
    if os.getuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(file, 65534, 65534)


def a_way_to_elsewhere(file):
    file.rename(file.parent.with_name("elsewhere"))
    file.symlink_to(file.parent.with_name("elsewhere"))


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="who may write where is told otherwise here")
@pytest.mark.parametrize("left", [writable_by_others, of_another_user, a_way_to_elsewhere])
def test_what_others_left_while_they_could_write_into_the_folder_is_compiled_anew(directory, monkeypatch, left):
    """The warning says `chmod 700`; what lies there by then is as little to be trusted as before."""
    text = text_returning(5000 + len(left.__name__))
    jit.address_of("answer", text)
    [file] = directory.iterdir()
    left(file)
    monkeypatch.setattr(jit, "_addresses", {})
    compiled, compile_it = [], jit._compiled
    monkeypatch.setattr(jit, "_compiled", lambda *given: compiled.append(given) or compile_it(*given))
    assert call(jit.address_of("answer", text)) == 5000 + len(left.__name__)
    assert len(compiled) == 1
    about = file.lstat()
    assert (about.st_uid, about.st_mode & 0o777, file.is_symlink()) == (os.getuid(), 0o600, False)


def test_where_nothing_can_be_replaced_nothing_is_left_behind(directory, monkeypatch):
    """Windows refuses to replace a file that somebody reads."""

    def refused(file, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refused)
    assert call(jit.address_of("answer", text_returning(44))) == 44
    assert list(directory.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="whose a folder is is told otherwise here")
def test_another_users_folder_is_not_read(directory, monkeypatch):
    text = text_returning(3000)
    jit.address_of("answer", text)
    monkeypatch.setattr(jit, "_addresses", {})
    monkeypatch.setattr(jit, "_warned", set())
    owner = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    monkeypatch.setattr(jit, "_read", lambda *_: pytest.fail("read"))
    with pytest.warns(RuntimeWarning, match="it belongs to another user"):
        assert call(jit.address_of("answer", text)) == 3000


def test_the_folder_is_made_for_its_user_alone(directory):
    jit.address_of("answer", text_returning(4000))
    assert os.name != "posix" or directory.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x"}, Path("/x/chalkgrad")),
        ("linux", {}, Path.home() / ".cache" / "chalkgrad"),
        # A place within the folder where the program happens to run would be that of whoever wrote what lies there.
        ("linux", {"CHALKGRAD_CACHE": "", "XDG_CACHE_HOME": ""}, Path.home() / ".cache" / "chalkgrad"),
        ("linux", {"XDG_CACHE_HOME": ".cache"}, Path.home() / ".cache" / "chalkgrad"),
        ("darwin", {}, Path.home() / "Library" / "Caches" / "chalkgrad"),
        ("win32", {"LOCALAPPDATA": "/local"}, Path("/local/chalkgrad")),
    ],
)
def test_the_cache_is_where_the_system_keeps_caches(monkeypatch, platform, variables, expected):
    for name in ("CHALKGRAD_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with monkeypatch.context() as there:  # no longer: pytest asks the standard library, which then calls Windows
        there.setattr(sys, "platform", platform)
        directory = jit.cache_directory()
    assert directory == expected


@pytest.fixture
def homeless(directory, monkeypatch):
    """A user of whom the system knows no home, as in a container under a number of its own."""

    def unknown():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("CHALKGRAD_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", unknown)
    monkeypatch.setattr(jit, "_warned", set())
    monkeypatch.setattr(sys, "platform", "linux")


@pytest.mark.usefixtures("homeless")
def test_without_a_home_nothing_is_kept_and_that_is_said_once():
    with pytest.warns(RuntimeWarning, match="this user has no home: name a folder for it in CHALKGRAD_CACHE"):
        assert call(jit.address_of("answer", text_returning(45))) == 45
    assert call(jit.address_of("answer", text_returning(46))) == 46  # a second warning is an error


@pytest.mark.usefixtures("homeless")
def test_without_a_home_the_named_place_for_caches_is_enough(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    assert call(jit.address_of("answer", text_returning(47))) == 47
    assert len(list((tmp_path / "caches" / "chalkgrad").iterdir())) == 1


def test_importing_autograd_does_not_load_llvmlite():
    program = "import sys, autograd; print('llvmlite' in sys.modules, 'ctypes' in sys.modules)"
    output = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout
    assert output.split()[0] == "False"
