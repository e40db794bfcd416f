"""Who carries the project out: from lists, brackets, running text; with the lead."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass

from pipeline.assemble.context import Context
from pipeline.assemble.labels import Labelled
from pipeline.assemble.names import Candidate, country_behind, from_organisation, only_country, parse_item, split_items
from pipeline.doc.mentions import Mention
from pipeline.knowledge.places import gazetteer
from pipeline.text import fold, similarity

NEAR = 8  # words between a name and the word that says what it does
SAME = 0.88


@dataclass(slots=True)
class Partnership:
    partners: list[Candidate]
    countries: list[tuple[str, Mention]]  # countries that lists and brackets name


def find_partners(context: Context, labels: list[Labelled], title_spans: list[tuple[int, int]]) -> Partnership:
    countries: list[tuple[str, Mention]] = []
    listed = _from_labels(context, labels, countries)
    listed += _from_runs(context, countries) if len(listed) < 2 else []
    bracketed = [
        *_from_brackets(context, countries),
        *_in_brackets(context, countries),
        *_after_colon(context, countries),
        *_enumerated(context),
    ]
    spoken = _from_sentences(context, title_spans, [(c.start, c.end) for c in listed])
    excluded = _excluded(context)
    named = {context.sentence(c.start) for c in [*listed, *bracketed]}
    bracketed += [c for c in _adjective_towns(context, countries) if context.sentence(c.start) not in named]
    if len(listed) >= 2:  # a list is complete: running text adds only who carries the project out
        spoken = [c for c in spoken if c.implementer or c.role == "lead" or any(_one(c, x) for x in listed)]
        bracketed = [c for c in bracketed if any(_one(c, x) for x in listed)]
    merged = _merge([*listed, *bracketed, *spoken, *_publisher(context)])
    kept = [
        c
        for c in merged
        if not any(_same(c, name) for name in excluded)
        or c.role == "lead"
        or "label." in c.rule
        or c.rule.endswith("in brackets")
    ]
    if not kept:
        kept = _fallback(context, title_spans, excluded)
    for c in kept:
        if c.country is None and c.native:  # named by a word of the article's language and nothing foreign
            c.country = context.language.home
    _settle_lead(kept, bool(listed))
    return Partnership(kept, countries)


# --- lists ----------------------------------------------------------------------------------------------------------


def _from_labels(context: Context, labels: list[Labelled], countries: list[tuple[str, Mention]]) -> list[Candidate]:
    found: list[Candidate] = []
    for value in labels:
        if value.name not in ("partners", "lead"):
            continue
        header: str | None = None
        rule = f"{value.label.rule}"
        items: list[Candidate] = []
        for start, end in value.lines:
            address = _address_country(context, start, end)
            if address and items:
                items[-1].country = items[-1].country or address
                continue
            country = only_country(context, start, end)
            if country is not None:
                header = country.value.code
                countries.append((country.value.code, country))
                continue
            row = _cells(context, start, end)
            pieces = (
                row
                or _country_headed(context, start, end)
                or [(None, *piece) for piece in split_items(context, start, end)]
            )
            group: list[Candidate] = []
            for code, a, b in pieces:
                only = only_country(context, a, b)
                if only is not None:
                    countries.append((only.value.code, only))
                    continue
                parsed = parse_item(context, a, b, rule, code or header, listed=True)
                if row and context.cues_in(start, end, "lead"):
                    for c in parsed:
                        c.role = "lead"
                for c in parsed:
                    c.role = c.role or ("lead" if value.name == "lead" else "partner")
                    c.implementer = value.name == "lead"
                group += parsed
                if value.name == "lead" and parsed and value.lines.index((start, end)) == 0:
                    break
            _share_country(context, group)
            items += group
            if value.name == "lead" and items:
                break
        countries += [
            (m.value.code, m)
            for m in context.of("country")
            if items and not m.value.adjective and value.start <= m.start < value.end
        ]
        found += items
    return found


def _cells(context: Context, start: int, end: int) -> list[tuple[str | None, int, int]]:
    """The one cell of a table's row that names somebody: not the role, not the sum."""
    bars = [i for i in range(start, end) if context.doc[i].text == "|"]
    if not bars:
        return []
    edges = [start - 1, *bars, end]
    cells = [(a + 1, b) for a, b in itertools.pairwise(edges) if b - a > 1]
    named = [
        (a, b)
        for a, b in cells
        if any(a <= m.start < b for g in ("organisations", "head", "legal_form") for m in context.of(g))
        and not any(a <= m.start < b for m in context.of("amounts"))
    ]
    return [(None, a, b) for a, b in named[:1]]


