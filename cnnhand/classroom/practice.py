"""A page that marks what is typed into it, without a network: the right values stand in its source.

It compares exactly, as marking does, but whole answers only: nothing follows through, and no single side is explained.
"""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cnnhand.answers import Expected
from cnnhand.exact.values import DOES_NOT_FIT, Form, Grid, Size, Value, Volume
from cnnhand.kinds import Part
from cnnhand.marking.distractors import by_value
from cnnhand.page import say

MOST_INVERSE = 100
"""So many whole numbers are tried where more than one may be right."""


def data(part: Part) -> dict[str, Any]:
    """What the page's script compares an answer with: the right values, and each usual mistake's with its sentence."""
    asked, answer = Expected.of(part), part.answer()
    whole = range(MOST_INVERSE) if asked.form is Form.NUMBER else ()
    others: tuple[Value, ...] = (*asked.options.values(), DOES_NOT_FIT, *whole)
    rights = [answer, *(value for value in others if value != answer and part.also_right(value))]
    wrong = {value: found for value, found in by_value(part).items() if value not in rights}
    numbers = answer.cells() if isinstance(answer, Grid) else [answer]
    return {
        "form": asked.form.value,
        "example": asked.example,
        "whole": bool(asked.whole),
        "side": asked.side,
        "vector": asked.vector,
        "exact": any(isinstance(number, Decimal) for number in numbers),
        "right": [*map(typed, rights), *(letter for letter, value in asked.options.items() if value in rights)],
        "wrong": [
            [[typed(value), *(letter for letter, option in asked.options.items() if option == value)], sentence(found)]
            for value, found in wrong.items()
        ],
    }


def sentence(found: list[str]) -> str:
    """What is said of a value that these mistakes give."""
    return f"Not right. That is what you get {' or '.join(found[:2])}."


def typed(value: Value) -> str:
    """A value as the script reads it, its numbers in full: `7x7x6`, `1 -2; 9/4 0 | …`."""
    match value:
        case Volume() | Size():
            return "x".join(map(str, value))
        case Grid():
            return " | ".join("; ".join(" ".join(map(_number, row)) for row in rows) for rows in value.channels)
        case int() | Fraction():
            return _number(value)
        case Decimal():
            return f"{value:f}"
    return say(value).lower()


def _number(number: object) -> str:
    return str(Fraction(number)) if isinstance(number, Fraction) else str(number)


def embedded(parts: dict[str, dict[str, Any]]) -> str:
    """The script with what it needs to know; no text in it can end it."""
    known = json.dumps(parts, ensure_ascii=False).replace("<", "\\u003c")
    return f"<script>\nconst parts = {known}\n{SCRIPT}</script>\n"


