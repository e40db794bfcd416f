"""How much a decoded text looks like a language: tells the right single-byte encoding from the wrong ones.

windows-125x and ISO-8859-x give the same bytes different letters, and nearly every byte is valid in
all of them. What differs is whether the letters stand beside one another as they do in some language.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any

import yaml

from pipeline.knowledge.paths import models_dir

#: Runs of characters beyond ASCII that are looked at; the first ones decide as well as all of them.
SAMPLE_RUNS = 5_000

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]{1,1000}")
_EDGE = "_"
_SMOOTHING = 20.0
_UNSEEN = -14.0  # a letter the language does not have, or a control character
_NORMAL_MARK = -4.0
_ODD_MARK = -9.0
_GLUED_MARK = -10.0
_CASE_BREAK = -3.0  # a capital after a small letter


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks beyond ASCII by where they normally stand."""

    opening: frozenset[str]
    closing: frozenset[str]
    joining: frozenset[str]
    loose: frozenset[str]
    free: frozenset[str]


@dataclass(frozen=True, slots=True)
class Table:
    """One language: log probabilities of letter pairs, and of pairs not seen but made of its letters."""

    pairs: dict[str, float]
    letters: dict[str, float]

    def log_probability(self, pair: str) -> float:
        """Of two neighbouring letters, at least one of them beyond ASCII."""
        seen = self.pairs.get(pair)
        if seen is not None:
            return seen
        return min(self.letters.get(c, _UNSEEN) for c in pair if not c.isascii())


@lru_cache(maxsize=1)
def settings() -> dict[str, Any]:
    """The list of encodings and marks (models/encodings/candidates.yaml)."""
    text = (models_dir() / "encodings" / "candidates.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@lru_cache(maxsize=1)
def _marks() -> Marks:
    data = settings()
    return Marks(*(frozenset(data[name]) for name in ("opening", "closing", "joining", "loose", "free")))


@lru_cache(maxsize=1)
def _tables() -> tuple[Table, ...]:
    data = json.loads((models_dir() / "encodings" / "letters.json").read_text(encoding="utf-8"))
    return tuple(_table(counts) for counts in data["pairs"].values())


def _table(counts: dict[str, int]) -> Table:
    total = sum(counts.values())
    letters: Counter[str] = Counter()
    for pair, n in counts.items():
        for char in pair:
            if not char.isascii():
                letters[char] += n
    backoff = {
        char: math.log(_SMOOTHING * (n / total) / 30 / (total + _SMOOTHING)) for char, n in letters.items() if n > 2
    }
    pairs = {
        pair: math.log((n + _SMOOTHING * min(letters[c] for c in pair if not c.isascii()) / total / 30) / (total + 20))
        for pair, n in counts.items()
        if all(c.isascii() or c in backoff for c in pair)
    }
    return Table(pairs, {char: max(_UNSEEN, value) for char, value in backoff.items()})


@dataclass(frozen=True, slots=True)
class Plausibility:
    """Sum of the log probabilities of ``number`` pairs with a character beyond ASCII."""

    total: float
    number: int

    @property
    def mean(self) -> float:
        """About -5 for a text in one of the languages, below -9 for a wrong decoding; 0.0 for pure ASCII."""
        return self.total / self.number if self.number else 0.0


def plausibility(text: str) -> Plausibility:
    """How well the letters of a text stand beside one another, in the language that fits best."""
    pairs, (fixed, number) = _count(text)
    best = max((sum(n * table.log_probability(pair) for pair, n in pairs.items()) for table in _tables()), default=0.0)
    return Plausibility(best + fixed, number + sum(pairs.values()))


def _count(text: str) -> tuple[Counter[str], tuple[float, int]]:
    """Letter pairs by number, and (sum, number) of the scores that don't depend on a language."""
    pairs: Counter[str] = Counter()
    fixed, number = 0.0, 0
    for run in islice(_BEYOND_ASCII.finditer(text), SAMPLE_RUNS):
        around = (text[run.start() - 1 : run.start()] or _EDGE) + run[0] + (text[run.end() : run.end() + 1] or _EDGE)
        for previous, char in pairwise(around):
            left, right = _is_letter(previous), _is_letter(char)
            if (left or previous.isascii()) and (right or char.isascii()):
                pairs[(_lower(previous) if left else _EDGE) + (_lower(char) if right else _EDGE)] += 1
                if left and right and previous.islower() and char.isupper():
                    fixed += _CASE_BREAK
            else:
                number += 1
                fixed += _mark_score(previous, char, left, right)
    return pairs, (fixed, number)


def _lower(char: str) -> str:
    small = char.lower()
    return small if len(small) == 1 else char


def _is_letter(char: str) -> bool:
    return char.isalpha() or unicodedata.category(char) == "Mn"


def _mark_score(previous: str, char: str, left: bool, right: bool) -> float:
    """How normal a mark is beside its neighbour; one of the two is a mark beyond ASCII."""
    marks = _marks()
    if any(unicodedata.category(c) in ("Cc", "Cn", "Co") and not c.isascii() for c in (previous, char)):
        return _UNSEEN
    if left:
        fits = char in marks.closing or char in marks.joining or char in marks.loose
        return _NORMAL_MARK if fits else _GLUED_MARK
    if right:
        fits = previous in marks.opening or previous in marks.joining or previous in marks.loose
        return _NORMAL_MARK if fits else _GLUED_MARK
    known = marks.opening | marks.closing | marks.loose | marks.free
    return _NORMAL_MARK if all(c.isascii() or c in known for c in (previous, char)) else _ODD_MARK
