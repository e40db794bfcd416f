"""The list of input files, in an order that does not depend on the machine, and the reading of one of them."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.read import failure
from pipeline.read.dispatch import read_stream
from pipeline.read.failure import ReadFailure
from pipeline.read.options import DEFAULT, ReadOptions
from pipeline.read.source import Found, Opened, Source
from pipeline.read.walk import failure_of, uri_of, walk


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file as it was when it was listed: bytes, and time of its last change in nanoseconds since 1970.

    ``failure`` says why it cannot be read, where that is known already; then size and time are 0. An archive is one
    file. The size of what is no ordinary file (a pipe) is -1. ``found``: in a folder, not named by the user.
    """

    path: str
    uri: str
    size: int
    mtime_ns: int
    failure: ReadFailure | None = None
    found: bool = False

    @property
    def fingerprint(self) -> str:
        """32 hex digits that differ where name, size or time of change do; cheap: the content is not read."""
        key = f"{self.uri}\x1f{self.size}\x1f{self.mtime_ns}"
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def list_files(
    inputs: Iterable[str], skipped: Counter[str] | None = None, exclude: Iterable[Path] = ()
) -> Iterator[InputFile]:
    """The files that files and folders stand for, one after another as they are found.

    ``skipped`` counts what is passed over in folders; files in ``exclude`` are left out.
    """
    counter: Counter[str] = Counter() if skipped is None else skipped
    unread = {os.path.realpath(path) for path in exclude}
    for given in inputs:
        for path in walk(given, counter):
            if isinstance(path, ReadFailure):
                yield InputFile(given, path.uri, 0, 0, path)
            elif unread and os.path.realpath(path) in unread:
                counter["output"] += 1
            else:
                yield _listed(path, found=path != Path(given))


def _listed(path: Path, *, found: bool) -> InputFile:
    try:
        size, mtime_ns = _state(path.stat())
    except OSError as error:
        return InputFile(str(path), uri_of(path), 0, 0, failure_of(path, error))
    return InputFile(str(path), uri_of(path), size, mtime_ns, found=found)


def _state(info: os.stat_result) -> tuple[int, int]:
    """Size and time of change; the same for all that is no ordinary file, since those of a pipe say nothing."""
    return (info.st_size, info.st_mtime_ns) if stat.S_ISREG(info.st_mode) else (-1, 0)


def inventory(
    inputs: Iterable[str], *, skipped: Counter[str] | None = None, exclude: Iterable[Path] = ()
) -> list[InputFile]:
    """All files of the inputs, folders walked, in the order in which they are read; standard input cannot be listed.

    Costs a look at each folder and file, nothing is opened. What cannot be read is in the list, with its failure.
    """
    return list(list_files(inputs, skipped, exclude))


def read_file(file: InputFile, options: ReadOptions = DEFAULT, skipped: Counter[str] | None = None) -> Iterator[Found]:
    """The articles of one file, and what of it could not be read; never raises for what it holds.

    A file that is another one than was listed is not read (E-READ-016); one that changes while it is read fails
    in the end, so that it is known that a second look is needed.
    """
    if file.failure is not None:
        yield file.failure
        return
    path, source = Path(file.path), Source(file.uri)
    try:
        with path.open("rb") as stream:
            before = _state(os.fstat(stream.fileno()))
            if before != (file.size, file.mtime_ns):
                message = "it has changed since the files were listed; it was not read. Start again."
                yield source.fail(failure.CHANGED, message)
                return
            counter: Counter[str] = Counter() if skipped is None else skipped
            yield from read_stream(Opened(stream, source, options, counter, found=file.found), path.name)
            if _state(os.fstat(stream.fileno())) != before or _state(path.stat()) != before:
                message = "it changed while it was read; articles may be missing or cut. Read it again."
                yield source.fail(failure.CHANGED, message)
    except OSError as error:
        yield failure_of(path, error)
