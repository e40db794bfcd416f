"""Packed streams (gzip, Zstandard): unpacked piece by piece, with a meter that stops bombs."""

from __future__ import annotations

import io
import sys
import zlib
from collections import deque
from typing import Any, BinaryIO

from pipeline.errors import InputError
from pipeline.read.extras import library
from pipeline.read.failure import DAMAGED
from pipeline.read.limits import Metered
from pipeline.read.source import Opened

#: Memory that a Zstandard frame may ask for, as a power of two (2**27 bytes are 128 MB, the default of the zstd program).
ZSTD_WINDOW_LOG = 27
#: Beginnings of gzip members that are remembered: more than can be read ahead of whoever asks for them.
MAX_STARTS = 1 << 17
_CHUNK = 1 << 16
_CUT_OFF = "is cut off: the end of the packed data is missing."


def unpack(opened: Opened, compression: str) -> Opened:
    """What is packed in a stream, as a stream; ``compression`` is ``gzip`` or ``zstd``.

    Reading from it raises InputError (E-READ-012 cut off or damaged, E-READ-013 unpacks too far).
    """
    if compression == "gzip":
        gzip = _Gzip(opened.stream)
        return opened.on(_buffered(Metered(gzip, lambda: gzip.packed)), gzip.origin)
    packed = _Counted(opened.stream)
    return opened.on(_buffered(Metered(_zstd(packed), lambda: packed.seen)))


def _buffered(raw: Metered) -> BinaryIO:
    return io.BufferedReader(raw, _CHUNK)


class _Gzip:
    """The members of a gzip stream, one after another.

    Unlike the standard library's, it knows where each member begins: archives of web pages have one for each page.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._member: Any = None
        self._rest = b""
        self._starts: deque[tuple[int, int]] = deque(maxlen=MAX_STARTS)
        self._first = True
        self._unpacked = 0
        self.packed = 0

    def read(self, size: int) -> bytes:
        """1 to ``size`` bytes; b"" at the end."""
        while True:
            if not self._rest:
                self._rest = self._stream.read(_CHUNK)
                self.packed += len(self._rest)
                if not self._rest and self._member is None:
                    return b""
            if self._member is None and not self._begin():
                continue
            ended = not self._rest
            try:
                data: bytes = self._member.decompress(self._rest, size)
            except zlib.error as error:
                raise InputError(f"the packed data is damaged ({error}).", code=DAMAGED) from error
            if self._member.eof:
                self._rest = self._member.unused_data
                self._member = None
            else:
                self._rest = self._member.unconsumed_tail
                if ended and not data:
                    raise InputError(_CUT_OFF, code=DAMAGED)
            self._unpacked += len(data)
            if data:
                return data

    def _begin(self) -> bool:
        """Begins a member, if there is more than the zeros that may stand behind one."""
        if not self._first:
            self._rest = self._rest.lstrip(b"\0")
        if not self._rest:
            return False
        self._first = False
        self._member = zlib.decompressobj(wbits=31)
        if self._starts and self._starts[-1][0] == self._unpacked:
            self._starts.pop()  # of a member that was empty
        self._starts.append((self._unpacked, self.packed - len(self._rest)))
        return True

    def origin(self, position: int) -> int | None:
        """Where the member begins in the packed file whose first byte unpacks to ``position``; None if there is none.

        Positions must be asked for in rising order: earlier ones are forgotten.
        """
        while self._starts and self._starts[0][0] < position:
            self._starts.popleft()
        return self._starts[0][1] if self._starts and self._starts[0][0] == position else None


class _Counted:
    """Counts what is read of a stream."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seen = 0

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self.seen += len(data)
        return data


class _Zstd:
    """The frames of a Zstandard stream, with its errors in our words."""

    def __init__(self, stream: BinaryIO, error: type[Exception]) -> None:
        self._stream = stream
        self._error = error

    def read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except EOFError as error:
            raise InputError(_CUT_OFF, code=DAMAGED) from error
        except self._error as error:
            raise InputError(f"the packed data is damaged or needs too much memory ({error}).", code=DAMAGED) from error


def _zstd(packed: _Counted) -> _Zstd:
    name = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    zstd = library(name, "zstd", "Zstandard files")
    options = {zstd.DecompressionParameter.window_log_max: ZSTD_WINDOW_LOG}
    return _Zstd(zstd.ZstdFile(packed, options=options), zstd.ZstdError)
