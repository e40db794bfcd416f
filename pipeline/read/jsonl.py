"""JSON Lines: one article a line. A bad line fails, the others go on."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from pipeline.read import failure
from pipeline.read.fields import article_of, choose
from pipeline.read.source import Found, Opened

_OBJECT = re.compile(rb"\s*\{\s*[\"}]")


def looks_like_jsonl(first_line: bytes) -> bool:
    """Whether a line begins a JSON object."""
    return _OBJECT.match(first_line.removeprefix(codecs.BOM_UTF8)) is not None


def read_jsonl(opened: Opened) -> Iterator[Found]:
    """The articles of a stream of lines.

    Lines end at line feeds only: inside a JSON string other line separators are ordinary characters.
    """
    number = 0
    for number, line in enumerate(_lines(opened.stream), 1):
        if line is None:
            yield opened.source.too_large(str(number), f"line {number}")
            continue
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if line.strip():
            yield _article(line, number, opened)
    if not number:
        yield opened.source.fail(failure.EMPTY, "the file is empty. Remove it from the input.")


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Lines with their end; None for one above the limit, of which no more than that is held."""
    limit = failure.MAX_ARTICLE_BYTES
    line = stream.readline(limit + 2)
    while line:
        if len(line) > limit and not line.endswith(b"\n"):
            yield None
            while line and not line.endswith(b"\n"):
                line = stream.readline(limit)
        else:
            yield line
        line = stream.readline(limit + 2)


def _article(line: bytes, number: int, opened: Opened) -> Found:
    place, label = str(number), f"line {number}"
    fail = opened.source.fail
    try:
        data = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        message = f"not UTF-8 at byte {error.start}. JSON Lines must be UTF-8; convert the file."
        return fail(failure.UNDECODABLE, message, place, label)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        message = f"invalid JSON ({reason}). Each line must be one JSON object."
        return fail(failure.BAD_JSON, message, place, label)
    if not isinstance(data, dict):
        message = f"a JSON {type(data).__name__} where an object was expected."
        return fail(failure.BAD_JSON, message, place, label)
    columns = choose(tuple(data), opened.options)
    return article_of(data, columns, opened.options, opened.source, number, label, digest=line.rstrip(b"\r\n"))
