"""The text of a page that a reader sees, without a judgement of what the article is."""

from __future__ import annotations

import html
from typing import Any

import regex
from lxml import etree

#: Depth of tags above which the parser leaves nodes out, so that the tree is incomplete.
MAX_DEPTH = 250

_BLOCKS = frozenset(
    """
    address article aside blockquote body br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
    header hr legend li main nav ol option p pre section summary table tbody tfoot thead title tr ul
    """.split()
)
_CELLS = frozenset({"td", "th"})
_HIDDEN = frozenset("head script style noscript template iframe object svg math textarea select button".split())
_TAG = regex.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>|<!--.*?(?:-->|\Z)|<[!?][^<>]*>", regex.S)
# Paths, rather than walks in Python: one step more than the depth; all text, its length with single blanks, the cells.
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")
_WHOLE = etree.XPath("string(/)", smart_strings=False)
_LENGTH = etree.XPath("string-length(normalize-space(/))")
_COUNT = etree.XPath(f"count({' | '.join(f'/descendant::{tag}' for tag in sorted(_CELLS))})")


def too_deep(tree: Any) -> bool:
    """Whether tags are nested deeper than ``MAX_DEPTH``; takes any node of the tree."""
    return bool(_TOO_DEEP(tree.getroottree()))


def visible_text(tree: Any) -> str:
    """All text of the body that a reader sees, a line for each block and table row."""
    lines: list[str] = []
    parts: list[str] = []

    def end_line() -> None:
        line = join_cells("".join(parts).split("\x1f"))
        parts.clear()
        if line:
            lines.append(line)

    hidden = 0
    for event, node in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        tag = node.tag if isinstance(node.tag, str) else ""
        starts = event == "start"
        if tag and (tag in _HIDDEN or _is_hidden(node)):
            hidden += 1 if starts else -1
        elif tag in _BLOCKS:
            end_line()
        elif tag in _CELLS and starts:
            parts.append("\x1f")
        if not hidden:
            parts.append(((node.text if starts else node.tail) or "").replace("\x1f", " "))
    end_line()
    return "\n".join(lines)


def covers(text: str, share: float, tree: Any) -> bool:
    """Whether the text is as long as a share of the visible text; counts characters that are no blanks.

    What a reader sees is at most all text of the tree with a bar for each cell. Only where the text might be too
    short by that measure, what a reader sees is worked out.
    """
    size, root = _size(text), tree.getroottree()
    bars = _COUNT(root)
    return (
        size >= share * (_LENGTH(root) + bars)
        or size >= share * (_size(_WHOLE(root)) + bars)
        or size >= share * _size(visible_text(tree))
    )


def without_tags(source: str) -> str:
    """The text of a page too broken or too deeply nested for a tree; one pass over the tags."""
    parts: list[str] = []
    end, skipping = 0, ""
    for tag in _TAG.finditer(source):
        if not skipping:
            parts.append(source[end : tag.start()])
        name = (tag[2] or "").lower()
        if skipping:
            skipping = "" if tag[1] and name == skipping else skipping
        elif name in _HIDDEN and not tag[1] and name != "head":
            skipping = name
        elif name in _BLOCKS:
            parts.append("\n")
        elif name in _CELLS:
            parts.append(" ")
        end = tag.end()
    if not skipping:
        parts.append(source[end:])
    lines = (" ".join(line.split()) for line in html.unescape("".join(parts)).split("\n"))
    return "\n".join(filter(None, lines))


def join_cells(cells: list[str]) -> str:
    """The cells of a row: a label with a colon and its value together, others apart."""
    text = ""
    for cell in filter(None, (" ".join(c.split()) for c in cells)):
        text += (" " if text.endswith(":") else " | " if text else "") + cell
    return text


def _is_hidden(node: Any) -> bool:
    return "hidden" in node.attrib or "display:none" in (node.get("style") or "").replace(" ", "").lower()


def _size(text: str) -> int:
    """Characters that are no blanks."""
    return len("".join(text.split()))
