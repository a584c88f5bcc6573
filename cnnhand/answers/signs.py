"""One spelling for what people, pages and programs write differently: minus signs, digits, fractions, LaTeX."""

import re
from unicodedata import normalize

from cnnhand.errors import AnswerFormatError, TwoReadingsError, shown

_SAME = {
    "-": "\u2010\u2011\u2012\u2013\u2014\u2212\ufe58\ufe63",
    " ": "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "": "\u200b\u2060\ufeff",  # they have no width, so nobody sees them
    "x": "×✕✖⨯хХχ",
    "*": "·⋅•∙∗",
    "/": "÷∕⁄",
    "...": "…",
    "=": "→⇒",
    "'": "’‘ʼ′",
    '"': "“”„",
}
"""What is written in many ways, by the sign that is read."""
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_SIGNS = _WIDE | str.maketrans({sign: same for same, signs in _SAME.items() for sign in signs})
_LEAD = re.compile(r"^\s*(?:(?:so )?(?:it|that|this|the \w+)(?:'s| is| are) |[-=]+>)\s*(?=[-\d(\[√½])", re.IGNORECASE)
"""What people say before an answer: `it is`, `the output is`, an arrow."""
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
_LOWERED = str.maketrans(_RAISED, "0123456789-")
_FRACTIONS = "¼-¾⅐-⅞"
_FRACTION = re.compile(f"([0-9]{{0,40}})([{_FRACTIONS}])")

_LATEX = (
    (r"\\\\(?:\[\w+\])?", ";"),
    (r"\\(?:text|mathrm|mathbf|operatorname)\s*\{([^{}]*)\}", r"\1"),
    (r"\\(?:left|right|displaystyle|hline|quad|qquad)(?![a-zA-Z])|\\[,;:! ]|\\[()]|\$|\\\[(?!\d)|\\\]", " "),
    (r"\{,\}", ","),
    (r"\\times(?![a-zA-Z])", "x"),
    (r"\\(?:cdot|ast)(?![a-zA-Z])", "*"),
    (r"\\div(?![a-zA-Z])", "/"),
    (r"\\approx(?![a-zA-Z])", "≈"),
    (r"\\begin\s*\{\w+\*?\}(?:\{[clr|]*\})?", "["),
    (r"\\end\s*\{\w+\*?\}", "]"),
)
_MIXED_FRACTION = re.compile(r"(?<![0-9.,])([0-9]+)\s*\\[dtc]?frac\s*\{\s*([0-9]+)\s*\}\s*\{\s*([0-9]+)\s*\}")
_NESTED = (
    (re.compile(r"\\[dtc]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}"), r"((\1)/(\2))"),
    (re.compile(r"(?:\\sqrt|√)\s*\{([^{}]*)\}"), r"√(\1)"),
    (re.compile(r"\^\s*\{([^{}]*)\}"), r"^(\1)"),
)
_TENSOR = (
    r"<tf\.Tensor:[^<>]*?numpy\s*=|(?<=\))>$",
    r",\s*shape\s*=\s*\([^()]*\)",
    r",\s*(?:dtype|device|requires_grad|grad_fn|numpy)\s*=\s*(?:<[^<>]*>|'[^']*'|[\w.]+)",
    r"\b(?:np|numpy|torch|tf|jnp)\.(?=[a-zA-Z])",
    r"\b(?:tensor|Tensor|array|Array|matrix|Matrix|TensorShape|float16|float32|float64|int32|int64)\s*(?=[(\[])",
)


def one_spelling(text: str) -> str:
    """A text with one sign for each meaning: `-`, `x`, `*`, `/`, `^`, `√`, ASCII digits, blanks and brackets.

    >>> one_spelling("−3½ × ２²"), one_spelling(r"\\frac{9}{4} & 1 \\\\"), one_spelling("np.array([1, 10])")
    ('-(3+1/2) x 2^2', '((9)/(4)) & 1 ;', '([1, 10])')
    """
    text = _LEAD.sub("", text.translate(_SIGNS)).replace("**", "^")
    if "%" in text:
        raise AnswerFormatError("a share is typed as a number: 0.1 or 1/10 for 10 %")
    if re.search(f"[{_FRACTIONS}][{_FRACTIONS}0-9]", text):
        raise TwoReadingsError(f"{shown(text)!r} has a number right behind a fraction; put a sign or a blank between")
    text = re.sub(f"[{_RAISED}]+", lambda run: "^" + run[0].translate(_LOWERED), text)
    text = re.sub(r"(?:\bsqrt|√) *(?=[\d(])", "√", _FRACTION.sub(_in_digits, text))
    if "\\" in text or "$" in text:
        text = _without_latex(text)
    for pattern in _TENSOR if "(" in text or "=" in text else ():
        text = re.sub(pattern, "", text)
    return text.strip()


def _in_digits(found: re.Match[str]) -> str:
    """`½` as (1/2), and `3½` as (3+1/2)."""
    fraction = normalize("NFKC", found[2]).replace("\u2044", "/")
    return f"({found[1]}+{fraction})" if found[1] else f"({fraction})"


def _without_latex(text: str) -> str:
    """A formula of LaTeX as one would type it; what has no equal is left, and is refused where it is read."""
    for pattern, plain in _LATEX:
        text = re.sub(pattern, plain, text)
    text = _MIXED_FRACTION.sub(r"(\1+\2/\3)", text)
    before = ""
    while text != before:
        before = text
        for nested, plain in _NESTED:
            text = nested.sub(plain, text)
    return text.replace("\\sqrt", "√")
