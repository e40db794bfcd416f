"""When the article was published: a label, or a dateline at the head or the foot of the page."""

from __future__ import annotations

from pipeline.assemble.context import Context
from pipeline.doc.dates import Point
from pipeline.doc.layout import FOOT, HEAD, Line
from pipeline.doc.mentions import Mention, blank_behind
from pipeline.records import Date, Evidence

LEDE = 15  # words of a paragraph that opens with its date
OPENING = 6  # tokens of a place name that opens a paragraph before its date
SET_OFF = frozenset("|/·•,:-–—.;")  # marks that set a date off from a name beside it


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


def find_published(context: Context) -> Date | None:
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
    found: list[tuple[bool, int, Mention]] = []
    for d in full:
        number = context.layout.line_number(d.start)
        if (
            (number < HEAD or number >= len(lines) - FOOT)
            and not _labelled(context, d, number)
            and _bare_line(context, d)
            and not _clock(context, d)
        ):
            found.append((_weekday(context, d) == lines[number].start != d.start, d.start, d))
    if not found:
        return None
    d = min(found, key=lambda x: x[:2])[2]  # a day of the week and a date alone may be the page's own calendar
    return to_date(context, d.value.start, [context.evidence_of(d, "dateline")])


def _labelled(context: Context, d: Mention, number: int) -> bool:
    """Another label than one of publishing on the date's line, or on the one above where the date is all there is of its own."""
    lines = context.layout.lines
    others = [m for m in context.of("label") if m.label not in ("label.published", "label.updated")]
    if any(lines[number].start <= m.start < d.start for m in others):
        return True
    alone = lines[number].start == d.start and lines[number].end == d.end
    above = lines[number - 1] if number and alone else None
    return above is not None and any(m.start == above.start and above.end - m.end <= 1 for m in others)


def _weekday(context: Context, d: Mention) -> int:
    """Where the date begins, a day of the week before it included."""
    for m in context.cues_in(max(d.start - 3, 0), d.start, "date.weekdays"):
        if all(word in ",." for word in context.words[m.end : d.start]):
            return m.start
    return d.start


def _bare_line(context: Context, d: Mention) -> bool:
    """A dateline: the date stands at an edge of a short line or between separators; beside it at most names, a time, an
    address. "Town, 16 October 2017", "14.06.2022 | Author", "Written by A. B., 21.05.2012"."""
    line, words = context.layout.line(d.start), context.words
    first, last = max(_weekday(context, d), line.start), d.end
    if _clock_time(context, last):
        last += 3 + (words[last] == ",")
    end = _without_buttons(context, line)
    behind = words[last] if last < end else ""
    before = words[first - 1] if first > line.start else ""
    if d.start == line.start and (behind in ("|", "/", "·", "•", "") or last > d.end):
        return True
    if first == line.start != d.start:
        return behind == ""
    towns = [p for p in context.begun("places", line.start, line.start + 1) if p.end == first]
    gap = before.isspace() or behind.isspace()  # columns
    edge = first == line.start or last >= end - 1 or (before in SET_OFF and (behind in SET_OFF or gap))
    if not edge and not towns and first - line.start > OPENING:
        return False  # in the middle of a paragraph: no need to look at its words
    outside = [*range(line.start, min(first, end)), *range(last, end)]
    rest = [i for i in outside if len(words[i]) > 1 and words[i].isalpha()]
    known = context.covered("head", "name_word", "date", "label")
    plain = [
        i for i in rest if i < d.start + 40 and words[i][0].islower() and i not in known and not _address(context, i)
    ]
    opening = [i for i in plain if i < d.start]
    if first - line.start <= OPENING and before == "," and behind in ".-–—(:" and d.end + 2 < line.end and not opening:
        follows = "".join(words[d.end : d.end + 2])
        if follows[:2] in (".-", ".–", ".—") or follows[0] in "–—-:(":
            return True  # "Town, 4 February 2020.- The council ..."
    if towns and ((len(rest) <= 3 and not plain) or behind in "–—-"):
        return True  # "Town 3 December 2007", "TOWN 3 December 2007 – The council ..."
    if (
        d.start == line.start
        and behind in "–—-"
        and sum(w.isalpha() for w in words[d.end : line.end]) > LEDE
        and not dated_neighbour(context, line)
    ):
        return True  # "27. 6. 2023 - Last weekend ..."
    set_off = before in SET_OFF or not before or before.isspace()
    return edge and set_off and len(rest) <= 8 and len(plain) <= (0 if first > line.start else 1)


def _without_buttons(context: Context, line: Line) -> int:
    """Where the line ends but for "Print", "Share" and the like."""
    buttons = context.covered("boilerplate")
    end = line.end
    while end > line.start and (end - 1 in buttons or context.words[end - 1].isspace()):
        end -= 1
    return end


def _address(context: Context, i: int) -> bool:
    doc, words = context.doc, context.words
    return (i + 1 < len(words) and words[i + 1] in ".@" and not blank_behind(doc, i)) or (
        i > 0 and words[i - 1] in ".@" and not blank_behind(doc, i - 1)
    )


def _clock_time(context: Context, i: int) -> bool:
    """ "14:20" """
    words = context.words
    i += i < len(words) and words[i] == ","
    return (
        i + 2 < len(words)
        and words[i].isdigit()
        and words[i + 1] in ":."
        and words[i + 2].isdigit()
        and len(words[i + 2]) == 2
    )


def _clock(context: Context, d: Mention) -> bool:
    low, _ = context.sentence(d.start)
    return bool(context.cues_in(min(low, d.start), d.end, "approved")) and context.layout.line(d.start).start != d.start


def dated_neighbour(context: Context, line: Line) -> bool:
    """The line above or below begins with a date, too."""
    number = context.layout.line_number(line.start)
    around = [context.layout.lines[k] for k in (number - 1, number + 1) if 0 <= k < len(context.layout.lines)]
    return any(context.at("dates", n.start) for n in around)
