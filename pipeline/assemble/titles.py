"""Which strings are titles of projects, and which titles are one project's.

A quoted string is a title for what stands beside it: the word "project" before or behind it, a label, "with the title";
and is none where a word for a programme, a measure, a school, a firm stands closer. A title may stand without marks behind
a label or such words, or be the headline of a page that lists a project's facts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from pipeline.assemble.context import Context
from pipeline.assemble.labels import Labelled
from pipeline.assemble.title_places import (
    MAX_WORDS,
    Title,
    cut,
    gap_between,
    headlines,
    made_up,
    make_title,
    running,
    unquoted,
    words_between,
)
from pipeline.doc.mentions import Mention, surface
from pipeline.records import Evidence
from pipeline.text import alike, fold

SAME = 0.8  # similarity from which two titles are spellings of one
ACRONYM = regex.compile(r"\(\s*([\p{Lu}\d][\p{L}\d+!.&'’ -]{1,30}?)\s*(?:[-–]\s[^()]*)?\)\s*$")
HEADED = 40  # tokens below a heading in which the project is spoken of
SENTENCES = regex.compile(r"\p{Ll}[.!?]\s+\p{Lu}")
SPOKEN = 10  # words from which two sentences in quotation marks are somebody's words
MAX_TOLD = 12  # words of a quoted name that only its verb tells to be a title
SPLIT = regex.compile(r"\s*/\s*|\s+[|]\s+")


@dataclass(slots=True)
class ProjectTitle:
    """One project's titles: the first is its name."""

    titles: list[Title] = field(default_factory=list)
    acronym: str | None = None
    aliases: list[str] = field(default_factory=list)

    @property
    def name(self) -> str | None:
        return self.titles[0].text if self.titles else None

    @property
    def score(self) -> float:
        return max((t.score for t in self.titles), default=0.0)

    def names(self) -> list[str]:
        return [n for n in [*(t.text for t in self.titles), self.acronym, *self.aliases] if n]

    def evidence(self, context: Context) -> list[Evidence]:
        return [context.evidence(t.start_char, t.end_char, t.rule) for t in self.titles[:5]]


def find_titles(context: Context, labels: list[Labelled]) -> list[ProjectTitle]:
    """The article's projects by title, in order of first mention."""
    hits = [*_from_labels(context, labels), *_from_quotes(context, labels), *unquoted(context)]
    hits = [h for h in hits if _sane(context, h)]
    hits.sort(key=lambda t: (-t.score, t.start))
    chosen: list[Title] = []
    for hit in hits:
        if not any(hit.start < c.outer_end and c.start < hit.outer_end for c in chosen):
            chosen.append(hit)
    chosen = [t for t in chosen if t.score >= 1.0] or [t for t in chosen if t.rule == "quoted heading"]
    groups = _cluster(context, [*chosen, *_beside_titles(context, chosen)])
    if not groups:
        groups = _cluster(context, [t for t in _told(context) if _sane(context, t)])
    if not groups:
        groups = _cluster(context, headlines(context, labels))
    if not groups:
        groups = _cluster(context, [t for t in running(context) if _sane(context, t)])
    if not groups:
        groups = _cluster(context, [t for t in _recognised(context) if _sane(context, t)])
    groups = _told_once(context, groups)
    for group in groups:
        _names_of(context, group)
    return groups


def _told_once(context: Context, groups: list[ProjectTitle]) -> list[ProjectTitle]:
    """A page that tells the same in a second language has one project: its title there is another name."""
    again = [g for g in groups if all(context.in_retelling(t.start) for t in g.titles)]
    first = [g for g in groups if g not in again]
    if len(first) != 1:
        return groups
    return [ProjectTitle([*first[0].titles, *(t for g in again for t in g.titles)])]


def _from_labels(context: Context, labels: list[Labelled]) -> list[Title]:
    out = []
    for value in labels:
        if value.name != "title":
            continue
        start, end = value.lines[0]
        quote = next((q for q in context.of("quotes") if q.value[0] == 0 and start <= q.value[2] <= start + 1), None)
        if quote:
            title = make_title(context, quote.start, quote.end, 4.0, value.label.rule, quote.value[3])
        else:
            title = make_title(context, start, cut(context, start, end), 4.0, value.label.rule, closed=False)
        if title:
            out.append(title)
    return out


def _from_quotes(context: Context, labels: list[Labelled]) -> list[Title]:
    out = []
    for quote in context.of("quotes"):
        depth, closed, outer_start, outer_end = quote.value
        if depth > 0 or context.layout.furniture(quote.start):
            continue
        score, rule = _beside_quote(context, quote, outer_start, outer_end)
        line = context.layout.line(outer_start)
        alone = closed and outer_start == line.start and outer_end >= line.end and quote.end - quote.start >= 3
        if score <= 0 and alone and context.cues_in(line.end, line.end + HEADED, "project", "partner", "lead"):
            score, rule = 0.9, "quoted heading"
        if any(v.name == "other" and v.start <= outer_start < v.end for v in labels):
            score -= 2.0  # activities, results: not what the project is called
        if score <= 0:
            continue
        title = make_title(
            context,
            quote.start,
            quote.end if closed else cut(context, quote.start, quote.end),
            score,
            rule,
            outer_end,
            closed,
        )
        if title:
            out.append(title)
    return out


