"""Looking at the first bytes of a stream that cannot go back, and reading without losing what stands before a break."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import BinaryIO

from pipeline.errors import InputError


class Pieces:
    """A stream that gives what there is at once.

    A stream that fills up each piece gives nothing of one that breaks off in its middle.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)

    def read(self, size: int = -1, /) -> bytes:
        return self._read(size)

    def tell(self) -> int:
        return self._stream.tell()


class _Rewound(io.RawIOBase):
    """A stream with its first bytes put back."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        super().__init__()
        self._head = head
        self._stream = Pieces(stream)
        self._position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        size = len(buffer)
        if self._head:
            data, self._head = self._head[:size], self._head[size:]
        else:
            data = self._stream.read(size)
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)

    def tell(self) -> int:
        return self._position


def with_head(stream: BinaryIO, size: int) -> tuple[bytes, BinaryIO]:
    """The first ``size`` bytes, or all if there are fewer, and the stream from its beginning."""
    if stream.seekable():
        start = stream.tell()
        head = stream.read(size)
        stream.seek(start)
        return head, stream
    parts: list[bytes] = []
    pieces = Pieces(stream)
    try:
        while size > 0 and (part := pieces.read(size)):
            parts.append(part)
            size -= len(part)
    except InputError:
        if not parts:
            raise  # else it comes again behind the head
    head = b"".join(parts)
    return head, put_back(head, stream)


def put_back(head: bytes, stream: BinaryIO) -> BinaryIO:
    """A stream that gives ``head`` before the rest of ``stream``."""
    return io.BufferedReader(_Rewound(head, stream), 1 << 16)
