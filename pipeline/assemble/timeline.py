"""What each date is: the project's start or end, an event, a publication, or none of these.

A label decides; else the nearest of the words that give dates their role, within the sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Doc

from pipeline.assemble.context import Context
from pipeline.assemble.labels import Labelled
from pipeline.assemble.scope import Scope
from pipeline.assemble.years import Years
from pipeline.doc.dates import DateValue, Point, add_months, subtract_months
from pipeline.doc.layout import Line
from pipeline.doc.mentions import Mention, longest, mentions
from pipeline.knowledge.places import resolve
from pipeline.records import Date, Event, EventKind, Evidence, Place

EVENT_CUES: tuple[EventKind, ...] = ("signing", "launch", "conference", "training", "visit", "meeting")
EVENT_DAYS = 31  # a longer range is a period, not an event
LEDE = 15  # words of a paragraph that opens with its date
SHORT = 12  # words of a sentence that goes on about what the paragraph spoke of
HEAD = 15  # lines at the top of a page where a dateline stands
SET_OFF = frozenset("|/·•,:-–—.;")  # marks that set a date off from a name beside it
REACH = 14  # words between a date and the word that gives its role


@dataclass(slots=True)
class Timeline:
    published: Date | None = None
    start: list[tuple[Date, int]] = field(default_factory=list)  # with the token, to tell projects apart
    end: list[tuple[Date, int]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def build_timeline(
    context: Context, labels: list[Labelled], published: Date | None, title_spans: list[tuple[int, int]], scope: Scope
) -> Timeline:
    """Read every date's role; ``scope`` tells the projects of the article apart."""
    line = Timeline(published=published)
    dates = [
        m
        for m in context.of("dates")
        if not context.layout.furniture(m.start) and not any(a <= m.start < b for a, b in title_spans)
    ]
    spent: set[int] = {e.start for e in published.evidence} if published else set()
    _labelled(context, labels, dates, line, spent)
    if not line.start and not line.end:
        _bare_ranges(context, dates, line, spent)
    _spoken(context, dates, line, spent, scope)
    for number in range(max(scope.count, 1)):
        _from_duration(context, labels, line, scope, number)
    _events(context, dates, line, spent)
    return line


def to_date(context: Context, point: Point, evidence: list[Evidence], inferred: bool = False) -> Date | None:
    value = point.iso
    if value is None:
        return None
    return Date(value=value, precision=point.precision, inferred=inferred, evidence=evidence)  # type: ignore[arg-type]


def to_point(date: Date | None) -> Point | None:
    if date is None:
        return None
    year, month, day = [*map(int, date.value.split("-")), None, None][:3]
    return Point(year, month, day)


# --- published ------------------------------------------------------------------------------------------------------


def find_published(context: Context, hint: str | None) -> Date | None:
    """A full date behind a label of publishing, or on a line of its own at the head or foot of the page."""
    full = [m for m in context.of("dates") if m.value.start.day and m.value.start.year and not m.value.is_range]
    lines = context.layout.lines
    for m in context.of("label"):
        if m.label in ("label.published", "label.updated"):
            number = context.layout.line_number(m.start)
            if m.label == "label.updated" and number > 7:
                continue
            near = [d for d in full if 0 <= d.start - m.end <= 6 and context.layout.line_number(d.start) <= number + 1]
            if near:
                return to_date(context, near[0].value.start, [context.evidence_of(near[0], m.rule)])
    for d in full:
        number = context.layout.line_number(d.start)
        labelled = any(
            lines[number].start <= m.start < lines[number].end
            for m in context.of("label")
            if m.label not in ("label.published", "label.updated")
        )
        if (
            (number < HEAD or number >= len(lines) - 3)
            and not labelled
            and _bare_line(context, d)
            and not _clock(context, d)
        ):
            return to_date(context, d.value.start, [context.evidence_of(d, "dateline")])
    return None


