"""Durations in whole months."""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.doc.mentions import longest, mentions


def duration_months(doc: Doc) -> list[int]:
    """All durations of a text in months."""
    return [months for _, _, months in durations(doc)]


def durations(doc: Doc) -> list[tuple[int, int, int]]:
    """(first token, token behind, months): a number, in digits or written, before a word for months or years, or glued to it."""
    units = {
        m.start: m
        for m in longest([m for m in mentions(doc, "date") if m.label in ("date.units_month", "date.units_year")])
    }
    numbers = {m.end: m for m in mentions(doc, "number")}
    found = []
    for unit in units.values():
        months = 12 if unit.label == "date.units_year" else 1
        at = unit.start
        while at > 0 and (doc[at - 1].text in "-–" or doc[at - 1].is_space):
            at -= 1
        if at > 2 and doc[at - 1].is_digit and doc[at - 2].text in ",." and doc[at - 3].is_digit:
            continue  # "1,5 years" is no whole number of months here
        if at > 0 and doc[at - 1].is_digit and len(doc[at - 1].text) <= 2:
            found.append((at - 1, unit.end, int(doc[at - 1].text) * months))
        elif at in numbers:
            found.append((numbers[at].start, unit.end, int(numbers[at].value) * months))
        else:
            glued = next((n for n in numbers.values() if n.start <= unit.start and unit.end <= n.end), None)
            if glued:
                found.append((glued.start, glued.end, int(glued.value) * months))
    return sorted(found)
