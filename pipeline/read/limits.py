"""How much an input may unpack to, so that no file however made fills the memory or holds up the run."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import BinaryIO, Protocol

from pipeline.errors import InputError
from pipeline.read.failure import TOO_LARGE, UNPACKS_TOO_FAR

#: Unpacked bytes for each packed one. Text packs to a third or a tenth, pages of one site to a fortieth, bombs to a thousandth.
MAX_RATIO = 250
#: Unpacked bytes of one file up to which the ratio is not looked at: a small page of blanks is no danger.
FREE_BYTES = 50_000_000
#: Unpacked bytes of one file in all.
MAX_UNPACKED_BYTES = 500_000_000_000
#: Bytes of what must be held in memory as a whole: a PDF, a Word document, a Parquet file in an archive, a ZIP in a pipe.
MAX_DOCUMENT_BYTES = 100_000_000
#: Bytes of a feed, which takes twenty times as much memory while it is read.
MAX_FEED_BYTES = 30_000_000
#: Bytes that a Word document may unpack to (its pictures are held in memory, too).
MAX_DOCX_BYTES = 300_000_000
#: Members of one archive; each takes some memory.
MAX_MEMBERS = 5_000_000
#: Pages of one PDF.
MAX_PAGES = 5_000
#: Rows of a Parquet file that are held at a time.
PARQUET_ROWS = 64

_PIECE = 1 << 16
_ADVICE = "If you trust it, unpack it yourself and name the folder."


def check_unpacked(unpacked: int, packed: int) -> None:
    """Raises InputError (E-READ-013) where ``packed`` bytes unpack to more than is sound."""
    if unpacked > MAX_UNPACKED_BYTES:
        raise InputError(
            f"unpacks to more than {MAX_UNPACKED_BYTES / 1e9:g} GB, the limit for one file. {_ADVICE}",
            code=UNPACKS_TOO_FAR,
        )
    if unpacked > FREE_BYTES and unpacked > MAX_RATIO * packed:
        raise InputError(
            f"unpacks to more than {MAX_RATIO} times its size: it may be made to fill up the machine. {_ADVICE}",
            code=UNPACKS_TOO_FAR,
        )


def read_at_most(stream: BinaryIO, size: int) -> bytes:
    """Up to ``size`` bytes, without room for all of them being made before they come."""
    parts: list[bytes] = []
    while size > 0 and (part := stream.read(min(size, _PIECE))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def read_whole(stream: BinaryIO, what: str, most: int | None = None) -> bytes:
    """All bytes of a stream whose format cannot be read piece by piece.

    Raises InputError (E-READ-006) above ``most`` bytes (MAX_DOCUMENT_BYTES if not given).
    """
    limit = MAX_DOCUMENT_BYTES if most is None else most
    data = read_at_most(stream, limit + 1)
    if len(data) > limit:
        raise InputError(f"{what} of more than {limit / 1e6:g} MB is not read. Split it first.", code=TOO_LARGE)
    return data


class Readable(Protocol):
    """What bytes come from."""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; b"" at the end."""


class Metered(io.RawIOBase):
    """A stream of unpacked bytes that is cut with an error where it unpacks too far.

    ``packed`` tells how many packed bytes the bytes so far were read from.
    """

    def __init__(self, stream: Readable, packed: Callable[[], int]) -> None:
        super().__init__()
        self._stream = stream
        self._packed = packed
        self.unpacked = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self.unpacked += len(data)
        check_unpacked(self.unpacked, self._packed())
        return len(data)

    def tell(self) -> int:
        return self.unpacked
