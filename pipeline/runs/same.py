"""When two articles say the same: one text, whatever became of its case, marks and line ends."""

from __future__ import annotations

import hashlib
import unicodedata

import regex

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")


def text_key(text: str) -> str | None:
    """32 hex digits that are equal for texts with the same words in the same order; None for a text without words.

    Words are runs of letters and digits, compared without case and in their compatibility form (NFKC). So line ends,
    quotation marks and hyphens make no difference, one other number does.
    """
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    if not words:
        return None
    return hashlib.sha256(" ".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:32]
