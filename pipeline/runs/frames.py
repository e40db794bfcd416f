"""What processes say to one another: frames of a header and a body over pipes."""

from __future__ import annotations

import json
import os
import struct
import sys
from dataclasses import asdict
from typing import IO, Any, BinaryIO

from pipeline.records import Article

Header = dict[str, Any]
Frame = tuple[Header, bytes]

_SIZES = struct.Struct(">II")


def write_frame(stream: IO[bytes], header: Header, body: bytes = b"") -> None:
    """Sends a frame at once. Raises OSError where nobody reads any more."""
    head = json.dumps(header).encode("ascii")
    stream.write(_SIZES.pack(len(head), len(body)) + head + body)
    stream.flush()


def read_frame(stream: IO[bytes]) -> Frame | None:
    """The next frame; None where the stream ends, in the midst of a frame too."""
    sizes = stream.read(_SIZES.size)
    if len(sizes) < _SIZES.size:
        return None
    head_size, body_size = _SIZES.unpack(sizes)
    head, body = stream.read(head_size), stream.read(body_size)
    if len(head) < head_size or len(body) < body_size:
        return None
    return json.loads(head), body


def own_streams() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output of this process, for frames alone: what is printed goes to standard error from now on."""
    reading = os.fdopen(os.dup(0), "rb")
    writing = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return reading, writing


def pack(article: Article) -> bytes:
    """An article as the body of a frame."""
    return json.dumps(asdict(article)).encode("ascii")


def unpack(body: bytes) -> Article:
    """The inverse of :func:`pack`."""
    fields = json.loads(body)
    fields["notes"] = [(code, message) for code, message in fields["notes"]]
    return Article(**fields)
