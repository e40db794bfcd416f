"""The formats of reference numbers that programmes use, and which of them a text can hold."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import regex

from pipeline.knowledge.literals import digits, needed
from pipeline.knowledge.programmes import ReferenceFormat, catalogue
from pipeline.knowledge.strings import Strings

_DIGITS = regex.compile(r"\d+")
TELLING = 2  # characters of a part that does not stand in every text


@dataclass(frozen=True, slots=True)
class Format:
    """``pattern`` matches a number that does not go on beyond it; ``parts`` stand in all that it matches, and so does a row of
    ``digits`` digits."""

    pattern: regex.Pattern[str]
    programme: str
    form: ReferenceFormat
    parts: frozenset[str]
    digits: int


@functools.cache
def formats() -> tuple[Format, ...]:
    """Every format of the catalogue, in its order."""
    return tuple(
        Format(
            regex.compile(rf"(?<![\p{{L}}\d./_-])(?:{f.pattern})(?![\p{{L}}\d]|[./_-][\p{{L}}\d])"),
            entry.id,
            f,
            needed(f.pattern),
            digits(f.pattern),
        )
        for entry in catalogue().values()
        for f in entry.references
    )


def possible(text: str) -> list[Format]:
    """The formats whose parts and digits stand in the text, in the order of the catalogue."""
    keys, others = _keys()
    every = formats()
    numbers = sorted({*others, *keys.found(text)})
    row = max(map(len, _DIGITS.findall(text)), default=0)
    return [f for f in (every[n] for n in numbers) if f.digits <= row and all(part in text for part in f.parts)]


@functools.cache
def _keys() -> tuple[Strings, list[int]]:
    """The longest part of every format, and the numbers of the formats with none that says much."""
    longest = [max(sorted(f.parts), key=len, default="") for f in formats()]
    telling = [key if len(key) >= TELLING else "" for key in longest]
    return Strings(telling), [number for number, key in enumerate(telling) if not key]