def _address_country(context: Context, start: int, end: int) -> str | None:
    """The country at the end of a line that is an address: it has a house number or a post code."""
    doc = context.doc
    last = next(
        (m for m in context.of("country") if start < m.start and m.end >= end - 1 and not m.value.adjective), None
    )
    head = any(start <= m.start < end for g in ("head", "quotes") for m in context.of(g))
    return str(last.value.code) if last and not head and any(t.is_digit for t in doc[start:end]) else None


def _country_headed(context: Context, start: int, end: int) -> list[tuple[str | None, int, int]]:
    """ "Italy: A, B; Spain: C" on one line"""
    doc = context.doc
    heads = [m for m in context.of("country") if start <= m.start < end and m.end < end and doc[m.end].text == ":"]
    if not heads:
        return []
    out: list[tuple[str | None, int, int]] = []
    for i, m in enumerate(heads):
        stop = heads[i + 1].start if i + 1 < len(heads) else end
        out += [(m.value.code, a, b) for a, b in split_items(context, m.end + 1, stop)]
    return out


def _share_country(context: Context, group: list[Candidate]) -> None:
    """ "A and B (Country)": the country is both's"""
    for first, second in itertools.pairwise(group):
        between = [t.text.casefold() for t in context.doc[first.end : second.start] if not t.is_space]
        joined = len(between) == 1 and between[0] in context.language.conjunctions
        if joined and country_behind(context, second.end) and not country_behind(context, first.end):
            first.country = second.country


def _from_runs(context: Context, countries: list[tuple[str, Mention]]) -> list[Candidate]:
    """Lines without a label, one below the other: each names an organisation and its country, or a country heads the names
    of its organisations."""
    found: list[Candidate] = []
    run: list[tuple[int, int, Mention]] = []
    headers: set[str] = set()
    header: Mention | None = None
    for line in [*context.layout.lines, None]:
        hit = None
        if line is not None and not line.furniture and not _dated(context, line.start, line.end):
            words = sum(1 for t in context.doc[line.start : line.end] if t.is_alpha)
            alone = only_country(context, line.start, line.end)
            if alone is not None:
                header = alone
                headers.add(alone.value.code)
                continue
            hit = next(
                (
                    m
                    for m in context.of("country")
                    if line.start < m.start and line.end - 2 <= m.end <= line.end and not m.value.adjective
                ),
                None,
            )
            named = any(
                line.start <= o.start < line.end for g in ("head", "plural_head", "legal_form") for o in context.of(g)
            )
            named = named or (header is not None and context.doc[line.start].text[0].isupper() and words <= 12)
            hit = hit or (header if named and context.doc[line.end - 1].text not in ".!?:" else None)
            hit = hit if words <= (8 if context.doc[line.end - 1].text in ".!?" else 16) else None
        if line is not None and hit is not None:
            run.append((line.start, line.end, hit))
            continue
        if len(run) >= 3 or (len(run) >= 2 and len(headers) >= 2):
            for start, end, m in run:
                items = parse_item(context, start, end, "lines with countries", m.value.code)
                if items:
                    countries.append((m.value.code, m))
                found += items
        run, header, headers = [], None, set()
    for c in found:
        c.role = c.role or "partner"
    return found


def _dated(context: Context, start: int, end: int) -> bool:
    return any(start <= d.start < end and d.value.start.month for d in context.of("dates"))


# --- brackets in running text ---------------------------------------------------------------------------------------


