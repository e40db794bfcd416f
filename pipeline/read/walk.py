"""The files below the inputs, in an order that does not depend on the machine."""

from __future__ import annotations

import errno
import os
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pipeline.read.failure import EMPTY_FOLDER, LINK_LOOP, MISSING, UNREADABLE, ReadFailure
from pipeline.read.formats import ENDINGS, by_name

_Key = tuple[int, int]


def uri_of(path: Path) -> str:
    """The path as given, with forward slashes; bytes that are no UTF-8 become U+FFFD."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def walk(given: str, skipped: Counter[str]) -> Iterator[Path | ReadFailure]:
    """The files that an input stands for. ``skipped`` counts files passed over in folders, by ending."""
    path = Path(given)
    try:
        mode = path.stat().st_mode
    except OSError as error:
        yield failure_of(path, error)
        return
    except ValueError:  # a NUL character in the name
        yield ReadFailure(uri_of(path), None, MISSING, f"{given!r} is no valid path.")
        return
    if not stat.S_ISDIR(mode):
        yield path
        return
    found = False
    for item in _below(path, skipped):
        found = True
        yield item
    if not found:
        endings = ", ".join(sorted(ENDINGS))
        message = f"{uri_of(path)}: the folder holds no file to read. Files ending in {endings} are read in folders."
        yield ReadFailure(uri_of(path), None, EMPTY_FOLDER, message)


def failure_of(path: Path, error: OSError) -> ReadFailure:
    """What an error of the operating system means to the user."""
    uri = uri_of(path)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return ReadFailure(uri, None, MISSING, f"{uri}: no such file or folder. Check the path.")
    if error.errno == errno.ELOOP:
        return ReadFailure(uri, None, LINK_LOOP, f"{uri}: the symbolic link leads back to itself. Remove the link.")
    reason = (error.strerror or str(error)).lower()
    return ReadFailure(uri, None, UNREADABLE, f"{uri}: cannot be read ({reason}). Check its permissions.")


def _below(top: Path, skipped: Counter[str]) -> Iterator[Path | ReadFailure]:
    """Files under a folder, sorted by name; a folder that links lead to twice is read once."""
    todo: list[tuple[Path, frozenset[_Key]]] = [(top, frozenset())]  # with the folders above each
    seen: set[_Key] = set()
    while todo:
        path, above = todo.pop()
        if not os.path.isdir(path):
            yield path
            continue
        try:
            info = path.stat()
            names = sorted(os.listdir(path), reverse=True)
        except OSError as error:
            yield failure_of(path, error)
            continue
        key = (info.st_dev, info.st_ino)
        if key in above:
            uri = uri_of(path)
            message = f"{uri}: the symbolic link leads back to a folder above it; it was not followed."
            yield ReadFailure(uri, None, LINK_LOOP, message)
        elif key not in seen:
            seen.add(key)
            todo += [(path / name, above | {key}) for name in names if _wanted(path / name, skipped)]


def _wanted(path: Path, skipped: Counter[str]) -> bool:
    """Whether to go on to a name found in a folder; what is passed over is counted."""
    if path.name.startswith("."):
        reason = "hidden"
    elif os.path.isdir(path):
        return True
    elif by_name(path.name) is None:
        reason = path.suffix.lower() or "no ending"
    elif os.path.exists(path) and not os.path.isfile(path):
        reason = "not a file"
    else:
        return True
    skipped[reason] += 1
    return False
