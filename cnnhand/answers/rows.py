"""A grid that is typed row by row, channel after channel, as it grows."""

import re
from contextlib import suppress

from cnnhand.answers.expected import Expected
from cnnhand.answers.frames import begins_a_channel, is_framed, is_open, unframed
from cnnhand.answers.grids import check_length, numbers_of_row, texts_of_rows
from cnnhand.answers.signs import one_spelling
from cnnhand.answers.volumes import does_not_fit
from cnnhand.errors import AnswerFormatError
from cnnhand.exact.values import Grid


class Rows:
    """The rows typed so far; each is read at once, so that a bad one is refused alone."""

    def __init__(self, asked: Expected, height: int = 0) -> None:
        """With a `height` a channel ends at so many rows."""
        self.asked, self.height = asked, height
        self.complete = False
        self._channels: list[list[str]] = [[]]
        self._open = ""
        self._drawn = False
        self._width: int | None = None
        self._doubted = ""

    @property
    def begun(self) -> bool:
        """Whether anything has been typed that counts."""
        return bool(self._open or self._channels[0])

    @property
    def prompt(self) -> str:
        """What stands before the next row; all of them are equally long, so that the rows line up."""
        if self.asked.vector and not self.begun:
            return "> "
        if self.asked.vector:
            return f"number {len(self._channels[-1]) + 1}> "
        channel = f"channel {len(self._channels)}, " if self.asked.maps > 1 else ""
        return channel + f"row {len(self._channels[-1]) + 1}>".ljust(len("row 10> "))

    @property
    def text(self) -> str:
        """All rows as one answer."""
        return " | ".join("; ".join(rows) for rows in self._channels if rows)

    def add(self, line: str) -> None:
        """Take a typed line: a row, several, a whole grid, or nothing, which ends a channel.

        Raises `AnswerFormatError` where it cannot be read, and leaves what was there before.
        """
        text = one_spelling(f"{self._open}\n{line}")
        if not line.strip() and not self._open:
            self._end_channel()
            return
        if not self.begun and does_not_fit(text):
            self._channels, self.complete = [[text]], True
            return
        self._open = ""
        brackets = sum(text.count(sign) for sign in "[{(") - sum(text.count(sign) for sign in ")}]")
        if is_open(text) or (re.search(r"[\[{]", text) and brackets > 0):
            self._open = text
        elif re.fullmatch(r"[^\W\d][^:;]*:", text) or not unframed(text):
            pass  # the heading of a grid, or an edge
        elif not is_framed(text):
            self._drawn = False
            self._take(text)
        elif row := unframed(text):
            self._take_drawn(text, row)

    def back(self) -> bool:
        """Take the last row away; false where there is none."""
        self.complete = False
        if self._open:
            self._open = ""
            return True
        if not self._channels[-1] and len(self._channels) > 1:
            self._channels.pop()
        if not self._channels[-1]:
            return False
        self._channels[-1].pop()
        if not self.begun:
            self._width = None
        return True

    def _take_drawn(self, line: str, row: str) -> None:
        """A row of a frame, or all of it: the numbers above it were its heading, and row 1 begins a channel."""
        above = [number for row in self._channels[-1] for number in row.split()]
        if not self._drawn and len(self._channels[-1]) == 1 and above == [str(at + 1) for at in range(len(above))]:
            self.back()
        elif self._channels[-1] and begins_a_channel(line):
            self._end_channel()
        self._drawn = True
        self._take(row)
        if "╰" in line and self._channels[-1] and not self.complete:
            self._end_channel()

    def _take(self, text: str) -> None:
        read = texts_of_rows(text := unframed(text))
        many = sum(map(len, read))
        if many > 1 and self._channels[-1] and text != self._doubted:
            self._doubted = text
            there = f"row {len(self._channels[-1])} is there already; type this again if its {many} rows come after it"
            raise AnswerFormatError(f"{there}, or back first if it is the whole map")
        width, channels = self._width, [list(rows) for rows in self._channels]
        for number, rows in enumerate(read):
            if number and channels[-1]:
                _check_height(channels)
                channels.append([])
            for row in rows:
                channels[-1].append(row)
                cells = numbers_of_row(row, self.asked)
                width = width or len(cells)
                check_length(cells, range(width), f"row {len(channels[-1])}", "; back takes the last row away")
            if len(channels[-1]) > len(channels[0]):
                raise AnswerFormatError(
                    f"channel {len(channels)} has more rows than channel 1; every channel has as many"
                )
        self._channels, self._width = channels, width
        whole = len(read[-1]) > 1 and not text.rstrip().endswith(";")
        length = self.asked.size.width if self.asked.size else 0  # of a vector, as a row or as a column
        vector = self.asked.vector and ((width or 0) > 1 or len(channels[0]) == length)
        if channels[-1] and (whole or text.rstrip().endswith("|") or vector or len(channels[-1]) == self.height):
            self._end_channel()

    def _end_channel(self) -> None:
        number, rows = len(self._channels), self._channels[-1]
        if not rows:
            if number > 1 and not self.height:
                raise AnswerFormatError(f"channel {number} is missing; type its rows, or back to change the last one")
            return
        _check_height(self._channels)
        if number >= self.asked.maps:
            self.complete = True
        else:
            self._channels.append([])


def _check_height(channels: list[list[str]]) -> None:
    """Refuse to end a channel that has fewer rows than the first."""
    if len(channels[-1]) < len(channels[0]):
        more = f"channel {len(channels)} has {len(channels[-1])} where channel 1 has {len(channels[0])} rows"
        raise AnswerFormatError(f"{more}; type the next row, or back to change the last one")


def is_whole(line: str) -> bool:
    """Whether a line has the sign between two rows or two channels, and so is no row of its own."""
    return bool(set(";|") & set(unframed(line)))


def is_first_row(line: str, asked: Expected, exact: Grid) -> bool:
    """Whether a line of a pipe is the first row of a map, and the others are still to come."""
    if exact.volume.cells == exact.width or is_whole(line):
        return False
    with suppress(AnswerFormatError):
        return len(numbers_of_row(unframed(one_spelling(line)), asked)) == exact.width
    return False