def _from_brackets(context: Context, countries: list[tuple[str, Mention]]) -> list[Candidate]:
    """ "A (Portugal), B (Croatia) and C (Hungary)" """
    doc = context.doc
    by_sentence: dict[tuple[int, int], list[Mention]] = {}
    for m in context.of("country"):
        if m.value.adjective or m.start == 0 or m.end >= len(doc):
            continue
        if doc[m.end].text == ")" and any(doc[k].text == "(" for k in range(max(m.start - 4, 0), m.start)):
            by_sentence.setdefault(context.sentence(m.start), []).append(m)
    found: list[Candidate] = []
    for (low, high), items in by_sentence.items():
        cued = context.cues_in(low, high, "partner", "lead", "implement", "project")
        strong = context.cues_in(low, high, "partner", "lead")
        if not (cued and (len(items) >= 2 or strong)) or context.cues_in(low, high, "not_partner"):
            continue
        previous = low
        group: list[Candidate] = []
        for m in items:
            opening = max(k for k in range(max(m.start - 4, 0), m.start) if doc[k].text == "(")
            begin = _segment_start(context, previous, opening)
            parsed: list[Candidate] = []
            for a, b in split_items(context, begin, opening):
                parsed += parse_item(context, a, b, "brackets")
            for c in (
                parsed[-1:] if len(parsed) != 2 else parsed
            ):  # "A and B (Country)" are both of it, "A, B, C (Country)" may not be
                c.country = m.value.code
            if parsed:
                countries.append((m.value.code, m))
            for c in parsed:
                c.confidence = 0.75 if strong else 0.6
            group += parsed[-3:]
            previous = m.end + 1
        found += group
    return found


def _in_brackets(context: Context, countries: list[tuple[str, Mention]]) -> list[Candidate]:
    """ "the project's partners (A, B, C)", "three municipalities (A, B and C)" """
    doc = context.doc
    found: list[Candidate] = []
    for cue in [*context.cue("partner"), *context.cue("lead")]:
        i = cue.end
        while i < min(len(doc), cue.end + 3) and doc[i].text != "(" and doc[i].is_alpha:
            i += 1
        if i >= len(doc) or doc[i].text != "(" or context.layout.furniture(cue.start):
            continue
        close = next((k for k in range(i, min(len(doc), i + 120)) if doc[k].text == ")" or doc[k].text == "\n"), None)
        if close is None or doc[close].text != ")":
            continue
        pieces = split_items(context, i + 1, close)
        items: list[Candidate] = []
        for a, b in pieces:
            only = only_country(context, a, b)
            if only:
                countries.append((only.value.code, only))
            else:
                items += parse_item(context, a, b, f"{cue.rule} in brackets", listed=True)
        if len(pieces) >= 2 or cue.label == "cue.lead":
            for c in items:
                c.role = "lead" if cue.label == "cue.lead" else "partner"
                c.confidence = 0.75
            found += items
    return found


def _after_colon(context: Context, countries: list[tuple[str, Mention]]) -> list[Candidate]:
    """ "besides our school four others take part: A from Poland, B from Portugal" """
    doc = context.doc
    found: list[Candidate] = []
    for low, high in context.layout.sentences:
        colon = next((i for i in range(low + 2, high - 3) if doc[i].text == ":" and doc[i].whitespace_), None)
        if colon is None or context.layout.furniture(low) or not context.cues_in(low, colon, "partner", "home", "lead"):
            continue
        if context.cues_in(low, colon, "not_partner") or any(low <= m.start < colon for m in context.of("label")):
            continue
        items = [
            c
            for a, b in split_items(context, colon + 1, high)
            for c in parse_item(context, a, b, "list behind a colon")
        ]
        if len(items) >= 2 and 3 * sum(bool(c.country) or c.native for c in items) >= 2 * len(items):
            for c in items:
                c.confidence = 0.7
                c.role = c.role or "partner"
            found += items
    return found


def _adjective_towns(context: Context, countries: list[tuple[str, Mention]]) -> list[Candidate]:
    """ "the Slovak A, the German B and the Hungarian C": towns of several countries in one sentence about the project"""
    doc = context.doc
    found: list[Candidate] = []
    by_sentence: dict[tuple[int, int], list[Mention]] = {}
    for m in context.of("country"):
        if (
            m.value.adjective
            and m.end < len(doc)
            and doc[m.end].text[0].isupper()
            and not context.layout.furniture(m.start)
        ):
            by_sentence.setdefault(context.sentence(m.start), []).append(m)
    for (low, high), items in by_sentence.items():
        near = context.layout.line(low)
        spoken = context.cues_in(min(low, near.start), max(high, near.end), "project", "partner")
        if len({m.value.code for m in items}) < 2 or not spoken or context.cues_in(low, high, "not_partner"):
            continue
        for m in items:
            place = next((p for p in context.of("places") if p.start == m.end), None)
            end = place.end if place else m.end + 1
            while place is None and end < high and doc[end].text[0].isupper():
                end += 1
            surface = context.text(m.end, end)
            base = place.value.candidates[0].name if place and place.value.candidates[0].inflected else surface
            found.append(
                Candidate(
                    name=base, start=m.end, end=end, aliases=[surface] if surface != base else [], country=m.value.code,
                    type="municipality" if place else None, confidence=0.55, rule="towns of several countries",
                    evidence=[context.evidence(doc[m.end].idx, doc[end - 1].idx + len(doc[end - 1]), "towns of several countries")],
                )
            )  # fmt: skip
            countries.append((m.value.code, m))
    return found


