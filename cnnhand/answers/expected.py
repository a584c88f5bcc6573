"""What is asked, as far as the reading of an answer depends on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cnnhand.exact.values import Fit, Form, Grid, Size, Value, Volume, Written
from cnnhand.questions.choice import Choice
from cnnhand.questions.contract import Part

NO_FIT = ", or: does not fit"
EXAMPLES = {
    Form.NUMBER: "a number such as 6, -3, 9/4, 2.25 or 4+0+1+1",
    Form.VOLUME: "a volume such as 55x55x96 (width × height × depth)" + NO_FIT,
    Form.SIZE: "a size such as 55x27 (width × height)" + NO_FIT,
    Form.GRID: "a grid's rows, such as 6 0 -2; 4 7 -3",
    Form.WORD: "one of the words that the question names",
}
COUNT = "a whole number such as 6, 34944 or 11*11*3*96+96"
SEQUENCE = "length and channels, such as 126x64" + NO_FIT
VECTOR = "a row of numbers, such as 6 0 -2"


@dataclass(frozen=True, slots=True)
class Expected:
    """The form that is asked, and what else tells apart two readings of the same text.

    `whole`: a count is asked, so that `34,944` is one number; None where it is not known. `side`: the side of a
    square is asked, for which `25x25` may be typed. `square`: whether both sides of the size that is asked are
    equal, so that one number is enough. `size`: the size of the grid, where it is no part of what is asked.
    `vector`: a single row is asked, which may be typed as a column. `maps`: how many channels, or 0 where it is not
    known. `printed`: it is the answer of a file, where what can be read in two ways is refused and not asked about.
    `what`: which number is counted, such as `macs`.
    `order`: where the question has the channels in tuples, `channels-first` or `channels-last`; `batch`: the images
    in a batch, in front of them. `options`: what can be chosen from, whose letters are answers too. `decimals`:
    whether the question has decimals, so that `1,25` is one. `beside`: the channels that may be typed, or are
    asked, beside a length, `126x64`, or the side of an input. `may_not_fit`: whether the layer asked about may not fit.
    """

    form: Form
    choices: tuple[str, ...] = ()
    what: str = ""
    whole: bool | None = None
    side: bool = False
    square: bool = True
    size: Volume | None = None
    vector: bool = False
    maps: int = 0
    printed: bool = False
    order: str = ""
    batch: int = 1
    decimals: bool = False
    beside: int | None = None
    may_not_fit: bool = False
    options: Mapping[str, Value] = field(default_factory=dict)

    @classmethod
    def of(cls, part: Part) -> "Expected":
        """What is asked in a part."""
        if isinstance(part, Choice):
            return replace(cls.of(part.of), options=part.options)
        answer, made = part.answer(), cls(part.form, part.choices)
        match part.form:
            case Form.NUMBER:
                may_not_fit = part.may_not_fit or isinstance(answer, Fit)
                made = replace(made, whole=part.integral, side=part.side, may_not_fit=may_not_fit)
                return replace(made, beside=_channels_beside(part), what=getattr(part, "what", ""))
            case Form.VOLUME:
                return replace(made, order=getattr(part, "order", ""), batch=getattr(part, "batch", 1))
            case Form.SIZE:
                square = not isinstance(answer, Size) or answer.width == answer.height
                return replace(made, square=square, beside=_channels_beside(part), order=getattr(part, "order", ""))
            case Form.GRID if isinstance(answer, Grid):
                sizes = {value.volume for _, value in part.wrong_answers() if isinstance(value, Grid)} | {answer.volume}
                known = part.size_problem() is None
                x = getattr(part, "x", None)
                row = known or (isinstance(x, Grid) and x.height == 1)
                return replace(
                    made,
                    whole=False,
                    size=answer.volume if known and len(sizes) == 1 else None,
                    vector=row and all(size.height == size.depth == 1 for size in sizes),
                    maps=answer.depth,
                    decimals=isinstance(x, Grid) and any(isinstance(cell, Written) for cell in x.cells()),
                )
        return made

    @property
    def example(self) -> str:
        """What an answer may look like here; never one of this size."""
        if self.form is Form.WORD and self.choices:
            return f"one of: {', '.join(self.choices)}"
        if self.form is Form.NUMBER and self.whole:
            return COUNT + (NO_FIT if self.may_not_fit else "")
        if self.form is Form.SIZE and self.beside is not None:
            return SEQUENCE
        return VECTOR if self.vector else EXAMPLES[self.form]


def _channels_beside(part: Part) -> int | None:
    """The channels that come out of a layer of sequences, or go in where the size of the input is asked."""
    return getattr(part, "depth", None) if getattr(part, "sequence", False) else None
