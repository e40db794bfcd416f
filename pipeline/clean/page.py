"""The main text of an HTML page, and what its head says of it.

A page is parsed once. All that is read from it is read from that one tree, trafilatura and htmldate included.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import regex
import trafilatura
from lxml import etree
from lxml import html as lxml_html
from trafilatura.settings import Extractor

from pipeline.clean.metadata import described
from pipeline.clean.published import published
from pipeline.clean.visible import covers, join_cells, too_deep, visible_text, without_tags

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it cannot read, the fallback reads

#: Share of the visible text below which what trafilatura found is not believed to be the article.
MIN_SHARE = 0.2
#: Characters above which only the fallback is used.
MAX_CHARS = 3_000_000

# Made once: it reads a configuration file. "Fast" leaves out the comparison with other extractors, which changes
# the text of 3 % of real pages and finds no more of their articles (docs/input-and-output.md).
_OPTIONS = Extractor(output_format="txt", fast=True, recall=True, comments=False, tables=True, dedup=False)
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
    clear = _clear_tree(source)
    tree = clear if clear is not None else _any_tree(source)
    if tree is None:
        return Page(without_tags(source))
    _empty_scripts(tree)
    headline, day = described(tree)
    title, day = _title(tree, headline), day or published(tree, source)
    language = _language(tree)
    if too_deep(tree):
        return Page(without_tags(source), title, day, language)
    main = _main(clear) if clear is not None else None
    text = main if main is not None and covers(main, MIN_SHARE, tree) else visible_text(tree)
    return Page(text, title, day, language)


def _clear_tree(source: str) -> Any:
    """The tree as trafilatura makes it, without comments; None where it takes the source for no page."""
    if len(source) > MAX_CHARS:
        return None
    try:
        return trafilatura.load_html(source)
    except Exception:  # any failure of the library on a broken page
        return None


def _any_tree(source: str) -> Any:
    """The tree of whatever it is."""
    try:
        # As bytes: lxml refuses text that declares an encoding.
        parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
        return lxml_html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _empty_scripts(tree: Any) -> None:
    """Takes out what no reader sees; of the scripts, structured data stay.

    Days in scripts are those of caches and sessions, and trafilatura would copy all of it more than once.
    """
    for node in tree.iter("script", "style"):
        if "json" not in (node.get("type") or "").lower():
            node.text = None


def _main(tree: Any) -> str | None:
    """What trafilatura takes for the article; None where it finds nothing or gives up. The tree stays as it is."""
    try:
        found = trafilatura.extract(tree, options=_OPTIONS)
    except Exception:  # any failure of the library on a broken page; the fallback reads the page
        return None
    return "\n".join(_row(line) for line in found.split("\n") if not _RULE.match(line)) if found else None


def _row(line: str) -> str:
    """A row of a table that trafilatura wrote as ``| a | b |``."""
    match = _ROW.match(line) if line.startswith("|") else None
    return join_cells(match[1].split("|")) if match else line


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


def _language(tree: Any) -> str | None:
    root = tree if tree.tag == "html" else tree.getroottree().getroot()
    match = _LANGUAGE.match((root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").lower())
    return match[0] if match else None
