"""The command line: what goes to stdout and stderr, exit statuses, and JSON."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cnnhand.cli.options import fail
from cnnhand.formats.terminal import Terminal
from cnnhand.version import VERSION
from tests.run import cnnhand

SHEET = """
title: A sheet
source: a test
problems:
  - input: [[1, 2], [3, 4]]
    layers: [{conv: {weights: [[1, 0], [0, -1]], bias: 3}}]
    ask: cell
    at: 1,1
    answer: %s
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A problem file whose published answer is right: 1·1 + 4·(−1) + 3 = 0."""
    path = tmp_path / "sheet.yaml"
    path.write_text(SHEET % 0)
    return path


def test_version() -> None:
    """`--version` prints it."""
    assert f"cnnhand {VERSION}\n" == cnnhand("--version").out


def test_alone_it_says_in_three_lines_what_it_is_and_what_to_type() -> None:
    """And nothing went wrong."""
    run = cnnhand()
    assert (0, "", 3) == (run.status, run.err, run.out.count("\n"))
    assert "cnnhand practice" in run.out


def test_the_steps_of_a_working_are_asked_and_marked_one_by_one() -> None:
    """A wrong step is shown, and so is one that Enter alone passes over; `q` ends it."""
    run = cnnhand("solve", "output-size/easy/3.1", "--ask", typed="6\n4\n\nx\nq\n")
    assert 0 == run.status
    assert "✓ 6" in run.out and "✗ 4" in run.out
    assert "width  6/3 = 2  (steps)" in run.out and "width  2 + 1 = 3" in run.out
    assert "That cannot be read" in run.out
    assert run.out.endswith("1 of 3 steps right.\n\n")


@pytest.mark.parametrize("word", ["q", "quit", "Exit"])
def test_the_steps_end_at_every_word_that_ends_a_quiz(word: str) -> None:
    assert "That cannot be read" not in cnnhand("solve", "conv-cell/easy/7.1", "--ask", typed=f"{word}\n").out


@pytest.mark.parametrize("command", ["quiz", "solve", "shape", "generate", "kinds"])
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_command_has_help(command: str, option: str) -> None:
    """Both spellings work."""
    run = cnnhand(command, option)
    assert (0, "") == (run.status, run.err)
    assert run.out.startswith("Usage: cnnhand")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("shape", "--nix"), "No such option: --nix; see cnnhand shape --help"),
        (
            ("quiz", "--level", "x"),
            "Invalid value for '--level': 'x' is not one of 'easy', 'medium', 'hard'; see cnnhand quiz --help",
        ),
        (("solve", "--step=3"), "Option '--step' does not take a value; see cnnhand solve --help"),
        (("nothing",), "No such command 'nothing'; see cnnhand --help"),
    ],
)
def test_a_command_that_is_not_understood_is_an_error_of_the_form_that_was_asked(
    arguments: tuple[str, ...], said: str
) -> None:
    """One JSON object on stdout with `--json`, and one line on stderr without it."""
    run = cnnhand(*arguments, "--json")
    assert (2, "") == (run.status, run.err)
    assert {"schema": 2, "command": arguments[0], "error": said} == json.loads(run.out)
    plain = cnnhand(*arguments)
    assert (2, "", f"cnnhand: {said}\n") == (plain.status, plain.out, plain.err)


def test_what_typer_says_on_several_lines_is_said_on_one() -> None:
    run = cnnhand("export", "a.yaml", "-o", "b")
    said = "cnnhand: Missing option '--to'. Choose from: moodle, anki; see cnnhand export --help\n"
    assert (2, "", said) == (run.status, run.out, run.err)


def test_json_before_the_command_is_an_error_in_json() -> None:
    """It is an option of the commands."""
    run = cnnhand("--json", "kinds")
    assert (2, "kinds") == (run.status, json.loads(run.out)["command"])


def test_the_list_of_commands_is_not_cut() -> None:
    """Each is described in a line that fits."""
    assert "..." not in cnnhand("--help").out.split("Commands:")[1]


# ---- shape -----------------------------------------------------------------------------------------------------------


def test_shape_as_json_has_these_keys() -> None:
    """What `--json` prints is a promise."""
    record = json.loads(cnnhand("shape", "227x227x3", "-k", "96", "-f", "11", "-s", "4", "--json").out)
    image, maps = {"width": 227, "height": 227, "depth": 3}, {"width": 55, "height": 55, "depth": 96}
    counts = {"macs": 105415200, "flops": 210830400, "activations": 290400, "memory": 1161600}
    assert {
        "schema": 2,
        "command": "shape",
        "title": None,
        "source": None,
        "input": image,
        "output": maps,
        "fits": True,
        "rounding": "exact",
        "bytes": 4,
        "layers": [
            {
                "number": 1,
                "layer": "conv11-96/4",
                "name": None,
                "reads": [0],
                "input": image,
                "output": maps,
                "parameters": {"weights": 34848, "biases": 96, "total": 34944, "untrained": 0},
                **counts,
                "receptive_field": {"columns": 11, "rows": 11},
                "jump": {"columns": 4, "rows": 4},
                "start": {"columns": 1, "rows": 1},
                "unread": {"columns": 0, "rows": 0},
            }
        ],
        "totals": {"parameters": 34944, "weights": 34848, "biases": 96, "untrained": 0, **counts},
        "published": None,
    } == record


def test_shape_that_does_not_fit() -> None:
    """The fraction, what the frameworks do with it, and what is never read; the status is that of an error."""
    run = cnnhand("shape", "7x7", "-k", "1", "-f", "3", "-s", "3")
    assert 1 == run.status
    assert "Layer 1 conv3-1/3 does not fit 7×7×1" in run.out
    assert "7x7 says no depth; 1 is taken." in run.out
    assert "(7 − 3 + 2·0)/3 + 1 = 7/3 ≈ 2.33" in run.out
    assert "The frameworks round down: --rounding floor." in run.out
    assert "The last column and the last row are never read." in run.out
    record = json.loads(cnnhand("shape", "7x7", "-k", "1", "-f", "3", "-s", "3", "--json").out)
    assert (False, None, None) == (record["fits"], record["output"], record["totals"]["macs"])


def test_shape_of_a_pool_keeps_the_depth_and_has_no_parameters() -> None:
    """Its stride is its window unless it is given."""
    record = json.loads(cnnhand("shape", "24x24x3", "--pool", "max", "-f", "2", "--json").out)
    assert ({"width": 12, "height": 12, "depth": 3}, 0) == (record["output"], record["totals"]["parameters"])


def test_shape_takes_two_sides_width_first() -> None:
    """A 3×5 filter is 3 wide and 5 high."""
    record = json.loads(cnnhand("shape", "10x20x4", "-k", "6", "-f", "3x5", "-g", "2", "-d", "2", "--json").out)
    assert {"width": 6, "height": 12, "depth": 6} == record["output"]  # 10 − 5 + 1, 20 − 9 + 1
    (row,) = record["layers"]
    assert {"weights": 180, "biases": 6, "total": 186, "untrained": 0} == row["parameters"]  # 3·5·(4/2)·6


# ---- solve -----------------------------------------------------------------------------------------------------------


def test_solve_marks_a_published_answer(sheet: Path) -> None:
    """A right one is right."""
    run = cnnhand("solve", sheet)
    assert 0 == run.status
    assert "The published answer, 0, is right." in run.out


def test_solve_shows_a_wrong_published_answer_with_its_mistake(sheet: Path) -> None:
    """Beside the exact one, and the exit status says so."""
    sheet.write_text(SHEET % -3)
    run = cnnhand("solve", sheet)
    assert 1 == run.status
    assert "Answer: 0" in run.out
    assert "The published answer is wrong: it says −3." in run.out
    assert "That is what you get without the bias 3." in run.out


def test_solve_as_json_has_these_keys(sheet: Path) -> None:
    """What `--json` prints is a promise."""
    sheet.write_text(SHEET % -3)
    (problem,) = json.loads(cnnhand("solve", sheet, "--json").out)["problems"]
    promised = {"kind", "code", "title", "answer", "published", "correct", "credit", "remarks", "mistakes"}
    assert promised | {"question", "problem", "working"} == problem.keys()
    assert "conv" in problem["problem"]["layers"][0]
    assert problem["working"][0]["steps"][-1]["value"] == problem["answer"]
    assert {
        "kind": None,
        "code": None,
        "title": "A sheet",
        "answer": 0,
        "published": -3,
        "correct": False,
        "credit": 0,
        "remarks": [],
        "mistakes": ["bias-forgotten"],
    } == {key: problem[key] for key in promised}


def test_solve_as_json_has_the_question_in_words(sheet: Path) -> None:
    """As `--plain` prints it, without the published answer."""
    (problem,) = json.loads(cnnhand("solve", sheet, "--json").out)["problems"]
    assert problem["question"].startswith("A convolution with 1 filter of 2x2")
    assert problem["question"].endswith("What is row 1, column 1 of the output? Kernels are not flipped.")
    assert problem["question"] in cnnhand("solve", sheet, "--plain").out


def test_solve_as_json_names_the_parts_where_there_are_several(sheet: Path) -> None:
    """In the answer, the published one and the distractors alike: −3 and −1, of which ReLU makes zeros, pooled too."""
    sheet.write_text("""
        input: [[1, 2]]
        layers: [{conv: {weights: [[2]], bias: -5}}, relu, maxpool1]
        ask: map
        of: each
        answer: [[[-3, -1]], [[0, 0]], [[3, 0]]]
        """)
    (problem,) = json.loads(cnnhand("solve", sheet, "--json", "--mistakes").out)["problems"]
    names = [
        "the map of layer 1, convolution of length 1",
        "the map of layer 2, ReLU",
        "the map of layer 3, max pooling of length 1",
    ]
    assert [
        [{"part": name, "answer": value} for name, value in zip(names, values, strict=True)]
        for values in ([[[-3, -1]], [[0, 0]], [[0, 0]]], [[[-3, -1]], [[0, 0]], [[3, 0]]])
    ] == [problem["answer"], problem["published"]]
    assert {one["part"] for one in problem["distractors"]} <= set(names)


def test_solve_as_json_names_no_part_where_there_is_one(sheet: Path) -> None:
    """One `?` is one part, although layers may have several."""
    sheet.write_text("{input: 9x9x3, layers: conv3-30/?, output: 7x7x30, answer: 1}")
    (problem,) = json.loads(cnnhand("solve", sheet, "--json", "--mistakes").out)["problems"]
    assert (1, 1) == (problem["answer"], problem["published"])
    assert {"id", "value", "sentence"} == set().union(*problem["distractors"])


def test_solve_leaves_the_working_out_where_it_is_not_wanted(sheet: Path) -> None:
    """The wrong values are grouped: each once, with all that gives it."""
    sheet.write_text("{input: 9x9x3, layers: conv3-30, ask: volume}")
    assert "steps" not in cnnhand("solve", sheet, "--no-working").out
    (problem,) = json.loads(cnnhand("solve", sheet, "--no-working", "--mistakes", "--json").out)["problems"]
    assert "working" not in problem
    values = [str(one["value"]) for one in problem["wrong"]]
    assert len(set(values)) == len(values) > 3


def test_solve_takes_a_code_and_standard_input(sheet: Path) -> None:
    """A code is a problem; a hyphen is what is piped in."""
    assert "conv-cell/hard/7.3" in cnnhand("solve", "conv-cell/hard/7.3").out
    assert cnnhand("solve", sheet).out == cnnhand("solve", "-", typed=sheet.read_text()).out


def test_solve_alone_lists_the_bundled_exercises() -> None:
    """A name a line, each of which `solve` takes."""
    names = cnnhand("solve").out.split()
    assert "ntnu/volume-demo" in names
    assert cnnhand("solve", "volume-demo").out == cnnhand("solve", "ntnu/volume-demo").out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nothing.yaml", "there is no such file"),
        ("volume-dmeo", "did you mean volume-demo?"),
        ("conv-cell/heavy/7.3", "there is no level 'heavy'"),
        ("conv-sell/hard/7.3", "did you mean conv-cell?"),
        ("conv-cell/hard/99999999999.3", "is not a problem's code"),
        (".", "is a directory"),
    ],
)
def test_solve_refuses_what_stands_for_nothing(name: str, said: str) -> None:
    """One line, exit status 1, as JSON too."""
    run = cnnhand("solve", name)
    assert (1, "", 1) == (run.status, run.out, run.err.count("\n"))
    assert said in run.err
    assert said in json.loads(cnnhand("solve", name, "--json").out)["error"]


def test_an_error_is_wrapped_at_words_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And is one line in a pipe."""
    said = "there is no kind 'pooling'; did you mean max-pool?"
    monkeypatch.setenv("COLUMNS", "40")
    for at_terminal, lines in ((True, 2), (False, 1)):
        monkeypatch.setattr(sys.stderr, "isatty", lambda shown=at_terminal: shown, raising=False)
        with pytest.raises(SystemExit):
            fail("kinds", said, as_json=False)
        err = capsys.readouterr().err
        assert (lines, f"cnnhand: {said}".split()) == (err.count("\n"), err.split())


