"""Language packs: ``models/languages/<code>.yaml``, validated on load.

A pack holds every word of its language that the pipeline needs. ``docs/language-packs.md`` tells how to write one;
the notation of phrases is that of :mod:`pipeline.knowledge.lexicon`. Every key must be there: a pack that has nothing
to say under a key says so with an empty value, so that a gap is seen to be meant.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from pipeline.errors import KnowledgeError
from pipeline.knowledge.paths import models_dir

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Group(_Data):
    """Phrases that do the same job, with examples.

    In an example ``[[ ]]`` encloses what the group must find; an example without brackets must not be matched at all.
    """

    phrases: list[str]
    examples: list[str] = []


def _group(value: Any) -> Any:
    return {"phrases": value} if isinstance(value, list) else value


Phrases = Annotated[Group, BeforeValidator(_group)]


class Labels(_Data):
    """Words that stand before a value, with a colon, a dash or a line break behind them, at the start of a line,
    of a table cell or of a sentence."""

    title: Phrases
    reference: Phrases
    programme: Phrases
    lead: Phrases
    partners: Phrases
    countries: Phrases
    period: Phrases
    start: Phrases
    end: Phrases
    total: Phrases
    grant: Phrases
    own: Phrases
    published: Phrases
    updated: Phrases = Group(phrases=[])  # "last edited": a date of publication only in the head of a page
    other: Phrases  # labels of what is not extracted: they end the value before them


class Cues(_Data):
    """Words that give the text around them a meaning."""

    project: Phrases  # nouns that mean a funded project, in every form
    titled: Phrases  # "with the title": what follows is a project's title, quoted or not
    not_title: (
        Phrases  # nouns before (or behind) a quoted string that is not a title: programme, measure, school, firm ...
    )
    acronym: Phrases  # "abbreviated", "hereinafter": what follows in quotes is a short name
    reference: Phrases  # "No.", "reg. no." before a reference number
    lead: Phrases  # says that the organisation beside it leads: "lead partner", "coordinator", "beneficiary"
    partner: Phrases  # says that the organisation beside it is a partner, or leads over to one: "partner", "together with", "in cooperation with"
    implement: Phrases  # verb forms of carrying out a project: whoever does it is the lead or a partner
    own_share: Phrases  # "own contribution", "co-financing": whose share it is carries the project
    not_partner: (
        Phrases  # marks an organisation beside it as contractor, supplier, agency, payer, adviser, sponsor, host
    )
    home: Phrases  # "our school", "our town" as a partner of the project
    start: Phrases  # the project or its works begin
    end: Phrases  # they end
    period: Phrases  # words that make a date range the project's: "takes place from", "is implemented", "lasts"
    prolonged: Phrases  # "extended until": a new end
    approved: Phrases  # dates that are approvals, decisions, calls, submissions, deadlines, publications, laws, history: not the project's, no event
    programme_period: (
        Phrases  # nouns before or behind a year range that is a programme's ("programme", "programming period")
    )
    first: Phrases  # first, opening, kick-off: puts a yearless date near the project's start
    next: Phrases  # next, following: puts a yearless date behind the one before
    meeting: Phrases
    signing: Phrases
    launch: Phrases
    conference: Phrases
    training: Phrases
    visit: Phrases
    happening: Phrases  # other things that happen on a date: festival, competition, exhibition, concert, workshop
    cancelled: Phrases  # not held, postponed, cancelled
    total: Phrases
    grant: Phrases
    own: Phrases
    not_amount: Phrases  # sums of the programme, a call, prices, fees, salaries
    running: Phrases
    planned: Phrases
    finished: Phrases
    negation: Phrases


class Dates(_Data):
    months: dict[Annotated[int, Field(ge=1, le=12)], list[str]]  # forms CLDR does not give; abbreviations
    year: Phrases  # marks the number before it as a year: "gada", "roku", "m."
    year_before: Phrases  # marks the number behind it as a year
    day: Phrases  # a mark behind the day's number or at the end of a date: lt "d."
    day_endings: list[str]  # glued to the day's number: "1st", "1er"
    fillers: Phrases  # words inside a date: "of", "de", "del", "the"
    range_from: Phrases  # before the first date of a range: "from", "no"
    range_to: Phrases  # between the dates of a range: "to", "until"
    between: Phrases  # before the first date of "between ... and ..."
    range_and: Phrases
    until: Phrases  # before a single last date ("until", "by the end of"), range_to included
    since: Phrases  # before a single first date ("from", "starting on")
    since_endings: list[str] = []  # of a date's last word, where a case says "from" (Estonian, Finnish, Hungarian)
    until_endings: list[str] = []  # ... and "until"
    this_year: Phrases
    last_year: Phrases
    next_year: Phrases
    seasons: Phrases
    early: Phrases  # parts of a month or year: "beginning of", "mid-", "end of"
    weekdays: Phrases
    school_years: Phrases = Group(phrases=[])  # beside "2009/10": the project's years, where nothing else tells them
    units_month: Phrases
    units_year: Phrases
    numbers: dict[str, int]  # written numbers 1..60 as phrases, for "eighteen months"; glued forms too
    examples: dict[
        str, str
    ]  # text -> value or start/end ("2017-10-01/2019-09-30"); "2017-05?" marks an inferred year is not given: use "--05-12" for yearless
    durations: dict[str, int]  # text -> months


class Money(_Data):
    currencies: dict[str, list[str]]  # ISO 4217 -> words and signs beyond the neutral ones
    multipliers: dict[str, float]  # phrase -> factor
    examples: dict[str, str]  # text -> "650560.77 EUR"


class CountryForms(_Data):
    forms: list[str]  # names in every case beyond CLDR's, old and short names, abbreviations that are safe
    adjectives: list[str] = []


class Head(_Data):
    """A word that heads an organisation's name."""

    lemma: str
    forms: list[str]
    type: str
    side: Literal["before", "after", "both"]  # where the rest of the name stands
    agree: str | None = (
        None  # the class under ``agreements`` that brings an adjective before the head to its dictionary form
    )


