"""Partners from series in running text: names with countries in brackets, lists in brackets and behind colons, towns with
adjectives of countries, several organisations in a row."""

from __future__ import annotations

from pipeline.assemble.context import Context
from pipeline.assemble.names import Candidate, from_organisation, only_country, parse_item, split_items
from pipeline.doc.mentions import Mention, blank_behind

PREPOSITION = 5  # letters at most of "from", "aus", "iz"
CLOSERS = frozenset('”“»"’')


def from_brackets(context: Context, countries: list[tuple[str, Mention]]) -> list[Candidate]:
    """ "A (Portugal), B (Croatia) and C (Hungary)", "A from Portugal, B from Croatia" """
    by_sentence: dict[tuple[int, int], list[Mention]] = {}
    for m in context.of("country"):
        if not m.value.adjective:
            by_sentence.setdefault(context.sentence(m.start), []).append(m)
    found: list[Candidate] = []
    for (low, high), named in by_sentence.items():
        cued = context.cues_in(low, high, "partner", "lead", "implement", "project")
        if not cued or context.cues_in(low, high, "not_partner"):
            continue
        items = [(m, opening) for m in named if (opening := _origin(context, m)) is not None]
        strong = context.cues_in(low, high, "partner", "lead")
        if len(items) < 2 and not strong:
            continue
        previous = low
        group: list[Candidate] = []
        for m, opening in items:
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
            led = context.cues_in(low, high, "lead")
            for c in parsed:
                c.confidence = 0.75 if strong else 0.6
                if any(0 <= c.start - cue.end <= 2 for cue in led):
                    c.role = "lead"  # "led by A (Portugal)"
            group += parsed[-3:]
            previous = m.end + 1
        found += group
    return found


def _origin(context: Context, m: Mention) -> int | None:
    """Where the words begin that tell of a name that it is from the country: its bracket, a short preposition behind the name,
    or the country itself where a case says "from"; None where no name stands before them."""
    words = context.words
    if m.end < len(words) and words[m.end] == ")":
        opening = max((k for k in range(max(m.start - 4, 0), m.start) if words[k] == "("), default=None)
        return opening and _before_town(context, opening)
    if m.end < len(words) and words[m.end][0].isupper() and words[m.end].isalpha():
        return None  # it speaks of what follows
    if m.start in context.covered("organisations"):
        return None
    if m.rule.startswith("cldr/") and m.start and not words[m.start - 1].islower():
        return None  # two names in a row
    first = m.start
    if first and words[first - 1].islower() and len(words[first - 1]) <= PREPOSITION:
        first -= 1
    before = words[first - 1] if first else None
    if (
        before is None
        or before.casefold() in context.language.conjunctions
        or words[first].casefold() in context.language.conjunctions
    ):
        return None
    if before in CLOSERS or context.ended("organisations", first):
        return first
    # Without a head word or quotation marks it takes two capitals to be a name.
    named = (
        before.isalpha()
        and before[0].isupper()
        and any(w[0].isupper() and w.isalpha() for w in words[max(first - 4, 0) : first - 1])
    )
    return first if named else None


def _before_town(context: Context, end: int) -> int:
    """Where "from Town" begins, if that is what stands right before ``end``."""
    town = next(iter(context.ended("places", end)), None)
    if town is None or town.start < 2:
        return end
    link, before = context.words[town.start - 1], context.words[town.start - 2]
    linked = link.islower() and len(link) <= PREPOSITION and link.casefold() not in context.language.conjunctions
    cued = any(c.end == town.start - 1 for c in [*context.cue("partner"), *context.cue("lead")])
    named = (before.isalpha() or before in CLOSERS) and not cued
    return town.start - 1 if linked and named and not context.ended("organisations", end) else end


def in_brackets(context: Context, countries: list[tuple[str, Mention]]) -> list[Candidate]:
    """ "the project's partners (A, B, C)", "three municipalities (A, B and C)" """
    words = context.words
    found: list[Candidate] = []
    for cue in [*context.cue("partner"), *context.cue("lead")]:
        i = cue.end
        while i < min(len(words), cue.end + 3) and words[i] != "(" and words[i].isalpha():
            i += 1
        if i >= len(words) or words[i] != "(" or context.layout.furniture(cue.start):
            continue
        close = next((k for k in range(i, min(len(words), i + 120)) if words[k] == ")" or words[k] == "\n"), None)
        if close is None or words[close] != ")":
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


def after_colon(context: Context, countries: list[tuple[str, Mention]]) -> list[Candidate]:
    """ "besides our school four others take part: A from Poland, B from Portugal" """
    words = context.words
    found: list[Candidate] = []
    if not any(context.cue(name) for name in ("partner", "home", "lead")):
        return found
    colons = [i for i, word in enumerate(words) if word == ":" and blank_behind(context.doc, i)]
    past = 0  # behind the sentence that was looked at last
    for colon in colons:
        low, high = context.sentence(colon)
        if low < past or not low + 2 <= colon < high - 3:
            continue
        past = high
        if context.layout.furniture(low) or not context.cues_in(low, colon, "partner", "home", "lead"):
            continue
        if context.cues_in(low, colon, "not_partner") or context.begun("label", low, colon):
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


def adjective_towns(context: Context, countries: list[tuple[str, Mention]]) -> list[Candidate]:
    """ "the Slovak A, the German B and the Hungarian C": towns of several countries in one sentence about the project"""
    words = context.words
    found: list[Candidate] = []
    by_sentence: dict[tuple[int, int], list[Mention]] = {}
    for m in context.of("country"):
        if (
            m.value.adjective
            and m.end < len(words)
            and words[m.end][0].isupper()
            and not context.layout.furniture(m.start)
        ):
            by_sentence.setdefault(context.sentence(m.start), []).append(m)
    for (low, high), items in by_sentence.items():
        near = context.layout.line(low)
        spoken = context.cues_in(min(low, near.start), max(high, near.end), "project", "partner")
        if len({m.value.code for m in items}) < 2 or not spoken or context.cues_in(low, high, "not_partner"):
            continue
        for m in items:
            place = context.at("places", m.end)
            end = place.end if place else m.end + 1
            while place is None and end < high and words[end][0].isupper():
                end += 1
            surface = context.text(m.end, end)
            base = place.value.candidates[0].name if place and place.value.candidates[0].inflected else surface
            found.append(
                Candidate(
                    name=base, start=m.end, end=end, aliases=[surface] if surface != base else [], country=m.value.code,
                    type="municipality" if place else None, confidence=0.55, rule="towns of several countries",
                    evidence=[context.evidence_on(m.end, end, "towns of several countries")],
                )
            )  # fmt: skip
            countries.append((m.value.code, m))
    return found


def enumerated(context: Context) -> list[Candidate]:
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
    between = [w.casefold() for w in context.words[a.end : b.start] if not w.isspace()]
    marked = any(t == "," or t in context.language.conjunctions for t in between)
    words = [t for t in between if t.isalpha() and t not in context.language.conjunctions]
    return marked and len(words) <= 2 and not any(t in ".;:" for t in between)


def _segment_start(context: Context, low: int, end: int) -> int:
    """Where the name before a bracket may begin: behind the last colon, cue or bracket."""
    words = context.words
    start = low
    for i in range(end - 1, low - 1, -1):
        if words[i] in ":;)" or (words[i] in "–—" and blank_behind(context.doc, i)):
            start = i + 1
            break
    inside = context.cues_in(start, end, "partner", "lead", "implement", "project")
    inside = [m for m in inside if not any(o.start <= m.start and m.end <= o.end for o in context.of("organisations"))]
    return max([start, *(m.end for m in inside)])
