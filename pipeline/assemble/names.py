"""Items of lists and brackets as organisations: "Name (Country)", "1 - Name, Town, Country", "Country: Name"."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.assemble.context import Context
from pipeline.doc.mentions import Mention, blank_behind
from pipeline.doc.organisations import OrgValue
from pipeline.knowledge.language import country_codes
from pipeline.knowledge.places import look_up, resolve
from pipeline.records import Evidence, Role

MAX_NAME = 22  # words
KNOWN = 40_000  # inhabitants from which a foreign town speaks for itself
EDGES = " ,;:.–-—•*·\t/|="
QUOTES = "„“”\"«»‚‘’'"


@dataclass(slots=True)
class Candidate:
    """An organisation that may be a partner, with all that speaks for it."""

    name: str
    start: int
    end: int
    aliases: list[str] = field(default_factory=list)
    role: Role | None = None
    type: str | None = None
    country: str | None = None
    evidence: list[Evidence] = field(default_factory=list)
    confidence: float = 0.5
    rule: str = ""
    implementer: bool = False  # carries the project out by the text's own words
    singled_out: bool = False  # a list gives this item alone a role in brackets
    native: bool = False  # named by a head word of the article's language


def country_of(context: Context, start: int, end: int) -> str | None:
    """The country of a name: of a country's name or a town inside it. A small foreign place counts only where the article
    names its country: too many ordinary words are villages somewhere."""
    for m in context.within("country", start, end):
        return str(m.value.code)
    heads = context.within("head", start, end)
    for m in context.within("places", start, end):
        if not any(h.start <= m.start < h.end for h in heads):
            place = resolve(m.value.candidates, context.home, near_countries(context, start, end))
            seat = any(h.value.type == "municipality" for h in heads) and len({p.code for p in m.value.candidates}) == 1
            known = context.countries_named | {context.home}
            if place and (place.code in known or place.people >= KNOWN or seat):
                return place.code
    return None


def near_countries(context: Context, start: int, end: int) -> frozenset[str]:
    """Countries named in the same sentence right before or behind."""
    _low, high = context.sentence(start)
    last = min(max(high, end), end + 1)
    near = [*context.ended("country", start), *context.begun("country", end, last + 1)]
    return frozenset(m.value.code for m in near)


def country_behind(context: Context, end: int) -> Mention | None:
    """A country right behind a name: "(Latvia)", ", Italy", "in Sweden"."""
    words, i = context.words, end
    while i < len(words) and i < end + 2 and words[i] in "(,–-":
        i += 1
    return _noun(context, i)


def _noun(context: Context, token: int) -> Mention | None:
    """The country that a noun at this token names."""
    return next((m for m in context.begun("country", token, token + 1) if not m.value.adjective), None)


def from_organisation(context: Context, m: Mention, rule: str, confidence: float) -> Candidate:
    value: OrgValue = m.value
    found = Candidate(
        name=value.name, start=m.start, end=m.end, aliases=list(value.aliases), type=value.type, confidence=confidence, rule=rule,
        native=value.head is not None, evidence=[context.evidence_of(m, rule)],
    )  # fmt: skip
    behind = country_behind(context, m.end)
    adjective = next((c for c in context.ended("country", m.start) if c.value.adjective), None)
    stated = behind or adjective
    found.country = (
        stated.value.code if stated else _country_of_seat(context, m.end) or country_of(context, m.start, m.end)
    )
    return found


def _country_of_seat(context: Context, end: int) -> str | None:
    """Of a town set off behind a name: "Name, Town", "Name, from Town", "Name (Town)"."""
    words, i = context.words, end
    if i >= len(words) or words[i] not in ",(":
        return None
    i += 1
    if i + 1 < len(words) and words[i].islower() and len(words[i]) <= 3:
        i += 1
    town = context.at("places", i)
    place = town and resolve(town.value.candidates, context.home, near_countries(context, i, town.end))
    known = context.countries_named | {context.home}
    return place.code if place and (place.code in known or place.people >= KNOWN) else None


def parse_item(
    context: Context, start: int, end: int, rule: str, country: str | None = None, *, listed: bool = False
) -> list[Candidate]:
    """The organisations of one list item; several where one head stands for many. Empty where the item names none.
    ``listed``: the list says that its items are partners, whatever else the words would suggest."""
    words = context.words
    start, end = context.trim(start, end, EDGES)
    start = _without_number(context, start, end)
    if start >= end:
        return []
    lead = bool(context.cues_in(start, end, "lead"))
    if context.cues_in(start, end, "negation") or (
        context.cues_in(start, end, "not_partner") and not listed and not lead
    ):
        return []
    inside = [m for m in context.within("country", start, end) if not m.value.adjective]
    own_country = _item_country(context, inside, start, end) or country
    plural = [m for m in context.within("organisations", start, end) if m.rule.endswith("plural_head")]
    if len(plural) >= 2:
        out = [from_organisation(context, m, rule, 0.85) for m in plural]
        for item in out:
            item.country = own_country or item.country
        return out
    first, last = _name_span(context, start, end, inside)
    if first >= last or any(
        m.start <= first and last <= m.end for m in context.cues_in(first, last, "lead", "partner")
    ):
        return []
    named = [w for w in words[first:last] if w.isalpha()]
    if not named or len(named) > MAX_NAME or not any(w[0].isupper() for w in named):
        return []
    if all(len(w) < 3 for w in named) or any(m.start < last and first < m.end for m in context.of("amounts")):
        return []
    if any(m.start <= first and last <= m.end for m in inside) or any(
        m.start <= first and last <= m.end for m in context.of("dates")
    ):
        return []
    org = next((m for m in context.of("organisations") if _covers(context, m, first, last)), None)
    if org is None:  # an organisation that covers most of the item, behind words that introduce it
        within = context.within("organisations", first, last)
        if len(within) == 1 and not words[first][0].isupper() and words[first] not in QUOTES:
            org = within[0]
    if org is not None:
        found = from_organisation(context, org, rule, 0.9)
    else:
        while (
            first < last and words[first].isalpha() and not words[first][0].isupper() and not _head_at(context, first)
        ):
            first += 1
        if first >= last:
            return []
        name = context.text(first, last).strip(" ,;:")
        if name[:1] in QUOTES and name[-1:] in QUOTES and not any(q in name[1:-1] for q in QUOTES):
            name = name.strip(QUOTES + " ")
        found = Candidate(name=name, start=first, end=last, confidence=0.8, rule=rule)
        found.evidence = [context.evidence_on(first, last, rule)]
        found.country = country_of(context, first, last)
        found.native = bool(context.begun("head", first, last))
        found.type = next((m.value.type for m in context.within("head", first, last)), None)
        town = look_up(name, context.language) if len(named) <= 3 else ()
        if town and town[0].inflected and len(named) <= 2:
            best = resolve(town, context.home, frozenset({own_country or ""}))
            if best:
                found.aliases.append(best.name)
    found.country = own_country or found.country
    if lead:
        found.role = "lead"
    found.singled_out = any(m.end < end and words[m.end] == ")" for m in context.cues_in(found.end, end, "partner"))
    return [found]


def _covers(context: Context, m: Mention, first: int, last: int) -> bool:
    """The organisation is all there is of the item but for marks, or goes on a little (a legal form behind a comma)."""
    if not (first <= m.start <= first + 1 and last - 1 <= m.end <= last + 4):
        return False
    return not any(w.isalpha() for w in [*context.words[first : m.start], *context.words[m.end : last]])


def _head_at(context: Context, i: int) -> bool:
    return context.at("head", i) is not None


def _without_number(context: Context, start: int, end: int) -> int:
    """ "1 - ", "2.", "a)", "20 from", "PP2 - " """
    words, i = context.words, start
    if i + 3 < end and words[i].isupper() and len(words[i]) <= 3 and words[i + 1].isdigit() and words[i + 2] in ":–-—.":
        return i + 3
    if i < end and (words[i].isdigit() or (len(words[i]) == 1 and i + 1 < end and words[i + 1] == ")")):
        j = i + 1
        while j < end and words[j] in ").–-—:":
            j += 1
        if j > i + 1 or (words[i].isdigit() and len(words[i]) <= 4):
            return j
    return i


def _item_country(context: Context, inside: list[Mention], start: int, end: int) -> str | None:
    """The country that an item states: in brackets or set off; not one that is a part of the name."""
    words = context.words
    for m in reversed(inside):
        before = words[m.start - 1] if m.start > start else ""
        after = words[m.end] if m.end < end else ""
        if before in ("(", ",", "–", "-", "/", ":", "|") or after in (")", ":", "–", "-", "") or m.end >= end:
            return str(m.value.code)
    adjective = next(
        (m for m in context.within("country", start + 1, end - 1) if m.value.adjective and words[m.end][0].isupper()),
        None,
    )
    return str(adjective.value.code) if adjective else _code_in_brackets(context, start, end)


def _code_in_brackets(context: Context, start: int, end: int) -> str | None:
    """ "Name (SI)" """
    words = context.words
    for i in range(start + 1, end - 1):
        if words[i - 1] == "(" and words[i + 1] == ")" and words[i] in country_codes():
            return words[i]
    return None


def _name_span(context: Context, start: int, end: int, inside: list[Mention]) -> tuple[int, int]:
    """The item less what is set off from the name: brackets, the country, a role behind a dash."""
    words = context.words
    first, last = start, end
    for m in inside:  # "Italy: Name", "Italy - Name"
        if m.start == first and m.end < last and words[m.end] in ":–-":
            first = m.end + 1
    first, last = context.trim(first, last, EDGES)
    i = first
    while i < last:
        text = words[i]
        if text == "(" and i > first:
            close = next((j for j in range(i, last) if words[j] == ")"), last)
            if (
                (close == i + 2 and words[i + 1] in country_codes())
                or close >= last - 1
                or context.cues_in(i, close, "lead", "partner")
                or any(i < m.start < close for m in inside)
            ):
                last = i
                break
        if text in ",;–—-|" and i > first and (text in ",;" or blank_behind(context.doc, i)):
            rest = context.trim(i + 1, last, EDGES)
            if any(m.start == rest[0] and m.end >= rest[1] - 1 for m in inside) or context.cues_in(
                rest[0], min(rest[1], rest[0] + 4), "lead", "partner"
            ):
                last = i
                break
            opening = next((k for k in range(*rest) if words[k] == "("), rest[1])
            if _is_place(context, rest[0], opening) and not _is_place(context, *context.trim(first, i, EDGES)):
                last = i  # "Name, Town, Country", "Name, Town"
                break
        i += 1
    for m in context.within("country", first + 2, last - 1):  # "Name of Czech Brno": a short word, an adjective, a town
        if m.value.adjective and words[m.end][0].isupper():
            before = m.start - 1
            if words[before].islower() and len(words[before]) <= 3 and before > first:
                last = before
                break
    for m in inside:  # "Name Country"
        if m.end == last and m.start > first and m.rule.startswith("cldr/"):  # in the nominative: no part of the name
            last = m.start
    tail = [m for m in context.cues_in(first, last, "lead", "partner") if m.start == first or m.end == last]
    for m in tail:
        if m.start == first and m.end < last:
            first = m.end
        elif m.end == last and m.start > first:
            last = m.start
    return context.trim(first, last, EDGES)


def _is_place(context: Context, start: int, end: int) -> bool:
    """A town, perhaps with its country behind a comma."""
    covered = sum(m.end - m.start for g in ("places", "country") for m in context.within(g, start, end))
    return covered >= end - start - 1 > 0 or covered == end - start > 0


def only_country(context: Context, start: int, end: int) -> Mention | None:
    """The country that is all there is between two places."""
    start, end = context.trim(start, end, EDGES + "()")
    return next((m for m in context.begun("country", start, start + 1) if m.end == end), None)


def split_items(context: Context, start: int, end: int) -> list[tuple[int, int]]:
    """A line of a list, cut at its own separators: semicolons if it has any, else commas and a last "and".

    What is in brackets or quotation marks is not cut; a country, a town before a country and a legal form stay with the name.
    """
    words = context.words
    semicolon = words[start:end].count(";") > 1
    quotes = [(a, b) for _, closed, a, b in (q.value for q in context.of("quotes")) if closed and a < end and start < b]
    cuts: list[tuple[int, int]] = []
    depth = 0
    for i in range(start, end):
        text = words[i]
        depth += (text in "([") - (text in ")]")
        if depth > 0 or any(a <= i < b for a, b in quotes):
            continue
        if text in ";\n" or (text == "|" and not semicolon):
            cuts.append((i, i + 1))
        elif text == "," and not semicolon:
            after = i + 1
            while after < end and words[after].isspace():
                after += 1
            if after >= end or context.at("legal_form", after):
                continue
            begin = cuts[-1][1] if cuts else start
            if _attached(context, after, end) and not only_country(context, begin, i):
                continue
            if _seat_behind(context, begin, i, after, end):
                continue
            cuts.append((i, i + 1))
        elif text.casefold() in context.language.conjunctions and not semicolon and start < i < end - 1:
            after = i + 1
            if words[after] in context.language.conjunctions:
                continue
            opens = not words[after][0].islower() or _head_at(context, after)
            if not opens and len(words[after]) <= 3 and after + 1 < end:  # an article before the next name
                opens = words[after + 1][0].isupper() or _head_at(context, after + 1)
            inside = any(m.start < i < m.end for m in context.of("organisations"))
            if opens and not inside and (cuts or _complete(context, start, i)):
                cuts.append((i, i + 1))
    items, begin = [], start
    for a, b in cuts:
        items.append((begin, a))
        begin = b
    items.append((begin, end))
    return [(a, b) for a, b in items if a < b]


def _seat_behind(context: Context, begin: int, comma: int, after: int, end: int) -> bool:
    """ "Name, Town (Country)", or "Name, Town" as all of an item: the town is where the name is at home."""
    place = context.at("places", after)
    if place is None or _is_place(context, *context.trim(begin, comma, EDGES)):
        return False
    words, last = context.words, place.end
    while last < end and words[last].isspace():
        last += 1
    if last >= end or words[last] == ";":
        return "," not in words[begin:comma]
    return words[last] == "(" and bool(context.begun("country", last + 1, last + 3))


def _attached(context: Context, after: int, end: int) -> bool:
    """What follows the comma is a country, or a town with one: it belongs to the name before."""
    words, country = context.words, _noun(context, after)
    if country:
        return (
            country.end >= end
            or words[country.end] in ",;.()\n"
            or words[country.end].isspace()
            or words[country.end].casefold() in context.language.conjunctions
        )
    place = context.at("places", after)
    if place and place.end < end and words[place.end] == ",":
        return _noun(context, place.end + 1) is not None
    return bool(
        context.cues_in(after, min(end, after + 4), "lead") and any(m.start == after for m in context.cue("lead"))
    )


def _complete(context: Context, start: int, end: int) -> bool:
    """What stands before an "and" is a name by itself: it ends with an organisation, a bracket or a country."""
    start, end = context.trim(start, end, " ")
    if end <= start:
        return False
    named = any(context.ended(group, end) for group in ("organisations", "country", "places"))
    return named or context.words[end - 1] in ')”“"»'
