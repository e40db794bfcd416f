"""The main text of an HTML page, and what its head says of it."""

from __future__ import annotations

import html
import logging
from dataclasses import dataclass
from typing import Any

import regex
import trafilatura
from htmldate import find_date
from lxml import etree
from lxml import html as lxml_html

from pipeline.clean.metadata import described

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it cannot read, the fallback reads

#: Share of the visible text below which what trafilatura found is not believed to be the article.
MIN_SHARE = 0.2
#: Characters above which only the fallback is used, and depth of tags above which the tree is incomplete.
MAX_CHARS = 3_000_000
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
_LANGUAGE = regex.compile(r"[a-z]{2,3}(?![a-z])")
_ROW = regex.compile(r"^\|(.*?)\|?\s*$")
_RULE = regex.compile(r"^[|\s]*---[-|\s]*$")  # below the heading of a table


@dataclass(frozen=True, slots=True)
class Page:
    """Text, and where the page gives them: title, ISO publishing date, language code."""

    text: str
    title: str | None = None
    published: str | None = None
    language: str | None = None


def read_page(source: str) -> Page:
    """Reads a page however broken it is."""
    source = source.replace("\0", "")
    tree = _tree(source)
    if tree is None:
        return Page(_without_tags(source))
    deep = _depth(tree) > MAX_DEPTH
    visible = _without_tags(source) if deep else _visible(tree)
    main = None if deep else _main(source)
    enough = main is not None and _size(main) >= MIN_SHARE * _size(visible)
    text = main if main is not None and enough else visible
    headline, day = described(tree)
    return Page(text, _title(tree, headline), day or _published(source), _language(tree))


def _tree(source: str) -> Any:
    try:
        # As bytes: lxml refuses text that declares an encoding.
        parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
        return lxml_html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _main(source: str) -> str | None:
    """What trafilatura takes for the article; None where it finds nothing or gives up."""
    if len(source) > MAX_CHARS:
        return None
    try:
        found = trafilatura.extract(
            source,
            output_format="txt",
            favor_recall=True,
            include_comments=False,
            include_tables=True,
            deduplicate=False,
        )
    except Exception:  # any failure of the library on a broken page; the fallback reads the page
        return None
    return "\n".join(_row(line) for line in found.split("\n") if not _RULE.match(line)) if found else None


def _row(line: str) -> str:
    """A row of a table that trafilatura wrote as ``| a | b |``."""
    match = _ROW.match(line)
    return _join_cells(match[1].split("|")) if match else line


def _join_cells(cells: list[str]) -> str:
    """The cells of a row: a label with a colon and its value together, others apart."""
    text = ""
    for cell in filter(None, (" ".join(c.split()) for c in cells)):
        text += (" " if text.endswith(":") else " | " if text else "") + cell
    return text


def _visible(tree: Any) -> str:
    """All text of the body that a reader sees, a line for each block and table row."""
    lines: list[str] = []
    parts: list[str] = []

    def end_line() -> None:
        line = _join_cells("".join(parts).split("\x1f"))
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


def _is_hidden(node: Any) -> bool:
    return "hidden" in node.attrib or "display:none" in (node.get("style") or "").replace(" ", "").lower()


def _without_tags(source: str) -> str:
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


def _depth(tree: Any) -> int:
    depth = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _size(text: str) -> int:
    """Characters that are no blanks."""
    return sum(len(word) for word in text.split())


def _title(tree: Any, headline: str | None) -> str | None:
    """og:title, the headline of the structured data, the first heading, or the title of the window."""
    for node in tree.iterfind(".//meta[@property='og:title']"):
        if title := (node.get("content") or "").strip():
            return str(title)
    if headline:
        return headline
    for tag in ("h1", "title"):
        for node in tree.iter(tag):
            if title := " ".join("".join(node.itertext()).split()):
                return title
    return None


def _published(source: str) -> str | None:
    """The day of publishing by the page's metadata, time elements and datelines; bounds keep the clock out of it."""
    try:
        found = find_date(
            source, original_date=True, extensive_search=False, min_date="1990-01-01", max_date="2100-01-01"
        )
    except Exception:
        return None
    return found if found and _written(found, source) else None


def _written(found: str, source: str) -> bool:
    """Whether the page gives the day: the library fills in the first of the month where a page gives none or a wrong one."""
    year, month, day = (int(x) for x in found.split("-"))
    if day != 1:
        return True
    forms = (
        rf"{year}[-/. ]{{1,2}}0?{month}[-/. ]{{1,2}}0?1(?!\d)|(?<!\d)0?1[-/. ]{{1,2}}0?{month}[-/. ]{{1,2}}{year}"
        rf"|(?<!\d)0?1\.?\s\p{{L}}+[.,]?\s{year}|\p{{L}}\s0?1\.?,?\s{year}"
    )
    return regex.search(forms, source) is not None


def _language(tree: Any) -> str | None:
    root = tree if tree.tag == "html" else tree.getroottree().getroot()
    match = _LANGUAGE.match((root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").lower())
    return match[0] if match else None
