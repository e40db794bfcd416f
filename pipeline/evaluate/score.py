"""Score one record against its expected facts, field by field.

Pure functions: expected facts (the ``gold`` mapping of a sample) and a record in, counts and
differences out. Names are compared by similarity, everything else by value; facts of an article
that tells of several projects are scored together, so that a wrong title costs once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from pipeline.evaluate.counts import ArticleScore, first_evidence
from pipeline.evaluate.matching import best_similarity, fold, pair, similarity
from pipeline.records import Date, Event, Partner, Project, Record

PROJECT_ALIKE = 0.80
PARTNER_ALIKE = 0.85
PLACE_ALIKE = 0.80

Gold = Mapping[str, Any]


def score_article(gold: Gold, record: Record | None, *, parents: Mapping[str, str]) -> ArticleScore:
    """Counts and differences of one article; no record counts as an empty one.

    ``gold`` is in the sample format (see ``samples.Gold``); ``parents`` maps a programme to the fund
    or programme above it, which is never counted as wrong.
    """
    score = ArticleScore()
    projects = record.projects if record else []
    expected = gold["projects"]
    _score_article_level(score, gold, record)
    _score_titles(score, projects, expected)
    _score_references(score, projects, expected)
    _score_programmes(score, projects, expected, parents)
    _score_partners(score, projects, expected)
    _score_countries(score, projects, expected)
    _score_edge(score, "start", [p.start for p in projects], expected)
    _score_edge(score, "end", [p.end for p in projects], expected)
    if gold["about_project"]:
        _score_events(score, record.events if record else [], gold.get("events") or [])
    _score_amounts(score, projects, expected)
    return score


def _score_article_level(score: ArticleScore, gold: Gold, record: Record | None) -> None:
    score.scalar("language", record.language.code if record else None, gold["language"])
    found, expected = bool(record and record.about_project), gold["about_project"]
    if found and expected:
        score.hit("about_project")
    elif found:
        score.spurious("about_project", "yes")
    elif expected:
        score.missed("about_project", "yes")
    published = record.published if record else None
    value = published.value if published else None
    if value in (gold.get("published_also") or []):
        value = gold.get("published")
    score.scalar("published", value, gold.get("published"), published.evidence if published else ())


def _score_titles(score: ArticleScore, projects: Sequence[Project], expected: Sequence[Gold]) -> None:
    def names(project: Project) -> list[str]:
        return [n for n in (project.name, project.acronym, *project.aliases) if n]

    pairs = pair(projects, expected, lambda p, g: best_similarity(names(p), g["names"]), PROJECT_ALIKE)
    score.hit("project_name", len(pairs))
    paired = {i for i, _ in pairs}
    for i, project in enumerate(projects):
        if i not in paired and names(project):
            score.spurious("project_name", names(project)[0], project.evidence)
    paired = {j for _, j in pairs}
    for j, wanted in enumerate(expected):
        if j not in paired and wanted["names"]:
            score.missed("project_name", wanted["names"][0])


def _score_references(score: ArticleScore, projects: Sequence[Project], expected: Sequence[Gold]) -> None:
    def bare(reference: str) -> str:
        return re.sub(r"\s+", "", reference).casefold()

    found = first_evidence((bare(r.value), r.evidence) for p in projects for r in p.references)
    score.sets("reference", found, {bare(r) for r in _all(expected, "references")})


def _score_programmes(
    score: ArticleScore, projects: Sequence[Project], expected: Sequence[Gold], parents: Mapping[str, str]
) -> None:
    found = first_evidence((r.id, r.evidence) for p in projects for r in p.programmes)
    wanted = set(_all(expected, "programmes"))
    optional = set(_all(expected, "programmes_optional"))
    # A strand names its parent.
    if "interreg" in wanted and any(x.startswith("interreg-") for x in found):
        found.setdefault("interreg", ())
    accepted = optional | _above(wanted | optional, parents)
    listed = {x for x in wanted if not x.startswith("other:")}
    spurious = sorted(x for x in found if x not in listed and x not in accepted)
    # For each expected programme outside the catalogue one unexpected id is accepted.
    spurious = spurious[len(wanted) - len(listed) :]
    score.hit("programme", len(listed & set(found)))
    for name in spurious:
        score.spurious("programme", name, found[name])
    for name in sorted(listed - set(found)):
        score.missed("programme", name)


def _score_partners(score: ArticleScore, projects: Sequence[Project], expected: Sequence[Gold]) -> None:
    found = _merged_found([x for p in projects for x in p.partners])
    wanted = _merged_gold(_all(expected, "partners"))
    pairs = pair(found, wanted, lambda p, g: best_similarity([p.name, *p.aliases], g["names"]), PARTNER_ALIKE)
    score.hit("partner", sum(1 for _, j in pairs if not wanted[j].get("optional")))
    paired = {i for i, _ in pairs}
    for i, partner in enumerate(found):
        if i not in paired:
            score.spurious("partner", partner.name, partner.evidence)
    paired = {j for _, j in pairs}
    for j, gold in enumerate(wanted):
        if j not in paired and not gold.get("optional"):
            score.missed("partner", gold["names"][0])
    for i, j in pairs:
        partner, gold = found[i], wanted[j]
        if gold.get("country"):
            score.scalar("partner_country", partner.country, gold["country"], partner.evidence, about=partner.name)
        if partner.role == "lead" and gold.get("role") == "lead":
            score.hit("partner_lead")
        elif partner.role == "lead":
            score.spurious("partner_lead", partner.name, partner.evidence)
        elif gold.get("role") == "lead":
            score.missed("partner_lead", gold["names"][0])


def _score_countries(score: ArticleScore, projects: Sequence[Project], expected: Sequence[Gold]) -> None:
    found = first_evidence((c.code, c.evidence) for p in projects for c in p.countries)
    score.sets("country", found, set(_all(expected, "countries")), set(_all(expected, "countries_optional")))


def _score_edge(
    score: ArticleScore, edge: Literal["start", "end"], dates: Sequence[Date | None], expected: Sequence[Gold]
) -> None:
    wanted = {g[edge] for g in expected if g.get(edge) is not None}
    instead = {also: g.get(edge) for g in expected for also in g.get(f"{edge}_also") or []}
    read = ((d.value if d.value in wanted else instead.get(d.value, d.value), d.evidence) for d in dates if d)
    found = first_evidence((value, evidence) for value, evidence in read if value is not None)
    spurious, missed = sorted(found.keys() - wanted), sorted(wanted - found.keys())
    if len(spurious) == len(missed) == 1:
        score.hit(edge, len(wanted & found.keys()))
        score.wrong(edge, spurious[0], missed[0], found[spurious[0]])
    else:
        score.sets(edge, found, wanted)


def _score_events(score: ArticleScore, events: Sequence[Event], expected: Sequence[Gold]) -> None:
    dated = [g for g in expected if g.get("start")]

    def alike(event: Event, gold: Gold) -> float:
        if event.start.value != gold["start"]:
            return 0.0
        # An event without an end is accepted for a span; a one-day event may say its day twice.
        return float((event.end.value if event.end else None) in (gold.get("end") or gold["start"], None))

    pairs = pair(events, dated, alike, 0.9)
    score.hit("event", len(pairs))
    paired = {i for i, _ in pairs}
    for i, event in enumerate(events):
        if i not in paired:
            score.spurious("event", _span(event.start.value, event.end.value if event.end else None), event.evidence)
    paired = {j for _, j in pairs}
    for j, gold in enumerate(dated):
        if j not in paired:
            score.missed("event", _span(gold["start"], gold.get("end")))
    for i, j in pairs:
        event, place = events[i], dated[j].get("place")
        named = event.place.name if event.place else ""
        if place and similarity(named, place) >= PLACE_ALIKE:
            score.hit("event_place")
        elif place and named:
            score.wrong("event_place", named, place, event.evidence, about=event.start.value)
        elif place:
            score.missed("event_place", place, about=event.start.value)


def _score_amounts(score: ArticleScore, projects: Sequence[Project], expected: Sequence[Gold]) -> None:
    def units(key: str) -> set[tuple[int, str]]:
        return {(round(float(x["value"])), x["currency"]) for x in _all(expected, key)}

    found = first_evidence(((round(x.value), x.currency), x.evidence) for p in projects for x in p.amounts)
    score.sets("amount", found, units("amounts"), units("amounts_optional"), lambda a: f"{a[0]} {a[1]}")


def _all(expected: Sequence[Gold], key: str) -> list[Any]:
    return [value for project in expected for value in project.get(key) or []]


def _above(ids: Iterable[str], parents: Mapping[str, str]) -> set[str]:
    above: set[str] = set()
    for name in ids:
        while (up := parents.get(name)) and up not in above:
            above.add(up)
            name = up
    return above


def _merged_found(partners: Iterable[Partner]) -> list[Partner]:
    """One partner a name, the last one's; who leads one project of the article leads."""
    merged: dict[str, Partner] = {}
    for partner in partners:
        key = fold(partner.name)
        before = merged.get(key)
        lead = before is not None and before.role == "lead"
        merged[key] = partner.model_copy(update={"role": "lead"}) if lead else partner
    return list(merged.values())


def _merged_gold(partners: Iterable[Gold]) -> list[Gold]:
    """The same for expected partners; what the last one does not say stays as said before."""
    merged: dict[str, Gold] = {}
    for partner in partners:
        key = fold(partner["names"][0])
        before = merged.get(key, {})
        role = "lead" if before.get("role") == "lead" else partner.get("role")
        merged[key] = {**before, **partner, "role": role}
    return list(merged.values())


def _span(start: str, end: str | None) -> str:
    return f"{start} to {end}" if end and end != start else start
