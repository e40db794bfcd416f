"""Partners from lists: behind a label, in a table's rows, in lines that each name a country."""

from __future__ import annotations

import itertools

from pipeline.assemble.context import Context
from pipeline.assemble.labels import Labelled
from pipeline.assemble.names import Candidate, country_behind, only_country, parse_item, split_items
from pipeline.doc.mentions import Mention


def from_labels(context: Context, labels: list[Labelled], countries: list[tuple[str, Mention]]) -> list[Candidate]:
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
            for m in context.begun("country", value.start, value.end)
            if items and not m.value.adjective
        ]
        found += items
    return found


def _cells(context: Context, start: int, end: int) -> list[tuple[str | None, int, int]]:
    """The one cell of a table's row that names somebody: not the role, not the sum."""
    bars = [i for i in range(start, end) if context.words[i] == "|"]
    if not bars:
        return []
    edges = [start - 1, *bars, end]
    cells = [(a + 1, b) for a, b in itertools.pairwise(edges) if b - a > 1]
    named = [
        (a, b)
        for a, b in cells
        if any(context.begun(g, a, b) for g in ("organisations", "head", "legal_form"))
        and not context.begun("amounts", a, b)
    ]
    return [(None, a, b) for a, b in named[:1]]


def _address_country(context: Context, start: int, end: int) -> str | None:
    """The country at the end of a line that is an address: it has a house number or a post code."""
    if not any(w.isdigit() for w in context.words[start:end]) or any(
        context.begun(group, start, end) for group in ("head", "quotes")
    ):
        return None
    last = next(
        (m for m in context.of("country") if start < m.start and m.end >= end - 1 and not m.value.adjective), None
    )
    return str(last.value.code) if last else None


def _country_headed(context: Context, start: int, end: int) -> list[tuple[str | None, int, int]]:
    """ "Italy: A, B; Spain: C" on one line"""
    heads = [m for m in context.within("country", start, end - 1) if context.words[m.end] == ":"]
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
        between = [w.casefold() for w in context.words[first.end : second.start] if not w.isspace()]
        joined = len(between) == 1 and between[0] in context.language.conjunctions
        if joined and country_behind(context, second.end) and not country_behind(context, first.end):
            first.country = second.country


def from_runs(context: Context, countries: list[tuple[str, Mention]]) -> list[Candidate]:
    """Lines without a label, one below the other: each names an organisation and its country, or a country heads the names
    of its organisations."""
    found: list[Candidate] = []
    if not context.of("country"):
        return found
    words = context.words
    run: list[tuple[int, int, Mention]] = []
    headers: set[str] = set()
    header: Mention | None = None
    for line in [*context.layout.lines, None]:
        hit = None
        open_to = line is not None and (header is not None or context.begun("country", line.start, line.end))
        if line is not None and open_to and not line.furniture and not _dated(context, line.start, line.end):
            alone = only_country(context, line.start, line.end)
            if alone is not None:
                header = alone
                headers.add(alone.value.code)
                continue
            size, last = sum(w.isalpha() for w in words[line.start : line.end]), words[line.end - 1]
            hit = next(
                (
                    m
                    for m in context.within("country", line.start + 1, line.end)
                    if line.end - 2 <= m.end and not m.value.adjective
                ),
                None,
            )
            if hit is None and header is not None and last not in ".!?:":
                named = any(context.begun(g, line.start, line.end) for g in ("head", "plural_head", "legal_form"))
                hit = header if named or (words[line.start][0].isupper() and size <= 12) else None
            hit = hit if size <= (8 if last in ".!?" else 16) else None
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
    return any(d.value.start.month for d in context.begun("dates", start, end))
