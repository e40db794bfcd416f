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
from itertools import islice
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from pipeline.knowledge.paths import models_dir

#: Runs of characters beyond ASCII that are looked at; the first ones decide as well as all of them.
SAMPLE_RUNS = 5_000

_BEYOND_ASCII = re.compile(rb"[^\x00-\x7f]{1,1000}")
_EDGE = b"_"
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


def neighbours(data: bytes) -> Counter[bytes]:
    """Pairs of neighbouring bytes, one of them beyond ASCII, by number. They are counted once for all the encodings that
    are tried, which is much faster than counting the letters of each decoding."""
    pairs: Counter[bytes] = Counter()
    for run in islice(_BEYOND_ASCII.finditer(data), SAMPLE_RUNS):
        start, end = run.span()
        around = (data[start - 1 : start] or _EDGE) + run[0] + (data[end : end + 1] or _EDGE)
        pairs.update([around[at : at + 2] for at in range(len(around) - 1)])
    return pairs


def plausibility(pairs: Counter[bytes], encoding: str) -> Plausibility:
    """How well the letters that the ``neighbours`` are in a single-byte encoding stand beside one another, in the language that
    fits best. The bytes must be valid in it."""
    rows: list[NDArray[np.float64]] = []
    numbers: list[int] = []
    fixed = 0.0
    for pair, n in pairs.items():
        letters, score = _read(pair, encoding)
        fixed += n * score
        if letters:
            rows.append(_log_probabilities(letters))
            numbers.append(n)
    best = float((np.array(numbers) @ np.array(rows)).max()) if rows else 0.0
    return Plausibility(best + fixed, pairs.total())


@lru_cache(maxsize=1 << 15)
def _read(pair: bytes, encoding: str) -> tuple[str, float]:
    """The letters that two bytes are, in lower case, "" if a mark is among them; and a score that hangs on no language."""
    previous, char = tuple(pair.decode(encoding))
    left, right = _is_letter(previous), _is_letter(char)
    if (left or previous.isascii()) and (right or char.isascii()):
        broken = left and right and previous.islower() and char.isupper()
        return (_lower(previous) if left else "_") + (_lower(char) if right else "_"), _CASE_BREAK if broken else 0.0
    return "", _mark_score(previous, char, left, right)


@lru_cache(maxsize=1 << 13)
def _log_probabilities(pair: str) -> NDArray[np.float64]:
    """Of two neighbouring letters in each of the languages."""
    return np.array([table.log_probability(pair) for table in _tables()])


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
