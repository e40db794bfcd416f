"""Lines and tables on standard output: rich on a terminal, else plain text that never wraps."""

from __future__ import annotations

import sys
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table

PLAIN_WIDTH = 200  # characters: wide enough for every table


class Output:
    """Writes to standard output, or to ``stream``."""

    def __init__(self, stream: TextIO | None = None) -> None:
        stream = stream or sys.stdout
        terminal = stream.isatty()
        self._encoding = getattr(stream, "encoding", None) or "utf-8"
        self._box = box.SIMPLE_HEAD if terminal else None
        self._console = Console(
            file=stream,
            force_terminal=terminal,
            width=None if terminal else PLAIN_WIDTH,
            highlight=False,
            markup=False,
            emoji=False,
        )

    def line(self, text: str = "", style: str | None = None) -> None:
        # A stream may not know the letters of an article's language; that must not end the command.
        safe = text.encode(self._encoding, "backslashreplace").decode(self._encoding)
        self._console.print(safe, style=style, soft_wrap=True)

    def new_table(self) -> Table:
        """A table in the manner of this output, for ``show_table``."""
        return Table(box=self._box, pad_edge=False)

    def show_table(self, table: Table) -> None:
        """Print the table and an empty line."""
        self._console.print(table)
        self.line()
