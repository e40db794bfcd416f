"""Tokenisation for every language: digits, letters and marks apart, nothing lost.

Press releases glue what should stand apart (``8.-12.April``), so a token is a run of
digits, a run of letters (with inner apostrophes), or one other character. White space other than the
single space behind a token becomes a token of its own, so that the ``Doc``'s text is the text.
"""

from __future__ import annotations

from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.text import TOKEN

_WORDS, _TEXT = "granthound.words", "granthound.text"


class Tokenizer:
    """A spaCy tokenizer that is the same for all languages."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        for piece in TOKEN.findall(text):
            if piece == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
            else:
                words.append(piece)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces, user_data={_WORDS: words, _TEXT: text})

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


def text_of(doc: Doc) -> str:
    """The text; a Doc puts it together anew each time it is asked."""
    text: str | None = doc.user_data.get(_TEXT)
    if text is None:
        text = doc.user_data[_TEXT] = str(doc.text)
    return text
