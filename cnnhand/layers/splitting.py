"""The layers of a text one by one: in short, as a paper strings them together, or pasted out of a program.

What names a layer is kept as its name: `conv1 = conv5-6`, `self.conv1 =`, the `(conv1):` of a printed model. Left out
is what strings layers together: `Sequential(…)`, `model.add(…)`, `x = …(x)`, brackets, which may be repeated:
`[conv3-8 relu]*2`; and what stands around them in a program: `import …`, `model.summary()`.
"""

import ast
import re
from typing import NamedTuple

from cnnhand.errors import GivenError, shown
from cnnhand.layers.network import MAX_LAYERS, NO_BRANCH
from cnnhand.layers.notation import LONGEST_PASTED, OPTION_WORDS, slides_along

_WORD = r"[^\s,;→()\[\]]"
_TOKEN = re.compile(
    r"(?P<skip>#[^\n]*|(?:import|from)[ \t][^\n]*|[\s,;→]+|\*(?=\[)"
    r"|\((?P<printed>[\w-]+)\):|(?:\w+\.)*(?P<assigned>\w+)\s*=\s*(?=[A-Za-z]))"
    r"|(?P<close>[\])](?:\s*[*×]\s*(?P<after>\d{1,9}))?)"
    r"|(?:(?P<before>\d{1,9})\s*(?:\*|[x×](?=\s*[a-z]))\s*)?(?:"
    r"(?P<open>(?:[\w.]*\b(?:Sequential|OrderedDict)|\w+\.(?-i:add|append))\(|\[|(?:\w+\.add_module)?\((?:\s*['\"](?P<keyed>[^'\"]*)['\"]\s*,)?)"
    r"|(?P<module>\w+)\(\s*\([\w-]+\):"
    rf"|(?P<layer>{_WORD}++(?:\s++\d++\s*+[x×]\s*+\d++{_WORD}*+)?"
    r"(?:\s*+,?\s*+(?:(?:stride|padding|pad|dilation|groups)\b[\s=]*+\d++"
    rf"|(?:padding\b[\s=]*+)?(?:no[ -]bias|[ps]\d++|{'|'.join(OPTION_WORDS)})(?!\s*=|[\w(-])))*+))",
    re.IGNORECASE,
)
"""What stands next: what is left out, a bracket that closes or opens, what is printed of a module, or a layer."""
_ACTIVATION = (
    r"^[\w.]*\bActivation\(\s*(?:activation\s*=\s*)?['\"‘’“”]?(?:[\w.]+\.)?(\w+)['\"’”]?\s*(?:,\s*name\b[^,]*)?\)$"
)
"""That of Keras, whose name stands in its brackets."""
_NO_LAYER = (
    r"[\w.]*\b(Input|InputLayer|Identity|Rescaling|Random\w+|Gaussian\w+|\w+Regularization|Model|\w+Loss|print|summary"
    r"|compile|fit|build|eval|to)\("
)
"""What stands among the layers of a program and changes neither a size nor a count."""
_NO_CODE = {
    r"Output Shape|Param #|(?:  |│ )\(None, \d|\[-1, \d|[├└]─": "a summary says no filter sizes; paste the code",
    r"(?m)^\s*(class|def)\s+\w+\s*[(:]": "a class or a function must be pasted whole, with its forward",
}
"""What is pasted and cannot be read as layers, by what shows it."""


OF_DEPTHWISE = ("kernel_size", "strides", "padding", "dilation_rate", "depth_multiplier")
"""What a separable convolution says of its first half."""


class Placed(NamedTuple):
    """A layer as it is written, how many lines stand above it, and its name if it has one."""

    line: int
    text: str
    name: str = ""


def words(text: str) -> list[str]:
    """The layers of a text, which stand apart by spaces, commas or arrows; what is behind a # is left out.

    What stands in the brackets of a framework's layer stays together.

    >>> words("CONV5-10 → ReLU → POOL-2  # as in the paper")
    ['CONV5-10', 'ReLU', 'POOL-2']
    >>> words("Sequential(nn.Conv2d(3, 8, 3), [ReLU -> conv 3×3 stride 1]*2)")
    ['nn.Conv2d(3, 8, 3)', 'ReLU', 'conv3×3stride1', 'ReLU', 'conv3×3stride1']
    """
    return [word.text for word in placed(text)]