def test_step_needs_a_terminal() -> None:
    """In a pipe nobody can press a key."""
    run = cnnhand("solve", "conv-cell/easy/1.1", "--step")
    assert (1, "cnnhand: --step needs a terminal; leave it out to print the whole working\n") == (run.status, run.err)


# ---- generate and kinds ----------------------------------------------------------------------------------------------


def test_generate_gives_what_solve_and_quiz_take_back(tmp_path: Path) -> None:
    """The same problems with the same codes."""
    path = tmp_path / "made.yaml"
    assert (0, "") == (
        cnnhand("generate", "-n", "8", "--seed", "4", "--level", "hard", "-o", path, "--answers").status,
        "",
    )
    solved = json.loads(cnnhand("solve", path, "--json").out)["problems"]
    assert [True] * 8 == [problem["correct"] for problem in solved]
    assert [f"{problem['kind']}/hard/4.{number}" for number, problem in enumerate(solved, 1)] == [
        problem["code"] for problem in solved
    ]
    assert [problem["code"] for problem in solved] == [
        question["code"]
        for question in json.loads(cnnhand("quiz", path, "--json", "--no-follow-up", typed="skip\n" * 60).out)[
            "questions"
        ]
    ]


def test_generate_overwrites_only_where_it_is_told_to(tmp_path: Path) -> None:
    """An edited sheet is not lost."""
    path = tmp_path / "sheet.yaml"
    path.write_text("mine")
    assert "is there already" in cnnhand("generate", "-o", path).err
    assert "mine" == path.read_text()
    assert 0 == cnnhand("generate", "-o", path, "--force").status


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is a device on Linux")
def test_a_full_disk_is_one_line() -> None:
    """No traceback."""
    command = f"{sys.executable} -m cnnhand shape vgg-16 > /dev/full"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (1, "cnnhand: the output cannot be written: no space left on device\n") == (done.returncode, done.stderr)


