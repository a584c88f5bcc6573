"""Pages in a browser: skipped where there is no Chromium.

CNNHAND_AXE is where axe-core lies (`npm install axe-core` puts it into node_modules/axe-core/axe.min.js).
"""

import json
import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from cnnhand.classroom import handed_in, marks, sheet, variants, writing
from cnnhand.classroom.handed_in import Answer, HandedIn
from cnnhand.classroom.variants import Lock, Student
from cnnhand.commands.sheet import write_marks

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

SHEET = """title: Sheet 5
problems:
  - {input: 32x32x3, layers: conv5-6 maxpool2, ask: [volume, parameters], of: each}
  - {draw: feature-map/easy}
"""
TRY = r"""<script>
let told = []
for (let [place, part] of Object.entries(parts)) {
  let field = document.querySelector(`[data-place="${place}"]`), answer = document.getElementById("told-" + place)
  let ask = text => {
    field.value = text
    document.querySelector(`[data-check="${place}"]`).click()
    return answer.textContent
  }
  for (let text of part.right) told.push([ask(text), "Right."])
  for (let [texts, sentence] of part.wrong) for (let text of texts) told.push([ask(text), sentence])
  told.push([ask("what?").slice(0, 9), "Not read."])
  field.value = part.right[0]
  let enter = {key: "Enter", bubbles: true, cancelable: true}
  field.dispatchEvent(new KeyboardEvent("keydown", enter))
  if (field.tagName === "TEXTAREA") {
    told.push([answer.textContent.slice(0, 9), "Not read."])  // there it begins a new line
    field.dispatchEvent(new KeyboardEvent("keydown", {...enter, ctrlKey: true}))
  }
  told.push([answer.textContent, "Right."])
}
let fraction = {form: "number", example: "a number", right: ["-9/4"], wrong: []}
for (let text of ["-2.25", "\u22122,25", "-9/4", "-2.250"])
  told.push([said(text, fraction), "Right."])
let volume = {form: "volume", example: "a volume", right: ["7x7x16"], wrong: []}
for (let text of ["7×7×16", "7 x 7 x 16", "7, 7, 16", "(7,7,16)"]) told.push([said(text, volume), "Right."])
told.push([said("34,944", {form: "number", whole: true, right: ["34944"], wrong: []}), "Right."])
told.push([said("0.33", {form: "number", right: ["1/3"], wrong: []}), "Right."])
told.push([said("0.3", {form: "number", right: ["1/3"], wrong: []}).slice(0, 10), "Not right."])
told.push([said("5.48", {form: "number", right: ["√30"], wrong: []}), "Right."])
told.push([said("[[1, 2], [3, -4]]", {form: "grid", right: ["1 2; 3 -4"], wrong: []}), "Right."])
told.push([said("1 2\n3 \u22124", {form: "grid", right: ["1 2; 3 -4"], wrong: []}), "Right."])
document.body.innerHTML = "<pre>" + JSON.stringify(told).replace(/&/g, "&amp;").replace(/</g, "&lt;") + "</pre>"
</script></body>"""


pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")


@pytest.fixture
def lock(tmp_path: Path) -> Lock:
    path = tmp_path / "sheet.yaml"
    path.write_text(SHEET, encoding="utf-8")
    return variants.drawn(sheet.read(path), [Student("1", "Ada Lovelace")], "key", path)


def shown(folder: Path, page: str, script: str, *options: str) -> list[list[str]]:
    """What a script at the end of a page leaves in it as JSON, two texts an entry."""
    path = folder / "page.html"
    path.write_text(page.replace("</body>", script + "</body>"), encoding="utf-8")
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command += ["--virtual-time-budget=20000", "--dump-dom", *options, path.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    found = re.search("<pre>(.*)</pre>", dom)
    assert found, "the script of the page failed"
    return json.loads(unescape(found[1]))  # type: ignore[no-any-return]


def test_a_practice_page_says_right_or_the_mistake_of_what_is_typed(tmp_path: Path, lock: Lock) -> None:
    told = shown(tmp_path, writing.sheet(lock, lock.variants[0], "practice"), TRY)
    assert [] == [pair for pair in told if pair[0] != pair[1]]
    assert len(told) > 30


HAND_IN = """<script>
let fields = [...document.querySelectorAll("[data-place]")]
fields.forEach((field, at) => {
  field.value = at ? "1 {2}\\n3" : "28x28x6"
  field.dispatchEvent(new Event("input", {bubbles: true}))
})
document.body.innerHTML = "<pre>" + JSON.stringify([[document.getElementById("line").value, ""]]) + "</pre>"
</script>"""


def test_a_page_to_hand_in_makes_a_line_that_is_read_back(tmp_path: Path, lock: Lock) -> None:
    ((line, _),) = shown(tmp_path, writing.sheet(lock, lock.variants[0], "html"), HAND_IN)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "1.txt").write_text(line, encoding="utf-8")
    answers = handed_in.read(tmp_path / "in").answers
    assert Answer(lock.variants[0].code, "1a", "28x28x6", "1.txt") == answers[0]
    assert Answer(lock.variants[0].code, "2", "1 2; 3", "1.txt") == answers[-1]


AXE = """<script>%s</script><script>
document.documentElement.style.width = "390px"  // no window of Chromium is as narrow as a phone
let told = [...document.querySelectorAll("main *")].filter(one => one.getBoundingClientRect().right > 390)
told = told.map(one => ["wider than a phone", one.outerHTML.slice(0, 100)])
axe.run(document).then(found => {
  for (let one of found.violations) told.push([one.id, one.nodes[0].html.slice(0, 100)])
  told.push(["passes", String(found.passes.length > 10)])
  document.body.innerHTML = "<pre>" + JSON.stringify(told).replace(/&/g, "&amp;").replace(/</g, "&lt;") + "</pre>"
})
</script>"""


@pytest.mark.skipif("CNNHAND_AXE" not in os.environ, reason="needs axe-core: CNNHAND_AXE says where axe.min.js is")
@pytest.mark.parametrize("scheme", ["0", "1"], ids=["dark", "light"])
@pytest.mark.parametrize("format", ["html", "practice", "report"])
def test_axe_finds_nothing_and_no_page_is_wider_than_a_phone(
    tmp_path: Path, lock: Lock, format: str, scheme: str
) -> None:
    if format == "report":
        answers = [Answer("1", "1b", "450"), Answer("1", "2", "what"), Answer("2", "1", "5")]
        write_marks(marks.marked(lock, HandedIn(answers, [])), None, tmp_path / "report.html", None)
        page = (tmp_path / "report.html").read_text(encoding="utf-8")
    else:
        page = writing.sheet(lock, lock.variants[0], format)
    axe = Path(os.environ["CNNHAND_AXE"]).read_text(encoding="utf-8")
    told = shown(tmp_path, page, AXE % axe, f"--blink-settings=preferredColorScheme={scheme}")
    assert [["passes", "true"]] == told
