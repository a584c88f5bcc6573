"""What a command imports: start-up time is a feature, and modules are what it is made of."""

import subprocess
import sys

import pytest

HEAVY = ("numpy", "rich", "yaml", "pydantic")


def loaded(code: str) -> set[str]:
    """The heavy modules that a fresh interpreter has loaded after some code."""
    script = f"import sys\n{code}\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.splitlines()[-1].split())


def run(*arguments: str) -> str:
    """Code that runs a command in this interpreter."""
    return f"from cnnhand.cli import app\ntry:\n    app({list(arguments)!r})\nexcept SystemExit:\n    pass"


def test_the_door_loads_nothing_heavy() -> None:
    """Only Typer."""
    assert set() == loaded("import cnnhand.cli")


@pytest.mark.parametrize("arguments", [("shape", "227x227x3", "-k", "96", "-f", "11", "-s", "4"), ("--help",)])
def test_the_calculator_and_the_help_load_nothing_heavy(arguments: tuple[str, ...]) -> None:
    """No NumPy, no Rich, no YAML."""
    assert set() == loaded(run(*arguments))


def test_the_list_of_kinds_needs_no_numpy() -> None:
    """Naming the kinds computes nothing."""
    assert "numpy" not in loaded(run("kinds"))