def _told(context: Context) -> list[Title]:
    """No word for a project stands beside any quoted name: the first of which the text says who leads it, who joins in, or
    when it starts, runs or ends."""
    for quote in context.of("quotes"):
        depth, closed, start, end = quote.value
        if depth or not closed or context.layout.furniture(start):
            continue
        if not 2 <= words_between(context, quote.start, quote.end) <= MAX_TOLD:
            continue
        low, high = context.sentence(start)
        high = max(high, context.sentence(min(end, len(context.words) - 1))[1])
        told = ("lead", "implement", "launch", "start", "period", "end")
        before = [c for c in context.cues_in(low, start, *told) if gap_between(context, c.end, start) <= 2]
        behind = [c for c in context.cues_in(end, high, *told) if gap_between(context, end, c.start) <= 2]
        against = [*context.cues_in(low, start, "not_title"), *_heads(context, low, start)]
        against = [c for c in against if gap_between(context, c.end, start) <= 1]
        if (before or behind) and not against and quote_text(context, quote)[:1].isupper():
            title = make_title(context, quote.start, quote.end, 0.8, f"{(before or behind)[0].rule} beside", end)
            return [title] if title else []
    return []


def _recognised(context: Context) -> list[Title]:
    """Titles of two words and more that a name model sees where the rules see none: a single one may be anything."""
    named = [m for m in context.of("names") if m.label == "TITLE" and m.end - m.start > 1]
    found = (make_title(context, m.start, m.end, 0.8, m.rule) for m in named)
    return [t for t in found if t and not t.text.isupper() and not context.layout.furniture(t.start)]


def _beside_titles(context: Context, chosen: list[Title]) -> list[Title]:
    """A quoted string in brackets or behind a slash after a title is another name of the project."""
    out: list[Title] = []
    if not chosen:
        return out
    for quote in context.of("quotes"):
        depth, closed, outer_start, outer_end = quote.value
        if depth or not closed or any(t.start < outer_end and outer_start < t.outer_end for t in chosen):
            continue
        between = [
            [w.casefold() for w in context.words[c.outer_end : outer_start] if not w.isspace()]
            for c in chosen
            if 0 <= outer_start - c.outer_end <= 2
        ]
        joined = any(b and all(t == "," or t in context.language.conjunctions for t in b) for b in between)
        named = (
            outer_start
            and context.words[outer_start - 1] in "(/"
            and any(0 <= outer_start - t.outer_end <= 6 for t in chosen)
        )
        if named or joined:
            title = make_title(context, quote.start, quote.end, 1.0, "beside a title", outer_end)
            if title:
                out.append(title)
    return out


def _beside_quote(context: Context, quote: Mention, outer_start: int, outer_end: int) -> tuple[float, str]:
    """How much the words beside a quoted string say that it is a project's title."""
    low, high = context.sentence(outer_start)
    low = min(low, outer_start)
    high = max(high, context.sentence(min(outer_end, len(context.words) - 1))[1])
    before = Mention(outer_start, outer_start + 1, 0, 0, "", None, "")
    after = Mention(max(outer_end - 1, outer_start), outer_end, 0, 0, "", None, "")
    project_before = context.nearest(before, context.cues_in(low, outer_start, "project", "titled"))
    project_after = context.nearest(after, context.cues_in(outer_end, high, "project"))
    if not project_before and not project_after:
        return 0.0, ""
    other_before = context.nearest(
        before, [*context.cues_in(low, outer_start, "not_title"), *_heads(context, low, outer_start)]
    )
    other_after = context.nearest(
        after,
        [
            *context.cues_in(outer_end, min(high, outer_end + 4), "not_title"),
            *_heads(context, outer_end, min(high, outer_end + 3)),
        ],
    )
    score, rule = 0.0, ""
    if project_before:
        gap = gap_between(context, project_before[1].end, outer_start)
        if gap <= 5:
            score, rule = 3.0 - 0.3 * gap, f"{project_before[1].rule} before"
    if project_after:
        gap = gap_between(context, outer_end, project_after[1].start)
        if gap <= 3 and 2.6 - 0.5 * gap > score:
            score, rule = 2.6 - 0.5 * gap, f"{project_after[1].rule} behind"
    if score:
        between = other_before and (not project_before or other_before[1].start >= project_before[1].end)
        if between and other_before and words_between(context, other_before[1].end, outer_start) <= 1:
            beside = (
                project_after
                and gap_between(context, outer_end, project_after[1].start) == 0
                and other_before[1].label == "cue.not_title"
            )
            titled_next = (
                beside
                and project_after
                and any(q.value[2] in (project_after[1].end, project_after[1].end + 1) for q in context.of("quotes"))
            )
            hyphened = project_after is not None and context.words[project_after[1].start - 1] == "-"
            score -= 0.5 if (beside and not titled_next) or hyphened else 3.0
        if (
            other_after
            and gap_between(context, outer_end, other_after[1].start) == 0
            and not (project_before and gap_between(context, project_before[1].end, outer_start) <= 1)
        ):
            score -= 2.5
    if (
        score > 0
        and not any(c.isupper() for c in quote_text(context, quote)[:2])
        and not quote_text(context, quote)[:1].isdigit()
    ):
        score -= 0.8  # a title begins with a capital
    return score, rule


