"""JSON Lines: one article a line. A bad line fails, the others go on."""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from pipeline.read import failure
from pipeline.read.decode import looks_like_html
from pipeline.read.failure import ReadFailure
from pipeline.records import Article

_OBJECT = re.compile(rb"\s*\{\s*[\"}]")
_DATE = re.compile(r"\s*(\d{4})(?:-(\d{2})(?:-(\d{2})(?=\D|$))?)?")
_SURROGATE = re.compile("[\ud800-\udfff]")


def looks_like_jsonl(first_line: bytes) -> bool:
    """Whether a line begins a JSON object."""
    return _OBJECT.match(first_line.removeprefix(codecs.BOM_UTF8)) is not None


def read_jsonl(
    stream: BinaryIO, uri: str, text_field: str, head: bytes = b"", before: int = 0
) -> Iterator[Article | ReadFailure]:
    """The articles of a stream of lines; ``head`` is a line already taken from it, after ``before`` blank ones.

    Lines end at line feeds only: inside a JSON string other line separators are ordinary characters.
    """
    number = before
    for line in _lines(stream, head):
        number += 1
        if line is None:
            message = failure.too_large(f"{uri}, line {number}")
            yield ReadFailure(uri, str(number), failure.TOO_LARGE, message)
            continue
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if line.strip():
            yield _article(line, uri, number, text_field)
    if not number:
        yield ReadFailure(uri, None, failure.EMPTY, f"{uri}: the file is empty. Remove it from the input.")


def _lines(stream: BinaryIO, head: bytes) -> Iterator[bytes | None]:
    """Lines without their end; None for one above the limit, of which no more than that is held."""
    limit = failure.MAX_ARTICLE_BYTES
    line = head or stream.readline(limit + 2)
    while line:
        if len(line) > limit and not line.endswith(b"\n"):
            yield None
            while line and not line.endswith(b"\n"):
                line = stream.readline(limit)
        else:
            yield line
        line = stream.readline(limit + 2)


def _article(line: bytes, uri: str, number: int, text_field: str) -> Article | ReadFailure:
    def fail(code: str, message: str) -> ReadFailure:
        return ReadFailure(uri, str(number), code, f"{uri}, line {number}: {message}")

    try:
        data = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return fail(
            failure.UNDECODABLE, f"not UTF-8 at byte {error.start}. JSON Lines must be UTF-8; convert the file."
        )
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        return fail(failure.BAD_JSON, f"invalid JSON ({reason}). Each line must be one JSON object.")
    if not isinstance(data, dict):
        return fail(failure.BAD_JSON, f"a JSON {type(data).__name__} where an object was expected.")
    content, media_type = _content(data, text_field)
    if content is None:
        have = ", ".join(sorted(str(key) for key in data)[:8]) or "none"
        return fail(
            failure.NO_TEXT, f'no text in "{text_field}" or "html" (fields: {have}). Name the field with --text-field.'
        )
    if not content.strip():
        return fail(failure.EMPTY, "the text is empty.")
    notes: list[tuple[str, str]] = []
    content, broken = _SURROGATE.subn("\ufffd", content)
    if broken:
        notes.append(("undecodable-bytes", f"{broken} half characters (surrogates) were replaced by U+FFFD."))
    return Article(
        uri=uri,
        content=content,
        media_type=media_type,
        item=_string(data, "id") or str(number),
        url=_string(data, "url"),
        title=_string(data, "title"),
        published=_published(data, notes),
        sha256=hashlib.sha256(line.rstrip(b"\r\n")).hexdigest(),
        notes=notes,
    )


def _content(data: dict[str, Any], text_field: str) -> tuple[str | None, str]:
    text, html = data.get(text_field), data.get("html")
    if isinstance(text, str) and (text.strip() or not isinstance(html, str)):
        return text, "text/html" if text_field == "html" or looks_like_html(text) else "text/plain"
    return (html, "text/html") if isinstance(html, str) else (None, "")


def _string(data: dict[str, Any], name: str) -> str | None:
    value = data.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return None
    return _SURROGATE.sub("\ufffd", value).strip() or None


def _published(data: dict[str, Any], notes: list[tuple[str, str]]) -> str | None:
    """The ISO date of "published" or "date", as precise as it is given."""
    value = _string(data, "published") or _string(data, "date")
    if value is None:
        return None
    match = _DATE.match(value)
    try:
        if match and (match.end() == len(value) or match[3]):
            year, month, day = (int(part) if part else 1 for part in match.groups())
            date(year, month, day)
            return match[0].strip()
    except ValueError:
        pass
    notes.append(("published-unreadable", f"The publishing date {value[:40]!r} is no ISO date (2024-05-31)."))
    return None
