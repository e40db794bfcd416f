"""Where titles stand without marks: behind the word project, before a hyphen, in capitals, as a heading above facts."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import regex
from spacy.tokens import Doc

from pipeline.assemble.context import Context
from pipeline.assemble.labels import Labelled
from pipeline.doc.mentions import Mention

MAX_WORDS = 45
SHOUT = regex.compile(r"[\p{L}\d][\p{L}\d&+!'-]*$")
BLOCK = 3  # lines between two labels of one block of facts
RUNNING = 12  # tokens of a title without marks in running text
LOGO = 15  # letters beside a fund's name from which a line says more than who pays


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


def make_title(
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
    text = " ".join(context.source[first:behind].split())
    return Title(text, start, end, first, behind, score, rule, outer_end or end, closed)


def words_between(context: Context, a: int, b: int) -> int:
    return sum(context.doc[i].is_alpha for i in range(a, b))


def gap_between(context: Context, a: int, b: int) -> int:
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


def unquoted(context: Context) -> list[Title]:
    """ "with the title X", "Project: X", "the project X" where X is written like a name"""
    out = []
    doc = context.doc
    quotes = [(q.value[2], q.value[3]) for q in context.of("quotes")]
    taken = [
        (m.start, m.end)
        for g in ("programme", "references", "dates", "country")
        for m in context.of(g)
        if g != "programme" or not _opens_name(doc, m)
    ]
    for cue in [*context.cue("titled"), *context.cue("project")]:
        labelled = any(
            m.start <= cue.start and cue.end <= m.end and m.label != "label.title" for m in context.of("label")
        )
        if context.layout.furniture(cue.start) or labelled:
            continue
        titled = cue.label == "cue.titled"
        compound = _before_hyphen(context, cue)
        if compound is not None:
            title = make_title(context, compound, cue.start - 1, 1.6, f"{cue.rule} behind a hyphen", closed=False)
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
            end = _name_end(context, start, cut(context, start, min(line.end, start + MAX_WORDS)))
            title = make_title(context, start, end, 2.0 if titled else 1.8, f"{cue.rule} unquoted", closed=False)
        elif _shouted(doc, start, line.end) and not doc[line.start : line.end].text.isupper():
            end = start
            while end < line.end and (doc[end].text.isupper() or not doc[end].is_alpha) and doc[end].text not in "(.;":
                end += 1
            title = make_title(context, start, end, 3.2, f"{cue.rule} capitals", closed=False)
        elif (named := _followed_by_number(context, start, line.end)) is not None:
            title = make_title(context, start, named, 1.6, f"{cue.rule} before its number", closed=False)
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
                make_title(context, start, end, 1.2, f"{cue.rule} name", closed=False)
                if made_up(text) and not shouted
                else None
            )
        if title:
            out.append(title)
    return out


def _opens_name(doc: Doc, m: Mention) -> bool:
    """The one word of a programme that projects put before their own name: "LIFE Wetlands", "INTERREG Riverside"."""
    return m.end - m.start == 1 and m.end + 1 < len(doc) and doc[m.end].is_alpha and doc[m.end].text[0].isupper()


def _name_end(context: Context, start: int, end: int) -> int:
    """Where a title ends that the sentence goes on behind: at a sum, a date or a word for what the project does, where its
    capitals end, or where a title that capitalises its words is followed by two that are not."""
    doc = context.doc
    stops = [m.start for g in ("amounts", "dates") for m in context.of(g)]
    stops += [c.start for c in context.cues_in(start, end, "implement", "lead", "period", "start", "end", "grant")]
    last = min([s for s in stops if start + 2 <= s < end], default=end)
    words = [t for t in doc[start:last] if t.is_alpha]
    shouted = [t.text.isupper() and len(t.text) > 1 for t in words]
    if len(words) > 2 and all(shouted[:2]):
        return next((t.i for t in words if t.text.islower()), last)
    capitals = [t.text[0].isupper() for t in words if len(t.text) > 3]
    if sum(capitals[:3]) == 3:
        for a, b in itertools.pairwise(words):
            if a.text.islower() and b.text.islower() and len(a.text) > 3:
                last = a.i
                break
    while (
        last < end
        and last > start + 1
        and (doc[last - 1].is_space or (doc[last - 1].text.islower() and len(doc[last - 1].text) <= 3))
    ):
        last -= 1  # a verb or a preposition that led on
    return last


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
        return i if made_up(doc[i:hyphen].text) else None
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


def made_up(text: str) -> bool:
    word = text.split()[0] if text else ""
    inner = any(c.isupper() for c in word[1:]) and (not word.isupper() or len(word) > 3)
    return len(word) >= 3 and inner and sum(c.isalpha() for c in word) >= 3


def cut(context: Context, start: int, end: int) -> int:
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


def headlines(context: Context, labels: list[Labelled]) -> list[Title]:
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
    if any(t.text == "_" for t in doc[line.start : line.end]):
        return None  # a file's name
    menu = [t.i for t in doc[line.start : line.end] if t.text in "|»>›•" or (t.text == "/" and t.whitespace_)]
    if menu:
        tail = menu[-1] + 1
        if (
            known is None and len(menu) > 1 and line.end - tail >= 4
        ):  # the last step of a breadcrumb is the page's title
            return make_title(context, tail, line.end, 1.0, "breadcrumb above labels")
        return None
    talk = context.cues_in(line.start, line.end, "project", "implement")
    if (talk and len(words) <= 4) or context.cues_in(line.start, line.end, "implement"):
        return None
    return make_title(context, line.start, line.end, 1.0, "headline above labels")


def running(context: Context) -> list[Title]:
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
        title = make_title(context, start, end, 0.9, f"{cue.rule} running title", closed=False)
        if title:
            out.append(title)
    return out
