"""WARC: the web pages of a crawl, and the texts of WET files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from pipeline.errors import InputError
from pipeline.read import failure
from pipeline.read.decode import looks_like_html
from pipeline.read.extras import library
from pipeline.read.single import article_from_bytes
from pipeline.read.source import Found, Opened
from pipeline.read.streams import Pieces

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_TEXT = "text/plain"
_MAJOR = re.compile(r"(?:application|audio|font|image|model|text|video)(?=/)")
#: What the HTTP headers before a page may take at most, in bytes.
_HEADERS = 1 << 16


class _Body(NamedTuple):
    """What a record holds; ``kind`` is its media type in lower case."""

    data: bytes
    kind: str
    charset: str | None
    status: int = 200


def read_warc(opened: Opened) -> Iterator[Found]:
    """The pages of a stream of records; ``item`` is the byte offset of the record in the file.

    Where several records are packed as one, those after the first have its offset, ``+`` and their number. Records
    of other kinds are passed over, pages that were not found and content that is no page are counted, too.
    Raises InputError (E-READ-012) where the stream breaks off.
    """
    warc = library("fastwarc.warc", "warc", "WARC files")
    start, further, end = 0, 0, 0
    stream = Pieces(opened.stream)
    records = warc.ArchiveIterator(
        stream, record_types=warc.WarcRecordType.any_type, parse_http=False, stream_detect=False
    )
    for record in records:
        offset = opened.origin(record.stream_pos) if opened.origin else record.stream_pos
        start, further = (offset, 0) if offset is not None else (start, further + 1)
        place = f"{start}+{further}" if further else str(start)
        if record.headers.get("Content-Length") is None:
            raise InputError(f"is cut off within the record at {place}.", code=failure.DAMAGED)
        end = record.stream_pos + _header_size(record) + record.content_length
        found = _article(record, place, opened, warc)
        if found is not None:
            yield found
    if end > stream.tell():
        raise InputError("is cut off within the last record.", code=failure.DAMAGED)


def _header_size(record: Any) -> int:
    lines = sum(len(name.encode()) + len(value.encode()) + 4 for name, value in record.headers.to_tuples())
    return lines + len(record.headers.status_line or "") + 4


def _article(record: Any, place: str, opened: Opened, warc: Any) -> Found | None:
    """The article of a record; None for one that is passed over."""
    kinds = warc.WarcRecordType
    if record.record_type == kinds.revisit:
        opened.skipped["WARC revisit"] += 1
    if record.record_type not in (kinds.response, kinds.resource, kinds.conversion):
        return None
    most = failure.MAX_ARTICLE_BYTES + _HEADERS
    data = record.reader.read(min(record.content_length, most))
    if len(data) < min(record.content_length, most):
        raise InputError(f"is cut off within the record at {place}.", code=failure.DAMAGED)
    try:
        body = _body(record, data, warc)
    except (OSError, ValueError) as error:
        message = f"the record cannot be read ({error})."
        return opened.source.fail(failure.DAMAGED, message, place, f"record {place}")
    text = body.kind == _TEXT and record.record_type == kinds.conversion
    if not 200 <= body.status < 300:
        opened.skipped[f"HTTP {body.status}"] += 1
    elif body.kind not in _HTML and not text:
        major = _MAJOR.match(body.kind)
        opened.skipped[f"{major[0]}/*" if major else "no media type"] += 1
    elif record.content_length > most:
        return opened.source.too_large(place, f"record {place}")
    else:
        return article_from_bytes(
            body.data,
            opened.source,
            html=not text,
            place=place,
            url=record.headers.get("WARC-Target-URI"),
            charset=body.charset,
        )
    return None


def _body(record: Any, data: bytes, warc: Any) -> _Body:
    """Raises OSError where HTTP headers or packed content cannot be read."""
    kind = record.headers.get("Content-Type") or ""
    if not kind.lower().startswith("application/http"):
        return _Body(data, kind.partition(";")[0].strip().lower(), None)
    http = warc.WarcRecord()  # a copy, so that the iterator goes on where this one breaks
    http.init_headers(warc.WarcRecordType.response)
    http.is_http = True
    http.set_bytes_content(data)
    http.parse_http(auto_decode="all")
    if not http.is_http_parsed or http.http_headers is None:
        raise ValueError("no HTTP headers")
    kind, status = (http.http_content_type or "").lower(), http.http_headers.status_code or 0
    if kind and kind not in _HTML:
        return _Body(b"", kind, None, status)
    body = http.reader.read(failure.MAX_ARTICLE_BYTES + 1)
    if not kind and looks_like_html(body[:5000].decode("latin-1")):
        kind = "text/html"
    return _Body(body, kind, http.http_charset, status)
