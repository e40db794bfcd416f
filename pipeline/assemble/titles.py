"""Which strings are titles of projects, and which titles are one project's.

A quoted string is a title for what stands beside it: the word "project" before or behind it, a label, "with the title";
and is none where a word for a programme, a measure, a school, a firm stands closer. A title may stand without marks behind
a label or such words, or be the headline of a page that lists a project's facts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import regex
from spacy.tokens import Doc

from pipeline.assemble.context import Context
from pipeline.assemble.labels import Labelled
from pipeline.doc.mentions import Mention
from pipeline.records import Evidence
from pipeline.text import fold, similarity

SAME = 0.8  # similarity from which two titles are spellings of one
MAX_WORDS = 45
ACRONYM = regex.compile(r"\(\s*([\p{Lu}\d][\p{L}\d+!.&'’ -]{1,30}?)\s*(?:[-–]\s[^()]*)?\)\s*$")
SHOUT = regex.compile(r"[\p{L}\d][\p{L}\d&+!'-]*$")
BLOCK = 3  # lines between two labels of one block of facts
RUNNING = 12  # tokens of a title without marks in running text
LOGO = 15  # letters beside a fund's name from which a line says more than who pays
HEADED = 40  # tokens below a heading in which the project is spoken of
SENTENCES = regex.compile(r"\p{Ll}[.!?]\s+\p{Lu}")
SPOKEN = 10  # words from which two sentences in quotation marks are somebody's words
SPLIT = regex.compile(r"\s*/\s*|\s+[|]\s+")


@dataclass(slots=True)
class Title:
    text: str
    start: int
    end: int
    start_char: int
    end_char: int
    score: float
    rule: str
    outer_end: int = 0
    closed: bool = True


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
    hits = [*_from_labels(context, labels), *_from_quotes(context, labels), *_unquoted(context)]
    hits = [h for h in hits if _sane(context, h)]
    hits.sort(key=lambda t: (-t.score, t.start))
    chosen: list[Title] = []
    for hit in hits:
        if not any(hit.start < c.outer_end and c.start < hit.outer_end for c in chosen):
            chosen.append(hit)
    chosen = [t for t in chosen if t.score >= 1.0] or [t for t in chosen if t.rule == "quoted heading"]
    groups = _cluster(context, [*chosen, *_beside_titles(context, chosen)])
    if not groups:
        groups = _cluster(context, _headlines(context, labels))
    if not groups:
        groups = _cluster(context, [t for t in _running(context) if _sane(context, t)])
    for group in groups:
        _names_of(context, group)
    return groups


# --- where titles stand ---------------------------------------------------------------------------------------------


def _title(
    context: Context, start: int, end: int, score: float, rule: str, outer_end: int | None = None, closed: bool = True
) -> Title | None:
    start, end = context.trim(start, end, " ,;:–-—\"“”„«»'‘’")
    if start >= end:
        return None
    last = context.doc[end - 1]
    if last.text == "." and not closed:
        end -= 1
        last = context.doc[end - 1]
    first = context.doc[start].idx
    behind = last.idx + len(last)
    text = " ".join(context.doc.text[first:behind].split())
    return Title(text, start, end, first, behind, score, rule, outer_end or end, closed)


def _from_labels(context: Context, labels: list[Labelled]) -> list[Title]:
    out = []
    for value in labels:
        if value.name != "title":
            continue
        start, end = value.lines[0]
        quote = next((q for q in context.of("quotes") if q.value[0] == 0 and start <= q.value[2] <= start + 1), None)
        if quote:
            title = _title(context, quote.start, quote.end, 4.0, value.label.rule, quote.value[3])
        else:
            title = _title(context, start, _cut(context, start, end), 4.0, value.label.rule, closed=False)
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
        title = _title(
            context,
            quote.start,
            quote.end if closed else _cut(context, quote.start, quote.end),
            score,
            rule,
            outer_end,
            closed,
        )
        if title:
            out.append(title)
    return out


def _beside_titles(context: Context, chosen: list[Title]) -> list[Title]:
    """A quoted string in brackets or behind a slash after a title is another name of the project."""
    out = []
    for quote in context.of("quotes"):
        depth, closed, outer_start, outer_end = quote.value
        if depth or not closed or any(t.start < outer_end and outer_start < t.outer_end for t in chosen):
            continue
        between = [
            [t.text.casefold() for t in context.doc[c.outer_end : outer_start] if not t.is_space]
            for c in chosen
            if 0 <= outer_start - c.outer_end <= 2
        ]
        joined = any(b and all(t == "," or t in context.language.conjunctions for t in b) for b in between)
        named = (
            outer_start
            and context.doc[outer_start - 1].text in "(/"
            and any(0 <= outer_start - t.outer_end <= 6 for t in chosen)
        )
        if named or joined:
            title = _title(context, quote.start, quote.end, 1.0, "beside a title", outer_end)
            if title:
                out.append(title)
    return out


def _beside_quote(context: Context, quote: Mention, outer_start: int, outer_end: int) -> tuple[float, str]:
    """How much the words beside a quoted string say that it is a project's title."""
    low, high = context.sentence(outer_start)
    low = min(low, outer_start)
    high = max(high, context.sentence(min(outer_end, len(context.doc) - 1))[1])
    before = Mention(outer_start, outer_start + 1, 0, 0, "", None, "")
    after = Mention(max(outer_end - 1, outer_start), outer_end, 0, 0, "", None, "")
    project_before = context.nearest(before, context.cues_in(low, outer_start, "project", "titled"))
    project_after = context.nearest(after, context.cues_in(outer_end, high, "project"))
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
        gap = _gap(context, project_before[1].end, outer_start)
        if gap <= 5:
            score, rule = 3.0 - 0.3 * gap, f"{project_before[1].rule} before"
    if project_after:
        gap = _gap(context, outer_end, project_after[1].start)
        if gap <= 3 and 2.6 - 0.5 * gap > score:
            score, rule = 2.6 - 0.5 * gap, f"{project_after[1].rule} behind"
    if score:
        between = other_before and (not project_before or other_before[1].start >= project_before[1].end)
        if between and other_before and _words(context, other_before[1].end, outer_start) <= 1:
            beside = (
                project_after
                and _gap(context, outer_end, project_after[1].start) == 0
                and other_before[1].label == "cue.not_title"
            )
            titled_next = (
                beside
                and project_after
                and any(q.value[2] in (project_after[1].end, project_after[1].end + 1) for q in context.of("quotes"))
            )
            hyphened = project_after is not None and context.doc[project_after[1].start - 1].text == "-"
            score -= 0.5 if (beside and not titled_next) or hyphened else 3.0
        if (
            other_after
            and _gap(context, outer_end, other_after[1].start) == 0
            and not (project_before and _gap(context, project_before[1].end, outer_start) <= 1)
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
    return context.doc.text[quote.start_char : quote.end_char].lstrip("#")


def _heads(context: Context, low: int, high: int) -> list[Mention]:
    return [m for m in [*context.of("head"), *context.of("legal_form")] if low <= m.start and m.end <= high]


def _words(context: Context, a: int, b: int) -> int:
    return sum(context.doc[i].is_alpha for i in range(a, b))


def _gap(context: Context, a: int, b: int) -> int:
    """Words between, leaving out a reference number with its word, brackets and colons."""
    if b <= a:
        return 0
    inside = {i for m in context.of("references") for i in range(m.start, m.end)}
    inside |= {
        i
        for m in context.cues_in(max(a - 4, 0), b, "reference", "acronym", "titled", "project")
        for i in range(m.start, m.end)
    }
    inside |= {i for m in context.of("programme") if a <= m.start < b for i in range(m.start, m.end)}
    return sum(
        1
        for i in range(a, b)
        if i not in inside
        and (context.doc[i].is_alpha or context.doc[i].text in ".;!?")
        and not context.doc[i].is_space
    )


def _unquoted(context: Context) -> list[Title]:
    """ "with the title X", "Project: X", "the project X" where X is written like a name"""
    out = []
    doc = context.doc
    quotes = [(q.value[2], q.value[3]) for q in context.of("quotes")]
    taken = [(m.start, m.end) for g in ("programme", "references", "dates", "country") for m in context.of(g)]
    for cue in [*context.cue("titled"), *context.cue("project")]:
        labelled = any(
            m.start <= cue.start and cue.end <= m.end and m.label != "label.title" for m in context.of("label")
        )
        if context.layout.furniture(cue.start) or labelled:
            continue
        titled = cue.label == "cue.titled"
        compound = _before_hyphen(context, cue)
        if compound is not None:
            title = _title(context, compound, cue.start - 1, 1.6, f"{cue.rule} behind a hyphen", closed=False)
            if title:
                out.append(title)
            continue
        start = cue.end
        colon = start < len(doc) and doc[start].text in ":–-"
        while start < len(doc) and (doc[start].text in ":–-" or (doc[start].is_space and doc[start].text != "\n")):
            start += 1
        if start >= len(doc) or doc[start].text == "\n" or any(a <= start < b for a, b in [*quotes, *taken]):
            continue
        if not (doc[start].text[0].isupper() or doc[start].text[0].isdigit() or doc[start].text == "#"):
            continue
        line = context.layout.line(cue.start)
        if titled or (colon and cue.start <= line.start + 1):
            end = _cut(context, start, min(line.end, start + MAX_WORDS))
            title = _title(context, start, end, 2.0 if titled else 1.8, f"{cue.rule} unquoted", closed=False)
        elif _shouted(doc, start, line.end) and not doc[line.start : line.end].text.isupper():
            end = start
            while end < line.end and (doc[end].text.isupper() or not doc[end].is_alpha) and doc[end].text not in "(.;":
                end += 1
            title = _title(context, start, end, 3.2, f"{cue.rule} capitals", closed=False)
        elif (named := _followed_by_number(context, start, line.end)) is not None:
            title = _title(context, start, named, 1.6, f"{cue.rule} before its number", closed=False)
        else:
            end = start
            while (
                end < line.end
                and _name_like(doc[end].text, end == start)
                and not any(a <= end < b for a, b in [*quotes, *taken])
            ):
                end += 1
            text = doc[start:end].text
            # A bare name counts only if it looks made up: capitals inside, a hyphen, digits.
            shouted = doc[line.start : line.end].text.isupper() or doc[cue.start].text.isupper()
            title = (
                _title(context, start, end, 1.2, f"{cue.rule} name", closed=False)
                if _made_up(text) and not shouted
                else None
            )
        if title:
            out.append(title)
    return out


def _before_hyphen(context: Context, cue: Mention) -> int | None:
    """Where a title that is compounded with the noun begins: "CircHub-project", "River of words -project"."""
    doc, hyphen = context.doc, cue.start - 1
    if hyphen < 1 or doc[hyphen].text != "-" or doc[hyphen].whitespace_ or not doc[hyphen - 1].text[-1].isalnum():
        return None
    low = context.sentence(cue.start)[0]
    if not doc[hyphen - 1].whitespace_:  # one word
        i = hyphen - 1
        while i > low and not doc[i - 1].whitespace_ and not doc[i - 1].is_space:
            i -= 1
        return i if _made_up(doc[i:hyphen].text) else None
    for i in range(hyphen - 1, max(low, hyphen - 7) - 1, -1):
        if doc[i].text[0].isupper():
            return i
        if not doc[i].is_alpha:
            return None
    return None


def _followed_by_number(context: Context, start: int, limit: int) -> int | None:
    """Where a title without marks ends: right before its short name or its reference number, a few words on."""
    doc = context.doc
    stops = {m.start for m in context.of("references")} | {
        m.start for m in [*context.cue("acronym"), *context.cue("reference")]
    }
    for i in range(start + 2, min(limit, start + 16)):
        text = doc[i].text
        if i in stops:
            return i
        if text in ",(" and (
            i + 1 in stops
            or (
                text == "("
                and i + 2 < limit
                and doc[i + 1].text.isupper()
                and len(doc[i + 1].text) > 2
                and doc[i + 2].text == ")"
            )
        ):
            return i
        if text in ".;:,?!":
            return None
    return None


def _shouted(doc: Doc, start: int, end: int) -> bool:
    """Several words in capitals: a title set apart by its letters."""
    words = [t.text for t in doc[start : min(end, start + 8)] if t.is_alpha]
    return len(words) >= 3 and all(w.isupper() for w in words[:3]) and any(len(w) > 4 for w in words[:3])


def _name_like(token: str, first: bool) -> bool:
    return token[0].isupper() or token[0].isdigit() or (not first and token in "-–&+'!:")


def _made_up(text: str) -> bool:
    word = text.split()[0] if text else ""
    inner = any(c.isupper() for c in word[1:]) and (not word.isupper() or len(word) > 3)
    return len(word) >= 3 and inner and sum(c.isalpha() for c in word) >= 3


def _cut(context: Context, start: int, end: int) -> int:
    """Where a title without marks ends: at a sentence's end, a reference, an opening bracket, the next label."""
    doc = context.doc
    limit = min([end, *(m.start for g in ("references", "label") for m in context.of(g) if start < m.start < end)])
    limit = min([limit, *(m.start for m in context.cues_in(start + 1, end, "reference"))])
    sentence_end = max(context.sentence(start)[1], start + 1)
    limit = min(limit, sentence_end)
    for i in range(start + 1, limit):
        text = doc[i].text
        if text in ";|\n" or (text == "(" and not _closes_inside(context, i, limit)):
            return i
        if text == "," and i - start >= 2 and i + 1 < limit and doc[i + 1].text[0].islower() and i - start > 3:
            return i
        if text in "?!" and i + 1 < limit and doc[i + 1].text[0].isupper():
            return i + 1
    return limit


def _closes_inside(context: Context, i: int, limit: int) -> bool:
    """A bracket that belongs to the title: an acronym."""
    inside: list[str] = []
    for j in range(i + 1, min(limit, i + 8)):
        if context.doc[j].text == ")":
            return bool(inside) and SHOUT.match(inside[0]) is not None and inside[0].isupper()
        inside.append(context.doc[j].text)
    return False


def _headlines(context: Context, labels: list[Labelled]) -> list[Title]:
    """The headings right above blocks of labelled facts; one block's, if only one has a heading above it, may stand higher."""
    own = sorted(
        {context.layout.line_number(v.label.start) for v in labels if v.name not in ("published", "updated", "other")}
    )
    if len(own) < 2:
        return []
    starts = [n for k, n in enumerate(own) if k == 0 or n - own[k - 1] > BLOCK]
    blocks = [n for n in starts if sum(n <= o < n + 2 * BLOCK for o in own) >= 2]
    if len(blocks) > 1:
        found = [t for n in blocks for t in [_heading(context, n - 1)] if t is not None]
        if len(found) == len(blocks):
            return found
    best: Title | None = None
    for number in range(own[0]):
        best = _heading(context, number, best) or best
    return [best] if best else []


def _heading(context: Context, number: int, known: Title | None = None) -> Title | None:
    """A line that can be a heading and a title: some words, no sentence's end, nothing else that it is known to be."""
    if number < 0:
        return None
    line, doc = context.layout.lines[number], context.doc
    words = [t for t in doc[line.start : line.end] if t.is_alpha]
    if line.furniture or line.bullet or not 2 <= len(words) <= 25 or doc[line.end - 1].text in ".:,;!":
        return None
    if any(doc[k].text == ":" and doc[k].whitespace_ for k in range(line.start, min(line.start + 3, line.end))):
        return None  # a label that the pack does not know
    inside: list[Mention] = [
        m for g in ("label", "references", "amounts") for m in context.of(g) if line.start <= m.start < line.end
    ]
    inside += [
        m
        for m in context.of("dates")
        if line.start <= m.start < line.end and (m.value.start.month or m.start == line.start)
    ]
    whole = [o for o in context.of("organisations") if o.start <= line.start and o.end >= line.end]
    funds = [p for p in context.of("programme") if line.start <= p.start < line.end]
    letters = sum(len(w.text) for w in words) - sum(p.end_char - p.start_char for p in funds)
    if inside or whole or (funds and letters < LOGO):  # what stands beside a fund's logo
        return None
    menu = [t.i for t in doc[line.start : line.end] if t.text in "|»>›•" or (t.text == "/" and t.whitespace_)]
    if menu:
        tail = menu[-1] + 1
        if (
            known is None and len(menu) > 1 and line.end - tail >= 4
        ):  # the last step of a breadcrumb is the page's title
            return _title(context, tail, line.end, 1.0, "breadcrumb above labels")
        return None
    talk = context.cues_in(line.start, line.end, "project", "implement")
    if (talk and len(words) <= 4) or context.cues_in(line.start, line.end, "implement"):
        return None
    return _title(context, line.start, line.end, 1.0, "headline above labels")


def _running(context: Context) -> list[Title]:
    """A title without marks in running text: capitalised behind the word project, and set off by a comma, a bracket or the
    sentence's end a few words on."""
    doc = context.doc
    out = []
    taken = {
        i
        for g in ("programme", "organisations", "country", "places", "dates", "month", "head")
        for m in context.of(g)
        for i in range(m.start, m.end)
    }
    for cue in context.cue("project"):
        start = cue.end
        if (
            context.layout.furniture(cue.start)
            or start >= len(doc)
            or start in taken
            or not doc[start].text[0].isupper()
        ):
            continue
        high = min(context.sentence(cue.start)[1], start + RUNNING)
        end = next(
            (i for i in range(start + 1, high) if doc[i].text in ",(;:.–" and (doc[i].whitespace_ or i + 1 == high)),
            None,
        )
        if end is not None and doc[end].text == "," and end + 1 < high and doc[end + 1].text[0].isupper():
            end = next((i for i in range(end + 1, high) if doc[i].text in ",(;:.–" and doc[i].whitespace_), end)
        if end is None or sum(t.is_alpha for t in doc[start:end]) < 2:
            continue
        title = _title(context, start, end, 0.9, f"{cue.rule} running title", closed=False)
        if title:
            out.append(title)
    return out


def _sane(context: Context, title: Title) -> bool:
    words = sum(1 for t in context.doc[title.start : title.end] if t.is_alpha)
    if not 1 <= words <= MAX_WORDS or len(title.text) < 3:
        return False
    size = title.end_char - title.start_char
    if words >= SPOKEN and SENTENCES.search(title.text):
        return False  # somebody is quoted
    named = [m for m in context.of("programme") if title.start <= m.start and m.end <= title.end]
    letters = sum(c.isalpha() for c in title.text) - sum(
        sum(c.isalpha() for c in context.doc.text[m.start_char : m.end_char]) for m in named
    )
    if named and letters < 4:
        return False  # the name of a programme is no project's title
    return sum(m.end_char - m.start_char for m in named) < 0.8 * size


# --- which are one --------------------------------------------------------------------------------------------------


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
    return f" {short} " in f" {long} " or similarity(a, b) >= SAME


def _apposed(context: Context, a: Title, b: Title) -> bool:
    """Two titles side by side ("„A“ / „B“", "„A“ („B“)") are two names of one project; "„A“ and „B“" are two projects."""
    if b.start < a.outer_end:
        return False
    between = [t.text for t in context.doc[a.outer_end : b.start] if not t.is_space]
    between = [t for t in between if t not in "„“”\"«»‚‘’'"]
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
            if inner.isupper() or _made_up(inner):
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
    doc, i = context.doc, title.outer_end
    if i < len(doc) and doc[i].text == "(":
        j = i + 1
        while j < min(len(doc), i + 14) and doc[j].text != ")" and doc[j].text != "\n":
            j += 1
        if j < len(doc) and doc[j].text == ")":
            inner = doc[i + 1 : j].text.strip(' „“”"«»')
            overlapping = any(
                m.start < j and i < m.end
                for g in ("references", "dates", "country", "programme", "amounts")
                for m in context.of(g)
            )
            known = context.cues_in(i, j, "project", "lead", "partner", "acronym", "reference")
            if not overlapping and not known and 2 <= len(inner) <= 90 and inner[0].isupper():
                return inner
    return None
