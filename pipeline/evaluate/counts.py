"""What scoring counts: hits, spurious and missed values per field, and the differences themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeVar

from pipeline.records import Evidence

FIELDS = (
    "language",
    "about_project",
    "published",
    "project_name",
    "reference",
    "programme",
    "partner",
    "partner_country",
    "partner_lead",
    "country",
    "start",
    "end",
    "event",
    "event_place",
    "amount",
)
# What is said about the article as a whole is no fact of a project: the micro figure leaves it out.
NOT_FACTS = frozenset({"language", "about_project"})

K = TypeVar("K", str, tuple[int, str])
Kind = Literal["missed", "spurious", "wrong"]


class Counts(NamedTuple):
    """True positives (hits), false positives (spurious) and false negatives (missed)."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def plus(self, other: Counts) -> Counts:
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def errors(self) -> int:
        return self.fp + self.fn

    @property
    def precision(self) -> float | None:
        """Share of the found values that are right; None where nothing was found."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else None

    @property
    def recall(self) -> float | None:
        """Share of the expected values that were found; None where nothing was expected."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where there is nothing to measure."""
        return 2 * self.tp / (2 * self.tp + self.errors) if self.tp + self.errors else None


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not as expected.

    ``wrong`` is a found ``value`` in the place of ``expected`` and counts as spurious and missed.
    ``quote`` and ``rule`` are the first evidence of a found value; ``about`` names the partner or
    event that the value belongs to.
    """

    field: str
    kind: Kind
    value: str
    expected: str | None = None
    quote: str | None = None
    rule: str | None = None
    about: str | None = None


@dataclass(slots=True)
class ArticleScore:
    """Counts of one article per field (only fields with anything to count) and its differences."""

    counts: dict[str, Counts] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    @property
    def perfect(self) -> bool:
        return not self.differences

    def hit(self, name: str, times: int = 1) -> None:
        self._count(name, Counts(tp=times))

    def missed(self, name: str, value: str, about: str | None = None) -> None:
        self._count(name, Counts(fn=1))
        self.differences.append(Difference(name, "missed", value, about=about))

    def spurious(self, name: str, value: str, evidence: Sequence[Evidence] = (), about: str | None = None) -> None:
        self._count(name, Counts(fp=1))
        quote, rule = _first(evidence)
        self.differences.append(Difference(name, "spurious", value, quote=quote, rule=rule, about=about))

    def wrong(
        self, name: str, value: str, expected: str, evidence: Sequence[Evidence] = (), about: str | None = None
    ) -> None:
        self._count(name, Counts(fp=1, fn=1))
        quote, rule = _first(evidence)
        self.differences.append(Difference(name, "wrong", value, expected, quote, rule, about))

    def scalar(
        self,
        name: str,
        found: str | None,
        expected: str | None,
        evidence: Sequence[Evidence] = (),
        *,
        about: str | None = None,
    ) -> None:
        """Count a field that has one value or none."""
        if found == expected:
            self.hit(name, int(found is not None))
        elif found is None:
            self.missed(name, str(expected), about)
        elif expected is None:
            self.spurious(name, found, evidence, about)
        else:
            self.wrong(name, found, expected, evidence, about)

    def sets(
        self,
        name: str,
        found: Mapping[K, Sequence[Evidence]],
        expected: Set[K],
        optional: Set[K] = frozenset(),
        show: Callable[[K], str] = str,
    ) -> None:
        """Count a field that is a set of values; ``optional`` ones are neither found nor missed."""
        self.hit(name, len(expected & found.keys()))
        for value in sorted(found.keys() - expected - optional):
            self.spurious(name, show(value), found[value])
        for value in sorted(expected - found.keys()):
            self.missed(name, show(value))

    def _count(self, name: str, counts: Counts) -> None:
        if any(counts):
            self.counts[name] = self.counts.get(name, Counts()).plus(counts)


def total(scores: Iterable[Mapping[str, Counts]]) -> dict[str, Counts]:
    """The sum over articles, in the order of ``FIELDS``, only fields with anything to count."""
    sums: dict[str, Counts] = {}
    for counts in scores:
        for name, value in counts.items():
            sums[name] = sums.get(name, Counts()).plus(value)
    return {name: sums[name] for name in FIELDS if name in sums}


def micro(counts: Mapping[str, Counts]) -> Counts:
    """All facts taken together; language and about_project are no facts."""
    facts = Counts()
    for name, value in counts.items():
        if name not in NOT_FACTS:
            facts = facts.plus(value)
    return facts


def first_evidence(values: Iterable[tuple[K, Sequence[Evidence]]]) -> dict[K, Sequence[Evidence]]:
    """Each value once, with the evidence of its first mention."""
    found: dict[K, Sequence[Evidence]] = {}
    for value, evidence in values:
        found.setdefault(value, evidence)
    return found


def _first(evidence: Sequence[Evidence]) -> tuple[str | None, str | None]:
    return (evidence[0].quote, evidence[0].rule) if evidence else (None, None)
