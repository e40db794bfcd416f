"""Which language an article, and each of its paragraphs, is written in.

py3langid, restricted to the languages of Europe, decides; where it is not sure, or two candidates are close, langdetect
(seeded) is the arbiter on the article's first few thousand characters. Same text, same answer.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    code: str
    confidence: float


def _identifier() -> Identifier:
    return identifier(CANDIDATES)


def detect(text: str, prior: str | None = None) -> Detected:
    """The language of a text; ``und`` where it holds no letters. ``prior`` (an HTML lang attribute) breaks ties only."""
    words = " ".join(WORDS.sub(" ", text).split())
    if _letters(words) < 20:
        return Detected("und", 0.0)
    ranked = [(ALIAS.get(c, c), float(p)) for c, p in _identifier().rank(words)[:3]]
    (first, best), (second, rival) = ranked[0], ranked[1]
    if best >= SURE or first == second:
        return Detected(first, round(best, 4))
    votes = _arbiter(words[:SAMPLE])
    scores = {code: p + votes.get(code, 0.0) for code, p in ranked}
    if prior in scores and abs(best - rival) < 0.2:
        scores[prior] += 0.1
    code = max(scores, key=lambda c: (scores[c], c))
    return Detected(code, round(min(0.97, scores[code] / 2), 4))


def _arbiter(text: str) -> dict[str, float]:
    from pipeline.knowledge.arbiter import vote  # its profiles are slow to load, and seldom needed

    return {ALIAS.get(code, code): probability for code, probability in vote(text).items()}


def paragraph_language(text: str, article: str, packs: tuple[str, ...]) -> str:
    """The language of one paragraph: the article's unless it is long and surely another one with a pack."""
    if len(text) < PARAGRAPH:
        return article
    words = " ".join(WORDS.sub(" ", text).split())
    if _letters(words) < PARAGRAPH:
        return article
    code, confidence = _identifier().classify(words)
    code = ALIAS.get(code, code)
    return code if confidence >= PARAGRAPH_SURE and code in packs else article


def _letters(words: str) -> int:
    """How many letters are in what WORDS has left of a text."""
    return len(words) - sum(map(words.count, " '’-"))
