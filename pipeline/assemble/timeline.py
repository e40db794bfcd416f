"""What each date is: the project's start or end, an event, a publication, or none of these.

A label decides; else the nearest of the words that give dates their role, within the sentence.
"""

from __future__ import annotations

from pipeline.assemble.context import Context
from pipeline.assemble.durations import durations
from pipeline.assemble.events import EVENT_CUES, REACH, Timeline, find_events, is_long, weighed
from pipeline.assemble.labels import Labelled
from pipeline.assemble.published import to_date, to_point
from pipeline.assemble.scope import Scope
from pipeline.doc.dates import DateValue, Point, add_months, subtract_months
from pipeline.doc.mentions import Mention
from pipeline.records import Date, Evidence

# What may say of a date whose it is.
ROLES = ("start", "end", "period", "prolonged", "approved", "programme_period", *EVENT_CUES, "happening", "cancelled")
SHORT = 12  # words of a sentence that goes on about what the paragraph spoke of


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
    if scope.count <= 1 and not line.start and not line.end:
        _unspoken(context, dates, line, spent, lasting=_duration(context, labels, scope, 0) is not None)
    if scope.count <= 1 and not line.start and not line.end:
        _school_years(context, line)
    for number in range(max(scope.count, 1)):
        _from_duration(context, labels, line, scope, number)
    find_events(context, dates, line, spent, title_spans)
    return line


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
            or not is_long(m.value)
            or here.end - m.end > 2
        ):
            continue
        if ":" in context.words[max(m.start - 2, here.start) : m.start] and not _touches_programme(context, m):
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
    if endings and any(w.isalpha() and w.casefold().endswith(endings) for w in context.words[m.start : m.end]):
        return True
    behind = context.cues_in(m.end, m.end + 2, "date.until")
    low = max(m.start - 3, 0)
    since = context.cues_in(max(m.start - 4, 0), m.start, "date.since")  # "to" inside "as from" goes on to nothing
    before = context.cues_in(low, m.start, "date.until", "date.range_to")
    return bool(behind or any(not any(s.start <= c.start and c.end <= s.end for s in since) for c in before))


def _spoken(context: Context, dates: list[Mention], line: Timeline, spent: set[int], scope: Scope) -> None:
    """Roles from the words of the sentence; a label's word is not gainsaid."""
    starts, ends = (
        {scope.project_of(token) for _, token in line.start},
        {scope.project_of(token) for _, token in line.end},
    )
    for m in dates:
        if m.start_char in spent:
            continue
        if m.value.start.year is None and not (_made_absolute(m, line.published) or _goes_on(context, m, line)):
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
                date = to_date(context, edge, [context.evidence_of(m, rule)], m.label == "date.inferred")
                target += [(date, m.start)] if date else []
            spent.add(m.start_char)
        elif role == "start" and not known_start and not m.value.is_range:
            _set_period(context, m, line, spent, rule, "start")
        elif role == "end" and not known_end and not m.value.is_range:
            _set_period(context, m, line, spent, rule, "end")
        elif role == "none":
            spent.add(m.start_char)


def _unspoken(context: Context, dates: list[Mention], line: Timeline, spent: set[int], *, lasting: bool) -> None:
    """Where no sentence names the project beside its dates (interviews), the words of start and end do without it."""
    found: dict[str, tuple[Mention, str]] = {}
    for m in dates:
        if m.start_char in spent or m.value.is_range or not m.value.start.year or not m.value.start.month:
            continue
        role, rule = _role(context, m, *context.sentence(m.start), alone=True)
        if role in ("start", "end"):
            found.setdefault(role, (m, rule))
    if "start" in found or lasting:  # an end alone may be anything's, unless it is said how long the project lasts
        for role, (m, rule) in found.items():
            _set_period(context, m, line, spent, rule, role)


def _school_years(context: Context, line: Timeline) -> None:
    """ "for two school years, 2009/10 and 2010/11": from the first year to the last"""
    words = context.words
    found: list[tuple[int, int, int, int]] = []  # first year, second year, tokens
    for cue in context.cues.get("date.school_years", []):
        low, high = context.sentence(cue.start)
        if context.layout.furniture(cue.start) or not _of_project(context, low, high):
            continue
        for i in range(low, high - 2):
            a, mark, b = words[i : i + 3]
            pair = len(a) == 4 and a.isdigit() and mark in "/-–" and b.isdigit() and len(b) in (2, 4)
            if pair and (int(a) + 1) % 100 == int(b) % 100:
                found.append((int(a), int(a) + 1, i, i + 3))
    if not found:
        return
    first, last = min(found), max(found)
    for value, (start, end), edge in ((first[0], first[2:], line.start), (last[1], last[2:], line.end)):
        date = to_date(context, Point(value), [context.evidence_on(start, end, "school years")])
        edge += [(date, start)] if date else []


def _made_absolute(m: Mention, published: Date | None) -> bool:
    """ "last September", "31 May this year" in a dated article; the year is then inferred. Done in place, once."""
    value: DateValue = m.value
    if value.start.relative is None or published is None or not value.start.month:
        return False
    year = int(published.value[:4]) + value.start.relative
    m.value = DateValue(value.start.in_year(year), value.end.in_year(year) if value.end else None)
    m.label = "date.inferred"
    return True


def _goes_on(context: Context, m: Mention, line: Timeline) -> bool:
    """ "began on 4 March 2019 and ended on 28 June": an end without a year follows the start that its sentence names. Done
    in place, once; the year is then inferred."""
    low, high = context.sentence(m.start)
    begun = [p for date, token in line.start if low <= token < m.start and (p := to_point(date)) and p.year and p.month]
    if not begun or m.value.is_range or not m.value.start.month or _role(context, m, low, high)[0] != "end":
        return False
    year = begun[-1].year or 0
    end = m.value.start.in_year(year)
    if end.key() < begun[-1].key():
        end = end.in_year(year + 1)
    m.value, m.label = DateValue(end), "date.inferred"
    return True


