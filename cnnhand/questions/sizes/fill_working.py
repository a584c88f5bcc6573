"""How what stands at a ? is found: the formula turned round, or what grows with it counted, or tried."""

from collections.abc import Iterator
from typing import Any

from cnnhand.exact.formula import formula
from cnnhand.page import Step, Working
from cnnhand.questions.known import Known
from cnnhand.questions.sizes.fill_search import LETTERS
from cnnhand.questions.traced import step_of, traced

TURNED_ROUND = {
    "size": "W + 2·P − (W2 − 1)·S",
    "stride": "(W − F + 2·P)/(W2 − 1)",
    "padding": "((W2 − 1)·S + F − W)/2",
}
"""(W − F + 2·P)/S + 1 = W2, solved for each of its letters."""


def working(part: Any) -> Working:
    """The working of a part of a `FillProblem`."""
    letter = LETTERS[part.option]
    match part.mode:
        case "sides":
            return _of_sides(part, letter)
        case "depth":
            depth = str(part.answer())
            note = "one map a filter" if part.option == "filters" else "one number a neuron"
            return Working(f"D2 = {letter}", f"{letter} = {depth}", (Step(letter, depth, part.answer(), note),))
        case "parameters" | "field":
            return _of_growth(part, letter)
        case "field-times":
            each = step_of("a layer", traced(part.given["F"]) - 1, "that it adds to the field")
            last = (traced(part.given["r"]) - 1) / each.value
            return Working("r = 1 + n·(F − 1), so n = (r − 1)/(F − 1)", f"n = {last}", (each, step_of("n", last)))
    steps = (*_tried(part), Step(letter, str(part.answer()), part.answer(), _others(part)))
    return Working(f"try {letter} = 1, 2, 3, …", f"{letter} = {part.answer()}", steps)


def _others(part: Any) -> str:
    return "others are right too" if len({values[len(part.chosen)] for values in part.fillings}) > 1 else ""


def _of_sides(part: Any, letter: str) -> Working:
    """The formula of a side turned round; a stride that is open follows from two different sides alone."""
    rule = TURNED_ROUND[part.option].replace("F", "R") if part.layer.dilation != (1, 1) else TURNED_ROUND[part.option]
    given = part.given
    opened = {name: given[LETTERS[name]] for name in part.open if name != part.option}
    before, same = "", ""
    if _differ(part):
        same, strides = " and the same for H", f"({given['W']} − {given['H']})/({given['W2']} − {given['H2']})"
        if part.option == "stride":
            rule, opened = "(W − H)/(W2 − H2)", {}
        else:
            before = f"S = (W − H)/(W2 − H2) = {strides} = {opened.pop('stride')}; "
    chosen = " and ".join(f"{LETTERS[name]} = {value}" for name, value in opened.items())
    filled = str(formula(rule).put(given))
    if part.option == "size" and part.layer.dilation != (1, 1):
        filled = f"({filled} − 1)/{part.layer.dilation.across} + 1"
        rule = f"({rule} − 1)/d + 1"
    lines = formula(filled).lines()
    steps = [step_of(f"for {letter}", line) for line in lines] or [Step(letter, filled, part.answer())]
    return Working(
        f"(W − F + 2·P)/S + 1 = W2{same}, so {letter} = {rule}",
        f"{before}{f'choose {chosen}: ' if chosen else ''}{letter} = {filled}",
        (*steps[:-1], Step(letter, steps[-1].expression, part.answer(), _others(part))),
    )


def _differ(part: Any) -> bool:
    """Whether an open stride follows from the sides, whatever filter and padding: (W − H)/(W2 − H2)."""
    given = part.given
    known = {"H", "H2"} <= given.keys() and given["W2"] != given["H2"]
    return known and "stride" in part.open and len(part.open) > 1


def _of_growth(part: Any, letter: str) -> Working:
    """At 1 it would be a, and each more adds b: solved for how many it takes."""
    given, what = part.given, "N" if part.mode == "parameters" else "r"
    a, b, wanted = given["a"], given["b"], given[what]
    name = "parameters" if what == "N" else "the field"
    steps = [
        Step(f"with {letter} = 1", str(a), a, f"{name}, worked out with {letter} = 1"),
        Step("each more", str(b), b, f"that one more adds, as {letter} = 2 shows"),
    ]
    if a == b:
        steps = [Step(f"with {letter} = 1", str(a), a, f"{name} of each")]
        last = traced(wanted) / b
        return Working(f"{what} = {letter}·b", f"{letter} = {last}", (*steps, step_of(letter, last)), after=1)
    last = (traced(wanted) - a) / b + 1
    rule = f"{what} = a + ({letter} − 1)·b, so {letter} = ({what} − a)/b + 1"
    return Working(rule, f"{letter} = {last}", (*steps, step_of(letter, last, _others(part))), after=2)


def _tried(part: Any) -> Iterator[Step]:
    """What comes out of each layer with the number that does it."""
    known, wanted = Known(part.network), part.problem.wanted
    if wanted.output and known.network.input.width:
        for place in range(1, known.last + 1):
            volume = known.volume(place)
            assert volume is not None  # it gives the wanted output
            sides = [side for side in volume if side is not None]
            if len(sides) == 3:
                yield Step(f"layer {place}", " × ".join(map(str, sides)), volume)
            else:
                yield Step(f"layer {place}", str(volume.width), volume.width, "wide")
