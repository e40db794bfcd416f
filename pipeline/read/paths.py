"""Lists of paths: one a line, or with NUL between them, as ``find -print0`` writes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO

from pipeline.errors import InputError
from pipeline.read.failure import TOO_LARGE

_CHUNK = 1 << 16
#: Longest path in bytes; a longer line is none.
MAX_PATH = 1 << 16


def read_paths(stream: BinaryIO) -> Iterator[str]:
    """The paths of a list, as they come; blank lines are passed over.

    Raises InputError (E-READ-006) where a line is too long for a path.
    """
    rest, mark = b"", b""
    while chunk := stream.read(_CHUNK):
        rest += chunk
        mark = mark or (b"\0" if b"\0" in rest else b"\n" if b"\n" in rest else b"")
        if mark:
            *lines, rest = rest.split(mark)
            yield from filter(None, map(_path, lines))
        if len(rest) > MAX_PATH:
            raise InputError(
                f"the list of paths has a line of more than {MAX_PATH} bytes. Write one path a line.", code=TOO_LARGE
            )
    if path := _path(rest):
        yield path


def _path(line: bytes) -> str:
    path = os.fsdecode(line.removesuffix(b"\r"))
    return os.path.join(os.curdir, path) if path == "-" else path if path.strip() else ""
