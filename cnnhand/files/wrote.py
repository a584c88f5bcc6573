"""The key `wrote`: what somebody wrote for one part of a question, which asks for the mistake in it."""

from cnnhand.answers import same
from cnnhand.files.published import published_answers
from cnnhand.files.yaml_tree import Fault, Tree, read_at
from cnnhand.questions.contract import Problem
from cnnhand.questions.wrong_step import FindTheMistake, told_apart


def read_wrote(node: Tree, problem: Problem) -> FindTheMistake:
    """The question for the mistake; of several parts all but one are left out."""
    try:
        written = [(at, value) for at, value in enumerate(published_answers(node, problem)) if value is not None]
    except Fault as fault:
        raise Fault(fault.line, "wrote", str(fault)) from None
    if len(written) != 1:
        what = f"is a wrong answer to one part; `_` stands for each of the others, and {len(written)} are written"
        raise Fault(node, "wrote", what)
    ((at, typed),) = written
    exact = (value for value in told_apart(problem.exact_parts()[at]) if same(typed, value))
    with read_at(node, "wrote"):
        return FindTheMistake(problem, at, next(exact, typed))