def _bare_line(context: Context, d: Mention) -> bool:
    """A dateline: the date stands at an edge of a short line or between separators; beside it at most names, a time, an
    address. "Town, 16 October 2017", "14.06.2022 | Author", "Written by A. B., 21.05.2012"."""
    line, doc = context.layout.line(d.start), context.doc
    behind = doc[d.end].text if d.end < line.end else ""
    before = doc[d.start - 1].text if d.start > line.start else ""
    if d.start == line.start and (behind in ("|", "/", "·", "•", "") or _clock_time(context, d.end)):
        return True
    rest = [t for t in doc[line.start : line.end] if not d.start <= t.i < d.end and t.is_alpha and len(t.text) > 1]
    known = {i for g in ("head", "name_word", "date", "label") for m in context.of(g) for i in range(m.start, m.end)}
    plain = [
        t
        for t in rest
        if t.i < d.start + 40 and t.text[0].islower() and t.i not in known and not _address(context, t.i)
    ]
    if d.start - line.start <= 6 and before == "," and behind in ".-–—(:" and d.end + 2 < line.end and not plain[:1]:
        follows = "".join(t.text for t in doc[d.end : d.end + 2])
        if follows[:2] in (".-", ".–", ".—") or follows[0] in "–—-:(":
            return True  # "Town, 4 February 2020.- The council ..."
    if d.start > line.start and len(rest) <= 3 and not plain and any(p.end == d.start for p in context.of("places")):
        return True  # "Town 3 December 2007"
    long = sum(t.is_alpha for t in doc[d.end : line.end]) > LEDE
    if d.start == line.start and long and behind in "–—-" and not _dated_neighbour(context, line):
        return True  # "27. 6. 2023 - Last weekend ..."
    edge = d.start == line.start or d.end >= line.end - 1 or (before in SET_OFF and behind in SET_OFF)
    set_off = before in SET_OFF or not before or doc[d.start - 1].is_space
    return edge and set_off and len(rest) <= 8 and len(plain) <= (0 if d.start > line.start else 1)


def _address(context: Context, i: int) -> bool:
    doc = context.doc
    return (i + 1 < len(doc) and doc[i + 1].text in ".@" and not doc[i].whitespace_) or (
        i > 0 and doc[i - 1].text in ".@" and not doc[i - 1].whitespace_
    )


def _clock_time(context: Context, i: int) -> bool:
    """ "14:20" """
    doc = context.doc
    i += i < len(doc) and doc[i].text == ","
    return (
        i + 2 < len(doc)
        and doc[i].is_digit
        and doc[i + 1].text in ":."
        and doc[i + 2].is_digit
        and len(doc[i + 2]) == 2
    )


def _clock(context: Context, d: Mention) -> bool:
    low, _ = context.sentence(d.start)
    return bool(context.cues_in(min(low, d.start), d.end, "approved")) and context.layout.line(d.start).start != d.start


# --- start and end --------------------------------------------------------------------------------------------------


def _labelled(context: Context, labels: list[Labelled], dates: list[Mention], line: Timeline, spent: set[int]) -> None:
    for value in labels:
        if value.name not in ("period", "start", "end"):
            continue
        inside = [m for m in dates if value.start <= m.start < value.end or value.label.start <= m.start < value.end]
        inside = [m for m in inside if m.value.start.year or m.value.is_range][:1]
        for m in inside:
            _set_period(context, m, line, spent, value.label.rule, value.name)


def _bare_ranges(context: Context, dates: list[Mention], line: Timeline, spent: set[int]) -> None:
    """ "When: 1. 2. 2023 – 31. 1. 2024": a long range that is all a line says behind a colon"""
    for m in dates:
        here = context.layout.line(m.start)
        if (
            m.start == 0
            or not m.value.is_range
            or not m.value.start.month
            or not m.value.start.year
            or not _long(m.value)
            or here.end - m.end > 2
        ):
            continue
        if any(
            context.doc[k].text == ":" for k in range(max(m.start - 2, here.start), m.start)
        ) and not _touches_programme(context, m):
            _set_period(context, m, line, spent, "range behind a colon")


