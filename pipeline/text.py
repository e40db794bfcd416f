"""Words of a text, and comparing names."""

from __future__ import annotations

import functools
import unicodedata
from difflib import SequenceMatcher

import regex

# Letters keep their combining marks; an apostrophe inside a word belongs to it. A capital behind a lower-case letter begins a
# new token: where a table's cells run together, that is where the next one starts.
_LOWER = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
_UPPER = r"[\p{Lu}\p{Lt}]"
WORD = rf"(?:{_UPPER}[\p{{Lu}}\p{{M}}]*+(?:{_LOWER}++)?+|{_LOWER}++)(?:['’ʼ]\p{{L}}{_LOWER}*+)*+"
# An elided article or preposition is a word of its own: up to four letters, an apostrophe, and a vowel or an h behind it.
ELISION = r"\p{Latin}{1,4}['’](?=[aeiouyhAEIOUYH]|[^\x00-\x7f])(?=\p{L})"
WORD = rf"(?:{ELISION}|{WORD})"
TOKEN = regex.compile(rf"\d+|{WORD}|\n|[^\S\n]+|.")

_WORD = regex.compile(r"\w+")


@functools.lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Case, accents and punctuation off: what two spellings of one name have in common."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def alike(a: str, b: str, least: float) -> bool:
    """Whether the folded forms have a similarity by matching blocks (Ratcliff and Obershelp, 0..1) of at least this. Most pairs are
    told apart by their letters alone."""
    a, b = fold(a), fold(b)
    if not a or not b or a == b:
        return a == b != ""
    if 2 * min(len(a), len(b)) < least * (len(a) + len(b)):
        return False
    shared = sum(min(a.count(letter), b.count(letter)) for letter in set(a))
    if 2.0 * shared / (len(a) + len(b)) < least:
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= least
