"""The layers of a program in the order in which they are used: a class with `__init__` and `forward`, or functions.

Nothing of it is run. Its text is followed from line to line, as long as that is one chain of layers.
"""

import ast
import re
from copy import deepcopy
from textwrap import dedent
from typing import Any, NoReturn

from cnnhand.errors import GivenError, shown
from cnnhand.layers.network import MAX_LAYERS, NO_BRANCH
from cnnhand.layers.signatures import SIGNATURES

_PROGRAM = re.compile(r"^\s*(class|def|for|if|with)\s|^[ \t]*\w+\s*=\s*[\d(\[]|^\(.*\) = ", re.MULTILINE)
_OF_LAYERS = re.compile(r"\.(add|append|add_module)\(|^\s*(return )?([\w.]+ = )?[\w.]*\b[A-Z]\w*\(", re.MULTILINE)
"""How a line begins that has to do with layers."""
_FUNCTIONS = {name.lower(): name for name in reversed(SIGNATURES)} | {"interpolate": "Upsample", "pad": "ZeroPad2d"}
"""The layers by the names of their functions, `max_pool2d`, without what stands between words."""
_IN_ORDER = "paste the lines of its layers alone, in the order of their use"


def in_order(text: str) -> str:
    """The layers of a program in the order of their use, as text that is read further; what is none stays as it is.

    >>> in_order("class A:\\n def __init__(s):\\n  s.f = Linear(9, 4)\\n def forward(s, x):\\n  return relu(s.f(x))")
    "[('f', Linear(9, 4)), ReLU()]"
    """
    if not _PROGRAM.search(text):
        return text
    try:
        return _Program(ast.parse(dedent(re.sub(r"(?m)^\s*[%!].*$", "", text)))).text()
    except (ValueError, SyntaxError, MemoryError):
        return text
    except RecursionError:
        raise GivenError("layers", f"the program calls itself; {_IN_ORDER}") from None