def _set_period(context: Context, m: Mention, line: Timeline, spent: set[int], rule: str, part: str = "period") -> None:
    value: DateValue = m.value
    evidence = [context.evidence_of(m, rule)]
    guessed = m.label == "date.inferred"
    if value.is_range and part == "period" and value.end:
        start, end = to_date(context, value.start, evidence, guessed), to_date(context, value.end, evidence, guessed)
        if start:
            line.start.append((start, m.start))
        if end:
            line.end.append((end, m.start))
    else:
        point = value.start
        date = to_date(context, point, evidence, guessed)
        if date is None:
            return
        ends = part == "end" or (part == "period" and _is_until(context, m))
        (line.end if ends else line.start).append((date, m.start))
    spent.add(m.start_char)


def _is_until(context: Context, m: Mention) -> bool:
    pack = context.language.pack
    endings = tuple(pack.dates.until_endings) if pack else ()
    if endings and any(t.is_alpha and t.text.casefold().endswith(endings) for t in context.doc[m.start : m.end]):
        return True
    behind = context.cues_in(m.end, m.end + 2, "date.until")
    return bool(behind or context.cues_in(max(m.start - 3, 0), m.start, "date.until", "date.range_to"))


def _spoken(context: Context, dates: list[Mention], line: Timeline, spent: set[int], scope: Scope) -> None:
    """Roles from the words of the sentence; a label's word is not gainsaid."""
    starts, ends = (
        {scope.project_of(token) for _, token in line.start},
        {scope.project_of(token) for _, token in line.end},
    )
    for m in dates:
        if m.start_char in spent:
            continue
        if m.value.start.year is None and not _made_absolute(m, line.published):
            continue
        project = scope.project_of(m.start)
        known_start, known_end = project in starts, project in ends
        low, high = context.sentence(m.start)
        role, rule = _role(context, m, low, high)
        if role == "period" and m.value.is_range:
            if not known_start and not known_end:
                _set_period(context, m, line, spent, rule)
            elif known_start != known_end:  # a label gave one edge, the sentence gives the other
                edge, target = (m.value.end, line.end) if known_start else (m.value.start, line.start)
                date = to_date(context, edge, [context.evidence_of(m, rule)])
                target += [(date, m.start)] if date else []
            spent.add(m.start_char)
        elif role == "start" and not known_start and not m.value.is_range:
            _set_period(context, m, line, spent, rule, "start")
        elif role == "end" and not known_end and not m.value.is_range:
            _set_period(context, m, line, spent, rule, "end")
        elif role == "none":
            spent.add(m.start_char)


def _made_absolute(m: Mention, published: Date | None) -> bool:
    """ "last September", "31 May this year" in a dated article; the year is then inferred. Done in place, once."""
    value: DateValue = m.value
    if value.start.relative is None or published is None or not value.start.month:
        return False
    year = int(published.value[:4]) + value.start.relative
    m.value = DateValue(value.start.in_year(year), value.end.in_year(year) if value.end else None)
    m.label = "date.inferred"
    return True


def _role(context: Context, m: Mention, low: int, high: int) -> tuple[str, str]:
    value: DateValue = m.value
    outside = [
        c
        for c in context.cues_in(
            low,
            high,
            "start",
            "end",
            "period",
            "prolonged",
            "approved",
            "programme_period",
            *EVENT_CUES,
            "happening",
            "cancelled",
        )
        if c.end <= m.start or c.start >= m.end
    ]
    project = context.cues_in(low, high, "project", "implement")
    if value.is_range and value.end:
        programme = [c for c in outside if c.label == "cue.programme_period"]
        if not value.start.month and (
            _touches_programme(context, m) or (programme and context.distance(programme[0], m) <= 3)
        ):
            return "none", ""
        long = _long(value)
        if not long:
            return "event", ""
        hit = context.nearest(
            m, [c for c in outside if c.label not in {f"cue.{k}" for k in EVENT_CUES} or c.label == "cue.launch"]
        )
        if hit and hit[0] <= REACH and hit[1].label in ("cue.approved", "cue.cancelled"):
            return "none", hit[1].rule
        if hit and hit[0] <= REACH and hit[1].label in ("cue.period", "cue.start", "cue.end", "cue.launch"):
            return "period", hit[1].rule
        if project and (value.start.month or (context.nearest(m, project) or (99,))[0] <= 6):
            return "period", "range in a sentence about the project"
        return "other", ""
    if value.start.vague and value.start.month is None and not value.start.year:
        return "other", ""
    ranked = sorted(((_weighed(context, m, c), c.start, c) for c in outside), key=lambda x: x[:2])
    if not ranked or ranked[0][0] > REACH:
        return "other", ""
    distance, _, cue = ranked[0]
    name = cue.label.partition(".")[2]
    if name in ("start", "period"):
        if not value.start.month and distance > 4:
            return "other", ""
        if name == "period" and _is_until(context, m):
            return "end", cue.rule
        if name == "period" and not context.cues_in(max(m.start - 3, 0), m.start, "date.since", "date.range_from"):
            return "other", ""
        return ("start", cue.rule) if _of_project(context, low, high) else ("other", "")
    if name == "end":
        if not value.start.month and distance > 4:
            return "other", ""
        return ("end", cue.rule) if _of_project(context, low, high) else ("other", "")
    if name == "prolonged":
        return "end", cue.rule
    if name in ("approved", "programme_period", "cancelled"):
        return "none", cue.rule
    return "event", cue.rule


