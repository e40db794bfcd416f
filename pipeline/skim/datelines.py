"""The date of publication of an article that nothing else is asked of.

Only the lines where :mod:`pipeline.assemble.published` would find it are annotated: those of the head and foot with a year in
their beginning, those with a label of publishing, and their neighbours. A mark stands for every other line, so that lines are
counted as in the whole text.
"""

from __future__ import annotations

from bisect import bisect_right

import regex

from pipeline.annotate import date_step, pipeline_for, run
from pipeline.annotate.places import mark_openers
from pipeline.assemble.context import Context
from pipeline.assemble.published import find_published
from pipeline.doc.layout import FOOT, HEAD
from pipeline.knowledge.language import knowledge
from pipeline.records import Date, Evidence

#: A year, or what stands for one in a date written with numbers or behind an apostrophe.
_YEAR = regex.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)|\d\D{1,3}\d{1,2}\D{1,3}\d\d(?!\d)|['’\-–]\d\d(?!\d)")
_NUMBER = regex.compile(r"\d")
#: What stands between a date that opens a paragraph and the paragraph: a mark, or the time of day.
_BEHIND = regex.compile(r"[|/·•–—(:]|[\s.]-|-\s|\d[\s,]+\d{1,2}[.:]\d\d(?!\d)")
PARAGRAPH = 16  # blanks from which a line has more words than can stand beside the date of a dateline
FIRST = 60  # characters before the first number of a date that opens a paragraph
DATE = 45  # characters from that number to what follows the date
DAY_OF_WEEK = 2  # words of one, or of a month
LONG = 300  # characters kept of a line with a date: enough to see that it is a paragraph
BESIDE = 150  # characters up to which a line beside one is kept whole; of a longer one the first
START = 80  # characters, more than a short line has
DUMB = "X"  # stands for a line in which nothing can be


def published(text: str, code: str | None, *, labelled: bool) -> Date | None:
    """The date of publication that the whole text, annotated, would give. ``labelled``: a label of publishing may stand in it."""
    lines = _lines(text)
    dated = set(_dated(text, lines, labelled=labelled))
    if not dated:
        return None
    beside = {n + step for n in dated for step in (-1, 1)}
    parts: list[str] = []
    places: list[tuple[int, int]] = []  # where a line begins in what is annotated, and in the text
    end_before = size = 0
    for number, (start, end) in enumerate(lines):
        breaks = "\n" * text.count("\n", end_before, start)
        line = DUMB
        if number in dated:
            line = _cut(text[start:end], LONG, LONG)
        elif number in beside:
            line = _cut(text[start:end], BESIDE, START)
        size += len(breaks)
        places.append((size, start))
        parts += (breaks, line)
        size, end_before = size + len(line), end
    date = _read("".join(parts), code)
    return date and (_in_text(date, places, text) or _read(text, code))


def _read(excerpt: str, code: str | None) -> Date | None:
    doc = run(pipeline_for(code).make_doc(excerpt), date_step(code))
    mark_openers(doc, knowledge(code))
    return find_published(Context(doc, knowledge(code)))


def _lines(text: str) -> list[tuple[int, int]]:
    """Start and end of the lines that hold more than white space."""
    found, start = [], 0
    for line in text.split("\n"):
        if line and not line.isspace():
            found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def _dated(text: str, lines: list[tuple[int, int]], *, labelled: bool) -> list[int]:
    """Lines that may bear the date of publication: by their place, or because there is a label somewhere."""
    if labelled:
        return [number for number, (start, end) in enumerate(lines) if _in_line(text, start, end)]
    last = len(lines) - FOOT
    return [n for n, (start, end) in enumerate(lines) if (n < HEAD or n >= last) and _opens(text, start, end)]


def _in_line(text: str, start: int, end: int) -> bool:
    return _YEAR.search(text, start, min(end, start + LONG)) is not None


def _opens(text: str, start: int, end: int) -> bool:
    """A date in a line of a few words, or at the beginning of a paragraph."""
    if text.count(" ", start, end) <= PARAGRAPH:
        return _YEAR.search(text, start, end) is not None
    digit = _NUMBER.search(text, start, min(end, start + FIRST))
    if digit is None:
        return False
    before = text[start : digit.start()]
    words = before.split()
    if not (len(words) <= DAY_OF_WEEK or "," in before or all(word[0].isupper() for word in words)):
        return False  # neither the date itself nor a town, nor what a comma sets off
    reach = min(end, digit.start() + DATE)
    return bool(_BEHIND.search(text, digit.end(), reach) and _YEAR.search(text, digit.start(), reach))


def _cut(line: str, whole: int, longest: int) -> str:
    """A line of up to ``whole`` characters, or the first words of a longer one."""
    if len(line) <= whole:
        return line
    blank = line.rfind(" ", 0, longest)
    return line[: blank if blank > 0 else longest]


def _in_text(date: Date, places: list[tuple[int, int]], text: str) -> Date | None:
    """The date with its evidence where it stands in the whole text; None for one that lies across two lines."""
    starts = [start for start, _ in places]
    moved = []
    for item in date.evidence:
        here, there = places[bisect_right(starts, item.start) - 1]
        start, end = item.start - here + there, item.end - here + there
        if text[start:end] != item.quote:
            return None
        moved.append(Evidence(start=start, end=end, quote=item.quote, rule=item.rule))
    return date.model_copy(update={"evidence": moved})
