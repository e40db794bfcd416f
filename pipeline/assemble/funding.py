"""Programmes, reference numbers and sums of money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from pipeline.assemble.context import Context
from pipeline.assemble.labels import Labelled
from pipeline.doc.mentions import Mention
from pipeline.knowledge.programmes import catalogue
from pipeline.records import Amount, AmountKind, Evidence, Programme, Reference

KINDS: tuple[AmountKind, ...] = ("total", "grant", "own")
SMALL = 100  # currency units: less is a price or a fee
HUGE = 3_000_000_000
MOST = 5  # places of one programme that are shown


T = TypeVar("T")


@dataclass(slots=True)
class Placed(Generic[T]):
    """A fact with the token it stands at, by which it finds its project."""

    fact: T
    token: int


def find_references(context: Context) -> list[Placed[Reference]]:
    return [
        Placed(Reference(value=" ".join(m.value[0].split()), evidence=[context.evidence_of(m)]), m.start)
        for m in context.of("references")
    ]


def find_programmes(context: Context) -> list[Placed[Programme]]:
    """Programmes that the article names, and those that its reference numbers name."""
    known = catalogue()
    found: list[tuple[str, Mention, float, str]] = []
    for m in context.of("programme"):
        if not context.layout.furniture(m.start):
            found.append((m.value, m, 0.95, m.rule))
    for m in context.of("references"):
        _, programme, implied = m.value
        for id in [programme, *implied] if programme else []:
            found.append((id, m, 0.9, m.rule))
    if any(not known[id].tool for id, *_ in found):
        found = [f for f in found if not known[f[0]].tool]
    told: dict[str, list[tuple[str, Mention, float, str]]] = {}
    for item in sorted(found, key=lambda x: x[1].start):
        told.setdefault(item[0], []).append(item)
    out: list[Placed[Programme]] = []
    for id, items in told.items():
        evidence = [context.evidence_of(m, rule) for _, m, _, rule in items[:MOST]]
        confidence = max(confidence for _, _, confidence, _ in items[:MOST])
        programme = Programme(id=id, name=known[id].name, evidence=evidence, confidence=confidence)
        out.append(Placed(programme, items[0][1].start))
    return out


def find_amounts(context: Context, labels: list[Labelled]) -> list[Placed[Amount]]:
    """Sums of the project, each with its kind where the nearest word or label tells it."""
    out: list[Placed[Amount]] = []
    seen: set[tuple[int, str]] = set()
    for m in context.of("amounts"):
        value, currency, certain = m.value
        if context.layout.furniture(m.start) or value < SMALL or value > HUGE:
            continue
        low, high = context.sentence(m.start)
        line = context.layout.line(m.start)
        low, high = max(low, line.start), max(high, m.end)
        against = context.nearest(m, context.cues_in(low, high, "not_amount"))
        near = against is not None and against[0] <= 8
        for_it = None
        if near or not certain:
            for_it = context.nearest(m, context.cues_in(low, high, *KINDS, "own_share", "project"))
        if against and near and (for_it is None or against[0] <= for_it[0]):
            continue
        kind, rule = _kind(context, m, labels, low, high)
        if (
            not certain
            and kind is None
            and for_it is None
            and not any(v.name in KINDS for v in labels if v.start <= m.start < v.end)
        ):
            continue
        key = (round(value), currency)
        if key in seen:
            continue
        seen.add(key)
        evidence: list[Evidence] = [context.evidence_of(m, rule or m.rule)]
        out.append(
            Placed(Amount(value=round(float(value), 2), currency=currency, kind=kind, evidence=evidence), m.start)
        )
    return out


def _kind(context: Context, m: Mention, labels: list[Labelled], low: int, high: int) -> tuple[AmountKind | None, str]:
    for v in labels:
        if v.name in KINDS and v.start <= m.start < v.end and m.start - v.start <= 3:
            return v.name, v.label.rule
    best: tuple[float, AmountKind, str] | None = None
    for kind in KINDS:
        for cue in context.cues_in(low, high, kind):
            distance = context.distance(m, cue) + (0.0 if cue.start < m.start else 1.5)
            between = len(context.begun("amounts", min(cue.start, m.start) + 1, max(cue.start, m.start)))
            distance += 6 * between
            if distance <= 12 and (best is None or distance < best[0]):
                best = (distance, kind, cue.rule)
    return (best[1], best[2]) if best else (None, "")
