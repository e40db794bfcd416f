"""Labelled values: "Project partners: …", "Doba realizace 1. 1. 2023 – …", a table's cells run together."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.assemble.context import Context
from pipeline.doc.mentions import Mention

LISTS = frozenset({"partners", "countries"})
LONG_ITEM = 30  # words: a longer line is a paragraph, not an item
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
    labels = context.of("label")
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


def _behind(context: Context, i: int) -> int:
    """Behind the label's colon, dash or full stop."""
    doc = context.doc
    while i < len(doc) and doc[i].text != "\n" and (doc[i].is_space or doc[i].text in MARKS or doc[i].text in ".,"):
        i += 1
    return i


def _labelled_line(context: Context, start: int, end: int) -> bool:
    """ "When: …": a label that the pack does not know; a country before a colon heads its own partners."""
    colon = next((i for i in range(start, min(end, start + 5)) if context.doc[i].text == ":"), None)
    if colon is None or colon == start:
        return False
    return not any(start <= m.start and m.end <= colon for m in context.of("country")) and not any(t.is_digit for t in context.doc[start:colon])


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
        commas = sum(1 for t in doc[line.start : line.end] if t.text in ",;")
        if line.furniture or label_here or (words > LONG_ITEM and commas * 12 < words):
            break
        numbered = doc[line.start].is_digit and words > 0
        itemised = line.bullet or numbered or open_ended
        if out and _labelled_line(context, line.start, line.end):
            break
        if name not in LISTS:
            return [(line.start, line.end)] if not out else out
        if line.blank_before and not itemised and (out or begun):
            break
        if not line.bullet and not numbered and (out or begun) and doc[line.end - 1].text in ".!?…:" and words > 7 and commas < 2:
            break
        out.append((line.start, line.end))
        if doc[line.end - 1].text == "." and doc[line.end - 2].text not in context.language.abbreviations and not line.bullet and not numbered and out and len(out) > 1:
            break
        open_ended = doc[line.end - 1].text in ",;:" or (not out[1:] and not begun and line.blank_before > 0 and words < 3)
        number += 1
    return out