SCRIPT = r"""
// A number as [numerator, denominator, decimals typed], a root with its square; null where it cannot be read.
function number(text) {
  let total = [0n, 1n, 0]
  if (/^√/.test(text)) { let square = number(text.slice(1).replace(/[()]/g, "")); return square && [...square, "root"] }
  for (let term of text.split("+")) {
    let product = [1n, 1n, 0]
    for (let factor of term.split("*")) {
      let found = /^(-?)(\d+)(?:\.(\d+))?(?:\/(\d+))?$/.exec(factor.trim())
      if (!found || /^0+$/.test(found[4] || "1")) return null
      let places = (found[3] || "").length
      product[0] *= BigInt(found[1] + found[2] + (found[3] || ""))
      product[1] *= 10n ** BigInt(places) * BigInt(found[4] || 1)
      product[2] = found[4] ? 0 : Math.max(product[2], places)
    }
    total = [total[0] * product[1] + product[0] * total[1], total[1] * product[1], Math.max(total[2], product[2])]
  }
  return total
}
// The same number, or one that is rounded to the two decimals or more that were typed.
function sameNumber(a, b, part) {
  if (a[3] || b[3]) {
    if (a[3] && b[3]) return a[0] * b[1] === b[0] * a[1]
    if (a[3] || a[2] < 2) return false
    let twice = 2n * a[0] * 10n ** BigInt(a[2]) / a[1], square = 4n * b[0] * 100n ** BigInt(a[2])
    return twice > 0n && (twice - 1n) ** 2n * b[1] <= square && square <= (twice + 1n) ** 2n * b[1]
  }
  let apart = a[0] * b[1] - b[0] * a[1]
  if (apart < 0n) apart = -apart
  return !apart || (!part.exact && a[2] >= 2 && 2n * apart * 10n ** BigInt(a[2]) <= a[1] * b[1])
}
// A text as rows of numbers, a channel after the other, and the sign between them; null where it cannot be read.
function read(text, part) {
  let grid = part.form === "grid", rows = [text]
  if (grid) {
    text = text.replace(/\]\s*\]\s*,?\s*\[\s*\[/g, "|").replace(/\]\s*,?\s*\[/g, ";").replace(/[[\]]/g, "")
    rows = text.trim().split(/[;\n]+|(\|)/).filter(row => row && row.trim())
    if (part.vector) rows = [rows.join(" ")]
  } else if (part.form === "number") {
    if (part.side) text = text.replace(/^(\d+) ?x ?\1$/, "$1")
    text = text.replace(/x/g, "*").replace(/(\d) (?=\d{3}(?!\d))/g, "$1")
    if (part.whole) text = text.replace(/(\d),(?=\d{3}(?!\d))/g, "$1")
    if (/^-?[1-9]\d{0,2},\d{3}$/.test(text)) return null
    rows = [text.replace(/^(-?\d+),(\d+)$/, "$1.$2")]
  }
  let cells = rows.map(row => {
    if (grid && /\d +-?\d/.test(row)) row = row.replace(/(\d),(?=\d)/g, "$1.")
    if (row === "|") return ["|"]
    return part.form === "number" ? [row] : row.trim().replace(/^\(|\)$/g, "").split(grid ? /[\s,]+/ : /[x*,\s]+/)
  })
  if (part.form === "volume" && cells[0].length === 1) cells[0].unshift("1", "1")
  if (part.form === "size" && cells[0].length === 1) cells[0].push(cells[0][0])
  let found = cells.map(row => row.map(cell => cell === "|" ? cell : number(cell)))
  return found.flat().includes(null) ? null : found
}
function same(a, b, part) {
  return a.length === b.length && a.every((row, at) => row.length === b[at].length && row.every((cell, place) => {
    let other = b[at][place]
    return cell === "|" || other === "|" ? cell === other : sameNumber(cell, other, part)
  }))
}
function said(text, part) {
  text = text.trim().toLowerCase().replace(/[\u2010-\u2014\u2212]/g, "-").replace(/[×✕✖]/g, "x")
    .replace(/[·⋅∙]/g, "*").replace(/[\u00a0\u2000-\u200a\u202f]/g, " ")
  if (!text) return "Type " + part.example + "."
  let words = text.replace(/[().]/g, "").replace(/\s+/g, " "), own = read(text, part)
  let is = value => {
    if (value === words) return true
    let other = own && read(value, part)
    return Boolean(other) && same(own, other, part)
  }
  if (part.right.some(is)) return "Right."
  let found = part.wrong.find(([values]) => values.some(is))
  if (found) return found[1]
  return own || part.form === "word" || part.right.concat(...part.wrong.map(one => one[0])).includes(words)
    ? "Not right. None of the usual mistakes gives this." : "Not read. Type " + part.example + "."
}
function check(field) {
  let told = document.getElementById("told-" + field.dataset.place)
  told.textContent = said(field.value, parts[field.dataset.place])
  told.className = "told screen " + (told.textContent === "Right." ? "right" : "")
}
document.addEventListener("click", event => {
  if (event.target.dataset.check) check(document.querySelector(`[data-place="${event.target.dataset.check}"]`))
})
document.addEventListener("keydown", event => {
  let field = event.target
  if (event.key !== "Enter" || !field.dataset.place || event.shiftKey) return
  if (field.tagName === "TEXTAREA" && !event.ctrlKey) return
  event.preventDefault()
  check(field)
})
"""