def _of_project(context: Context, low: int, high: int) -> bool:
    """The sentence speaks of the project, or is a short one right behind one that does."""
    if context.cues_in(low, high, "project"):
        return True
    words = sum(1 for t in context.doc[low:high] if t.is_alpha)
    line = context.layout.line(low)
    number = context.layout.sentence_number(low)
    before = min(line.start, context.layout.sentences[max(number - 1, 0)][0])
    return words <= SHORT and bool(context.cues_in(before, low, "project"))


def _weighed(context: Context, m: Mention, cue: Mention) -> float:
    return context.distance(m, cue) + (0.5 if cue.start > m.start else 0.0)


def _touches_programme(context: Context, m: Mention) -> bool:
    """ "Interreg … 2014–2020", "programme 2014–2020" """
    return any(0 <= m.start - p.end <= 3 or p.start <= m.start < p.end for p in context.of("programme")) or bool(
        context.cues_in(max(m.start - 4, 0), min(m.end + 4, len(context.doc)), "programme_period")
    )


def _days(point: Point) -> int:
    return (point.year or 2000) * 365 + (point.month or 1) * 30 + (point.day or 1)


def _long(value: DateValue) -> bool:
    assert value.end is not None
    if not value.start.month or not value.end.month:
        return True
    return _days(value.end) - _days(value.start) > EVENT_DAYS or not (value.start.day and value.end.day)


def _from_duration(context: Context, labels: list[Labelled], line: Timeline, scope: Scope, number: int) -> None:
    """One edge and whole months give the other edge."""
    starts = [s for s in line.start if scope.project_of(s[1]) == number]
    ends = [e for e in line.end if scope.project_of(e[1]) == number]
    if bool(starts) == bool(ends):
        return
    months = _duration(context, labels, scope, number)
    if months is None:
        return
    count, evidence = months
    if starts:
        date, token = starts[0]
        point = to_point(date)
        if point and point.month:
            derived = to_date(context, add_months(point, count), [*date.evidence, evidence], inferred=True)
            if derived:
                line.end.append((derived, token))
    else:
        date, token = ends[0]
        point = to_point(date)
        if point and point.month:
            derived = to_date(context, subtract_months(point, count), [*date.evidence, evidence], inferred=True)
            if derived:
                line.start.append((derived, token))


def _duration(context: Context, labels: list[Labelled], scope: Scope, number: int) -> tuple[int, Evidence] | None:
    """Months of a duration that is the project's: behind a label, or in a sentence about the project."""
    for first, end, months in _durations(context.doc):
        if context.layout.furniture(first) or not 3 <= months <= 120 or scope.project_of(first) != number:
            continue
        low, high = context.sentence(first)
        labelled = any(v.name in ("period", "start", "end") and v.label.start <= first <= v.end for v in labels)
        if (
            labelled
            or context.cues_in(low, high, "period", "start", "end")
            or (context.cues_in(low, high, "project") and context.cues_in(low, high, "implement"))
        ):
            return months, context.evidence(
                context.doc[first].idx, context.doc[end - 1].idx + len(context.doc[end - 1]), "duration"
            )
    return None


