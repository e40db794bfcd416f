"""Fields and columns: which one holds the text, the title, the date ..., and the article that they make."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

import yaml

from pipeline.errors import InputError, KnowledgeError
from pipeline.knowledge.paths import models_dir
from pipeline.read import failure
from pipeline.read.decode import decode, looks_like_html, repair
from pipeline.read.failure import ReadFailure
from pipeline.read.options import ReadOptions
from pipeline.read.source import Found, Source
from pipeline.records import Article

#: Longest id in characters; what is longer is none.
MAX_ID = 1000

_DATE = re.compile(r"\s*(\d{4})(?:-(\d{2})(?:-(\d{2})(?=\D|$))?)?")
_MAIL_DATE = re.compile(r"\s*(?:[A-Za-z]{3},\s*)?\d{1,2}\s[A-Za-z]{3}\s\d{4}\b")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MARKUP = re.compile(
    r"\s*<(?:!--|/?(?:p|div|h[1-6]|article|section|span|table|ul|ol|figure|img|blockquote|br)\b)", re.I
)
_NOT_NAME = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """For each role the names that may hold it, the likeliest first."""

    text: tuple[str, ...] = ()
    html: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    id: tuple[str, ...] = ()

    def all(self) -> list[str]:
        """Every name once."""
        return list(dict.fromkeys(name for role in fields(self) for name in getattr(self, role.name)))


@lru_cache(maxsize=1)
def _usual() -> dict[str, list[str]]:
    path = models_dir() / "fields" / "names.yaml"
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {role.name: [_folded(name) for name in found[role.name]] for role in fields(Columns)}
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise KnowledgeError(f"{path}: cannot be used ({error!r}). Reinstall granthound.", code="E-DATA-001") from error


def _folded(name: str) -> str:
    return _NOT_NAME.sub("", name.casefold())


@lru_cache(maxsize=512)
def choose(names: tuple[str, ...], options: ReadOptions) -> Columns:
    """The columns among ``names``; one that the user named stands alone, whether it is there or not."""
    there: dict[str, str] = {}
    for name in names:
        there.setdefault(_folded(name), name)
    roles: dict[str, tuple[str, ...]] = {}
    for role, usual in _usual().items():
        chosen: str | None = getattr(options, role)
        roles[role] = (chosen,) if chosen else tuple(there[name] for name in usual if name in there)
    return Columns(**roles)


def missing_columns(names: Iterable[str], options: ReadOptions, source: Source) -> list[ReadFailure]:
    """What the user named and the file does not have."""
    have = list(names)
    listed = ", ".join(have[:20])
    return [
        source.fail(failure.NO_COLUMN, f'no column "{name}" (columns: {listed}). Look at --{role.name}-field.')
        for role in fields(Columns)
        if role.name not in ("text", "html") and (name := getattr(options, role.name)) and name not in have
    ]


def no_text(names: Iterable[str], options: ReadOptions) -> str:
    """The message for a row or file without a text."""
    have = ", ".join(sorted(str(name) for name in names)[:8]) or "none"
    wanted = options.text or "text"
    return f'no text in "{wanted}" or "{options.html or "html"}" (fields: {have}). Name the field with --text-field.'


def article_of(
    row: Mapping[str, Any],
    columns: Columns,
    options: ReadOptions,
    source: Source,
    number: int,
    label: str,
    *,
    digest: bytes = b"",
    decoded: list[tuple[str, str]] | None = None,
) -> Found:
    """The article of a row. ``number`` counts rows from 1, ``label`` is the row in words, ``digest`` its bytes.

    ``decoded`` are the notes of ``decode``, where the row has been through it and needs no further repair.
    """
    place = next((value for value in _strings(row, columns.id) if len(value) <= MAX_ID), str(number))
    notes = list(decoded or ())
    try:
        content, media_type = _content(row, columns, options, notes)
    except InputError as error:
        return source.fail(error.code, str(error), str(number), label)
    if content is None:
        return source.fail(failure.NO_TEXT, no_text(row, options), str(number), label)
    if not content.strip():
        return source.fail(failure.EMPTY, "the text is empty.", str(number), label)
    if len(content) > failure.MAX_ARTICLE_BYTES:
        return source.too_large(str(number), label)
    content, broken = _SURROGATE.subn("\ufffd", content)
    if broken:
        notes.append(("undecodable-bytes", f"{broken} half characters (surrogates) were replaced by U+FFFD."))
    title = _string(row, columns.title)
    if decoded is None:
        content, repaired = repair(content)
        notes += repaired
        title = repair(title)[0] if title else None
    return Article(
        uri=source.uri,
        content=content,
        media_type=media_type,
        item=source.item(place),
        url=_string(row, columns.url),
        title=title,
        published=_published(row, columns.date, notes),
        sha256=hashlib.sha256(digest or content.encode("utf-8")).hexdigest(),
        notes=notes,
    )


def _content(
    row: Mapping[str, Any], columns: Columns, options: ReadOptions, notes: list[tuple[str, str]]
) -> tuple[str | None, str]:
    """The first text that is not blank, else HTML, else a blank one."""
    blank: str | None = None
    for role, names in (("text", columns.text), ("html", columns.html)):
        for name in names:
            value = row.get(name)
            if isinstance(value, bytes):
                decoded = decode(value)
                notes += decoded.notes
                value = decoded.text
            if not isinstance(value, str):
                continue
            if value.strip():
                html = role == "html" or name in columns.html or looks_like_html(value) or _is_fragment(value)
                return value, "text/html" if html else "text/plain"
            blank = value
    return blank, "text/plain"


def _is_fragment(text: str) -> bool:
    """Whether it begins as a piece of HTML does, and goes on so."""
    return _MARKUP.match(text) is not None and "</" in text


def _strings(row: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    """The values that are text, a number or a date, and not blank."""
    for name in names:
        value = row.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, date):  # and datetime
            value = value.isoformat()
        if isinstance(value, str) and (value := _SURROGATE.sub("\ufffd", value).strip()):
            yield value


def _string(row: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    return next(_strings(row, names), None)


def _published(row: Mapping[str, Any], names: tuple[str, ...], notes: list[tuple[str, str]]) -> str | None:
    """The first date that can be read; noted where there are some and none can."""
    values = list(_strings(row, names))
    found = next(filter(None, map(day_of, values)), None)
    if values and found is None:
        notes.append(("published-unreadable", f"The publishing date {values[0][:40]!r} is no ISO date (2024-05-31)."))
    return found


def day_of(value: str) -> str | None:
    """The day, month or year of an ISO date, as precise as it is given, or the day of a date as in e-mails and feeds.

    It is the day where it was written, whatever the time zone.
    """
    match = _DATE.match(value)
    try:
        if match and (match.end() == len(value) or match[3]):
            year, month, day = (int(part) if part else 1 for part in match.groups())
            date(year, month, day)
            return match[0].strip()
        if _MAIL_DATE.match(value):
            return parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError, IndexError):
        pass
    return None
