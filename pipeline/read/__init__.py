"""read: every kind of input becomes articles; what cannot be read becomes a ReadFailure and the rest goes on."""

from __future__ import annotations

import hashlib
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import InputError
from pipeline.read import failure
from pipeline.read.decode import decode, looks_like_html
from pipeline.read.failure import ReadFailure
from pipeline.read.jsonl import looks_like_jsonl, read_jsonl
from pipeline.read.walk import failure_of, uri_of, walk
from pipeline.records import Article

__all__ = ["ReadFailure", "iter_articles"]


def iter_articles(
    inputs: Sequence[str],
    *,
    text_field: str = "text",
    skipped: Counter[str] | None = None,
    exclude: Iterable[Path] = (),
) -> Iterator[Article | ReadFailure]:
    """All articles of files, folders (recursively, sorted by name) and ``-`` (standard input).

    ``text_field`` names the field of JSON Lines that holds the text. ``skipped``, if given, counts the
    files that were passed over in folders, by ending. ``exclude`` names files not to be read, such as the
    output of the run. Never raises for an input: what cannot be read
    comes as a ReadFailure.
    """
    counter: Counter[str] = Counter() if skipped is None else skipped
    unread = {os.path.realpath(path) for path in exclude}
    for given in inputs:
        if given == "-":
            yield from _read_stream(sys.stdin.buffer, "-", ".jsonl?", text_field)
            continue
        for path in walk(given, counter):
            if isinstance(path, ReadFailure):
                yield path
            elif unread and os.path.realpath(path) in unread:
                counter["output"] += 1
            else:
                yield from _read_file(path, text_field)


def _read_file(path: Path, text_field: str) -> Iterator[Article | ReadFailure]:
    suffix = path.suffix.lower()
    kind = suffix if suffix in (".jsonl", ".txt", ".html", ".htm") else ".jsonl?"
    try:
        with path.open("rb") as stream:
            yield from _read_stream(stream, uri_of(path), kind, text_field)
    except OSError as error:
        yield failure_of(path, error)


def _read_stream(stream: BinaryIO, uri: str, kind: str, text_field: str) -> Iterator[Article | ReadFailure]:
    """``kind`` is the ending of the name, ``.jsonl?`` where the first line decides."""
    limit = failure.MAX_ARTICLE_BYTES
    blank, head, before = bytearray(), b"", 0
    if kind == ".jsonl?":
        head = stream.readline(limit + 2)
        while head and not head.strip() and before < 1000:
            blank += head
            head, before = stream.readline(limit + 2), before + 1
    if kind == ".jsonl" or looks_like_jsonl(head):
        yield from read_jsonl(stream, uri, text_field, head, before)
    else:
        start = bytes(blank) + head
        yield _one(start + stream.read(max(0, limit + 1 - len(start))), uri, html=kind in (".html", ".htm"))


def _one(data: bytes, uri: str, *, html: bool) -> Article | ReadFailure:
    """A file that is one article."""
    if not data.strip():
        return ReadFailure(uri, None, failure.EMPTY, f"{uri}: the file is empty. Remove it from the input.")
    if len(data) > failure.MAX_ARTICLE_BYTES:
        return ReadFailure(uri, None, failure.TOO_LARGE, failure.too_large(uri))
    try:
        decoded = decode(data)
    except InputError as error:
        return ReadFailure(uri, None, error.code, f"{uri}: {error}")
    if not decoded.text.strip().strip("\ufeff\0 \t\r\n\f\v\u200b").strip():
        return ReadFailure(uri, None, failure.EMPTY, f"{uri}: the file is empty. Remove it from the input.")
    return Article(
        uri=uri,
        content=decoded.text,
        media_type="text/html" if html or looks_like_html(decoded.text) else "text/plain",
        sha256=hashlib.sha256(data).hexdigest(),
        notes=decoded.notes,
    )
