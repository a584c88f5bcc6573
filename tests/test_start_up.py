"""What a command imports: start-up time is a feature, and modules are what it is made of."""

import subprocess
import sys

import pytest

HEAVY = ("numpy", "rich", "yaml", "pydantic", "fsrs")


def loaded(code: str, heavy: tuple[str, ...] = HEAVY) -> set[str]:
    """The heavy modules that a fresh interpreter has loaded after some code."""
    script = f"import sys\n{code}\nprint(*[name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.splitlines()[-1].split())


def run(*arguments: str) -> str:
    """Code that runs a command in this interpreter."""
    return f"from cnnhand.cli import app\ntry:\n    app({list(arguments)!r})\nexcept SystemExit:\n    pass"


def test_the_door_loads_nothing_heavy() -> None:
    """Only Typer."""
    assert set() == loaded("import cnnhand.cli")


def test_the_help_loads_nothing_heavy() -> None:
    """No NumPy, no Rich, no YAML."""
    assert set() == loaded(run("--help"))


@pytest.mark.parametrize("arguments", [("227x227x3", "-k", "96", "-f", "11", "-s", "4"), ("32x32x3", "conv5-10")])
def test_the_calculator_loads_the_screen_and_nothing_else(arguments: tuple[str, ...]) -> None:
    """Of the heavy modules Rich alone, which draws the table; none where it is for another program."""
    assert {"rich"} == loaded(run("shape", *arguments))
    assert set() == loaded(run("shape", *arguments, "--json"))
    assert set() == loaded(run("shape", *arguments, "--plain"))


def test_a_network_of_the_package_loads_what_tables_need() -> None:
    """YAML for its file; nothing of questions and of what is typed."""
    assert {"rich", "yaml"} == loaded(run("shape", "resnet-50", "--against", "vgg-16"))
    assert set() == loaded(run("shape", "resnet-50"), ("cnnhand.answers", "cnnhand.questions", "cnnhand.marking"))


def test_the_list_of_kinds_needs_no_numpy() -> None:
    """Naming the kinds computes nothing."""
    assert "numpy" not in loaded(run("kinds"))


def test_only_what_is_due_needs_the_schedule() -> None:
    """A quiz keeps its answers without it."""
    assert "fsrs" not in loaded(run("quiz", "mistakes", "-n", "1"))
