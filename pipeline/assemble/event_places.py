"""The town that an event is held in."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.assemble.context import Context
from pipeline.doc.mentions import Mention
from pipeline.knowledge.places import resolve
from pipeline.records import Place

FAR = 30  # words between a date and its town
NEAR = 12  # ... where the town is not in the gazetteer
TOUCHING = frozenset(",(:–-—")
NOUNS = 0.3  # share of capitalised words inside sentences from which a text writes its nouns so: no capital tells a name then
LINK = 3  # letters at most of a word inside a name: "of", "de la"


def event_place(context: Context, m: Mention, title_spans: list[tuple[int, int]]) -> Place | None:
    """The town set beside the date; else the nearest that a case or a preposition puts something in; else what stands
    capitalised behind such a preposition."""
    low, high = context.sentence(m.start)
    line = context.layout.line(m.start)
    low, high = min(low, line.start) if m.start - line.start < 12 else low, max(high, min(line.end, m.end + 25))
    words = {i for w in context.cues_in(low, high, "date.weekdays") for i in range(w.start, w.end)}
    options = [
        p
        for p in context.of("places")
        if low <= p.start < high and p.start not in words and not any(a <= p.start < b for a, b in title_spans)
    ]
    chosen = _beside(context, m, options) or _located(context, m, options)
    if chosen is None:
        name = _unknown(context, m, low, high)
        return Place(name=name) if name else None
    near = frozenset(c.value.code for c in context.of("country") if low <= c.start < high)
    codes = {p.code for p in chosen.value.candidates}
    if not codes & near and context.home not in codes:
        near = context.countries_named
    place = resolve(chosen.value.candidates, context.home, near)
    if place is None:
        return Place(name=chosen.value.candidates[0].name)
    # At home a town is called what the article calls it: towns of two languages have two names.
    same = place.code == context.home and not place.inflected
    return Place(
        name=chosen.value.surface if same and not chosen.value.surface.isupper() else place.name, country=place.code
    )


def _beside(context: Context, m: Mention, options: list[Mention]) -> Mention | None:
    """ "Elk 4–8 April, Kanepi 26–30 September", "15–18 November Lipinki": on the side on which the line's other dates have theirs."""
    line = context.layout.line(m.start)
    dates = [d for d in context.of("dates") if line.start <= d.start < line.end]
    before = [p for d in dates for p in options if _touch(context, p.end, d.start)]
    behind = [p for d in dates for p in options if _touch(context, d.end, p.start) and not _goes_on(context, p.end)]
    if len(behind) > len(before):
        before = [p for p in before if p not in behind]
    else:
        behind = [p for p in behind if p not in before]
    sides = [
        [p for p in before if _touch(context, p.end, m.start)],
        [p for p in behind if _touch(context, m.end, p.start)],
    ]
    if len(behind) > len(before):
        sides.reverse()
    return next((p for side in sides for p in side), None)


def _goes_on(context: Context, end: int) -> bool:
    return end < len(context.doc) and context.doc[end].text[0].islower()


def _touch(context: Context, end: int, start: int) -> bool:
    return 0 <= start - end <= 2 and all(t.is_space or t.text in TOUCHING for t in context.doc[end:start])


def _located(context: Context, m: Mention, options: list[Mention]) -> Mention | None:
    located = [p for p in options if p.value.located]
    if not located:
        located = [p for p in options if _bracketed(context, p)] or [
            p for p in options if p.value.candidates[0].inflected
        ]
    inside_names = [(o.start, o.end) for o in context.of("organisations")]
    free = [p for p in located if not any(a <= p.start < b for a, b in inside_names)] or located
    hit = context.nearest(m, free)
    return hit[1] if hit and hit[0] <= FAR else None


def _bracketed(context: Context, p: Mention) -> bool:
    """ "(Bogatynia)", "Vilnius, Lithuania, 7–10 October" """
    doc = context.doc
    before = doc[p.start - 1].text if p.start else ""
    after = doc[p.end].text if p.end < len(doc) else ""
    return before == "(" or after == "," or before == ","


def _unknown(context: Context, m: Mention, low: int, high: int) -> str | None:
    """A village that no gazetteer has, behind a preposition that says "in"."""
    doc, prepositions = context.doc, context.language.prepositions_in
    if not prepositions or _capitalised_nouns(context):
        return None
    taken = set(_covered(context, "organisations", "country", "programme", "dates", "month", "quotes", "cue", "head"))
    found: list[tuple[int, int, int]] = []
    for i in range(low, high - 1):
        first = i + 1
        if doc[i].text.casefold() not in prepositions or first in taken or not _capital(context, first):
            continue
        end = first + 1
        while end < high and end not in taken and (_capital(context, end) or _links(context, end, high)):
            end += 1
        if end < high and end in taken and doc[end].is_alpha:
            continue  # the beginning of something that is known to be none
        distance = min(abs(first - m.end), abs(m.start - end))
        found.append((distance, first, end))
    best = min(found, default=None)
    return context.text(best[1], best[2]) if best and best[0] <= NEAR else None


def _capital(context: Context, i: int) -> bool:
    text = context.doc[i].text
    return text[0].isupper() and context.doc[i].is_alpha and len(text) > 2 and not text.isupper()


def _links(context: Context, i: int, high: int) -> bool:
    text = context.doc[i].text
    return (
        text.islower()
        and len(text) <= LINK
        and i + 1 < high
        and _capital(context, i + 1)
        and text not in context.language.conjunctions
    )


def _covered(context: Context, *groups: str) -> Iterable[int]:
    return (i for g in groups for x in context.of(g) for i in range(x.start, x.end))


def _capitalised_nouns(context: Context) -> bool:
    words = [t.text for t in context.doc if t.is_alpha and len(t.text) > 3]
    return sum(w[0].isupper() for w in words) > NOUNS * max(len(words), 1)
