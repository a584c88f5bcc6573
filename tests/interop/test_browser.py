"""The practice page in a browser: skipped where there is no Chromium."""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from cnnhand.classroom import sheet, variants, writing
from cnnhand.classroom.variants import Student

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

SHEET = """title: Sheet 5
problems:
  - {input: 32x32x3, layers: conv5-6 maxpool2, ask: [volume, parameters], of: each}
  - {draw: feature-map/easy}
"""
TRY = r"""<script>
let told = []
for (let [place, part] of Object.entries(parts)) {
  let ask = text => {
    let field = document.querySelector(`[data-place="${place}"]`)
    field.value = text
    document.querySelector(`[data-check="${place}"]`).click()
    return document.getElementById("told-" + place).textContent
  }
  for (let text of part.right) told.push([ask(text), "Right."])
  for (let [texts, sentence] of part.wrong) for (let text of texts) told.push([ask(text), sentence])
  told.push([ask("what?").slice(0, 9), "Not read."])
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


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_a_practice_page_says_right_or_the_mistake_of_what_is_typed(tmp_path: Path) -> None:
    path = tmp_path / "sheet.yaml"
    path.write_text(SHEET, encoding="utf-8")
    lock = variants.drawn(sheet.read(path), [Student("1")], "key", path)
    page = tmp_path / "page.html"
    page.write_text(writing.sheet(lock, lock.variants[0], "practice").replace("</body>", TRY), encoding="utf-8")
    command = [str(CHROMIUM), "--headless", "--no-sandbox", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
    shown = subprocess.run([*command, page.as_uri()], capture_output=True, text=True, timeout=60, check=True).stdout
    found = re.search("<pre>(.*)</pre>", shown)
    assert found, "the script of the page failed"
    told = json.loads(unescape(found[1]))
    assert [] == [pair for pair in told if pair[0] != pair[1]]
    assert len(told) > 30