def quote_text(context: Context, quote: Mention) -> str:
    return context.source[quote.start_char : quote.end_char].lstrip("#")


def _heads(context: Context, low: int, high: int) -> list[Mention]:
    return [*context.within("head", low, high), *context.within("legal_form", low, high)]


def _sane(context: Context, title: Title) -> bool:
    words = words_between(context, title.start, title.end)
    if not 1 <= words <= MAX_WORDS or len(title.text) < 3:
        return False
    if words >= SPOKEN and SENTENCES.search(title.text):
        return False  # somebody is quoted
    named = context.within("programme", title.start, title.end)
    if not named:
        return True
    letters = sum(c.isalpha() for c in title.text) - sum(
        sum(c.isalpha() for c in context.source[m.start_char : m.end_char]) for m in named
    )
    if letters < 4:
        return False  # the name of a programme is no project's title
    return sum(m.end_char - m.start_char for m in named) < 0.8 * (title.end_char - title.start_char)


def _cluster(context: Context, titles: list[Title]) -> list[ProjectTitle]:
    """Join spellings of one title, and titles in apposition."""
    groups: list[ProjectTitle] = []
    for title in sorted(titles, key=lambda t: t.start):
        near = [
            g for g in groups if any(same_title(title.text, t.text) or _apposed(context, t, title) for t in g.titles)
        ]
        joined = ProjectTitle([*(t for g in near for t in g.titles), title])
        at = groups.index(near[0]) if near else len(groups)
        groups = [g for g in groups if g not in near]
        groups.insert(at, joined)
    return groups


def same_title(a: str, b: str) -> bool:
    """Two spellings, or one a part of the other."""
    x, y = fold(a), fold(b)
    if not x or not y:
        return False
    short, long = sorted((x, y), key=len)
    return f" {short} " in f" {long} " or alike(a, b, SAME)


def _apposed(context: Context, a: Title, b: Title) -> bool:
    """Two titles side by side ("„A“ / „B“", "„A“ („B“)") are two names of one project; "„A“ and „B“" are two projects."""
    if b.start < a.outer_end:
        return False
    if b.start - a.outer_end <= 8 and context.cues_in(a.outer_end, b.start, "acronym"):
        return True  # "„A“ or in English „B“"
    between = [w for w in context.words[a.outer_end : b.start] if not w.isspace() and w not in "„“”\"«»‚‘’'"]
    if len(between) > 5 or any(t.casefold() in context.language.conjunctions or t in ",.;" for t in between):
        return False
    return any(t in "(/–-—|" for t in between) or (not between)


def _names_of(context: Context, group: ProjectTitle) -> None:
    """Order the titles (best and longest first) and split off acronyms and double titles."""
    titles = sorted(group.titles, key=lambda t: (-round(t.score), -len(t.text), t.start))
    group.titles = titles
    seen = {fold(titles[0].text)}
    extra: list[str] = []
    for title in titles:
        text = title.text
        bracket = ACRONYM.search(text)
        if bracket:
            inner = bracket.group(1).strip()
            extra.append(text[: bracket.start()].strip())
            if inner.isupper() or made_up(inner):
                group.acronym = group.acronym or inner
            else:
                extra.append(inner)
        for part in SPLIT.split(text):
            if len(part) >= 4 and part != text and len(part.split()) >= 1 and not part.isdigit():
                extra.append(part)
        near = _acronym_behind(context, title)
        if near:
            if near.isupper() or len(near.split()) == 1:
                group.acronym = group.acronym or near
            else:
                extra.append(near)
        extra.append(text)
    for name in extra:
        if fold(name) and fold(name) not in seen and name != group.acronym:
            seen.add(fold(name))
            group.aliases.append(name)


def _acronym_behind(context: Context, title: Title) -> str | None:
    """ "„Long title“ (SHORT)" """
    words, i = context.words, title.outer_end
    if i < len(words) and words[i] == "(":
        j = i + 1
        while j < min(len(words), i + 14) and words[j] != ")" and words[j] != "\n":
            j += 1
        if j < len(words) and words[j] == ")":
            inner = surface(context.doc, i + 1, j).strip(' „“”"«»')
            overlapping = any(
                m.start < j and i < m.end
                for g in ("references", "dates", "country", "programme", "amounts")
                for m in context.of(g)
            )
            known = context.cues_in(i, j, "project", "lead", "partner", "acronym", "reference")
            if not overlapping and not known and 2 <= len(inner) <= 90 and inner[0].isupper():
                return inner
    return None
