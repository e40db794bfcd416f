"""Towns (group ``places``; values are :class:`PlaceValue`)."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.doc.layout import FOOT, HEAD, layout_of
from pipeline.doc.mentions import Mention, mention, mentions, store
from pipeline.doc.tokens import starts_of, text_of, words_of
from pipeline.knowledge.language import LanguageKnowledge, knowledge
from pipeline.knowledge.places import PlaceName, base_forms, gazetteer, look_up, may_open_several

MAX_WORDS = 4
SMALL = 3_000  # a place this small that opens a sentence may as well be an ordinary word
BRIDGES = frozenset("-–'’")


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """Places that the words can name; ``located`` says that a case or a preposition puts something there."""

    candidates: tuple[PlaceName, ...]
    located: bool
    surface: str


@Language.factory("granthound_places", default_config={"language": None})
def create_places(nlp: Language, name: str, language: str | None) -> Places:
    return Places(language)


class Places:
    def __init__(self, language: str | None) -> None:
        self.language = language

    def __call__(self, doc: Doc) -> Doc:
        language = knowledge(self.language)
        layout = layout_of(doc)
        taken = _taken(doc)
        openers = {start for start, _ in layout.sentences}
        found: list[Mention] = []
        words = words_of(doc)
        i = 0
        while i < len(doc):
            hit = None
            if not taken[i] and words[i][0].isupper() and not layout.furniture(i):
                hit = _longest(doc, i, taken, language, i in openers)
            if hit:
                found.append(hit)
                i = hit.end
            else:
                i += 1
        store(doc, "places", found)
        return doc


def mark_openers(doc: Doc, language: LanguageKnowledge) -> None:
    """Only the places that open a line of the head or foot with a full date on it: all that the date of publication of an
    article asks for. No place lies across two lines, so these are the same as among all."""
    layout, words, taken = layout_of(doc), words_of(doc), _taken(doc)
    sentences = {start for start, _ in layout.sentences}
    last = len(layout.lines) - FOOT
    numbers = {layout.line_number(m.start) for m in mentions(doc, "dates") if m.value.start.day and m.value.start.year}
    starts = [layout.lines[n].start for n in sorted(numbers) if n < HEAD or n >= last]
    opening = (i for i in starts if not taken[i] and words[i][0].isupper() and not layout.furniture(i))
    found = (_longest(doc, i, taken, language, i in sentences) for i in opening)
    store(doc, "places", [place for place in found if place])


def _taken(doc: Doc) -> bytearray:
    """Tokens that are something else."""
    taken = bytearray(len(doc))
    for group in ("month", "programme", "legal_form", "currency"):
        for m in mentions(doc, group):
            taken[m.start : m.end] = b"\x01" * (m.end - m.start)
    for m in mentions(doc, "country"):
        if not m.value.adjective:
            taken[m.start : m.end] = b"\x01" * (m.end - m.start)
    # A word that the language's pack knows for something else: "Sunday", "meeting".
    for m in [*mentions(doc, "date"), *mentions(doc, "cue")]:
        if m.end == m.start + 1:
            taken[m.start] = 1
    return taken


def _longest(doc: Doc, i: int, taken: bytearray, language: LanguageKnowledge, opens: bool) -> Mention | None:
    words, starts, text = words_of(doc), starts_of(doc), text_of(doc)
    ends = []
    j, count = i, 0
    while j < len(words) and count < MAX_WORDS and not taken[j]:
        word = words[j]
        j += 1
        if word.isalpha():
            count += 1
            if word[0].isupper():
                ends.append(j)
        elif word not in BRIDGES and "'" not in word and "’" not in word:
            break
    if ends and ends[-1] > i + 1 and not may_open_several(words[i], language):
        ends = [end for end in ends if end == i + 1]
    for end in reversed(ends):
        surface = text[starts[i] : starts[end - 1] + len(words[end - 1])]
        if len(surface) < 3:
            continue
        shouted = surface.isupper() and len(surface) <= 5  # an abbreviation has no endings
        candidates = look_up(surface, language, inflected=not shouted) or (
            _by_words(doc, i, end, language) if end - i > 1 else ()
        )
        if not candidates:
            continue
        if opens and end == i + 1 and max(p.people for p in candidates) < SMALL and not _set_off(doc, end):
            continue
        abroad = all(p.inflected and p.code != language.home for p in candidates)
        if opens and end == i + 1 and abroad and not _set_off(doc, end):
            continue
        return mention(
            doc,
            i,
            end,
            "place",
            PlaceValue(candidates, _located(doc, i, candidates, language), surface),
            "gazetteer",
        )
    return None


def _located(doc: Doc, i: int, candidates: tuple[PlaceName, ...], language: LanguageKnowledge) -> bool:
    if language.prepositions_in:
        return any(word.casefold() in language.prepositions_in for word in words_of(doc)[max(i - 2, 0) : i])
    if language.locative_endings:
        surface = words_of(doc)[i].casefold()
        return any(p.inflected for p in candidates) and surface.endswith(language.locative_endings)
    return any(p.inflected for p in candidates)


def _by_words(doc: Doc, start: int, end: int, language: LanguageKnowledge) -> tuple[PlaceName, ...]:
    """A name of several inflected words: each word's base forms are tried with the others'."""
    first = doc[start].text.casefold()
    rest = doc[start + 1 : end].text.casefold()
    space = doc[start].whitespace_
    for a in (first, *base_forms(first, language)):
        for b in (rest, *base_forms(rest, language)):
            places = gazetteer().get(a + space + b)
            if places:
                return tuple(PlaceName(p.name, p.code, p.people, inflected=True) for p in places)
    return ()


def _set_off(doc: Doc, end: int) -> bool:
    words = words_of(doc)
    return end >= len(words) or words[end] in ",(/|–-" or words[end].isspace()
