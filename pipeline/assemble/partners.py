"""Who carries the project out: from lists, brackets, running text; with the lead."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pipeline.assemble.context import Context
from pipeline.assemble.labels import Labelled
from pipeline.assemble.names import Candidate, from_organisation
from pipeline.assemble.partner_lists import from_labels, from_runs
from pipeline.assemble.partner_series import adjective_towns, after_colon, enumerated, from_brackets, in_brackets
from pipeline.doc.mentions import Mention
from pipeline.knowledge.places import gazetteer
from pipeline.records import Role
from pipeline.text import alike, fold

SPOKEN = ("lead", "partner", "implement", "own_share", "signing")  # what a sentence says of those it names
NEAR = 8  # words between a name and the word that says what it does
SAME = 0.88


@dataclass(slots=True)
class Partnership:
    partners: list[Candidate]
    countries: list[tuple[str, Mention]]  # countries that lists and brackets name


def find_partners(
    context: Context, labels: list[Labelled], title_spans: list[tuple[int, int]], project_names: frozenset[str]
) -> Partnership:
    """``project_names``: folded titles and acronyms, which are no bodies however a name model takes them."""
    countries: list[tuple[str, Mention]] = []
    listed = from_labels(context, labels, countries)
    listed += from_runs(context, countries) if len(listed) < 2 else []
    bracketed = [
        *from_brackets(context, countries),
        *in_brackets(context, countries),
        *after_colon(context, countries),
        *enumerated(context),
    ]
    spoken = _from_sentences(context, title_spans, [(c.start, c.end) for c in listed])
    excluded = _excluded(context)
    named = {context.sentence(c.start) for c in [*listed, *bracketed]}
    bracketed += [c for c in adjective_towns(context, countries) if context.sentence(c.start) not in named]
    if len(listed) >= 2:  # a list is complete: running text adds only who carries the project out
        spoken = [c for c in spoken if c.implementer or c.role == "lead" or any(_one(c, x) for x in listed)]
        bracketed = [c for c in bracketed if any(_one(c, x) for x in listed)]
    found = [c for c in [*listed, *bracketed, *spoken] if fold(c.name) not in project_names]
    merged = _told_once(context, _merge([*found, *_publisher(context)]))
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
            c.country = context.home
    _settle_lead(kept, bool(listed))
    return Partnership(kept, countries)


def _from_sentences(
    context: Context, title_spans: list[tuple[int, int]], listed: list[tuple[int, int]]
) -> list[Candidate]:
    found: list[Candidate] = []
    for m in _candidates(context, title_spans):
        if any(a <= m.start < b for a, b in listed):
            continue
        low, high = context.sentence(m.start)
        plural = m.rule.endswith("plural_head")
        if not plural and not context.cues_in(low, high, *SPOKEN):
            continue
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
        role: Role | None = None
        if lead and lead[0] <= 3 and _speaks_of(context, lead[1], m) and not _another_nearer(context, lead[1], m):
            role, rule, confidence, implementer = "lead", lead[1].rule, 0.8, True
        elif partner and project_context(context, low, high, title_spans) and _led_by(context, partner[1], m):
            rule, confidence, implementer = partner[1].rule, 0.65, False
        elif implement and (project or implement[0] <= 4) and implement[0] <= (20 if m.start - low <= 4 else 14):
            rule, confidence, implementer = implement[1].rule, 0.7 if project else 0.5, True
        elif share and share[0] <= 2:
            rule, confidence, implementer = share[1].rule, 0.7, True
        elif signing and project and context.distance(m, signing[0]) <= NEAR and m.start - low <= NEAR:
            rule, confidence, implementer = signing[0].rule, 0.6, True
        elif plural and project:
            rule, confidence, implementer = m.rule, 0.6, False
        elif partner and partner[1].start > m.start and partner[0] <= 2 and project:
            rule, confidence, implementer = partner[1].rule, 0.6, True
        else:
            continue
        candidate = from_organisation(context, m, rule, confidence)
        candidate.role, candidate.implementer = role, implementer
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
    conjunctions = context.language.conjunctions
    covered = context.covered("organisations", "country", "places", "quotes", "head")
    loose = 0
    for i in range(cue.end, m.start):
        text = context.words[i]
        if i in covered or text in '(),:;-–„“”"«»' or text.casefold() in conjunctions or text.isspace():
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
    bracketed = cue.start > 0 and context.words[cue.start - 1] == "("
    return not bracketed or m.end <= cue.start


def _another_nearer(context: Context, cue: Mention, m: Mention) -> bool:
    mine = context.distance(cue, m)
    others = [
        o
        for o in context.begun("organisations", cue.start - 39, cue.start + 40)
        if o is not m and _speaks_of(context, cue, o)
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
        if hit is None or hit > 5:
            continue
        rival = context.nearest(
            m,
            [
                c
                for c in context.cues_in(low, high, "lead", "implement", "partner", "own_share")
                if c.end <= m.start or c.start >= m.end
            ],
        )
        if rival is None or hit < rival[0]:
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
        meant = {h.value.type for h in context.begun("head", cue.start, cue.end + 1)}
        for m in context.of("organisations"):
            if (
                not m.value.head
                or (meant and m.value.type not in meant)
                or _against(context, m, *context.sentence(m.start))
            ):
                continue
            if not any(a <= m.start < b for a, b in edges):
                continue
            found = from_organisation(context, m, f"{cue.rule} and the page's head or foot", 0.55)
            if found.country in (None, context.home):
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
        if any(alike(m.value.name, e, SAME) for e in excluded) or m.value.head is None:
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
    abroad = found.country and context.home and found.country != context.home
    found.implementer = not abroad  # a foreign body does not lead by being named most
    return [found]


def _same(c: Candidate, name: str) -> bool:
    return alike(c.name, name, SAME)


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


def _told_once(context: Context, found: list[Candidate]) -> list[Candidate]:
    """What only a summary in another language names is the same body in that language, but for one of a country of its own."""
    again = [c for c in found if context.in_retelling(c.start)]
    first = [c for c in found if c not in again]
    if not first or not again:
        return found
    for c in again:
        near = [p for p in first if c.country in (p.country, None) or (p.country is None and p.type == c.type)]
        if not near:
            first.append(c)
            continue
        alike = [p for p in near if p.type == c.type and p.type]
        if len(alike) == 1:
            alike[0].aliases += [a for a in (c.name, *c.aliases) if a not in alike[0].aliases]
            alike[0].role = alike[0].role or c.role
            alike[0].country = alike[0].country or c.country
            alike[0].evidence += c.evidence[:1]
    return sorted(first, key=lambda x: x.start)


def _one(a: Candidate, b: Candidate) -> bool:
    """Two names of one body. A short form (a bare town, the words inside quotation marks) joins a full name only if it is
    not a full name of something else."""
    x, y = fold(a.name), fold(b.name)
    if x == y or alike(a.name, b.name, SAME):
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
