"""A grid that is typed row by row, channel after channel, as it grows."""

from contextlib import suppress

from cnnhand.answers.expected import Expected
from cnnhand.answers.grids import check_length, numbers_of_row, texts_of_rows, without_bars
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
        self._doubted = ""

    @property
    def begun(self) -> bool:
        """Whether anything has been typed that counts."""
        return bool(self._open or self._channels[0])

    @property
    def prompt(self) -> str:
        """What stands before the next row; all of them are equally long, so that the rows line up."""
        if self.asked.vector:
            return f"number {len(self._channels[-1]) + 1}> " if self.begun else "> "
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
        text = one_spelling(without_bars(f"{self._open}\n{line}"))
        if not line.strip() and not self._open:
            self._end_channel()
        elif not self.begun and does_not_fit(text):
            self._channels, self.complete = [[text]], True
        elif sum(map(text.count, "[{(")) > sum(map(text.count, "]})")):
            self._open = text
        else:
            self._open = ""
            self._take(text)

    def back(self) -> bool:
        """Take the last row away; false where there is none."""
        self.complete = False
        if self._open:
            self._open = ""
            return True
        if not self._channels[-1] and len(self._channels) > 1:
            self._channels.pop()
        return bool(self._channels[-1] and self._channels[-1].pop())

    def _take(self, text: str) -> None:
        read = texts_of_rows(text)
        many = sum(map(len, read))
        if many > 1 and self._channels[-1] and text != self._doubted:
            self._doubted = text
            there = f"row {len(self._channels[-1])} is there already; type this again if its {many} rows come after it"
            raise AnswerFormatError(f"{there}, or back first if it is the whole map")
        channels = [list(rows) for rows in self._channels]
        for number, rows in enumerate(read):
            if number and channels[-1]:
                _check_height(channels)
                channels.append([])
            for row in rows:
                channels[-1].append(row)
                cells, first = numbers_of_row(row, self.asked), numbers_of_row(channels[0][0], self.asked)
                check_length(cells, first, f"row {len(channels[-1])}", "; back takes the last row away")
            if len(channels[-1]) > len(channels[0]):
                raise AnswerFormatError(
                    f"channel {len(channels)} has more rows than channel 1; every channel has as many"
                )
        self._channels, last = channels, channels[-1]
        whole = len(read[-1]) > 1 and not text.endswith(";")
        if last and (whole or text.endswith("|") or self._is_vector() or len(last) == self.height):
            self._end_channel()

    def _is_vector(self) -> bool:
        """Whether all of a vector is there, as a row or, where its length is known, as a column."""
        rows = self._channels[0]
        length = self.asked.size.width if self.asked.size else 0
        return self.asked.vector and (len(numbers_of_row(rows[0], self.asked)) > 1 or len(rows) == length)

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
    return bool(set(";|") & set(without_bars(line)))


def is_first_row(line: str, asked: Expected, exact: Grid) -> bool:
    """Whether a line of a pipe is the first row of a map, and the others are still to come."""
    if exact.volume.cells == exact.width or is_whole(line):
        return False
    with suppress(AnswerFormatError):
        return len(numbers_of_row(one_spelling(without_bars(line)), asked)) == exact.width
    return False