class _Program(ast.NodeTransformer):
    """What is known of a program; as a transformer it puts what names stand for, and what calls make, in their places.

    A name stands for an expression, or, if it is a tensor, for the number of layers that it went through.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.body, self.filled = tree.body, 0
        self.names: dict[str, Any] = {}
        self.used: list[ast.expr] = []
        self.classes = {one.name: one for one in tree.body if isinstance(one, ast.ClassDef)}
        self.functions = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}
        outside = [node for one in tree.body if not isinstance(one, ast.ClassDef) for node in ast.walk(one)]
        self.calls = {_name(node.func): node for node in outside if isinstance(node, ast.Call)}

    def text(self) -> str:
        """The layers of the last class, as it is called, or of the lines as they follow each other."""
        lines = self._lines(self.body)
        makes = [
            one.name for one in self.functions.values() if re.search(r"\b(Sequential\(\)|Model\(\w)", ast.unparse(one))
        ]
        if not self.classes and len(makes) > 1:
            raise GivenError("layers", f"{' and '.join(makes)} make a network each; paste one of them")
        alone = [one for one in self.functions.values() if one.name not in self.calls]
        if not self.classes and not lines and len(alone) == 1:  # nothing calls it
            lines = self._lines([*alone, ast.Return(ast.Call(ast.Name(alone[0].name), [], []))])
        if not self.classes:
            return "\n".join(lines)
        called = [name for name in self.calls if name in self.classes] or list(self.classes)
        return ast.unparse(self._filled(self.calls.get(called[-1]) or ast.Call(ast.Name(called[-1]), [], [])))

    def _lines(self, body: list[ast.stmt]) -> list[str]:
        """The lines that have to do with layers, those of a function where it is called; numbers are remembered."""
        lines = []
        for line in body:
            text, made = ast.unparse(line), getattr(line, "value", None)
            function = self.functions.get(_name(made.func)) if isinstance(made, ast.Call) else None
            if function and len(function.body) > 1 and not self.classes:
                outer, self.names = self.names, self.names | _bound(function.args, self._filled(made))
                self._counted(function)
                lines += self._lines(function.body)
                self.names = outer
            elif re.match(r"\w+ (\+= |= (\[|[^(]*$|\([^()]*\)$))", text) or text.partition(".append(")[0] in self.names:
                self._remember(line)
            elif not self.classes and not isinstance(line, ast.FunctionDef):
                text = ast.unparse(self._filled(line)).removeprefix("return ")
                if not isinstance(line, ast.Assign | ast.Expr | ast.Return) and _OF_LAYERS.search(text):
                    _not_followed(line)
                lines += [text] if _OF_LAYERS.search(text) else []
        return lines

    def _remember(self, line: ast.stmt) -> None:
        """Keep what a line gives a name."""
        match line:
            case ast.Assign([target], value):
                self.names[ast.unparse(target)] = self._filled(value)
            case ast.AugAssign(target, _, value) | ast.Expr(ast.Call(ast.Attribute(target, "append"), [value])):
                self.names[ast.unparse(target)] = ast.List([self._filled(target), self._filled(value)])
            case ast.For() | ast.If() | ast.While():
                _not_followed(line)

    def _filled(self, node: Any) -> Any:
        return self.visit(deepcopy(node))

    def _counted(self, node: ast.AST) -> ast.AST:
        """What is put in a place; `GivenError` where all of it grows too long."""
        self.filled += sum(1 for _ in ast.walk(node))
        if self.filled > 10 * MAX_LAYERS:
            raise GivenError("layers", f"more than {MAX_LAYERS} layers")
        return node

    def visit_Name(self, node: ast.Name | ast.Attribute) -> ast.AST:  # as `ast` calls it
        known = self.names.get(ast.unparse(node))
        return self._counted(known) if isinstance(known, ast.expr) else self.generic_visit(node)

    visit_Attribute = visit_Name

    def visit_Call(self, node: ast.Call) -> Any:
        """The layers of a class in the place of its call, and what a function of one line returns."""
        self.generic_visit(node)
        name, names, used = _name(node.func), self.names, self.used
        function = self.functions.get(name)
        if name not in self.classes and not (function and isinstance(function.body[0], ast.Return)):
            return node
        self.names = {known: what for known, what in names.items() if "." not in known}
        if function:
            self.names |= _bound(function.args, node)
            made = self._filled(function.body[0].value)  # type: ignore[attr-defined]  # a `return`
        else:
            self.used = []
            self._chain(self.classes[name], node)
            made = ast.List(self.used)
        self.names, self.used = names, used
        return self._counted(made)

    def _chain(self, one: ast.ClassDef, call: ast.Call) -> None:
        """Use the layers of a class as its `forward` does."""
        methods = {line.name: line for line in one.body if isinstance(line, ast.FunctionDef)}
        if made := methods.get("__init__"):
            self.names |= _bound(made.args, ast.Call(call.func, [ast.Name("self"), *call.args], call.keywords))
            for line in made.body:
                self._remember(line)
        forward = methods.get("forward") or methods.get("call")
        if not forward or len(forward.args.args) < 2:
            raise GivenError("layers", f"{one.name} has no forward, which says in what order its layers are used")
        self.names[forward.args.args[1].arg] = 0
        for line in forward.body:
            match line:
                case ast.Assign([target], value):
                    through = self._tensor(value)
                    self.names[ast.unparse(target)] = self._filled(value) if through is None else through
                case ast.Return(ast.Tuple([value, *_])) | ast.Return(value) if value:
                    self._last(value)
                    return
                case ast.Expr() | ast.Assert() | ast.Pass():
                    pass
                case _:
                    _not_followed(line, NO_BRANCH if isinstance(line, ast.AugAssign) else _IN_ORDER)
        _not_followed(forward, "it returns nothing")

    def _last(self, node: ast.expr) -> None:
        """Raise a `GivenError` where an expression is not what the last layer made."""
        if self._tensor(node) != len(self.used):
            _not_followed(node, NO_BRANCH)

    def _tensor(self, node: ast.expr) -> int | None:
        """Through how many layers the value of an expression went; None where it is no tensor."""
        if isinstance(known := self.names.get(ast.unparse(node)), int) or not self._has_tensor(node):
            return known if isinstance(known, int) else None
        parts = node.args if isinstance(node, ast.Call) else []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and self._has_tensor(node.func):
            parts = [node.func.value, *parts]  # x.view(…)
        if not parts or not isinstance(node, ast.Call):
            _not_followed(node, NO_BRANCH)
        self._last(parts[0])
        name, made = _name(node.func), self._filled(node.func)
        if isinstance(made, ast.Name | ast.Attribute):
            words = [word for word in node.keywords if word.arg not in ("training", "inplace")]
            self.used.append(_of_function(_name(made), self._filled(ast.Call(made, parts[1:], words))))
        else:
            named = isinstance(node.func, ast.Attribute) and isinstance(made, ast.Call)
            self.used.append(ast.Tuple([ast.Constant(name), made]) if named else made)
        return len(self.used)

    def _has_tensor(self, node: ast.AST) -> bool:
        """Whether an expression is made of a tensor, and not of its size alone."""
        words = re.findall(r"(?<![\w.])[^\W\d]\w*+(?!\.(?:shape|size)\b)", ast.unparse(node))
        return any(isinstance(self.names.get(word), int) for word in words)


def _of_function(name: str, call: ast.Call) -> ast.expr:
    """The layer that a function of a tensor is, such as `max_pool2d(…, 2)`, `….view(-1, 400)`."""
    call.func = ast.Name(_FUNCTIONS.get(name.replace("_", "").lower(), name))
    parts = call.args[0].elts if call.args and isinstance(call.args[0], ast.Tuple | ast.List) else call.args
    if name in ("view", "reshape") and len(parts) == 2:
        return ast.Call(ast.Name("Flatten"), [], [])
    if name == "flatten" and not (call.args or call.keywords):
        call.args = [ast.Constant(0)]  # from there on it flattens, the batch too
    return call


def _bound(arguments: ast.arguments, call: ast.Call) -> dict[str, ast.expr]:
    """What the arguments of a function stand for in a call of it."""
    names = [argument.arg for argument in arguments.args]
    usual = dict(zip(reversed(names), reversed(arguments.defaults), strict=False))
    return usual | dict(zip(names, call.args, strict=False)) | {word.arg or "**": word.value for word in call.keywords}


def _name(node: ast.expr) -> str:
    """The last word of what is called, `relu` of `F.relu`."""
    return ast.unparse(node).rpartition(".")[2]


def _not_followed(node: ast.AST, why: str = _IN_ORDER) -> NoReturn:
    raise GivenError("layers", f"{shown(ast.unparse(node))!r} cannot be followed; {why}")
