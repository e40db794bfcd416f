"""What a page's structured data (schema.org, as JSON-LD or microdata) says of the article on it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from lxml import etree

#: Blocks of JSON-LD that are looked at, characters of one, and values in all of one; pages have a few small ones.
MAX_BLOCKS = 20
MAX_CHARS = 500_000
MAX_NODES = 5_000

_ARTICLE = re.compile(r"(?:Article|Posting|Report)$")
_DATED = etree.XPath("/descendant::*[@itemprop='datePublished']")
_DAY = re.compile(r"\s*((?:199|20\d)\d-\d{2}-\d{2})(?!\d)")


def described(tree: Any) -> tuple[str | None, str | None]:
    """Title and ISO day of publishing of the page's one article; None where there is none or more than one."""
    articles = [node for node in _nodes(tree) if _is_article(node)]
    titles = {title for node in articles if (title := _title(node))}
    days = {day for node in articles if (day := _day(node.get("datePublished")) or _day(node.get("dateCreated")))}
    if not articles:
        days = {day for day in map(_day, _microdata(tree)) if day}
    return (titles.pop() if len(titles) == 1 else None), (days.pop() if len(days) == 1 else None)


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """All objects of the page's JSON-LD."""
    blocks = [s for s in tree.iter("script") if "ld+json" in (s.get("type") or "").lower()]
    for block in blocks[:MAX_BLOCKS]:
        text = block.text or ""
        try:
            todo: list[Any] = [json.loads(text, strict=False)] if len(text) <= MAX_CHARS else []
        except (ValueError, RecursionError):
            continue
        seen = 0
        while todo and seen < MAX_NODES:
            node = todo.pop()
            seen += 1
            if isinstance(node, dict):
                yield node
                todo += [value for value in node.values() if isinstance(value, dict | list)]
            elif isinstance(node, list):
                todo += node


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and _ARTICLE.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _title(node: dict[str, Any]) -> str | None:
    title = node.get("headline") or node.get("name")
    return " ".join(html.unescape(title).split()) or None if isinstance(title, str) else None


def _microdata(tree: Any) -> Iterator[str | None]:
    for node in _DATED(tree):
        yield node.get("content") or node.get("datetime")


def _day(value: Any) -> str | None:
    match = _DAY.match(value) if isinstance(value, str) else None
    try:
        return date.fromisoformat(match[1]).isoformat() if match else None
    except ValueError:
        return None