class Organisations(_Data):
    heads: list[Head]
    agreements: dict[str, dict[str, str]]  # class -> {ending of an inflected adjective: its dictionary ending}
    plural_heads: dict[str, str]  # plural form (phrase) -> singular lemma, for one head over many names
    name_words: Phrases  # lower-case words that may stand inside a name: "novada", "pro", "of", "and"
    not_first: Phrases = Group(
        phrases=[]
    )  # words that open no name though a sentence's start gives them a capital: every, our, all, representatives
    legal_forms: list[str]  # before or behind a name
    name_endings: dict[str, str]  # surface ending -> dictionary ending, for places and names in an inflected form
    examples: dict[str, str]  # text -> dictionary form of the one organisation in it


class Triage(_Data):
    positive: Phrases  # beyond programmes, references and labels: words that speak for a funded project
    negative: Phrases  # words that speak against


class Pack(_Data):
    """All that is known of one language."""

    code: str
    name: str
    transliteration: dict[str, str] = {}  # letters that keyboards without them replace by others than the bare letter
    home: str | None = None  # the country that bodies without another one belong to, where CLDR's likely one is not it
    endings: dict[str, list[str]]
    abbreviations: list[str]  # words whose full stop ends no sentence
    conjunctions: list[str]  # "and": joins the last item of a list
    prepositions_in: list[str]  # "in", before a place, for "X in Town"; empty where a case does it
    locative_endings: list[str] = []  # where a case does it: the endings of a place's name that say "in"
    labels: Labels
    cues: Cues
    dates: Dates
    money: Money
    countries: dict[str, CountryForms]
    country_examples: dict[str, str]  # text -> codes, comma separated
    places: dict[
        str, str
    ]  # names of foreign or home towns in this language that differ from the local name -> "Local name, CC"
    organisations: Organisations
    boilerplate: Phrases  # a short line that holds one of these is furniture
    boilerplate_after: Phrases  # from such a line on, everything is furniture (comment form, footer, archive list)
    triage: Triage


def load_yaml(path: Path) -> Any:
    """Parse a YAML file; raises KnowledgeError naming the file and the place."""
    try:
        with path.open(encoding="utf8") as file:
            return yaml.load(file, _LOADER)
    except (OSError, yaml.YAMLError) as error:
        raise KnowledgeError(f"{path}: not readable as YAML: {error}") from error


def parse_pack(path: Path) -> Pack:
    """Read and validate one pack; raises KnowledgeError with the file, the key and the reason."""
    try:
        return Pack.model_validate(load_yaml(path))
    except ValidationError as error:
        lines = [f"  {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise KnowledgeError(f"{path}: {len(lines)} keys are not as they should be:\n" + "\n".join(lines)) from error


@functools.cache
def languages() -> tuple[str, ...]:
    """Codes of all packs, sorted."""
    return tuple(sorted(p.stem for p in (models_dir() / "languages").glob("*.yaml")))


@functools.cache
def load_pack(code: str) -> Pack:
    """The pack of a language; raises KnowledgeError where there is none."""
    path = models_dir() / "languages" / f"{code}.yaml"
    if not path.is_file():
        raise KnowledgeError(f"There is no language pack {path.name}; there are: {', '.join(languages())}.")
    return parse_pack(path)