def _enumerated(context: Context) -> list[Candidate]:
    """Three and more organisations in one series, nothing said against them."""
    found: list[Candidate] = []
    organisations = [m for m in context.of("organisations") if not context.layout.furniture(m.start)]
    run: list[Mention] = []
    for m in [*organisations, None]:
        if m is not None and run and _in_series(context, run[-1], m):
            run.append(m)
            continue
        low, high = context.sentence(run[0].start) if run else (0, 0)
        if len(run) >= 3 and not context.cues_in(low, high, "not_partner", "negation"):
            found += [from_organisation(context, x, "series of organisations", 0.45) for x in run]
        run = [m] if m is not None else []
    return found


def _in_series(context: Context, a: Mention, b: Mention) -> bool:
    if b.start - a.end > 8 or context.sentence(a.start) != context.sentence(b.start):
        return False
    between = [t.text.casefold() for t in context.doc[a.end : b.start] if not t.is_space]
    marked = any(t == "," or t in context.language.conjunctions for t in between)
    words = [t for t in between if t.isalpha() and t not in context.language.conjunctions]
    return marked and len(words) <= 2 and not any(t in ".;:" for t in between)


def _segment_start(context: Context, low: int, end: int) -> int:
    """Where the name before a bracket may begin: behind the last colon, cue or bracket."""
    doc = context.doc
    start = low
    for i in range(end - 1, low - 1, -1):
        if doc[i].text in ":;)" or (doc[i].text in "–—" and doc[i].whitespace_):
            start = i + 1
            break
    inside = context.cues_in(start, end, "partner", "lead", "implement", "project")
    inside = [m for m in inside if not any(o.start <= m.start and m.end <= o.end for o in context.of("organisations"))]
    return max([start, *(m.end for m in inside)])


# --- running text ---------------------------------------------------------------------------------------------------


def _from_sentences(
    context: Context, title_spans: list[tuple[int, int]], listed: list[tuple[int, int]]
) -> list[Candidate]:
    found: list[Candidate] = []
    for m in _candidates(context, title_spans):
        if any(a <= m.start < b for a, b in listed):
            continue
        low, high = context.sentence(m.start)
        outside = _outside(context, m)
        lead = context.nearest(m, [c for c in context.cues_in(low, high, "lead") if outside(c)])
        partner = context.nearest(m, [c for c in context.cues_in(low, high, "partner") if outside(c)])
        implement = context.nearest(m, [c for c in context.cues_in(low, high, "implement") if outside(c)])
        share = context.nearest(m, [c for c in context.cues_in(low, high, "own_share") if outside(c)])
        against = _against(context, m, low, high)
        project = bool(context.cues_in(low, high, "project")) or any(a < high and low < b for a, b in title_spans)
        closest = min((hit[0] for hit in (lead, partner, implement, share) if hit), default=99)
        signing = [c for c in context.cues_in(low, high, "signing") if c.start >= m.end]
        if against is not None and against <= min(closest, 6):
            continue
        candidate = from_organisation(context, m, "", 0.5)
        if lead and lead[0] <= 3 and _speaks_of(context, lead[1], m) and not _another_nearer(context, lead[1], m):
            candidate.role, candidate.rule, candidate.confidence, candidate.implementer = (
                "lead",
                lead[1].rule,
                0.8,
                True,
            )
        elif partner and project_context(context, low, high, title_spans) and _led_by(context, partner[1], m):
            candidate.rule, candidate.confidence = partner[1].rule, 0.65
        elif implement and (project or implement[0] <= 4) and implement[0] <= (20 if m.start - low <= 4 else 14):
            candidate.rule, candidate.confidence, candidate.implementer = (
                implement[1].rule,
                0.7 if project else 0.5,
                True,
            )
        elif share and share[0] <= 2:
            candidate.rule, candidate.confidence, candidate.implementer = share[1].rule, 0.7, True
        elif signing and project and context.distance(m, signing[0]) <= NEAR and m.start - low <= NEAR:
            candidate.rule, candidate.confidence, candidate.implementer = signing[0].rule, 0.6, True
        elif m.rule.endswith("plural_head") and project:
            candidate.rule, candidate.confidence = m.rule, 0.6
        elif partner and partner[1].start > m.start and partner[0] <= 2 and project:
            candidate.rule, candidate.confidence, candidate.implementer = partner[1].rule, 0.6, True
        else:
            continue
        candidate.evidence = [context.evidence_of(m, candidate.rule)]
        found.append(candidate)
    return found


