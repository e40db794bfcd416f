"""Looking at the first bytes of a stream that cannot go back."""

from __future__ import annotations

import io
from typing import BinaryIO

from pipeline.read.limits import Readable


class _Rewound(io.RawIOBase):
    """A stream with its first bytes put back."""

    def __init__(self, head: bytes, stream: Readable) -> None:
        super().__init__()
        self._head = head
        self._stream = stream
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
    while size > 0 and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    head = b"".join(parts)
    return head, put_back(head, stream)


def put_back(head: bytes, stream: BinaryIO) -> BinaryIO:
    """A stream that gives ``head`` before the rest of ``stream``."""
    return io.BufferedReader(_Rewound(head, stream), 1 << 16)
