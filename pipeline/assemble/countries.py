"""Countries that take part in the project."""

from __future__ import annotations

from pipeline.assemble.context import Context
from pipeline.assemble.names import Candidate
from pipeline.doc.mentions import Mention
from pipeline.knowledge.programmes import catalogue
from pipeline.records import Country, Evidence, Programme

SPEECH = 20  # tokens from which a quoted string is what somebody says rather than a name


def find_countries(
    context: Context,
    partners: list[Candidate],
    stated: list[tuple[str, Mention]],
    listed: list[tuple[str, Mention]],
    programmes: list[Programme],
) -> list[Country]:
    """Of the partners; ``stated`` in partner lists; ``listed`` in series; of a national scheme."""
    found: dict[str, list[Evidence]] = {}

    def add(code: str, evidence: list[Evidence]) -> None:
        known = found.setdefault(code, [])
        known += [e for e in evidence if e not in known][: 4 - len(known)]

    for code, m in stated:
        add(code, [context.evidence_of(m, "partner list")])
    for code, m in listed:
        add(code, [context.evidence_of(m, m.rule)])
    for p in partners:
        if p.country:
            add(p.country, p.evidence[:1])
    known = catalogue()
    for programme in programmes:
        scope = known[programme.id].scope
        if (
            scope
            and len(scope) == 2
            and scope != "EU"
            and known[programme.id].kind in ("operational programme", "national scheme")
        ):
            add(scope, programme.evidence[:1])
    return [Country(code=code, evidence=evidence) for code, evidence in found.items()]


def country_series(context: Context) -> list[tuple[str, Mention]]:
    """Countries joined by commas and "and" in a sentence that speaks of partners or participants, or of one partner "in X"."""
    out: list[tuple[str, Mention]] = []
    items = [m for m in context.of("country") if not context.layout.furniture(m.start)]
    if not items:
        return out
    inside_org = [(o.start, o.end) for o in context.of("organisations")]
    items = [m for m in items if not any(a <= m.start and m.end <= b for a, b in inside_org)]
    in_titles = [(q.start, q.end) for q in context.of("quotes") if q.end - q.start <= SPEECH]
    items = [m for m in items if not any(a <= m.start < b for a, b in in_titles)]
    run: list[Mention] = []
    for m in [*items, None]:
        if m is not None and run and _joined(context, run[-1], m):
            run.append(m)
            continue
        if run:
            out += _accept(context, run)
        run = [m] if m is not None else []
    return out


def _joined(context: Context, a: Mention, b: Mention) -> bool:
    if b.start <= a.end:
        return b.start < a.end
    if b.start - a.end > 14 or context.sentence(a.start) != context.sentence(b.start):
        return False
    between = [w for w in context.words[a.end : b.start] if not w.isspace()]
    marks = [t for t in between if t in ",;/–-" or t.casefold() in context.language.conjunctions]
    words = [t for t in between if t.isalpha() and t.casefold() not in context.language.conjunctions]
    return bool(marks) and len(words) <= 3


def _accept(context: Context, run: list[Mention]) -> list[tuple[str, Mention]]:
    low, high = context.sentence(run[0].start)
    cued = context.cues_in(low, high, "partner", "lead", "implement", "project")
    codes = {m.value.code for m in run}
    if len(codes) > 1 and any(codes <= set(catalogue()[p.value].donors) for p in context.of("programme")):
        return []
    against = context.cues_in(low, high, "not_partner", "negation")
    if len(codes) >= 2:
        if (cued or len(codes) >= 3) and not (against and (context.nearest(run[0], against) or (99,))[0] <= 4):
            return [(m.value.code, m) for m in run]
        return []
    partner = context.nearest(run[0], context.cues_in(low, high, "partner", "lead"))
    if partner and partner[0] <= 3 and not (against and (context.nearest(run[0], against) or (99,))[0] <= 4):
        return [(m.value.code, m) for m in run]
    return []
