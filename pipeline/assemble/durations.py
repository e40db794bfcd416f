"""Durations in whole months."""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.doc.mentions import longest, mentions
from pipeline.doc.tokens import words_of


def duration_months(doc: Doc) -> list[int]:
    """All durations of a text in months."""
    return [months for _, _, months in durations(doc)]


def durations(doc: Doc) -> list[tuple[int, int, int]]:
    """(first token, token behind, months): a number, in digits or written, before a word for months or years, or glued to it."""
    words = words_of(doc)
    units = longest([m for m in mentions(doc, "date") if m.label in ("date.units_month", "date.units_year")])
    numbers = {m.end: m for m in mentions(doc, "number")}
    found = []
    for unit in {m.start: m for m in units}.values():
        months = 12 if unit.label == "date.units_year" else 1
        at = unit.start
        while at > 0 and (words[at - 1] in "-–" or words[at - 1].isspace()):
            at -= 1
        if at > 2 and words[at - 1].isdigit() and words[at - 2] in ",." and words[at - 3].isdigit():
            continue  # "1,5 years" is no whole number of months here
        if at > 0 and words[at - 1].isdigit() and len(words[at - 1]) <= 2:
            found.append((at - 1, unit.end, int(words[at - 1]) * months))
        elif at in numbers:
            found.append((numbers[at].start, unit.end, int(numbers[at].value) * months))
        else:
            glued = next((n for n in numbers.values() if n.start <= unit.start and unit.end <= n.end), None)
            if glued:
                found.append((glued.start, glued.end, int(glued.value) * months))
    return sorted(found)
