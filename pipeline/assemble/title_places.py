"""Where titles stand without marks: behind the word project, before a hyphen, in capitals, as a heading above facts."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import regex

from pipeline.assemble.context import Context
from pipeline.assemble.labels import Labelled
from pipeline.doc.mentions import Mention, blank_behind, char_end, surface
from pipeline.doc.tokens import starts_of

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
    if context.words[end - 1] == "." and not closed:
        end -= 1
    first, behind = starts_of(context.doc)[start], char_end(context.doc, end)
    text = " ".join(context.source[first:behind].split())
    return Title(text, start, end, first, behind, score, rule, outer_end or end, closed)


def words_between(context: Context, a: int, b: int) -> int:
    return sum(w.isalpha() for w in context.words[a:b])


def gap_between(context: Context, a: int, b: int) -> int:
    """Words between, leaving out a reference number with its word, brackets and colons."""
    words = context.words
    counted = {i for i in range(a, b) if words[i].isalpha() or words[i] in ".;!?"}
    if not counted:
        return 0
    inside = [
        *context.cues_in(max(a - 4, 0), b, "reference", "acronym", "titled", "project"),
        *context.begun("programme", a, b),
    ]
    for m in inside:
        counted.difference_update(range(m.start, m.end))
    return len(counted - context.covered("references"))


def unquoted(context: Context) -> list[Title]:
    """ "with the title X", "Project: X", "the project X" where X is written like a name"""
    out = []
    doc, words = context.doc, context.words
    quotes = [(q.value[2], q.value[3]) for q in context.of("quotes")]
    taken = [
        (m.start, m.end)
        for g in ("programme", "references", "dates", "country")
        for m in context.of(g)
        if g != "programme" or not _opens_name(words, m)
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
        colon = start < len(words) and words[start] in ":–-"
        while start < len(words) and (words[start] in ":–-" or (words[start].isspace() and words[start] != "\n")):
            start += 1
        if start >= len(words) or words[start] == "\n":
            continue
        if not (words[start][0].isupper() or words[start][0].isdigit() or words[start] == "#"):
            continue
        if any(a <= start < b for a, b in [*quotes, *taken]):
            continue
        line = context.layout.line(cue.start)
        if titled or (colon and cue.start <= line.start + 1):
            end = _name_end(context, start, cut(context, start, min(line.end, start + MAX_WORDS)))
            title = make_title(context, start, end, 2.0 if titled else 1.8, f"{cue.rule} unquoted", closed=False)
        elif _shouted(words, start, line.end) and not surface(doc, line.start, line.end).isupper():
            end = start
            while end < line.end and (words[end].isupper() or not words[end].isalpha()) and words[end] not in "(.;":
                end += 1
            title = make_title(context, start, end, 3.2, f"{cue.rule} capitals", closed=False)
        elif (named := _followed_by_number(context, start, line.end)) is not None:
            title = make_title(context, start, named, 1.6, f"{cue.rule} before its number", closed=False)
        else:
            end = start
            while (
                end < line.end
                and _name_like(words[end], end == start)
                and not any(a <= end < b for a, b in [*quotes, *taken])
            ):
                end += 1
            # A bare name counts only if it looks made up: capitals inside, a hyphen, digits.
            title = (
                make_title(context, start, end, 1.2, f"{cue.rule} name", closed=False)
                if made_up(surface(doc, start, end))
                and not words[cue.start].isupper()
                and not surface(doc, line.start, line.end).isupper()
                else None
            )
        if title:
            out.append(title)
    return out


def _opens_name(words: list[str], m: Mention) -> bool:
    """The one word of a programme that projects put before their own name: "LIFE Wetlands", "INTERREG Riverside"."""
    return m.end - m.start == 1 and m.end + 1 < len(words) and words[m.end].isalpha() and words[m.end][0].isupper()


def _name_end(context: Context, start: int, end: int) -> int:
    """Where a title ends that the sentence goes on behind: at a sum, a date or a word for what the project does, where its
    capitals end, or where a title that capitalises its words is followed by two that are not."""
    tokens = context.words
    stops = [m.start for g in ("amounts", "dates") for m in context.of(g)]
    stops += [c.start for c in context.cues_in(start, end, "implement", "lead", "period", "start", "end", "grant")]
    last = min([s for s in stops if start + 2 <= s < end], default=end)
    words = [i for i in range(start, last) if tokens[i].isalpha()]
    shouted = [tokens[i].isupper() and len(tokens[i]) > 1 for i in words[:2]]
    if len(words) > 2 and all(shouted):
        return next((i for i in words if tokens[i].islower()), last)
    capitals = [tokens[i][0].isupper() for i in words if len(tokens[i]) > 3]
    if sum(capitals[:3]) == 3:
        for a, b in itertools.pairwise(words):
            if tokens[a].islower() and tokens[b].islower() and len(tokens[a]) > 3:
                last = a
                break
    while (
        last < end
        and last > start + 1
        and (tokens[last - 1].isspace() or (tokens[last - 1].islower() and len(tokens[last - 1]) <= 3))
    ):
        last -= 1  # a verb or a preposition that led on
    return last


def _before_hyphen(context: Context, cue: Mention) -> int | None:
    """Where a title that is compounded with the noun begins: "CircHub-project", "River of words -project"."""
    doc, words, hyphen = context.doc, context.words, cue.start - 1
    if hyphen < 1 or words[hyphen] != "-" or blank_behind(doc, hyphen) or not words[hyphen - 1][-1].isalnum():
        return None
    low = context.sentence(cue.start)[0]
    if not blank_behind(doc, hyphen - 1):  # one word
        i = hyphen - 1
        while i > low and not words[i - 1].isspace() and not blank_behind(doc, i - 1):
            i -= 1
        return i if made_up(surface(doc, i, hyphen)) else None
    for i in range(hyphen - 1, max(low, hyphen - 7) - 1, -1):
        if words[i][0].isupper():
            return i
        if not words[i].isalpha():
            return None
    return None


def _followed_by_number(context: Context, start: int, limit: int) -> int | None:
    """Where a title without marks ends: right before its short name or its reference number, a few words on."""
    words = context.words
    stops = {m.start for m in [*context.of("references"), *context.cue("acronym"), *context.cue("reference")]}
    for i in range(start + 2, min(limit, start + 16)):
        text = words[i]
        if i in stops:
            return i
        if text in ",(" and (
            i + 1 in stops
            or (
                text == "("
                and i + 2 < limit
                and words[i + 1].isupper()
                and len(words[i + 1]) > 2
                and words[i + 2] == ")"
            )
        ):
            return i
        if text in ".;:,?!":
            return None
    return None


def _shouted(tokens: list[str], start: int, end: int) -> bool:
    """Several words in capitals: a title set apart by its letters."""
    words = [w for w in tokens[start : min(end, start + 8)] if w.isalpha()]
    return len(words) >= 3 and all(w.isupper() for w in words[:3]) and any(len(w) > 4 for w in words[:3])


def _name_like(token: str, first: bool) -> bool:
    return token[0].isupper() or token[0].isdigit() or (not first and token in "-–&+'!:")


def made_up(text: str) -> bool:
    word = text.split()[0] if text else ""
    inner = any(c.isupper() for c in word[1:]) and (not word.isupper() or len(word) > 3)
    return len(word) >= 3 and inner and sum(c.isalpha() for c in word) >= 3


def cut(context: Context, start: int, end: int) -> int:
    """Where a title without marks ends: at a sentence's end, a reference, an opening bracket, the next label."""
    words = context.words
    limit = min([end, *(m.start for g in ("references", "label") for m in context.begun(g, start + 1, end))])
    limit = min([limit, *(m.start for m in context.cues_in(start + 1, end, "reference"))])
    sentence_end = max(context.sentence(start)[1], start + 1)
    limit = min(limit, sentence_end)
    for i in range(start + 1, limit):
        text = words[i]
        if text in ";|\n" or (text == "(" and not _closes_inside(context, i, limit)):
            return i
        if text == "," and i - start >= 2 and i + 1 < limit and words[i + 1][0].islower() and i - start > 3:
            return i
        if text in "?!" and i + 1 < limit and words[i + 1][0].isupper():
            return i + 1
    return limit