def test_generate_says_where_it_cannot_write(tmp_path: Path) -> None:
    """One line."""
    run = cnnhand("generate", "-o", tmp_path)
    assert (1, f"cnnhand: {tmp_path}: cannot be written: is a directory\n") == (run.status, run.err)


def test_kinds_as_json_has_these_keys() -> None:
    """What `--json` prints is a promise."""
    kinds = json.loads(cnnhand("kinds", "--json").out)["kinds"]
    assert {"conv-cell", "max-pool", "output-size", "parameter-count"} <= {kind["name"] for kind in kinds}
    for kind in kinds:
        assert {"name", "group", "levels", "keys", "mistakes"} <= kind.keys()
        assert all(["id", "sentence"] == list(mistake)[:2] for mistake in kind["mistakes"])
    keys = {kind["name"]: kind["keys"] for kind in kinds}
    assert {"input", "layers", "ask", "of", "at"} <= {key["key"] for key in keys["conv-cell"]}
    assert {"key": "brightness", "takes": "a whole number, such as 2", "needed": False, "default": None} in keys[
        "kernel-name"
    ]


def test_kinds_describes_one(tmp_path: Path) -> None:
    """Its levels, the keys as a file has them, a file that solves, and its mistakes in the letters of the field."""
    for name, *said in (
        (
            "conv-cell",
            "Easy: one channel, the window shown.",
            "The keys of the problem language: input, layers, ask, of, at, answer.",
            "bias-forgotten",
        ),
        ("kernel-name", "brightness   a whole number, such as 2; may be left out\n", "first-row-only"),
        ("parameter-count", "… with flat filters: each is D channels deep"),
        ("output-size", "… without the + 1 at the end: (W − F + 2·P)/S"),
    ):
        run = cnnhand("kinds", name)
        assert [] == [text for text in said if text not in run.out]
        example = tmp_path / "example.yaml"
        lines = run.out.split("A problem file with one\n")[1].split("Usual mistakes")[0].splitlines()
        example.write_text("\n".join(line[4:] for line in lines))
        assert 0 == cnnhand("solve", example).status