def project_context(context: Context, low: int, high: int, title_spans: list[tuple[int, int]]) -> bool:
    """The sentence, or the one before it, speaks of the project."""
    line = context.layout.line_number(low)
    before = min(low, context.layout.lines[max(line - 1, 0)].start)
    return bool(context.cues_in(before, high, "project")) or any(a < high and before < b for a, b in title_spans)


def _led_by(context: Context, cue: Mention, m: Mention) -> bool:
    """The name follows the cue in one run of names: "together with A, B and C"."""
    if m.start < cue.end:
        return False
    doc, conjunctions = context.doc, context.language.conjunctions
    covered = {
        i
        for g in ("organisations", "country", "places", "quotes", "head")
        for x in context.of(g)
        for i in range(x.start, x.end)
    }
    loose = 0
    for i in range(cue.end, m.start):
        text = doc[i].text
        if i in covered or text in '(),:;-–„“”"«»' or text.casefold() in conjunctions or doc[i].is_space:
            continue
        loose += 2 if text in ".!?" else 1
    return loose <= 4


def _outside(context: Context, m: Mention):  # type: ignore[no-untyped-def]
    """A cue that is a part of the name itself says nothing of it."""
    return lambda cue: cue.end <= m.start or cue.start >= m.end


def _against(context: Context, m: Mention, low: int, high: int) -> int | None:
    """How near a word stands that keeps the name out. Such words mostly stand before their name ("built by X"), so one
    behind it must be next to it."""
    hits = [
        context.distance(m, c) + (0 if c.end <= m.start else 4)
        for c in context.cues_in(low, high, "not_partner") if c.end <= m.start or c.start >= m.end
    ]  # fmt: skip
    return min(hits, default=None)


def _speaks_of(context: Context, cue: Mention, m: Mention) -> bool:
    """A word in brackets speaks of the name before it."""
    bracketed = cue.start > 0 and context.doc[cue.start - 1].text == "("
    return not bracketed or m.end <= cue.start


def _another_nearer(context: Context, cue: Mention, m: Mention) -> bool:
    mine = context.distance(cue, m)
    others = [
        o
        for o in context.of("organisations")
        if o is not m and abs(o.start - cue.start) < 40 and _speaks_of(context, cue, o)
    ]
    return any(context.distance(cue, o) < mine for o in others)


def _candidates(context: Context, title_spans: list[tuple[int, int]]) -> list[Mention]:
    """Organisations of the body that are not inside a title or a quoted name of something else."""
    return [
        m for m in context.of("organisations")
        if not context.layout.furniture(m.start) and not any(a <= m.start and m.end <= b for a, b in title_spans)
        and not any(p.start <= m.start and m.end <= p.end for p in context.of("programme"))
        and not any(c.start < m.end and m.start < c.end for c in context.cues_in(max(m.start - 8, 0), m.end + 8, "not_partner"))
    ]  # fmt: skip


def _excluded(context: Context) -> list[str]:
    """Names that the text marks as contractor, agency, payer, host, adviser."""
    out = []
    for m in context.of("organisations"):
        low, high = context.sentence(m.start)
        hit = _against(context, m, low, high)
        rival = context.nearest(
            m,
            [
                c
                for c in context.cues_in(low, high, "lead", "implement", "partner", "own_share")
                if c.end <= m.start or c.start >= m.end
            ],
        )
        if hit is not None and hit <= 5 and (rival is None or hit < rival[0]):
            out.append(m.value.name)
    return out


