"""RSS and Atom: one article an entry."""

from __future__ import annotations

import hashlib
import html
import io
import re
from collections.abc import Iterator
from typing import Any

from pipeline.errors import InputError
from pipeline.read import failure, limits
from pipeline.read.decode import decode, looks_like_html, repair
from pipeline.read.extras import library
from pipeline.read.fields import day_of
from pipeline.read.single import article_from_bytes
from pipeline.read.source import Found, Opened, Source
from pipeline.records import Article

_DECLARED = re.compile(r"<\?xml[^>]*>")
_ENTITY = re.compile(r"<!ENTITY\b", re.I)
_ROOT_END = re.compile(r"</(?:\w+:)?(?:rss|feed|rdf)\s*>(?>\s+|<!--(?>.*?-->))*+\Z", re.I | re.S)
_ELEMENT = re.compile(r"<[A-Za-z]")
_GAP = re.compile(r"\n\s{50,}")  # before the first element the library takes time with the square of such a gap
_TAG = re.compile(r"</?[a-z][^<>]*>", re.I)


def read_feed(opened: Opened, *, any_xml: bool = False) -> Iterator[Found]:
    """The articles of the entries; ``item`` is the entry's id or its number from 1. ``any_xml``: its name does not say that it
    is a feed, so other XML (a map of a site, settings) is passed over where the user did not name it.

    Raises InputError (E-READ-017 where entities are declared, E-READ-018 for other XML, E-READ-012 cut off).
    """
    source = opened.source
    data = limits.read_whole(opened.stream, "a feed", limits.MAX_FEED_BYTES)
    if not data.strip():
        yield source.fail(failure.EMPTY, "the file is empty. Remove it from the input.")
        return
    decoded = decode(data)
    if looks_like_html(decoded.text):
        yield article_from_bytes(data, source, html=True)
        return
    if _ENTITY.search(decoded.text):
        message = "it declares XML entities, which feeds have no need of and bombs are made of. Remove them."
        raise InputError(message, code=failure.ENTITIES)
    parser = library("feedparser", "feeds", "Feeds")
    text = decoded.text.lstrip("\ufeff\0 \t\r\n")
    declared = _DECLARED.match(text)  # the encoding that it names is undone
    text = text[declared.end() :] if declared else text
    element = _ELEMENT.search(text)
    start = element.start() if element else len(text)
    text = _GAP.sub("\n", text[:start]) + text[start:]
    feed = parser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    if not feed.entries and not feed.version:
        if any_xml and opened.found:
            opened.skipped["no feed"] += 1
            return
        message = "XML that is no feed. Only RSS and Atom are read."
        raise InputError(message, code=failure.UNSUPPORTED)
    notes = list(decoded.notes)
    if feed.bozo:
        reason = str(feed.get("bozo_exception"))[:200]
        notes.append(("feed-broken", f"The feed is no sound XML ({reason}); it was read as far as possible."))
    for number, entry in enumerate(feed.entries, 1):
        yield _article(entry, source, number, notes)
    if _ROOT_END.search(decoded.text[-5000:]) is None:
        raise InputError("the feed is cut off; its last entry may be incomplete.", code=failure.DAMAGED)
    if not feed.entries:
        yield source.fail(failure.EMPTY, "the feed has no entries. Remove it from the input.")


def _article(entry: Any, source: Source, number: int, notes: list[tuple[str, str]]) -> Found:
    label = f"entry {number}"
    title = str(entry.get("title") or "").strip()
    content, media_type = _content(entry)
    if not content.strip():
        content, media_type = title, "text/plain"
    if not content.strip():
        return source.fail(failure.EMPTY, "the entry has neither text nor title.", str(number), label)
    if len(content) > failure.MAX_ARTICLE_BYTES:
        return source.too_large(str(number), label)
    content, repaired = repair(content)
    written = str(entry.get("published") or entry.get("updated") or "")
    published = day_of(written)
    notes = [*notes, *repaired]
    if written and not published:
        notes.append(("published-unreadable", f"The publishing date {written[:40]!r} could not be read."))
    return Article(
        uri=source.uri,
        content=content,
        media_type=media_type,
        item=source.item(str(entry.get("id") or "").strip() or str(number)),
        url=str(entry.get("link") or "").strip() or None,
        title=title or None,
        published=published,
        sha256=hashlib.sha256(content.encode("utf-8", "replace")).hexdigest(),
        notes=notes,
    )


def _content(entry: Any) -> tuple[str, str]:
    """The longest of the entry's texts: some feeds have all of it, and a summary beside it."""
    found = [*entry.get("content", ()), entry.get("summary_detail") or {}]
    best = max(found, key=lambda part: len(part.get("value") or ""))
    value = str(best.get("value") or "")
    if best.get("type") != "text/plain" and _TAG.search(value):
        return value, "text/html"
    return html.unescape(value), "text/plain"