def placed(text: str) -> list[Placed]:
    """The layers of a text, each with its line; `GivenError` where a bracket has no other one."""
    if "(" in text and "\n" in text:
        from cnnhand.layers.program import in_order  # no layer in short needs what reads Python

        text = in_order(text)
    for looks, what in _NO_CODE.items():
        if re.search(looks, text):
            raise GivenError("layers", what)
    text = text.replace("->", "→")
    if slides_along(text):
        text = re.sub(r"\bUpsample\(", "Upsample1d(", text)  # PyTorch has one name for both
    if re.search(r"[a-z][12]D\w*\(|\blayers\.[A-Z]|\bshared_axes", text):
        # what Keras means by names that PyTorch has too
        text = re.sub(r"\bLeakyReLU\(\)", "LeakyReLU(0.3)", re.sub(r"\bPReLU\(", "KerasPReLU(", text))
    found: list[Placed] = []
    opened: list[tuple[int, int]] = []
    at = line = 0
    name = made = ""
    while token := _TOKEN.match(text, at):
        start, at = token.span()
        name = token["printed"] or token["assigned"] or token["keyed"] or ("" if token["open"] else name)
        times, run = int(token["before"] or token["after"] or 1), list[Placed]()
        if token["layer"]:
            at = _behind_brackets(text, at)
            word = text[token.start("layer") : at]
            word = re.sub(_ACTIVATION, r"\1", word) if "(" in word else re.sub(r"[\s,=]+|padding(?=\W*[a-z])", "", word)
            word, made = _in_a_chain(word, made, name)
            name = "" if made or name.isdecimal() else name
            run, name = [Placed(line, part, name) for part in _separated(word) if part], ""
        elif token["open"]:
            opened.append((len(found), times))
        elif token["module"]:
            what = "does not say in what order it uses its layers; paste its class with forward, or their lines"
            raise GivenError("layers", f"what is printed of {token['module']} {what}")
        elif token["close"] and opened:
            first, before = opened.pop()
            times *= before
            run, found[first:] = found[first:], []
        elif token["close"]:
            raise GivenError("layers", f"{text[start]!r} closes no bracket")
        if len(found) + len(run) * times > MAX_LAYERS:
            raise GivenError("layers", f"more than {MAX_LAYERS} layers")
        found += run * times
        line += text.count("\n", start, at)
    if opened:
        raise GivenError("layers", "a bracket is opened and not closed")
    return found


def _in_a_chain(word: str, made: str, name: str) -> tuple[str, str]:
    """A layer without what it is called on, as in `x = Conv2D(8, 3)(x)`, and the name of what it makes.

    Nothing is left of what is none, such as `model.summary()`, and where the last thing made only gets another name.
    """
    if re.search(r"\)\s*\(\[", word) and made:
        raise GivenError("layers", f"{shown(word)} reads several; {NO_BRANCH}")
    called = re.fullmatch(r"(.*\))\s*\(([^\W\d]\w*)\)", word, re.DOTALL)
    if called and made and called[2] != made:
        what = f"{shown(word)} reads {called[2]}, and what stands above makes {made}"
        raise GivenError("layers", f"{what}; {NO_BRANCH}")
    makes = called or word == made or re.match(r"[\w.]*\bInput\(", word)
    nothing = word == made or re.match(_NO_LAYER, word)
    return "" if nothing else called[1] if called else word, name if makes else ""


def _separated(word: str) -> list[str]:
    """A layer alone, or the two that a separable convolution of Keras is: depthwise, then one of 1×1."""
    if not re.match(r"[\w.]*\bSeparableConv\dD\(", word):
        return [word]
    try:
        call = ast.parse(word, mode="eval").body
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return [word]
    if not isinstance(call, ast.Call):
        return [word]
    said = dict(zip(("filters", "kernel_size", "strides", "padding"), map(ast.unparse, call.args), strict=False))
    said |= {keyword.arg or "": ast.unparse(keyword.value) for keyword in call.keywords}
    first = [f"{key}={said.pop(key)}" for key in OF_DEPTHWISE if key in said]
    rest = [f"{key}={value}" for key, value in said.items() if not re.match("depthwise_|pointwise_", key)]
    sides = word[word.index("(") - 2 : word.index("(")]
    depthwise, pointwise = ", ".join([*first, "use_bias=False"]), ", ".join(["kernel_size=1", *rest])
    return [f"DepthwiseConv{sides}({depthwise})", f"Conv{sides}({pointwise})"]


def _behind_brackets(text: str, at: int) -> int:
    """Where the brackets end that stand right behind a name; what is too long for a layer is cut off."""
    most, depth = at + LONGEST_PASTED + 1, 0
    while at < min(len(text), most) and (depth or text[at] == "("):
        depth += (text[at] == "(") - (text[at] == ")")
        at += 1
    return at