def test_an_unknown_kind_gets_the_nearest() -> None:
    """For every command that takes one."""
    for arguments in (("kinds", "conv-sell"), ("quiz", "--kind", "conv-sell"), ("generate", "--kind", "conv-sell")):
        run = cnnhand(*arguments)
        assert (1, "cnnhand: there is no kind 'conv-sell'; did you mean conv-cell?\n") == (run.status, run.err)


# ---- quiz as a process -----------------------------------------------------------------------------------------------


def test_quiz_reads_an_answer_a_line_and_ends_with_its_summary() -> None:
    """At the end of the input it stops; it never waits."""
    run = cnnhand("quiz", "--kind", "conv-cell", "--seed", "11", "-n", "3", "--no-follow-up", typed="10\n")
    assert (0, "") == (run.status, run.err)
    assert "✓ 10" in run.out
    assert "Credit: 1 of 2; not reached: 1" in run.out
    assert "    cnnhand quiz --kind conv-cell --level easy -n 3 --seed 11\n" in run.out


@pytest.mark.parametrize(("option", "value"), [("--level", "easy"), ("--seed", "0")])
def test_quiz_refuses_what_only_drawn_problems_have(sheet: Path, option: str, value: str) -> None:
    """A file's problems have neither a level nor a seed."""
    run = cnnhand("quiz", sheet, option, value)
    said = f"{option} is for problems that are drawn, and {sheet} stands for given ones; leave it out"
    assert (2, "", f"cnnhand: {said}\n") == (run.status, run.out, run.err)
    assert said == json.loads(cnnhand("quiz", sheet, option, value, "--json").out)["error"]


