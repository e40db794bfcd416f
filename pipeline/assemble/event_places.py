"""The town that an event is held in."""

from __future__ import annotations

from functools import cached_property

from pipeline.assemble.context import Context
from pipeline.doc.mentions import Mention
from pipeline.knowledge.places import resolve
from pipeline.records import Place

FAR = 30  # words between a date and its town
NEAR = 12  # ... where the town is not in the gazetteer
TOUCHING = frozenset(",(:–-—")
NOUNS = 0.3  # share of capitalised words inside sentences from which a text writes its nouns so: no capital tells a name then
LINK = 3  # letters at most of a word inside a name: "of", "de la"


# What is known and so is no village.
KNOWN = ("organisations", "country", "programme", "dates", "month", "quotes", "cue", "head")


class EventPlaces:
    """Finds the towns of an article's events; ``title_spans`` are the tokens of its projects' titles."""

    def __init__(self, context: Context, title_spans: list[tuple[int, int]]) -> None:
        self.context = context
        self.title_spans = title_spans

    def of(self, m: Mention) -> Place | None:
        """The town set beside the date; else the nearest that a case or a preposition puts something in; else what stands
        capitalised behind such a preposition."""
        context = self.context
        low, high = context.sentence(m.start)
        line = context.layout.line(m.start)
        low, high = min(low, line.start) if m.start - line.start < 12 else low, max(high, min(line.end, m.end + 25))
        weekdays = context.cues_in(low, high, "date.weekdays")
        options = [
            p
            for p in context.begun("places", low, high)
            if not any(w.start <= p.start < w.end for w in weekdays)
            and not any(a <= p.start < b for a, b in self.title_spans)
        ]
        chosen = _beside(context, m, options) or _located(context, m, options)
        if chosen is None:
            name = self._unknown(m, low, high)
            return Place(name=name) if name else None
        near = frozenset(c.value.code for c in context.begun("country", low, high))
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

    def _unknown(self, m: Mention, low: int, high: int) -> str | None:
        """A village that no gazetteer has, behind a preposition that says "in"."""
        context, words = self.context, self.context.words
        prepositions = context.language.prepositions_in
        if not prepositions or self._capitalised_nouns:
            return None
        taken = context.covered(*KNOWN)
        found: list[tuple[int, int, int]] = []
        for first in range(low + 1, high):
            if first in taken or not _capital(words[first]) or words[first - 1].casefold() not in prepositions:
                continue
            end = first + 1
            while end < high and end not in taken and (_capital(words[end]) or _links(context, end, high)):
                end += 1
            if end < high and end in taken and words[end].isalpha():
                continue  # the beginning of something that is known to be none
            distance = min(abs(first - m.end), abs(m.start - end))
            found.append((distance, first, end))
        best = min(found, default=None)
        return context.text(best[1], best[2]) if best and best[0] <= NEAR else None

    @cached_property
    def _capitalised_nouns(self) -> bool:
        words = [w for w in self.context.words if len(w) > 3 and w.isalpha()]
        return sum(w[0].isupper() for w in words) > NOUNS * max(len(words), 1)


def _beside(context: Context, m: Mention, options: list[Mention]) -> Mention | None:
    """ "Elk 4–8 April, Kanepi 26–30 September", "15–18 November Lipinki": on the side on which the line's other dates have theirs."""
    line = context.layout.line(m.start)
    dates = context.begun("dates", line.start, line.end)
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
    return end < len(context.words) and context.words[end][0].islower()


def _touch(context: Context, end: int, start: int) -> bool:
    return 0 <= start - end <= 2 and all(w.isspace() or w in TOUCHING for w in context.words[end:start])


def _located(context: Context, m: Mention, options: list[Mention]) -> Mention | None:
    located = [p for p in options if p.value.located]
    if not located:
        located = [p for p in options if _bracketed(context, p)] or [
            p for p in options if p.value.candidates[0].inflected
        ]
    inside_names = context.covered("organisations")
    free = [p for p in located if p.start not in inside_names] or located
    hit = context.nearest(m, free)
    return hit[1] if hit and hit[0] <= FAR else None


def _bracketed(context: Context, p: Mention) -> bool:
    """ "(Bogatynia)", "Vilnius, Lithuania, 7–10 October" """
    words = context.words
    before = words[p.start - 1] if p.start else ""
    after = words[p.end] if p.end < len(words) else ""
    return before == "(" or after == "," or before == ","


def _capital(word: str) -> bool:
    return word[0].isupper() and word.isalpha() and len(word) > 2 and not word.isupper()


def _links(context: Context, i: int, high: int) -> bool:
    text = context.words[i]
    return (
        text.islower()
        and len(text) <= LINK
        and i + 1 < high
        and _capital(context.words[i + 1])
        and text not in context.language.conjunctions
    )
