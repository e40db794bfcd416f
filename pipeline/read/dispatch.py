"""From a stream to its reader: the format by name or first bytes, unpacked, archives one level deep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from pipeline.read import failure
from pipeline.read.archives import nested
from pipeline.read.compressed import unpack
from pipeline.read.delimited import read_delimited
from pipeline.read.docx import read_docx
from pipeline.read.feeds import read_feed
from pipeline.read.formats import HEAD, Format, by_bytes, by_name
from pipeline.read.guard import guarded
from pipeline.read.jsonl import read_jsonl
from pipeline.read.parquet import read_parquet
from pipeline.read.pdf import read_pdf
from pipeline.read.single import read_single
from pipeline.read.source import Found, Opened
from pipeline.read.streams import with_head
from pipeline.read.tars import read_tar
from pipeline.read.warc import read_warc
from pipeline.read.zips import read_zip

_READERS: dict[str, Callable[[Opened], Iterator[Found]]] = {
    "text": read_single,
    "html": partial(read_single, html=True),
    "jsonl": read_jsonl,
    "csv": read_delimited,
    "parquet": read_parquet,
    "warc": read_warc,
    "feed": read_feed,
    "xml": partial(read_feed, any_xml=True),
    "pdf": read_pdf,
    "docx": read_docx,
}
_ARCHIVES = {"zip": read_zip, "tar": read_tar}
_UNKNOWN = Format("")


def read_stream(opened: Opened, name: str) -> Iterator[Found]:
    """The articles of a stream whose file or member is called ``name``; never raises for what the stream holds."""
    return guarded(_read(opened, by_name(name) or _UNKNOWN), opened.source)


def _read(opened: Opened, told: Format, *, packed: bool = False) -> Iterator[Found]:
    """``told`` is what the name says, ``packed`` whether the stream was unpacked already."""
    head, stream = with_head(opened.stream, HEAD if told == _UNKNOWN else 1)
    if not head:
        yield opened.source.fail(failure.EMPTY, "the file is empty. Remove it from the input.")
        return
    opened = opened.on(stream, opened.origin)
    kind, compression = by_bytes(head) if told == _UNKNOWN else told
    if compression:
        if packed:
            message = "it is packed twice. Unpack it once."
            yield opened.source.fail(failure.NESTED, message)
        else:
            yield from _read(unpack(opened, compression), Format(kind), packed=True)
    elif kind not in _ARCHIVES:
        yield from _READERS[kind](opened)
    elif opened.source.member is not None:
        yield nested(opened)
    else:
        yield from _ARCHIVES[kind](opened, read_stream)
