"""Dictionary forms of names: the head in its lemma, adjectives before it agreeing, a town behind it in the nominative."""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.doc.mentions import Mention, char_end, surface
from pipeline.doc.tokens import starts_of, text_of, words_of
from pipeline.knowledge.language import LanguageKnowledge
from pipeline.knowledge.packs import Head
from pipeline.knowledge.places import look_up, resolve
from pipeline.text import fold


def capitals(doc: Doc, start: int, end: int) -> bool:
    """A head that is a whole name: a capital at its start and another one inside."""
    words = [w for w in words_of(doc)[start:end] if w.isalpha()]
    return bool(words) and words[0][0].isupper() and any(w[0].isupper() for w in words[1:])


def dictionary_form(
    doc: Doc, left: int, head: Mention, right: int, language: LanguageKnowledge, quote_start: int | None
) -> tuple[str, list[str]]:
    """The name and its other forms: as it stands, without its head word."""
    info: Head = head.value
    text, starts = text_of(doc), starts_of(doc)
    begin, end = starts[left], char_end(doc, right)
    written = text[head.start_char : head.end_char]
    lemma = _with_case(_lemma(written, info.lemma), written)
    prefix, suffix, aliases = text[begin : head.start_char], "", [text[begin:end]]
    if info.agree and left < head.start:
        words, prefix = words_of(doc), ""
        for i in range(left, head.start):
            gap = text[starts[i] + len(words[i]) : starts[i + 1]]
            prefix += _agree(words[i], info, language) + gap
    if right > head.end:
        behind = starts[head.end]
        rest = text[behind:end]
        tail = tail_form(doc, head.end, right, language) if quote_start is None else rest
        if info.agree and quote_start is None and tail == rest and written.casefold() != info.lemma.casefold():
            first = words_of(doc)[head.end]
            tail = _agree(first, info, language) + tail[len(first) :]  # an adjective behind its head
        suffix = text[head.end_char : behind] + tail
        if info.side != "before":
            aliases += [_from_capital(tail), _from_capital(rest)]
        elif quote_start is not None:
            aliases.append(rest)
        if quote_start is not None:
            aliases.append(rest.strip("„“”\"«»‚‘’' "))
    if info.side == "before" and left < head.start:
        aliases.append(text[begin : char_end(doc, head.start)])
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
    written = surface(doc, start, end)
    if "(" in written or "," in written:
        return written
    places = look_up(written, language)
    if places and places[0].inflected:
        best = resolve(places, language.home)
        if best:
            return best.name
    return written


def _lemma(written: str, lemma: str) -> str:
    """The head's lemma; where the pack lists several words under one lemma, the written form with its last word undone."""
    words, forms = written.split(), lemma.split()
    if len(words) == len(forms) and all(_akin(w, f) for w, f in zip(words, forms, strict=True)):
        return lemma
    return " ".join([*words[:-1], forms[-1]]) if _akin(words[-1], forms[-1]) else written


def _akin(a: str, b: str) -> bool:
    """Two forms of one word begin alike."""
    size = 2 if min(len(a), len(b)) > 4 else 1
    return fold(a)[:size] == fold(b)[:size]


def _with_case(lemma: str, written: str) -> str:
    return lemma[0].upper() + lemma[1:] if written[0].isupper() else lemma


def _agree(word: str, head: Head, language: LanguageKnowledge) -> str:
    table = language.agreements.get(head.agree or "", {})
    for ending in sorted(table, key=len, reverse=True):
        if len(word) > len(ending) + 2 and word.casefold().endswith(ending):
            return word[: len(word) - len(ending)] + table[ending]
    return word