def _publisher(context: Context) -> list[Candidate]:
    """ "our school takes part": the organisation at the head or the foot of the page"""
    for cue in context.cue("home"):
        low, high = context.sentence(cue.start)
        if context.layout.furniture(cue.start) or not context.cues_in(
            low, high, "project", "partner", "implement", "lead"
        ):
            continue
        lines = context.layout.lines
        edges = [(line.start, line.end) for line in [*lines[:4], *lines[-4:]]]
        for m in context.of("organisations"):
            if m.value.head and any(a <= m.start < b for a, b in edges):
                found = from_organisation(context, m, f"{cue.rule} and the page's head or foot", 0.55)
                found.evidence.append(context.evidence_of(cue))
                found.implementer = bool(context.cues_in(low, high, "implement"))
                near = context.nearest(cue, context.cues_in(low, high, "lead"))
                if near and near[0] <= 4:
                    found.role = "lead"
                return [found]
    return []


def _fallback(context: Context, title_spans: list[tuple[int, int]], excluded: list[str]) -> list[Candidate]:
    """Nobody is said to carry the project out: the organisation that the project's sentences speak of most."""
    counts: Counter[str] = Counter()
    first: dict[str, Mention] = {}
    for m in _candidates(context, title_spans):
        if any(similarity(m.value.name, e) >= SAME for e in excluded) or m.value.head is None:
            continue
        low, high = context.sentence(m.start)
        counts[m.value.name] += 2 if context.cues_in(low, high, "project") else 1
        first.setdefault(m.value.name, m)
    if not counts:
        return []
    name, weight = max(counts.items(), key=lambda item: (item[1], -first[item[0]].start))
    if weight < 2:
        return []
    found = from_organisation(context, first[name], "most named in the project's sentences", 0.4)
    found.implementer = True
    return [found]


# --- one entry a name -----------------------------------------------------------------------------------------------


def _same(c: Candidate, name: str) -> bool:
    return similarity(c.name, name) >= SAME


def _merge(found: list[Candidate]) -> list[Candidate]:
    merged: list[Candidate] = []
    for c in sorted(found, key=lambda x: (-x.confidence, x.start)):
        home = next((m for m in merged if _one(m, c)), None)
        if home is None:
            merged.append(c)
            continue
        home.aliases += [a for a in [c.name, *c.aliases] if a not in home.aliases and a != home.name]
        home.role = "lead" if "lead" in (home.role, c.role) else home.role or c.role
        home.country = home.country or c.country
        home.type = home.type or c.type
        home.implementer = home.implementer or c.implementer
        home.confidence = min(0.99, 1 - (1 - home.confidence) * (1 - c.confidence * 0.5))
        home.evidence += [e for e in c.evidence if e not in home.evidence]
    return sorted(merged, key=lambda x: x.start)


def _one(a: Candidate, b: Candidate) -> bool:
    """Two names of one body. A short form (a bare town, the words inside quotation marks) joins a full name only if it is
    not a full name of something else."""
    x, y = fold(a.name), fold(b.name)
    if x == y or similarity(a.name, b.name) >= SAME:
        return True
    if (not a.native and x in {fold(n) for n in b.aliases}) or (not b.native and y in {fold(n) for n in a.aliases}):
        return True
    short, long = sorted((x, y), key=len)
    towns = {fold(n) for n in a.aliases} & {fold(n) for n in b.aliases} - {""}
    if towns and a.type == b.type == "municipality" and len(short.split()) == 2:
        return True  # "the municipality of X" is whatever body of X the text names in full
    if a.native and b.native and a.type == b.type and len(short.split()) >= 2 and long.startswith(short[:-2]):
        return True  # the district and the district's council
    if not (f" {long} ".endswith(f" {short} ") or f" {long} ".startswith(f" {short} ")):
        return False
    return len(short.split()) >= 2 or bool(
        a.country == b.country and a.country and len(short) >= 4 and not gazetteer().get(short)
    )


def _settle_lead(partners: list[Candidate], listed: bool) -> None:
    """A lone implementer leads; so does the one item of a list that has a role of its own; then the rest are partners."""
    singled = [p for p in partners if p.singled_out]
    if listed and len(singled) == 1 and len(partners) > 1 and not any(p.role == "lead" for p in partners):
        singled[0].role = "lead"
    if len(partners) == 1 and partners[0].role is None and partners[0].implementer:
        partners[0].role = "lead"
    if any(p.role == "lead" for p in partners):
        for p in partners:
            p.role = p.role or "partner"
