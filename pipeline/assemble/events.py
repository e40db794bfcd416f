"""Events: what happened on a date, and in which town."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter

from pipeline.assemble.context import Context
from pipeline.assemble.event_places import EventPlaces
from pipeline.assemble.published import dated_neighbour, to_date, to_point
from pipeline.assemble.years import Years
from pipeline.doc.dates import DateValue, Point
from pipeline.doc.mentions import Mention
from pipeline.records import Date, Event, EventKind

EVENT_CUES: tuple[EventKind, ...] = ("signing", "launch", "conference", "training", "visit", "meeting")
EVENT_DAYS = 31  # a longer range is a period, not an event
REACH = 14  # words between a date and the word that gives its role


@dataclass(slots=True)
class Timeline:
    published: Date | None = None
    start: list[tuple[Date, int]] = field(default_factory=list)  # with the token, to tell projects apart
    end: list[tuple[Date, int]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def find_events(
    context: Context, dates: list[Mention], line: Timeline, spent: set[int], title_spans: list[tuple[int, int]]
) -> None:
    first = to_point(line.start[0][0]) if line.start else None
    last = to_point(line.end[0][0]) if line.end else None
    years = Years(context, to_point(line.published), first, last)
    places = EventPlaces(context, title_spans)
    seen: set[tuple[str, str | None]] = set()
    for m in dates:
        value: DateValue = m.value
        if m.start_char in spent or not value.start.month or (value.is_range and is_long(value) and value.start.year):
            continue
        if (
            value.start.year is None
            and value.start.day is None
            and not value.is_range
            and not _month_speaks(context, m)
        ):
            continue
        if value.start.year is None and context.in_retelling(m.start):
            continue
        kind = _event_kind(context, m)
        if kind is None:
            continue
        resolved = years.resolve(m)
        if resolved is None:
            continue
        start, end, inferred = resolved
        evidence = [context.evidence_of(m, f"event {kind}")]
        a = to_date(context, start, evidence, inferred)
        b = to_date(context, end, evidence, inferred) if end else None
        if a is None or (a.value, b.value if b else None) in seen:
            continue
        seen.add((a.value, b.value if b else None))
        years.last = max(years.last or start, start, key=lambda p: p.key())
        line.events.append(Event(kind=kind, start=a, end=b, place=places.of(m), evidence=evidence))


def _month_speaks(context: Context, m: Mention) -> bool:
    low, high = context.sentence(m.start)
    return m.value.start.relative is not None or bool(
        context.cues_in(low, high, *EVENT_CUES) and context.cues_in(low, high, "first", "next")
    )


def _event_kind(context: Context, m: Mention) -> EventKind | None:
    low, high = context.sentence(m.start)
    names = (*EVENT_CUES, "happening")
    outside = [
        c
        for c in context.cues_in(low, high, *names, "approved", "cancelled", "start", "end")
        if c.end <= m.start or c.start >= m.end
    ]
    ranked = sorted(((weighed(context, m, c), c.start, c) for c in outside), key=itemgetter(0, 1))
    if any(c.label == "cue.cancelled" and d <= 8 for d, _, c in ranked):
        return None
    line = context.layout.line(m.start)
    opens = not any(w.isalpha() for w in context.words[line.start : m.start])
    listed = opens and m.value.start.year and m.value.start.day and dated_neighbour(context, line)
    own = [(d, c) for d, _, c in ranked if c.label in {f"cue.{n}" for n in names}]
    if listed:  # a list of dated lines tells what happened
        name = own[0][1].label.partition(".")[2] if own else "other"
        return "other" if name == "happening" else name  # type: ignore[return-value]
    if own and own[0][1].label == "cue.happening":  # "took place" says less than what did
        own = [o for o in own if o[1].label != "cue.happening" and o[0] <= REACH] or own
    other = [d for d, _, c in ranked if c.label in ("cue.approved", "cue.start", "cue.end")]
    if own and own[0][0] <= 2 * REACH and not (other and other[0] < own[0][0]):
        name = own[0][1].label.partition(".")[2]
        return "other" if name == "happening" else name  # type: ignore[return-value]
    if other and other[0] <= REACH:
        return None
    if m.value.is_range and m.value.start.day:
        return "other"
    if m.value.start.day and opens and m.end < line.end and context.words[m.end] in "–-—:" and line.end - m.end > 2:
        return "other"  # "21. 4. 2023 – first workshop (Town)"
    if opens and m.value.start.year and 1 <= line.end - m.end <= 4 and dated_neighbour(context, line):
        return "other"  # a table: "11-2019 Italy"
    if m.value.start.day and m.value.start.year and any(p.value.located for p in context.begun("places", low, high)):
        return "other"
    return None


def weighed(context: Context, m: Mention, cue: Mention) -> float:
    return context.distance(m, cue) + (0.5 if cue.start > m.start else 0.0)


def is_long(value: DateValue) -> bool:
    assert value.end is not None
    if not value.start.month or not value.end.month:
        return True
    return _days(value.end) - _days(value.start) > EVENT_DAYS or not (value.start.day and value.end.day)


def _days(point: Point) -> int:
    return (point.year or 2000) * 365 + (point.month or 1) * 30 + (point.day or 1)
