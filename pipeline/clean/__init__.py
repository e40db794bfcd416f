"""clean: an article's text, in one normal form, with nothing of the article lost.

Lines of page furniture (menus, share buttons) stay in the text and are marked later, by the language packs, so that
nothing of the article is lost where a mark is wrong.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import regex

from pipeline.clean.page import Page, read_page
from pipeline.records import Article

#: Longest line that is taken for a title, in characters.
MAX_TITLE = 300

_LINE_ENDS = regex.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BLANKS = regex.compile(r"[\t\p{Zs}]")
# Controls, format characters (zero-width, soft hyphen, direction), halves of surrogate pairs, noncharacters.
_OFF = regex.compile(r"[[\p{Cc}\p{Cf}\p{Cs}\p{NChar}]--[\n]]", regex.V1)
_SEPARATORS = regex.compile(r"[|»›•·→]|\s[>/]\s|\s{3,}")
_SITE = regex.compile(r"\s+[|–—»•:-]\s+")
_LETTERS = regex.compile(r"\p{L}{2,}")


@dataclass(frozen=True, slots=True)
class CleanText:
    """The text that evidence points into, and its title.

    ``published_hint`` is an ISO date that the container or the head of the page gives, ``language_hint``
    the language code that the page declares (often wrong).
    """

    text: str
    title: str | None = None
    published_hint: str | None = None
    language_hint: str | None = None


def clean(article: Article) -> CleanText:
    """The normalised text of an article; never raises for odd input.

    The text is NFC with line feeds as line ends and plain blanks only. A title that the container or the
    head of the page gives stands as the first line where the text does not have it.
    """
    page = read_page(article.content) if article.media_type == "text/html" else Page(article.content)
    text = _normal(page.text)
    title = _one_line(article.title) or _one_line(page.title)
    if title:
        title, text = _with_title(title, text)
    return CleanText(
        text=text,
        title=title or _first_title(text),
        published_hint=article.published or page.published,
        language_hint=page.language,
    )


def _normal(text: str) -> str:
    """NFC, one kind of line end and of blank, nothing invisible, no blanks at line ends."""
    if not all(map(str.isprintable, text.split("\n"))):  # where they are, only blanks and line feeds are in it
        text = _OFF.sub("", _BLANKS.sub(" ", _LINE_ENDS.sub("\n", text)))
    text = unicodedata.normalize("NFC", text)
    if " \n" in text or text.endswith(" "):
        text = "\n".join([line.rstrip(" ") for line in text.split("\n")])
    return text.strip("\n")


def _one_line(title: str | None) -> str | None:
    return " ".join(_normal(title).split())[:MAX_TITLE].rstrip() or None if title else None


def _with_title(title: str, text: str) -> tuple[str, str]:
    """A title and the text that has it; the site's name after the title is left off where the text shows it is one."""
    least = min(2, len(_LETTERS.findall(title)))
    candidates = [c for c in (title, _SITE.split(title)[0]) if len(_LETTERS.findall(c)) >= least]
    body = None
    for candidate in candidates:
        if candidate in text:
            return candidate, text
        body = body or _squeezed(text)
        if _squeezed(candidate) in body:
            return candidate, text
    return title, f"{title}\n\n{text}".strip("\n")


def _squeezed(text: str) -> str:
    return " ".join(text.casefold().split())


def _first_title(text: str) -> str | None:
    """The first line that can be a title: some words, no row of links. A whole paragraph is none."""
    for line in text.split("\n"):
        line = line.strip()
        if len(_SEPARATORS.findall(line)) < 2 and len(_LETTERS.findall(line)) >= 2:
            return line if len(line) <= MAX_TITLE else None
    return None
