"""Tokenisation for every language: digits, letters and marks apart, nothing lost.

Press releases glue what should stand apart (``8.-12.April``), so a token is a run of
digits, a run of letters (with inner apostrophes), or one other character. White space other than the
single space behind a token becomes a token of its own, so that the ``Doc``'s text is the text.
"""

from __future__ import annotations

from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.text import TOKEN

_WORDS, _TEXT, _STARTS = "granthound.words", "granthound.text", "granthound.starts"


class Tokenizer:
    """A spaCy tokenizer that is the same for all languages."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        starts: list[int] = []
        at = 0
        for piece in TOKEN.findall(text):
            if piece == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
            else:
                words.append(piece)
                spaces.append(False)
                starts.append(at)
            at += len(piece)
        return Doc(self.vocab, words=words, spaces=spaces, user_data={_WORDS: words, _TEXT: text, _STARTS: starts})

    # spaCy asks a pipeline's tokenizer for these when it is saved; there is nothing to save.
    def to_bytes(self, **_: object) -> bytes:
        return b""

    def from_bytes(self, _: bytes, **__: object) -> Tokenizer:
        return self

    def to_disk(self, *_: object, **__: object) -> None:
        return None

    def from_disk(self, *_: object, **__: object) -> Tokenizer:
        return self


def words_of(doc: Doc) -> list[str]:
    """The tokens as strings: asking the Doc for each of them takes several times as long."""
    words: list[str] | None = doc.user_data.get(_WORDS)
    if words is None or len(words) != len(doc):
        words = doc.user_data[_WORDS] = [t.text for t in doc]
    return words


def starts_of(doc: Doc) -> list[int]:
    """Where each token begins in the text."""
    starts: list[int] | None = doc.user_data.get(_STARTS)
    if starts is None or len(starts) != len(doc):
        starts = doc.user_data[_STARTS] = [t.idx for t in doc]
    return starts


def text_of(doc: Doc) -> str:
    """The text; a Doc puts it together anew each time it is asked."""
    text: str | None = doc.user_data.get(_TEXT)
    if text is None:
        text = doc.user_data[_TEXT] = str(doc.text)
    return text
