"""Labelled values: "Project partners: …", "Doba realizace 1. 1. 2023 – …", a table's cells run together."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.assemble.context import Context
from pipeline.doc.mentions import Mention

# What must stand right behind a label that has no colon.
EXPECTED = {
    "period": "dates", "start": "dates", "end": "dates", "published": "dates", "updated": "dates",
    "total": "amounts", "grant": "amounts", "own": "amounts", "reference": "references", "title": "quotes",
    "programme": "programme", "countries": "country",
}  # fmt: skip
LISTS = frozenset({"partners", "countries"})
LONG_ITEM = 30  # words: a longer line is a paragraph, not an item
SHORT = 5  # letters: a shorter label needs its colon ("No: …")
MARKS = ":–—-="


@dataclass(slots=True)
class Labelled:
    """A label and the token range of its value; ``lines`` are the value's parts where it is a list over lines."""

    name: str
    label: Mention
    start: int
    end: int
    lines: list[tuple[int, int]]


def labelled_values(context: Context) -> list[Labelled]:
    """All labelled values in order of place."""
    labels = [m for m in context.of("label") if _is_label(context, m)]
    starts = sorted({m.start for m in labels})
    found: list[Labelled] = []
    for m in labels:
        name = m.label.partition(".")[2]
        begin = _behind(context, m.end)
        line = context.layout.line(m.start)
        nexts = [s for s in starts if s > m.start]
        stop = min([line.end, *nexts])
        stop = max(stop, begin) if begin <= line.end else line.end
        lines: list[tuple[int, int]] = []
        first = context.trim(begin, stop, " .,;")
        if first[0] < first[1]:
            lines.append(first)
        if (not lines or name in LISTS) and stop == line.end:
            lines += _following(context, m, bool(lines), starts, name)
        if lines:
            found.append(Labelled(name, m, lines[0][0], lines[-1][1], lines))
    return found


def _is_label(context: Context, m: Mention) -> bool:
    doc = context.doc
    behind = m.end
    while behind < len(doc) and doc[behind].is_space and doc[behind].text != "\n":
        behind += 1
    colon = behind < len(doc) and doc[behind].text == ":"
    line = context.layout.line(m.start)
    at_start = m.start == line.start or (m.start <= line.start + 3 and not any(t.is_alpha for t in doc[line.start : m.start]))
    if colon:
        return True
    if at_start and m.end >= line.end:
        return True
    opens = at_start or m.start == context.sentence(m.start)[0] or (m.start > 0 and doc[m.start - 1].text in ".;|\t)")
    if not opens:
        return False
    if at_start and behind < len(doc) and doc[behind].text in "–—=" and (doc[behind].whitespace_ or doc[behind - 1].whitespace_):
        return True
    group = EXPECTED.get(m.label.partition(".")[2])
    if group is None or m.end_char - m.start_char < SHORT:
        return False
    return any(
        x.start == behind or (group in ("quotes", "dates") and 0 <= x.start - behind <= 1) for x in context.of(group) if x.start >= behind and x.start <= behind + 1
    )


def _behind(context: Context, i: int) -> int:
    """Behind the label's colon, dash or full stop."""
    doc = context.doc
    while i < len(doc) and doc[i].text != "\n" and (doc[i].is_space or doc[i].text in MARKS or doc[i].text in ".,"):
        i += 1
    return i


def _following(context: Context, m: Mention, begun: bool, starts: list[int], name: str) -> list[tuple[int, int]]:
    """The lines below a label that belong to its value."""
    layout, doc = context.layout, context.doc
    number = layout.line_number(m.start) + 1
    out: list[tuple[int, int]] = []
    open_ended = not begun or doc[layout.lines[number - 1].end - 1].text in ",;:"
    while number < len(layout.lines):
        line = layout.lines[number]
        label_here = any(line.start <= s <= line.start + 2 for s in starts)
        words = sum(1 for t in doc[line.start : line.end] if t.is_alpha)
        if line.furniture or label_here or words > LONG_ITEM:
            break
        numbered = doc[line.start].is_digit and words > 0
        itemised = line.bullet or numbered or open_ended
        if name not in LISTS:
            return [(line.start, line.end)] if not out else out
        if line.blank_before and not itemised and (out or begun):
            break
        if not itemised and out and doc[line.end - 1].text in ".!?" and words > 14:
            break
        out.append((line.start, line.end))
        if doc[line.end - 1].text == "." and doc[line.end - 2].text not in context.language.abbreviations and not line.bullet and not numbered and out and len(out) > 1:
            break
        open_ended = doc[line.end - 1].text in ",;:" or (not out[1:] and not begun and line.blank_before > 0 and words < 3)
        number += 1
    return out
