"""Files come whole or not at all, where they were wanted, and nothing else is lost."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd.shared import files
from autograd.shared.files import check_writable, file_path, write_file

posix = pytest.mark.skipif(os.name != "posix", reason="needs devices, pipes and signals")


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


@given(contents=st.binary(max_size=100), older=st.none() | st.binary(max_size=100))
def test_what_is_written_is_read(tmp_path_factory, contents, older):
    folder = tmp_path_factory.mktemp("folder")
    file = folder / "file"
    if older is not None:
        file.write_bytes(older)
    assert write_file(str(file), contents, overwrite=older is not None) == file
    assert file.read_bytes() == contents
    assert names(folder) == ["file"]


@pytest.mark.parametrize("save", [check_writable, lambda path, **options: write_file(path, b"new", **options)])
class TestWhatStandsInTheWay:
    def test_a_missing_folder_is_named_and_what_to_do(self, save, tmp_path):
        with pytest.raises(
            FileNotFoundError, match=r"no folder '.*missing' to save 'net.json' in: create it first, or"
        ):
            save(tmp_path / "missing" / "net.json")
        assert names(tmp_path) == []

    def test_a_file_is_not_replaced_unless_that_is_said(self, save, tmp_path):
        (tmp_path / "file").write_bytes(b"old")
        with pytest.raises(FileExistsError, match=r"file' exists already: overwrite=True replaces it"):
            save(tmp_path / "file")
        assert (tmp_path / "file").read_bytes() == b"old"
        assert save(tmp_path / "file", overwrite=True) == tmp_path / "file"

    @pytest.mark.parametrize("overwrite", [False, True])
    def test_a_folder_is_not_replaced(self, save, overwrite, tmp_path):
        with pytest.raises(IsADirectoryError, match=r"expected the path of a file, got '.*', which is a folder"):
            save(tmp_path, overwrite=overwrite)

    @posix
    @pytest.mark.parametrize("overwrite", [False, True])
    def test_neither_is_a_pipe(self, save, overwrite, tmp_path):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(OSError, match=r"pipe', which is a device or a pipe"):
            save(tmp_path / "pipe", overwrite=overwrite)
        assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
        assert names(tmp_path) == ["pipe"]

    @posix
    @pytest.mark.parametrize("overwrite", [False, True])
    def test_nor_a_device_behind_a_link(self, save, overwrite, tmp_path):
        (tmp_path / "link").symlink_to(os.devnull)
        with pytest.raises(OSError, match=r"link', which is a device or a pipe"):
            save(tmp_path / "link", overwrite=overwrite)
        assert stat.S_ISCHR(os.stat(os.devnull).st_mode)  # noqa: PTH116


@posix
def test_a_link_stays_one_and_a_file_keeps_its_permissions(tmp_path):
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "file").chmod(0o600)
    (tmp_path / "link").symlink_to(tmp_path / "file")
    write_file(tmp_path / "link", b"new", overwrite=True)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600


def test_where_files_have_no_permissions_of_their_own_they_are_saved_without(tmp_path, monkeypatch):
    """As on a stick, a share or a drive of the cloud, where the system refuses to set them."""
    (tmp_path / "file").write_bytes(b"old")

    def refused(*arguments, **options):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "chmod", refused)
    write_file(tmp_path / "file", b"new", overwrite=True)
    assert (tmp_path / "file").read_bytes() == b"new"
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize("use", [file_path, check_writable, lambda path: write_file(path, b"new")])
def test_a_name_with_a_zero_in_it_is_none(use):
    with pytest.raises(ValueError, match=r"expected path to be the path of a file, got 'net\\x00.json', with a zero"):
        use("net\0.json")


def test_a_full_disk_leaves_the_old_file_whole_and_the_error_names_it(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"old")

    def full_disk(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left on device") as caught:
        write_file(tmp_path / "file", b"new", overwrite=True)
    assert caught.value.filename == str(tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"old"
    assert names(tmp_path) == ["file"]


def test_where_a_file_that_somebody_reads_cannot_be_replaced_it_stays_and_the_error_names_it(tmp_path, monkeypatch):
    """As on Windows."""
    (tmp_path / "file").write_bytes(b"old")

    def refused(file, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(PermissionError, match="Permission denied") as caught:
        write_file(tmp_path / "file", b"new", overwrite=True)
    assert caught.value.filename == str(tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"old"
    assert names(tmp_path) == ["file"]


@posix
def test_the_folder_is_flushed_once_the_file_has_its_name(tmp_path, monkeypatch):
    flushed = []

    def note(descriptor):
        about = os.fstat(descriptor)
        flushed.append((stat.S_ISDIR(about.st_mode), (tmp_path / "file").exists()))

    monkeypatch.setattr(os, "fsync", note)
    write_file(tmp_path / "file", b"new")
    assert flushed == [(False, False), (True, True)]


@posix
def test_what_the_system_says_is_said_of_the_file_that_was_asked_for(tmp_path):
    file = tmp_path / ("long" * 100)
    with pytest.raises(OSError, match=r"(?i)name too long: '.*(long){100}'"):
        write_file(file, b"new")


def killed_save(folder):
    """A process that is killed in the middle of a save."""
    program = (
        f"import os, sys; sys.path[:0] = {sys.path!r}\nfrom autograd.shared.files import write_file\n"
        f"os.fsync = lambda descriptor: os.kill(os.getpid(), {int(signal.SIGKILL)})\n"
        f"write_file({str(folder / 'file')!r}, b'half', overwrite=True)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -signal.SIGKILL


@posix
def test_what_a_killed_save_left_is_removed_by_the_next(tmp_path):
    (tmp_path / "file").write_bytes(b"old")
    killed_save(tmp_path)
    assert len(names(tmp_path)) == 2
    assert (tmp_path / "file").read_bytes() == b"old"
    write_file(tmp_path / "another", b"new")
    assert names(tmp_path) == ["another", "file"]


@posix
def test_it_is_removed_later_where_another_process_has_the_number_of_the_killed_one(tmp_path, monkeypatch):
    killed_save(tmp_path)
    monkeypatch.setattr(files, "_is_running", lambda process: True)
    write_file(tmp_path / "file", b"new")
    assert len(names(tmp_path)) == 2
    left = next(entry for entry in tmp_path.iterdir() if entry.name != "file")
    os.utime(left, (0.0, left.stat().st_mtime - files.LONGEST_SAVE - 1.0))
    write_file(tmp_path / "file", b"new", overwrite=True)
    assert names(tmp_path) == ["file"]


def test_saves_at_the_same_time_leave_one_of_their_files_whole(tmp_path):
    texts = [bytes([number]) * 100_000 for number in range(8)]
    failures = []

    def save(text):
        try:
            for _ in range(5):
                write_file(tmp_path / "file", text, overwrite=True)
        except OSError as error:
            failures.append(error)

    threads = [threading.Thread(target=save, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert (tmp_path / "file").read_bytes() in texts
    assert names(tmp_path) == ["file"]


def test_a_strangers_file_of_a_similar_name_stays(tmp_path):
    mine = Path(tmp_path, f"{files._prefix()}notes")
    mine.write_bytes(b"mine")
    write_file(tmp_path / "file", b"new")
    assert mine.read_bytes() == b"mine"
