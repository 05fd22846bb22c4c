"""From LLVM IR to machine code for the processor at hand, through llvmlite; what has been compiled is kept on disk."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import stat
import sys
import tempfile
import threading
import warnings
from pathlib import Path
from typing import Any

__all__ = ["GIVE_WAY", "INSTALL", "address_of", "cache_directory", "has_feature", "is_available", "make_known"]

INSTALL = (
    "a page has no compiler of machine code: nn.fit does without, and autograd.compile runs on a machine of your own"
    if sys.platform == "emscripten"
    else 'compiled graphs need llvmlite: pip install "chalkgrad[fast]"'
)

GIVE_WAY = "give_way"
"""What compiled code calls to let another thread run: `int give_way(void)`."""

_lock = threading.Lock()
_addresses: dict[tuple[str, str], int] = {}
_state: dict[str, Any] = {}
_warned: set[str] = set()


def is_available() -> bool:
    """Whether llvmlite can be imported."""
    try:
        import llvmlite.binding  # noqa: F401 - the question is whether it can be
    except (ImportError, OSError):
        return False
    return True


def address_of(name: str, text: str) -> int:
    """The address of the machine code of function `name`, which the IR in `text` defines.

    Compiled once on a machine, then read from the cache; loaded once in a process. Safe to call from several threads.

    Raises:
        ImportError: if llvmlite is not installed, saying how to.
    """
    with _lock:
        if (name, text) not in _addresses:
            _addresses[name, text] = _loaded(name, text)
        return _addresses[name, text]


def has_feature(name: str) -> bool:
    """Whether the processor at hand has what LLVM calls by this name, such as "avx512f"."""
    with _lock:
        return f"+{name}" in _started()[3].split()[-1].split(",")


def cache_directory() -> Path:
    """Where machine code is kept: CHALKGRAD_CACHE, or a folder of the system's place for caches.

    Raises:
        RuntimeError: if neither is named and this user has no home, as in a container under a number that nobody knows.
    """
    if os.environ.get("CHALKGRAD_CACHE"):
        return Path(os.environ["CHALKGRAD_CACHE"])
    variable, within_home = _CACHES.get(sys.platform, ("XDG_CACHE_HOME", ".cache"))
    named = Path(os.environ.get(variable, ""))
    # What is not absolute counts for nothing, as the XDG specification has it: a folder in which the program happens
    # to run, such as a clone of somebody's project, may bring machine code along.
    return (named if named.is_absolute() else Path.home() / within_home) / "chalkgrad"


_CACHES = {"darwin": ("", "Library/Caches"), "win32": ("LOCALAPPDATA", "AppData/Local")}
"""The variable that names the place for caches, and where it is if that is not set: on other systems than Linux."""


def _loaded(name: str, text: str) -> int:
    binding, machine, engine, about = _started()
    key = hashlib.sha256(f"{about}\0{text}".encode()).hexdigest()
    unique = f"{name}_{key[:16]}"  # the engine knows functions by name
    directory = _trusted_directory()
    code = _read(directory / key) if directory else None
    if code is None:
        code = _compiled(binding, machine, text.replace(f"@{name}(", f"@{unique}("))
        if directory:
            _write(directory / key, code)
    engine.add_object_file(binding.ObjectFileRef.from_data(code))
    engine.finalize_object()
    address: int = engine.get_function_address(unique)
    return address


def _started() -> tuple[Any, Any, Any, str]:
    """llvmlite, the target machine, the engine that holds the code, and what the code depends on beside its text."""
    if not _state:
        try:
            import llvmlite
            from llvmlite import binding
        except (ImportError, OSError):
            raise ImportError(INSTALL) from None
        binding.initialize_native_target()
        binding.initialize_native_asmprinter()
        processor, features = binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten()
        target = binding.Target.from_default_triple()
        machine = target.create_target_machine(cpu=processor, features=features, opt=3)
        engine = binding.create_mcjit_compiler(binding.parse_assembly(""), machine)
        _find_library(binding)
        versions = f"{llvmlite.__version__} {binding.llvm_version_info}"
        _state["all"] = binding, machine, engine, f"{versions} {target.triple} {processor} {features}"
    started: tuple[Any, Any, Any, str] = _state["all"]
    return started


def make_known(symbol: str, address: int) -> None:
    """Tells the linker where a function is that compiled code may call."""
    with _lock:
        _started()[0].add_symbol(symbol, address)


def _find_library(binding: Any) -> None:
    """Makes the C library's functions known, which Python's own executable may not export."""
    library = process = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError):  # where the C library is another than GNU's, it is one with the rest
            library = ctypes.CDLL("libm.so.6")
    giving_way = ctypes.CDLL("kernel32").SwitchToThread if sys.platform == "win32" else process.sched_yield
    binding.add_symbol(GIVE_WAY, ctypes.cast(giving_way, ctypes.c_void_p).value)
    for name in LIBRARY:
        binding.add_symbol(name, ctypes.cast(getattr(library, name), ctypes.c_void_p).value)


LIBRARY = (
    *("sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "asinh", "acosh", "atanh", "erf", "erfc"),
    *("cbrt", "hypot", "pow", "exp2", "log2", "log10", "memset"),
)
"""The functions of the C library that kernels may call."""


def _compiled(binding: Any, machine: Any, text: str) -> bytes:
    module = binding.parse_assembly(text)
    module.verify()
    options = binding.create_pipeline_tuning_options(speed_level=2)
    # The vectors are there already, and the loops as wide as they should be: this halves the time that it takes.
    options.loop_unrolling = options.loop_vectorization = options.slp_vectorization = False
    binding.create_pass_builder(machine, options).getModulePassManager().run(
        module, binding.create_pass_builder(machine, options)
    )
    code: bytes = machine.emit_object(module)
    return code


def _trusted_directory() -> Path | None:
    """The cache, made if it is not there; None where it cannot be, or where others could have put their code."""
    try:
        directory = cache_directory()
        directory.parent.mkdir(parents=True, exist_ok=True)
        directory.mkdir(mode=0o700, exist_ok=True)
        about = directory.stat()
    except OSError:
        return None
    except RuntimeError:
        _warn("no machine code is kept, since this user has no home: name a folder for it in CHALKGRAD_CACHE")
        return None
    refused = f"no machine code is read from {directory}, nor kept there, since"
    if _belongs_to_another(about):
        _warn(f"{refused} it belongs to another user: name another folder in CHALKGRAD_CACHE")
    elif _others_can_write(about):
        _warn(f"{refused} others can write into it: chmod 700 {directory}")
    else:
        return directory
    return None


def _belongs_to_another(about: os.stat_result) -> bool:
    """Where the system tells; where it does not, its place for caches is the user's own."""
    return hasattr(os, "getuid") and about.st_uid != os.getuid()


def _others_can_write(about: os.stat_result) -> bool:
    return hasattr(os, "getuid") and bool(about.st_mode & (stat.S_IWGRP | stat.S_IWOTH))


def _warn(message: str) -> None:
    """Once in a process."""
    if message not in _warned:
        _warned.add(message)
        warnings.warn(message, RuntimeWarning, stacklevel=2)


def _read(file: Path) -> bytes | None:
    """The machine code kept in a file; None if there is none, or if it is not what was written, or not by us.

    Others may have left it while they could write into the folder.
    """
    try:
        about = file.lstat()  # a link that somebody left is his
        if _belongs_to_another(about) or _others_can_write(about):
            return None
        kept = file.read_bytes()
    except OSError:
        return None
    checksum, code = kept[:32], kept[32:]
    return code if hashlib.sha256(code).digest() == checksum else None


def _write(file: Path, code: bytes) -> None:
    """Keeps machine code, whole or not at all; where that cannot be, it is compiled again."""
    with contextlib.suppress(OSError):
        descriptor, temporary = tempfile.mkstemp(dir=file.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(hashlib.sha256(code).digest() + code)
            Path(temporary).replace(file)
        finally:  # a full disk, or on Windows another process that reads the file
            Path(temporary).unlink(missing_ok=True)
