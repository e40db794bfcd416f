"""When two names are the same, and which found thing stands for which expected one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


def fold(text: str) -> str:
    """The text with case, accents and punctuation off: words joined by single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", bare))


def similarity(found: str, expected: str) -> float:
    """How alike two names are once folded, in 0..1; 0 where one folds to nothing."""
    a, b = fold(found), fold(expected)
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    # Not symmetric, so the order of the arguments is part of the rule.
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def best_similarity(found: Iterable[str], expected: Sequence[str]) -> float:
    """The best similarity of any found name with any accepted form."""
    return max((similarity(f, e) for f in found for e in expected), default=0.0)


def pair(
    found: Sequence[A], expected: Sequence[B], alike: Callable[[A, B], float], least: float
) -> list[tuple[int, int]]:
    """Pairs (index in ``found``, index in ``expected``), one to one, the most alike first.

    Pairs less alike than ``least`` are left out; among equals the later ones go first.
    """
    scored = ((alike(f, e), i, j) for i, f in enumerate(found) for j, e in enumerate(expected))
    candidates = sorted((c for c in scored if c[0] >= least), reverse=True)
    pairs: list[tuple[int, int]] = []
    taken_found: set[int] = set()
    taken_expected: set[int] = set()
    for _, i, j in candidates:
        if i not in taken_found and j not in taken_expected:
            taken_found.add(i)
            taken_expected.add(j)
            pairs.append((i, j))
    return pairs
