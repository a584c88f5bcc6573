"""A table of cells for other programs: CSV and LaTeX."""

import csv
import io
import re
from collections.abc import Sequence

from cnnhand.page import UNKNOWN, Table


def csv_text(heading: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Comma-separated values: numbers as they are, sizes as `55x55x96`, and nothing for what is not known."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heading)
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    return out.getvalue()


def _csv_cell(cell: object) -> str:
    """A cell's text; a name that a spreadsheet would take for a formula gets an apostrophe in front."""
    text = "" if cell is None else str(cell).replace("×", "x").replace("←", "<-")
    formula = text.startswith(("=", "+", "-", "@")) and not re.fullmatch(
        r"-?[0-9]+([.,][0-9]+)?([;|\s]+-?[0-9]+([.,][0-9]+)?)*", text
    )
    return f"'{text}" if isinstance(cell, str) and formula else text


_LATEX = {
    **{sign: "\\" + sign for sign in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "×": r"$\times$",
    "−": "$-$",
    "←": r"$\leftarrow$",
    "→": r"$\rightarrow$",
    UNKNOWN: "---",
}


def latex(table: Table) -> str:
    r"""A LaTeX tabular with the rules of booktabs, numbers to the right; a last row of totals stands below a rule.

    >>> print(latex(Table(("layer", "weights"), (("fc-10", "4,000"),))), end="")
    % needs \usepackage{booktabs}
    \begin{tabular}{lr}
    \toprule
    layer & weights \\
    \midrule
    fc-10 & 4,000 \\
    \bottomrule
    \end{tabular}
    """

    def line(cells: Sequence[str]) -> str:
        return " & ".join("".join(_LATEX.get(sign, sign) for sign in cell) for cell in cells) + r" \\"

    align = "".join("r" if right else "l" for right in table.numeric)
    *body, last = [line(row) for row in table.rows]
    needs = r"% needs \usepackage{booktabs}"
    parts = [needs, rf"\begin{{tabular}}{{{align}}}", r"\toprule", line(table.heading), r"\midrule", *body]
    if "total" in table.rows[-1]:
        parts.append(r"\midrule")
    return "\n".join([*parts, last, r"\bottomrule", r"\end{tabular}", ""])
