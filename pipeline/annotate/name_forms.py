"""Dictionary forms of names: the head in its lemma, adjectives before it agreeing, a town behind it in the nominative."""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.doc.mentions import Mention
from pipeline.knowledge.language import LanguageKnowledge
from pipeline.knowledge.packs import Head
from pipeline.knowledge.places import look_up, resolve
from pipeline.text import fold


def capitals(doc: Doc, start: int, end: int) -> bool:
    """A head that is a whole name: a capital at its start and another one inside."""
    words = [t.text for t in doc[start:end] if t.is_alpha]
    return bool(words) and words[0][0].isupper() and any(w[0].isupper() for w in words[1:])


def dictionary_form(
    doc: Doc, left: int, head: Mention, right: int, language: LanguageKnowledge, quote_start: int | None
) -> tuple[str, list[str]]:
    """The name and its other forms: as it stands, without its head word."""
    info: Head = head.value
    surface = doc[left:right].text
    lemma = _with_case(_lemma(doc[head.start : head.end].text, info.lemma), doc[head.start].text)
    before = doc[left : head.start]
    if left < head.start:
        words = [_agree(t.text, info, language) for t in before] if info.agree else [t.text for t in before]
        prefix = "".join(w + t.whitespace_ for w, t in zip(words, before, strict=True))
    else:
        prefix = ""
    suffix, aliases = "", [surface]
    if right > head.end:
        rest = doc[head.end : right]
        gap = " " if doc[head.end - 1].whitespace_ else ""
        tail = tail_form(doc, head.end, right, language) if quote_start is None else rest.text
        if (
            info.agree
            and quote_start is None
            and tail == rest.text
            and doc[head.start : head.end].text.casefold() != info.lemma.casefold()
        ):
            tail = (
                _agree(doc[head.end].text, info, language) + tail[len(doc[head.end].text) :]
            )  # an adjective behind its head
        suffix = gap + tail
        if info.side != "before":
            aliases += [_from_capital(tail), _from_capital(rest.text)]
        elif quote_start is not None:
            aliases.append(rest.text)
        if quote_start is not None:
            aliases.append(rest.text.strip("„“”\"«»‚‘’' "))
    if info.side == "before" and left < head.start:
        aliases.append(before.text)
    name = f"{prefix}{lemma}{suffix}".strip()
    return name, [a for a in dict.fromkeys(x.strip(" ,") for x in aliases) if a and a != name]


def _from_capital(text: str) -> str:
    """Without the prepositions and articles that lead from the head to the name ("of X")."""
    words = text.split(" ")
    while words and words[0][:1].islower():
        words.pop(0)
    return " ".join(words)


def tail_form(doc: Doc, start: int, end: int, language: LanguageKnowledge) -> str:
    """A town's name behind its head in the nominative, where the gazetteer knows it; else as it stands."""
    surface = doc[start:end].text
    if "(" in surface or "," in surface:
        return surface
    places = look_up(surface, language)
    if places and places[0].inflected:
        best = resolve(places, language.home)
        if best:
            return best.name
    return surface


def _lemma(surface: str, lemma: str) -> str:
    """The head's lemma; where the pack lists several words under one lemma, the surface with its last word undone."""
    words, forms = surface.split(), lemma.split()
    if len(words) == len(forms) and all(_akin(w, f) for w, f in zip(words, forms, strict=True)):
        return lemma
    return " ".join([*words[:-1], forms[-1]]) if _akin(words[-1], forms[-1]) else surface


def _akin(a: str, b: str) -> bool:
    """Two forms of one word begin alike."""
    size = 2 if min(len(a), len(b)) > 4 else 1
    return fold(a)[:size] == fold(b)[:size]


def _with_case(lemma: str, surface: str) -> str:
    return lemma[0].upper() + lemma[1:] if surface[0].isupper() else lemma


def _agree(word: str, head: Head, language: LanguageKnowledge) -> str:
    table = language.agreements.get(head.agree or "", {})
    for ending in sorted(table, key=len, reverse=True):
        if len(word) > len(ending) + 2 and word.casefold().endswith(ending):
            return word[: len(word) - len(ending)] + table[ending]
    return word