def duration_months(doc: Doc) -> list[int]:
    """All durations of a text in months."""
    return [months for _, _, months in _durations(doc)]


def _durations(doc: Doc) -> list[tuple[int, int, int]]:
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


# --- events ---------------------------------------------------------------------------------------------------------


def _events(context: Context, dates: list[Mention], line: Timeline, spent: set[int]) -> None:
    first = to_point(line.start[0][0]) if line.start else None
    last = to_point(line.end[0][0]) if line.end else None
    years = Years(context, to_point(line.published), first, last)
    seen: set[tuple[str, str | None]] = set()
    for m in dates:
        value: DateValue = m.value
        if m.start_char in spent or not value.start.month or (value.is_range and _long(value) and value.start.year):
            continue
        if (
            value.start.year is None
            and value.start.day is None
            and not value.is_range
            and not _month_speaks(context, m)
        ):
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
        line.events.append(Event(kind=kind, start=a, end=b, place=_place(context, m), evidence=evidence))


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
    ranked = sorted(((_weighed(context, m, c), c.start, c) for c in outside), key=lambda x: x[:2])
    if any(c.label == "cue.cancelled" and d <= 8 for d, _, c in ranked):
        return None
    line = context.layout.line(m.start)
    opens = all(not t.is_alpha for t in context.doc[line.start : m.start])
    listed = opens and m.value.start.year and m.value.start.day and _dated_neighbour(context, line)
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
    line = context.layout.line(m.start)
    opens = all(not t.is_alpha for t in context.doc[line.start : m.start])
    if m.value.start.day and opens and m.end < line.end and context.doc[m.end].text in "–-—:" and line.end - m.end > 2:
        return "other"  # "21. 4. 2023 – first workshop (Town)"
    if opens and m.value.start.year and 1 <= line.end - m.end <= 4 and _dated_neighbour(context, line):
        return "other"  # a table: "11-2019 Italy"
    if (
        m.value.start.day
        and m.value.start.year
        and any(p.value.located for p in context.of("places") if low <= p.start < high)
    ):
        return "other"
    return None


def _dated_neighbour(context: Context, line: Line) -> bool:
    """The line above or below begins with a date, too."""
    number = context.layout.line_number(line.start)
    starts = {d.start for d in context.of("dates")}
    around = [context.layout.lines[k] for k in (number - 1, number + 1) if 0 <= k < len(context.layout.lines)]
    return any(n.start in starts for n in around)


def _place(context: Context, m: Mention) -> Place | None:
    """The town that the sentence puts the event in: nearest to the date, where a case or a preposition says "in"."""
    low, high = context.sentence(m.start)
    line = context.layout.line(m.start)
    low, high = min(low, line.start) if m.start - line.start < 12 else low, max(high, min(line.end, m.end + 25))
    inside_names = [(o.start, o.end) for o in context.of("organisations")]
    options = [p for p in context.of("places") if low <= p.start < high]
    located = [p for p in options if p.value.located]
    if not located:
        located = [p for p in options if _bracketed(context, p)] or [
            p for p in options if p.value.candidates[0].inflected
        ]
    free = [p for p in located if not any(a <= p.start < b for a, b in inside_names)] or located
    hit = context.nearest(m, free)
    if hit is None or hit[0] > 30:
        return None
    chosen = hit[1]
    near = frozenset(c.value.code for c in context.of("country") if low <= c.start < high)
    place = resolve(chosen.value.candidates, context.language.home, near)
    if place is None:
        place = chosen.value.candidates[0]
        return Place(name=place.name, country=None)
    return Place(name=place.name, country=place.code)


def _bracketed(context: Context, p: Mention) -> bool:
    """ "(Bogatynia)", "Vilnius, Lithuania, 7–10 October" """
    doc = context.doc
    before = doc[p.start - 1].text if p.start else ""
    after = doc[p.end].text if p.end < len(doc) else ""
    return before == "(" or after == "," or before == ","
