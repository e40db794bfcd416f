"""Mentions become facts: projects with their titles, partners, countries, dates, money; events."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Doc

from pipeline.assemble.confidence import PARTNER, confidence, partner_clues, weighed
from pipeline.assemble.contacts import find_contacts
from pipeline.assemble.context import Context
from pipeline.assemble.countries import country_series, find_countries
from pipeline.assemble.funding import find_amounts, find_programmes, find_references
from pipeline.assemble.home import settle_home
from pipeline.assemble.labels import labelled_values
from pipeline.assemble.names import Candidate
from pipeline.assemble.partners import find_partners
from pipeline.assemble.published import find_published
from pipeline.assemble.scope import Scope
from pipeline.assemble.status import find_status
from pipeline.assemble.timeline import build_timeline
from pipeline.assemble.titles import ProjectTitle, find_titles
from pipeline.doc.mentions import token_at
from pipeline.knowledge.language import LanguageKnowledge
from pipeline.records import Contact, Date, Event, Partner, Project, Reference
from pipeline.text import fold

__all__ = ["Story", "assemble"]

UNTITLED = 0.4  # confidence of a project that is clearly meant but has no title


@dataclass(slots=True)
class Story:
    """What an article tells."""

    projects: list[Project] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    published: Date | None = None
    contacts: list[Contact] = field(default_factory=list)


def assemble(
    doc: Doc, language: LanguageKnowledge, about: bool, *, contacts: bool = False, dated: Date | None = None
) -> Story:
    """The facts of an annotated article. ``about``: it tells of a project; if not, only its date is read. ``contacts``: read
    persons, phones and addresses, too. ``dated``: a date of publication that the page's metadata or an archive gave, for
    where the text has none."""
    context = Context(doc, language)
    if about or contacts:
        context.home = settle_home(context)
    published = find_published(context) or dated
    people = find_contacts(context) if contacts else []
    if not about:
        return Story(published=published, contacts=people)
    labels = labelled_values(context)
    titles = find_titles(context, labels)
    title_spans = [(t.start, t.outer_end) for group in titles for t in group.titles]
    scope = Scope(context, [[(t.start, t.outer_end) for t in group.titles] for group in titles])
    timeline = build_timeline(context, labels, published, title_spans, scope)
    partnership = find_partners(context, labels, title_spans, _names(titles))
    programmes = find_programmes(context)
    references = find_references(context)
    amounts = find_amounts(context, labels)
    listed = country_series(context)
    projects = []
    for number, group in enumerate(titles or [ProjectTitle()]):
        partners = [p for p in partnership.partners if scope.owns(number, p.start)]
        own = [x.fact for x in programmes if scope.owns(number, x.token)]
        own = own or [x.fact for x in programmes]  # said once for all projects of the article
        stated = [(code, m) for code, m in partnership.countries if scope.owns(number, m.start)]
        starts = [d for d, token in timeline.start if scope.owns(number, token)]
        ends = [d for d, token in timeline.end if scope.owns(number, token)]
        countries = [
            c
            for c in find_countries(context, partners, stated, listed, own)
            if scope.owns(number, token_at(doc, c.evidence[0].start))
        ]
        projects.append(
            Project(
                name=group.name,
                acronym=group.acronym,
                aliases=group.aliases,
                status=find_status(context, scope, number),
                references=_unique([x.fact for x in references if scope.owns(number, x.token)]),
                programmes=own,
                partners=[_partner(p, len(partners)) for p in partners],
                countries=countries,
                start=max(starts, key=lambda d: len(d.value)) if starts else None,
                end=_last(starts, ends),
                amounts=[x.fact for x in amounts if scope.owns(number, x.token)],
                evidence=group.evidence(context),
                confidence=UNTITLED,  # of one without a title; see weighed()
            )
        )
    return Story(weighed(projects), timeline.events, published, people)


def _names(titles: list[ProjectTitle]) -> frozenset[str]:
    return frozenset(fold(name) for t in titles for name in (t.name, t.acronym, *t.aliases) if name)


def _last(starts: list[Date], ends: list[Date]) -> Date | None:
    """The most precise end, of those that are not before the start if there are any; if not, a warning will say so."""
    if not ends:
        return None
    if starts:
        first = max(starts, key=lambda d: len(d.value))
        ends = [e for e in ends if e.value[: len(first.value)] >= first.value[: len(e.value)]] or ends
    return max(ends, key=lambda d: len(d.value))


def _unique(items: list[Reference]) -> list[Reference]:
    """One entry a number, with the evidence of all its places."""
    found: dict[str, Reference] = {}
    for item in items:
        key = "".join(item.value.split()).casefold()
        known = found.get(key)
        found[key] = known.model_copy(update={"evidence": [*known.evidence, *item.evidence][:5]}) if known else item
    return list(found.values())


def _partner(p: Candidate, partners: int) -> Partner:
    """One of so many ``partners`` of a project."""
    folded = dict.fromkeys(a for a in p.aliases if a and a != p.name)
    return Partner(
        name=p.name, aliases=list(folded)[:8], role=p.role, type=p.type, country=p.country,
        evidence=p.evidence[:5], confidence=confidence(PARTNER, partner_clues(p, partners)),
    )  # fmt: skip