def test_an_exam_with_more_attempts_is_refused() -> None:
    """It has one, and saying nothing would promise more."""
    run = cnnhand("quiz", "--exam", "--attempts", "3")
    assert (2, "") == (run.status, run.out)
    assert "--attempts 3 is for practice: an exam gives one attempt" in run.err
    assert 0 == cnnhand("quiz", "conv-cell", "--exam", "--attempts", "1").status


def test_a_review_is_written_and_overwrites_nothing(tmp_path: Path) -> None:
    """The file is there for a teacher, or for the next day."""
    path = tmp_path / "review.txt"
    exam = ("quiz", "conv-cell", "--exam", "--seed", "11", "-n", "1", "--review", path)
    assert f"The review is in:\n\n    {path}\n" in cnnhand(*exam, typed="9\n").out
    assert "Answer: 10" in path.read_text(encoding="utf-8")
    run = cnnhand(*exam, typed="9\n")
    assert (1, f"cnnhand: {path} is there already; choose another name for the review\n") == (run.status, run.err)


def test_an_exam_that_is_interrupted_is_reviewed_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was answered and what was asked last is in the file; nothing waits for Enter."""

    def interrupted(_: Terminal, __: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(Terminal, "ask", interrupted)
    path = tmp_path / "review.txt"
    run = cnnhand("quiz", "conv-cell/easy/11.1", "--exam", "--review", path)
    assert (130, True) == (run.status, "The review is in:" in run.out)
    assert "Answer: 10" in path.read_text(encoding="utf-8")


def test_quiz_with_standard_input_closed_ends_at_once() -> None:
    """Nothing was answered, and that is no error."""
    run = cnnhand("quiz", "--seed", "1")
    assert 0 == run.status
    assert "Nothing was answered." in run.out


def test_quiz_as_json_keeps_the_talk_off_stdout() -> None:
    """Questions go to stderr, one object to stdout."""
    run = cnnhand("quiz", "--kind", "conv-cell", "--seed", "11", "-n", "1", "--json", typed="10\n")
    record = json.loads(run.out)
    assert {"schema", "command", "ended", "score", "of", "not_reached", "questions"} == record.keys()
    assert {
        *("kind", "code", "title", "reached", "typed", "answer", "correct", "credit", "mistakes", "seconds")
    } == record["questions"][0].keys()
    assert "What is row 1, column 2 of the output?" in run.err


def test_quiz_survives_any_bytes() -> None:
    """Bytes that are no text are an answer that cannot be read."""
    run = cnnhand("quiz", "--seed", "11", "-n", "1", "--kind", "conv-cell", typed=b"\xff\xfe\x00\n10\n")
    assert 0 == run.status
    assert "Credit: 1 of 1" in run.out


OWN = ("-i", "28x28x1", "-l", "conv3-8 maxpool2 flatten fc-10", "-a", "parameters of total")


def test_a_question_is_solved_without_a_file() -> None:
    run = cnnhand("solve", *OWN)
    assert (0, "Answer: 13610") == (run.status, run.out.rstrip().rpartition("\n")[2])


def test_a_question_is_asked_without_a_file_and_can_be_asked_again() -> None:
    run = cnnhand("quiz", *OWN, typed="13610\n")
    again = "cnnhand quiz -i 28x28x1 -l 'conv3-8 maxpool2 flatten fc-10' -a 'parameters of total'"
    assert [True, True] == ["✓ 13610" in run.out, again in run.out]


@pytest.mark.parametrize("command", ["solve", "quiz"])
@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("-i", "28x28x1", "-l", "conv3-8"), "say what is asked behind -a too"),
        (("-a", "volume", "volume-demo"), "volume-demo stands for another; leave one out"),
    ],
)
def test_half_a_question_and_two_at_once_are_refused(command: str, words: tuple[str, ...], what: str) -> None:
    run = cnnhand(command, *words)
    assert (2, True) == (run.status, what in run.err)


def test_a_rounding_can_be_said_with_a_question() -> None:
    """As `rounding: floor` in a file; the command for the same again says it too."""
    asked = ("-i", "8x8", "-l", "conv3/2", "-a", "size")
    assert "Answer: does not fit" in cnnhand("solve", *asked).out
    assert "Answer: 3×3" in cnnhand("solve", *asked, "--rounding", "floor").out
    again = "cnnhand quiz -i 8x8 -l conv3/2 -a size --rounding floor"
    assert again in cnnhand("quiz", *asked, "--rounding", "floor", typed="3x3\n").out
    refused = cnnhand("solve", "output-size/easy/1.1", "--rounding", "floor")
    assert (2, True) == (refused.status, "a file says its own" in refused.err)


@pytest.mark.parametrize("words", [("quiz",), ("shape",), ("generate", "-n", "1", "-o")])
def test_a_name_that_no_file_can_have_is_blamed_on_itself(words: tuple[str, ...]) -> None:
    """And not on the output, as what cannot be written elsewhere; later Pythons say of it that it is not there."""
    run = cnnhand(*words, "a" * 256)
    assert (1, "", 1) == (run.status, run.out, run.err.count("\n"))
    assert run.err.endswith(": file name too long\n") or run.err.startswith("cnnhand: there is no file")
    assert "'aaa" in run.err or run.err.startswith("cnnhand: aaa")


def test_a_review_that_cannot_be_written_is_shown(tmp_path: Path) -> None:
    """With the summary, and that it could not."""
    run = cnnhand("quiz", "neuron", "--exam", "-n", "1", "--review", tmp_path / "none" / "review.txt", typed="12345\n")
    assert (1, "") == (run.status, run.err)
    for said in ("review.txt:cannotbewritten:nosuchfile", "12345Noneoftheusualmistakes", "Credit:0of1"):
        assert said in "".join(run.out.split())  # a long path may be parted anywhere


def test_a_bad_problem_of_a_file_does_not_keep_a_quiz_from_the_others(tmp_path: Path) -> None:
    """It is told first, and the exit status says so."""
    file = tmp_path / "two.yaml"
    file.write_text("- {input: 7x7x1, layers: cnov3-1, ask: volume}\n- {input: 7x7x1, layers: conv3-1, ask: volume}\n")
    run = cnnhand("quiz", file, typed="5x5x1\n")
    said = "".join(run.out.split())
    assert (1, "") == (run.status, run.err)
    assert said.index("two.yaml:1:layers:layer1:'cnov3-1'isnotalayer") < said.index("Question1of1") < said.index("✓")
