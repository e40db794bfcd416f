"""A stream that is one article: plain text or HTML."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from pipeline.errors import InputError
from pipeline.read import failure
from pipeline.read.decode import decode, looks_like_html
from pipeline.read.limits import read_at_most
from pipeline.read.source import Found, Opened, Source
from pipeline.records import Article

_BLANK = "\ufeff\0 \t\r\n\f\v\u200b"


def read_single(opened: Opened, *, html: bool = False) -> Iterator[Found]:
    """The one article of a stream; ``html`` says that it is HTML however it begins."""
    yield article_from_bytes(read_at_most(opened.stream, failure.MAX_ARTICLE_BYTES + 1), opened.source, html=html)


def article_from_bytes(
    data: bytes,
    source: Source,
    *,
    html: bool = False,
    place: str | None = None,
    url: str | None = None,
    charset: str | None = None,
) -> Found:
    """The article that some bytes are; ``charset`` is the encoding that was told with them."""
    label = f"record {place}" if place else None
    if not data.strip():
        return source.fail(failure.EMPTY, _empty(place), place, label)
    if len(data) > failure.MAX_ARTICLE_BYTES:
        return source.too_large(place, label)
    try:
        decoded = decode(data, charset)
    except InputError as error:
        return source.fail(error.code, str(error), place, label)
    if not decoded.text.strip().strip(_BLANK).strip():
        return source.fail(failure.EMPTY, _empty(place), place, label)
    return Article(
        uri=source.uri,
        content=decoded.text,
        media_type="text/html" if html or looks_like_html(decoded.text) else "text/plain",
        item=source.item(place),
        url=url,
        sha256=hashlib.sha256(data).hexdigest(),
        notes=decoded.notes,
    )


def _empty(place: str | None) -> str:
    return "the record is empty." if place else "the file is empty. Remove it from the input."
