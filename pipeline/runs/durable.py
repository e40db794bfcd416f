"""Files that are there wholly or not at all, whenever the power goes."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import OutputError
from pipeline.write.jsonl import UNWRITABLE

#: What a file is called until it is whole.
UNFINISHED = ".part"


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns errors of the disk into OutputError (E-WRITE-001)."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(
            f"{path}: cannot be written ({reason}). What is done is kept: put this right and go on with --resume.",
            code=UNWRITABLE,
        ) from error


def unfinished(path: Path) -> Path:
    """The name of a file that is being written."""
    return path.with_name(path.name + UNFINISHED)


@contextmanager
def saving(path: Path, *, sync: bool = True) -> Iterator[BinaryIO]:
    """A stream for a file that gets its name in the end. With ``sync`` it is on the disk then.

    Several processes may write the same file: the last one's is there in the end. Raises OutputError where it cannot
    be written.
    """
    own = unfinished(path.with_name(f"{path.name}.{secrets.token_hex(4)}"))
    with writing(path):
        with own.open("wb") as stream:
            yield stream
            if sync:
                stream.flush()
                os.fsync(stream.fileno())
        os.replace(own, path)
        if sync:
            sync_folder(path.parent)


def save(path: Path, data: bytes, *, sync: bool = True) -> None:
    """Writes a file in one go, as :func:`saving` does."""
    with saving(path, sync=sync) as stream:
        stream.write(data)


def sync_folder(folder: Path) -> None:
    """Puts the names in a folder on the disk, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Raises OutputError where the folder cannot be made."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
