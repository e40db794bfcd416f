"""ZIP archives: member by member in the order of the archive's list."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from pipeline.errors import InputError
from pipeline.read import failure, limits
from pipeline.read.archives import ReadMember, read_member, wanted
from pipeline.read.source import Found, Opened

_ENCRYPTED = 0x1


def read_zip(opened: Opened, read: ReadMember) -> Iterator[Found]:
    """The articles of all members.

    Raises InputError (E-READ-012 cut off or damaged, E-READ-013 unpacks too far or has too many members).
    """
    stream = opened.stream
    if not stream.seekable():
        stream = io.BytesIO(limits.read_whole(stream, "a ZIP that comes as a stream"))
    size = stream.seek(0, io.SEEK_END)
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
        message = f"the archive is cut off or damaged: the list of its members cannot be read ({error})."
        raise InputError(message, code=failure.DAMAGED) from error
    with archive:
        infos = archive.infolist()
        if len(infos) > limits.MAX_MEMBERS:
            message = f"the archive has {len(infos)} members; at most {limits.MAX_MEMBERS} are read. Split it."
            raise InputError(message, code=failure.UNPACKS_TOO_FAR)
        read_so_far = 0
        for info in infos:
            if info.is_dir() or not wanted(info.filename, opened):
                continue
            try:
                limits.check_unpacked(info.file_size, info.compress_size)
            except InputError as error:
                yield opened.source.inside(info.filename).fail(error.code, str(error))
                continue
            # Members may lie over one another, so that each is small and all together are a bomb.
            read_so_far += info.file_size
            limits.check_unpacked(read_so_far, size)
            yield from _member(archive, info, opened, read)
        if not infos:
            yield opened.source.fail(failure.EMPTY, "the archive is empty. Remove it from the input.")


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, opened: Opened, read: ReadMember) -> Iterator[Found]:
    inside = opened.source.inside(info.filename)
    if info.flag_bits & _ENCRYPTED:
        yield inside.fail(failure.ENCRYPTED, "the member is encrypted. Unpack the archive with its password first.")
        return
    try:
        with archive.open(info) as packed:
            meter = limits.Metered(packed, lambda: info.compress_size)
            stream = cast(BinaryIO, io.BufferedReader(meter, 1 << 16))
            yield from read_member(opened, info.filename, stream, read)
    except NotImplementedError as error:
        message = f"the member is packed in a way that is not read ({error}). Unpack the archive and name the folder."
        yield inside.fail(failure.UNSUPPORTED, message)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError) as error:
        yield inside.fail(failure.DAMAGED, f"the member is cut off or damaged ({error}).")
