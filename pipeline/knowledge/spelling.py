"""Texts that leave the diacritics out, as old systems and hurried writers do.

Such a text is read as a variety of its language, ``cs-x-plain`` (a private-use tag as BCP 47 has them): the same pack and
gazetteer, with every word respelled the way the text does it.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable

import regex

from pipeline.knowledge.packs import Group, languages, load_pack

_PLAIN = "-x-plain"
_LETTERS = regex.compile(r"\p{L}+")
_MARKED = regex.compile(r"[^\P{L}\x00-\x7f]+")
_NAME = regex.compile(r"LATIN (SMALL|CAPITAL) (?:LETTER|LIGATURE) ([A-Z]{1,2})(?: WITH .*)?")
EXPECTED = 5.0  # letters with a mark that a text would have; that there are none is then no accident (e**-5)
SPARSE = 0.1  # of the expected letters may bear a mark all the same: foreign names, a quotation


def base(code: str) -> str:
    """The language of a variety: ``cs`` of ``cs-x-plain``."""
    return code.removesuffix(_PLAIN)


def variety(text: str, code: str) -> str:
    """``code``, or its plain variety where the text has next to none of the marks that the language would put."""
    share = _share_of_marked(code)
    if share * len(text) < EXPECTED or sum(map(len, _MARKED.findall(text))) > SPARSE * share * len(text):
        return code  # told without counting the letters: there are no more than characters
    expected = sum(map(len, _LETTERS.findall(text))) * share
    if expected < EXPECTED or sum(map(len, _MARKED.findall(text))) > SPARSE * expected:
        return code
    return code + _PLAIN


def spelling(code: str | None) -> Callable[[str], str] | None:
    """How words are respelled before they are looked up; None where they are taken as they stand."""
    if code is None or base(code) == code:
        return None
    replacements = load_pack(base(code)).transliteration
    return lambda text: _plain(text, replacements)


def unmarked(text: str) -> str:
    """A text with its Latin letters bare."""
    return text if text.isascii() else "".join(_unmarked(c) for c in text)


def _plain(text: str, replacements: dict[str, str]) -> str:
    for letter, written in replacements.items():
        text = text.replace(letter, written).replace(letter.upper(), written.capitalize())
    return unmarked(text)


@functools.cache
def _unmarked(letter: str) -> str:
    """A Latin letter without its marks, told by its Unicode name: strokes and ligatures do not decompose."""
    if unicodedata.combining(letter):
        return ""
    decomposed = unicodedata.normalize("NFKD", letter)
    if len(decomposed) > 1:
        return "".join(_unmarked(c) for c in decomposed)
    name = _NAME.fullmatch(unicodedata.name(letter, ""))
    if name is None:
        return letter
    bare = str(name[2])
    return bare.lower() if name[1] == "SMALL" else bare.capitalize()


@functools.cache
def _share_of_marked(code: str) -> float:
    """Share of the letters beyond ASCII in the language's running text, by the examples of its pack."""
    if code not in languages():
        return 0.0
    pack = load_pack(code)
    sections = (pack.labels, pack.cues, pack.dates, pack.triage)
    groups = [getattr(s, name) for s in sections for name in type(s).model_fields]
    text = " ".join(e for g in groups if isinstance(g, Group) for e in g.examples)
    letters = sum(map(len, _LETTERS.findall(text)))
    return sum(map(len, _MARKED.findall(text))) / letters if letters else 0.0
