"""Tar archives, read as a stream: member by member, in the order of the archive."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from typing import IO, BinaryIO

from pipeline.errors import InputError
from pipeline.read import failure, limits
from pipeline.read.archives import ReadMember, read_member, wanted
from pipeline.read.guard import StreamBroken
from pipeline.read.source import Found, Opened

_END = bytes(tarfile.BLOCKSIZE)


class _Forward(io.RawIOBase):
    """A stream that goes forward only and gives no more at a time than an article may have.

    The library reads a header of any size that it says it has as one piece into memory.
    """

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self._position = 0
        self.last = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= failure.MAX_ARTICLE_BYTES:
            raise InputError(f"is damaged: it has a header of {size} bytes.", code=failure.DAMAGED)
        try:
            data = self._stream.read(size)
        except Exception as error:
            raise StreamBroken from error
        self._position += len(data)
        self.last = data
        return data

    def tell(self) -> int:
        return self._position

    def seek(self, position: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET or position < self._position:
            raise InputError("is damaged: a header leads back.", code=failure.DAMAGED)
        while self._position < position and self.read(min(1 << 20, position - self._position)):
            pass
        return self._position


class _Content(io.RawIOBase):
    """What a member holds."""

    def __init__(self, member: IO[bytes]) -> None:
        super().__init__()
        self._member = member

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._member.read(len(buffer))
        except tarfile.TarError as error:
            raise StreamBroken from error
        buffer[: len(data)] = data
        return len(data)


def read_tar(opened: Opened, read: ReadMember) -> Iterator[Found]:
    """The articles of all members that are files.

    Raises InputError (E-READ-012 cut off or damaged, E-READ-013 too many members).
    """
    last, number = "its beginning", 0
    stream = _Forward(opened.stream)
    try:
        archive = tarfile.open(fileobj=stream, mode="r:")  # noqa: SIM115
        while (info := archive.next()) is not None:
            archive.members = []  # type: ignore[attr-defined]  # they would be kept, all of them
            number += 1
            if number > limits.MAX_MEMBERS:
                message = f"the archive has more than {limits.MAX_MEMBERS} members. Split it."
                raise InputError(message, code=failure.UNPACKS_TOO_FAR)
            yield from _member(archive, info, opened, read)
            last = info.name
    except tarfile.TarError as error:
        message = f"the archive is cut off or damaged behind {last[:200]} ({error})."
        raise InputError(message, code=failure.DAMAGED) from error
    if stream.last != _END:  # the library takes a broken header for the end
        message = f"the archive is cut off or damaged behind {last[:200]}: its end mark is missing."
        raise InputError(message, code=failure.DAMAGED)
    if not number:
        yield opened.source.fail(failure.EMPTY, "the archive is empty. Remove it from the input.")


def _member(archive: tarfile.TarFile, info: tarfile.TarInfo, opened: Opened, read: ReadMember) -> Iterator[Found]:
    if info.isdir() or not wanted(info.name, opened):
        return
    if not info.isreg():
        opened.skipped["link" if info.issym() or info.islnk() else "not a file"] += 1
        return
    if info.issparse():
        message = "a sparse member is not read. Unpack the archive and name the folder."
        yield opened.source.inside(info.name).fail(failure.UNSUPPORTED, message)
        return
    member = archive.extractfile(info)
    assert member is not None, "a regular file has content"
    with member:
        yield from read_member(opened, info.name, io.BufferedReader(_Content(member), 1 << 16), read)
