"""What the letters of the field's formulas stand for."""

import re

WORDS = (
    (r"\b(?:W|H|D)\b", "width, height, depth"),
    (r"\b(?:W2|H2|D2)\b", "width, height, depth"),
    (r"\bF\b", "filter side"),
    (r"\bF[12]\b", "that of the first, of the second kernel"),
    (r"\bF[WH]\b", "width, height of the filter"),
    (r"\bd\b", "dilation"),
    (r"\bP\b", "padding"),
    (r"\bQ\b", "padding on the other side"),
    (r"\bT\b", "padding, both sides together"),
    (r"\bE\b", "output padding"),
    (r"\bS\b", "stride"),
    (r"\bK\b", "filters"),
    (r"\bG\b", "groups"),
    (r"(?<=·)M\b|(?<== )M$", "neurons"),
    (r"\bN\b", "images"),
    (r"\bB\b", "bytes a number"),
    (r"\br\b", "receptive field"),
    (r"\bj(?=·)|(?<=·)j\b", "jump"),
    (r"η", "learning rate"),
)


def explained(formula: str, before: str = "") -> str:
    """A formula, and behind it what the field's letters in it stand for that were in none of those `before`.

    >>> explained("S = W/W2")
    'S = W/W2  (W: width; W2: width of the output; S: stride)'
    """
    cut = CUT_OFF if re.search(SPREAD, formula) else {}
    found = [
        (
            [one for one in dict.fromkeys(re.findall(letters, formula)) if one not in re.findall(letters, before)],
            cut.get(words, words),
        )
        for letters, words in WORDS
    ]
    legend = "; ".join(f"{', '.join(letters)}: {_of(letters, words)}" for letters, words in found if letters)
    return f"{formula}  ({legend})" if legend else formula


def _of(letters: list[str], words: str) -> str:
    """The words for some of the sides of a volume."""
    if letters[0][0] not in "WHD":
        return words
    names = dict(zip("WHD", words.split(", "), strict=True))
    return ", ".join(names[letter[0]] for letter in letters) + " of the output" * letters[0].endswith("2")


SPREAD = r"\b[WH] − 1\)·S \+"
"""What is said of a transposed convolution alone, which cuts its padding off."""
CUT_OFF = {"padding": "cut off at each side", "padding on the other side": "cut off at the other side"}


class OfTheField(dict[str, str]):
    """Stands in for numbers where there is no problem: every letter is itself, or as the field writes it."""

    def __missing__(self, letter: str) -> str:
        return re.sub(rf"\b(?:{'|'.join(OF_THE_FIELD)})\b", lambda match: OF_THE_FIELD[match[0]], letter)


OF_THE_FIELD = {
    "deep": "D", "R": "F", "T": "2·P", "best": "the best patch", "brightest": "the brightest patch", "other": "l",
    "gap": "too many empty cells", "less": "S − 1", "what": "parameters", "shift": "another one",
}  # fmt: skip
"""Letters of the catalogues that few know, by what they are where there are no groups, no dilation, and the padding is
the same before and after; and words that stand for one of the things in a question."""
