"""Which language an article, and each of its paragraphs, is written in.

py3langid, restricted to the languages of Europe, decides; where it is not sure, and the page does not say the same, langdetect
(seeded) is the arbiter on the article's first few thousand characters. Same text, same answer.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import regex

from pipeline.knowledge.identifier import Identifier, identifier

CANDIDATES = tuple(
    "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv no nb nn is uk ru be sr bs mk sq tr ca eu gl ka hy az he ar cy lb".split()
)
SURE = 0.98  # of py3langid's normalised score, from which nobody else is asked
SAMPLE = 4000  # characters that the arbiter reads
PARAGRAPH = 160  # letters from which a paragraph may have a language of its own
PARAGRAPH_SURE = 0.995
WORDS = regex.compile(r"[^\p{L}\s'’-]+")
ALIAS = {"no": "nb", "nn": "nb", "bs": "hr"}  # written standards that packs do not tell apart


@dataclass(frozen=True, slots=True)
class Detected:
    """ISO 639-1 code (``und`` where a text holds no letters), confidence in 0..1, and of the lines in another language their
    numbers from 0 and codes."""

    code: str
    confidence: float
    others: tuple[tuple[int, str], ...] = ()


def detect(text: str, prior: str | None = None) -> Detected:
    """The language of a text and of its long lines. ``prior`` (an HTML lang attribute, often wrong) confirms the likeliest, and
    breaks ties."""
    lines = [" ".join(line.split()) for line in WORDS.sub(" ", unicodedata.normalize("NFC", text)).split("\n")]
    words = " ".join(filter(None, lines))
    if _letters(words) < 20:
        return Detected("und", 0.0)
    if words.isupper():
        words, lines = words.lower(), [line.lower() for line in lines]
    model = identifier(CANDIDATES)
    features = model.features(words.encode("utf-8", "surrogatepass"))
    code, confidence = _decided(model.ranked(features)[:3], words, prior)
    return Detected(code, confidence, tuple(_others(lines, features, code, model)))


def _decided(best: list[tuple[str, float]], words: str, prior: str | None) -> tuple[str, float]:
    ranked = [(ALIAS.get(code, code), p) for code, p in best]
    (first, p), (second, rival) = ranked[0], ranked[1]
    if p >= SURE or first == second or (first == prior and p >= 2 * rival):
        return first, round(p, 4)
    votes = _arbiter(words[:SAMPLE])
    scores = {code: p + votes.get(code, 0.0) for code, p in ranked}
    if prior in scores and abs(p - rival) < 0.2:
        scores[prior] += 0.1
    code = max(scores, key=lambda c: (scores[c], c))
    return code, round(min(0.97, scores[code] / 2), 4)


def _others(lines: list[str], features: Any, article: str, model: Identifier) -> Iterator[tuple[int, str]]:
    """Lines that are long and surely in another language than the article. A line's first features may have begun in the
    line before: a handful of hundreds."""
    start = 0
    for number, line in enumerate(lines):
        end = start + (len(line) if line.isascii() else len(line.encode("utf-8", "surrogatepass")))
        if len(line) >= PARAGRAPH and _letters(line) >= PARAGRAPH:
            found = model.sure(features[start:end], PARAGRAPH_SURE)
            code = ALIAS.get(found, found) if found else article
            if code != article:
                yield number, code
        start = end + bool(line)  # the blank between two lines


def _arbiter(text: str) -> dict[str, float]:
    from pipeline.knowledge.arbiter import vote  # its profiles are slow to load, and seldom needed

    return {ALIAS.get(code, code): probability for code, probability in vote(text).items()}


def _letters(words: str) -> int:
    """How many letters are in what WORDS has left of a text."""
    return len(words) - sum(map(words.count, " '’-"))