def _closes_inside(context: Context, i: int, limit: int) -> bool:
    """A bracket that belongs to the title: an acronym."""
    inside: list[str] = []
    for j in range(i + 1, min(limit, i + 8)):
        if context.words[j] == ")":
            return bool(inside) and SHOUT.match(inside[0]) is not None and inside[0].isupper()
        inside.append(context.words[j])
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
    line, tokens = context.layout.lines[number], context.words
    words = [w for w in tokens[line.start : line.end] if w.isalpha()]
    if line.furniture or line.bullet or not 2 <= len(words) <= 25 or tokens[line.end - 1] in ".:,;!":
        return None
    opening = range(line.start, min(line.start + 3, line.end))
    if any(tokens[k] == ":" and blank_behind(context.doc, k) for k in opening):
        return None  # a label that the pack does not know
    inside = [m for g in ("label", "references", "amounts") for m in context.begun(g, line.start, line.end)]
    inside += [m for m in context.begun("dates", line.start, line.end) if m.value.start.month or m.start == line.start]
    whole = [o for o in context.of("organisations") if o.start <= line.start and o.end >= line.end]
    funds = context.begun("programme", line.start, line.end)
    letters = sum(map(len, words)) - sum(p.end_char - p.start_char for p in funds)
    if inside or whole or (funds and letters < LOGO):  # what stands beside a fund's logo
        return None
    if "_" in tokens[line.start : line.end]:
        return None  # a file's name
    menu = [
        i
        for i in range(line.start, line.end)
        if tokens[i] in "|»>›•" or (tokens[i] == "/" and blank_behind(context.doc, i))
    ]
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
    doc, words = context.doc, context.words
    out = []
    taken = context.covered("programme", "organisations", "country", "places", "dates", "month", "head")
    for cue in context.cue("project"):
        start = cue.end
        if (
            context.layout.furniture(cue.start)
            or start >= len(words)
            or start in taken
            or not words[start][0].isupper()
        ):
            continue
        high = min(context.sentence(cue.start)[1], start + RUNNING)
        end = next(
            (i for i in range(start + 1, high) if words[i] in ",(;:.–" and (i + 1 == high or blank_behind(doc, i))),
            None,
        )
        if end is not None and words[end] == "," and end + 1 < high and words[end + 1][0].isupper():
            end = next((i for i in range(end + 1, high) if words[i] in ",(;:.–" and blank_behind(doc, i)), end)
        if end is None or words_between(context, start, end) < 2:
            continue
        title = make_title(context, start, end, 0.9, f"{cue.rule} running title", closed=False)
        if title:
            out.append(title)
    return out
