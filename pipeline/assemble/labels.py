"""Labelled values: "Project partners: …", "Doba realizace 1. 1. 2023 – …", a table's cells run together."""

from __future__ import annotations

from bisect import bisect_right
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
    labels = [m for m in context.of("label") if not context.layout.furniture(m.start)]
    starts = sorted({m.start for m in labels})
    found: list[Labelled] = []
    for m in labels:
        name = m.label.partition(".")[2]
        begin = _behind(context, m.end)
        line = context.layout.line(m.start)
        following = bisect_right(starts, m.start)
        stop = min([line.end, *starts[following : following + 1]])
        stop = max(stop, begin) if begin <= line.end else line.end
        lines: list[tuple[int, int]] = []
        if name in LISTS and begin < stop:
            stop = min(stop, max(context.sentence(begin)[1], begin + 1))
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
    words = context.words
    while i < len(words) and words[i] != "\n" and (words[i].isspace() or words[i] in MARKS or words[i] in ".,"):
        i += 1
    return i


def _labelled_line(context: Context, start: int, end: int) -> bool:
    """ "When: …": a label that the pack does not know; a country before a colon heads its own partners."""
    words = context.words
    colon = next((i for i in range(start, min(end, start + 5)) if words[i] == ":"), None)
    if colon is None or colon == start:
        return False
    return not context.within("country", start, colon) and not any(w.isdigit() for w in words[start:colon])


def _following(context: Context, m: Mention, begun: bool, starts: list[int], name: str) -> list[tuple[int, int]]:
    """The lines below a label that belong to its value: one, or of a list all that look like items."""
    layout, words = context.layout, context.words
    number = layout.line_number(m.start) + 1
    goes_on = words[layout.lines[number - 1].end - 1] in ",;:"
    if begun and not goes_on:
        return []
    out: list[tuple[int, int]] = []
    for line in layout.lines[number:]:
        if (
            line.furniture
            or any(line.start <= s <= line.start + 2 for s in starts)
            or _labelled_line(context, line.start, line.end)
        ):
            break
        if name not in LISTS:
            return [(line.start, line.end)]
        marked = line.bullet or words[line.start].isdigit()
        if out and line.blank_before and not marked and not goes_on:
            break
        if not marked and not _item_like(context, line.start, line.end):
            break
        out.append((line.start, line.end))
        last = words[line.end - 1]
        if last == "." and goes_on and not marked:
            break  # the full stop that ends a list with semicolons
        goes_on = last in ",;" or (not out[1:] and only_country_line(context, line.start, line.end))
    return out


def only_country_line(context: Context, start: int, end: int) -> bool:
    """A country that heads the names below it."""
    return any(c.end >= end - 1 for c in context.begun("country", start, start + 1))


def _item_like(context: Context, start: int, end: int) -> bool:
    """A line that names something: a country, an organisation, capitals; not a sentence, not a question."""
    tokens = context.words[start:end]
    last = tokens[-1]
    words = [w for w in tokens if w.isalpha()]
    commas = tokens.count(",") + tokens.count(";")
    if not words or last in "?!:…" or (len(words) > LONG_ITEM and commas * 12 < len(words)):
        return False
    if last in ",;" or context.begun("country", start, end) or context.begun("organisations", start, end):
        return not (last == "." and len(words) > 14 and commas < 2)
    capitals = sum(w[0].isupper() for w in words)
    return (
        words[0][0].isupper()
        and last != "."
        and capitals * 3 >= len(words)
        and not context.cues_in(start, end, "project", "implement")
    )