def _role(context: Context, m: Mention, low: int, high: int, *, alone: bool = False) -> tuple[str, str]:
    """What the nearest word says of a date, and its rule. ``alone``: the sentence need not speak of the project."""
    value: DateValue = m.value
    outside = [c for c in context.cues_in(low, high, *ROLES) if c.end <= m.start or c.start >= m.end]
    if value.is_range and value.end:
        programme = [c for c in outside if c.label == "cue.programme_period"]
        if not value.start.month and (
            _touches_programme(context, m) or (programme and context.distance(programme[0], m) <= 3)
        ):
            return "none", ""
        long = is_long(value)
        if not long:
            return "event", ""
        hit = context.nearest(
            m, [c for c in outside if c.label not in {f"cue.{k}" for k in EVENT_CUES} or c.label == "cue.launch"]
        )
        if hit and hit[0] <= REACH and hit[1].label in ("cue.approved", "cue.cancelled"):
            return "none", hit[1].rule
        if hit and hit[0] <= REACH and hit[1].label in ("cue.period", "cue.start", "cue.end", "cue.launch"):
            return "period", hit[1].rule
        project = context.cues_in(low, high, "project", "implement")
        if project and (value.start.month or (context.nearest(m, project) or (99,))[0] <= 6):
            return "period", "range in a sentence about the project"
        return "other", ""
    if value.start.vague and value.start.month is None and not value.start.year:
        return "other", ""
    if not outside:
        return "other", ""
    distance, _, _, cue = min((weighed(context, m, c), c.start, n, c) for n, c in enumerate(outside))
    if distance > REACH:
        return "other", ""
    name = cue.label.partition(".")[2]
    if name in ("start", "period"):
        if not value.start.month and distance > 4:
            return "other", ""
        if name == "period" and _is_until(context, m):
            return "end", cue.rule
        if name == "period" and not context.cues_in(max(m.start - 3, 0), m.start, "date.since", "date.range_from"):
            return "other", ""
        return ("start", cue.rule) if alone or _of_project(context, low, high) else ("other", "")
    if name == "end":
        if not value.start.month and distance > 4:
            return "other", ""
        return ("end", cue.rule) if alone or _of_project(context, low, high) else ("other", "")
    if name == "prolonged":
        return "end", cue.rule
    if name in ("approved", "programme_period", "cancelled"):
        return "none", cue.rule
    return "event", cue.rule


def _of_project(context: Context, low: int, high: int) -> bool:
    """The sentence speaks of the project, or is a short one right behind one that does."""
    if context.cues_in(low, high, "project"):
        return True
    words = sum(w.isalpha() for w in context.words[low:high])
    line = context.layout.line(low)
    number = context.layout.sentence_number(low)
    before = min(line.start, context.layout.sentences[max(number - 1, 0)][0])
    return words <= SHORT and bool(context.cues_in(before, low, "project"))


def _touches_programme(context: Context, m: Mention) -> bool:
    """ "Interreg … 2014–2020", "programme 2014–2020" """
    return any(0 <= m.start - p.end <= 3 or p.start <= m.start < p.end for p in context.of("programme")) or bool(
        context.cues_in(max(m.start - 4, 0), min(m.end + 4, len(context.words)), "programme_period")
    )


def _from_duration(context: Context, labels: list[Labelled], line: Timeline, scope: Scope, number: int) -> None:
    """One edge and whole months give the other edge."""
    starts = [s for s in line.start if scope.project_of(s[1]) == number]
    ends = [e for e in line.end if scope.project_of(e[1]) == number]
    if (not starts and not ends) or (starts and any(len(e.value) > 4 for e, _ in ends)):
        return
    months = _duration(context, labels, scope, number)
    if months is None:
        return
    count, evidence = months
    (date, token), derive, target = (
        (starts[0], add_months, line.end) if starts else (ends[0], subtract_months, line.start)
    )
    point = to_point(date)
    if point and point.month:
        derived = to_date(context, derive(point, count), [*date.evidence, evidence], inferred=True)
        # Where the year alone is given, too, the duration may say more of it, but not gainsay it.
        agrees = derived and all(e.value[:4] == derived.value[:4] for e, _ in ends) if starts else True
        target += [(derived, token)] if derived and agrees else []


def _duration(context: Context, labels: list[Labelled], scope: Scope, number: int) -> tuple[int, Evidence] | None:
    """Months of a duration that is the project's: behind a label, or in a sentence about the project."""
    found: list[tuple[int, int, Evidence]] = []
    for first, end, months in durations(context.doc):
        if context.layout.furniture(first) or not 3 <= months <= 120 or scope.project_of(first) != number:
            continue
        low, high = context.sentence(first)
        if context.cues_in(max(first - 5, low), first, "prolonged"):
            continue  # how much longer, not how long
        labelled = any(v.name in ("period", "start", "end") and v.label.start <= first <= v.end for v in labels)
        if (
            labelled
            or context.cues_in(low, high, "period", "start", "end")
            or (context.cues_in(low, high, "project") and context.cues_in(low, high, "implement"))
        ):
            beside = labelled or context.cues_in(max(first - 4, 0), first, "period")
            evidence = context.evidence_on(first, end, "duration")
            found.append((0 if beside else 1, months, evidence))
    best = min(found, key=lambda f: f[0], default=None)  # what is said to last before what is only mentioned
    return (best[1], best[2]) if best else None
