"""Compiles statements. Each counts what it costs, and writes into exceptions where they were thrown."""

from collections.abc import Awaitable, Callable, Sequence

from tree_sitter import Node

from isthmus.local.salesforce.apex import syntax
from isthmus.local.salesforce.apex.errors import ThrownError, null_receiver
from isthmus.local.salesforce.apex.expressions import compile_expression, compile_value, truth
from isthmus.local.salesforce.apex.runtime import BREAK, CONTINUE, Execute, Frame, Return, Signal
from isthmus.local.salesforce.apex.scope import Scope, Variable, resolve_type
from isthmus.local.salesforce.apex.types import BOOLEAN, EXCEPTION, VOID, Kind, Type
from isthmus.local.salesforce.apex.values import ApexException


def compile_block(nodes: Sequence[Node], scope: Scope) -> Execute:
    """Compile statements that run one after the other."""
    statements = [compile_statement(node, scope) for node in nodes]

    async def run(frame: Frame) -> Signal:
        for statement in statements:
            signal = await statement(frame)
            if signal is not None:
                return signal
        return None

    return run


def compile_statement(node: Node, scope: Scope) -> Execute:
    """Compile one statement."""
    compiler = _COMPILERS.get(node.type)
    if compiler is None:
        raise syntax.unsupported(node, node.type.replace("_", " "))
    execute, line = compiler(node, scope), syntax.line_of(node)
    cost = 1 if node.type == "block" else 1 + node.descendant_count // 8

    async def run(frame: Frame) -> Signal:
        frame.line = line
        try:
            await frame.run.governor.tick(cost)
            return await execute(frame)
        except ThrownError as error:
            frame.note(error)
            raise

    return run


def _block(node: Node, scope: Scope) -> Execute:
    return compile_block(syntax.children_of(node), scope.inner())


def _expression(node: Node, scope: Scope) -> Execute:
    inner = syntax.children_of(node)[0]
    code = compile_expression(inner, scope)
    if not code.may_stand_alone:
        raise syntax.fail(inner, "Expression cannot be a statement.")

    async def run(frame: Frame) -> Signal:
        await code.run(frame)
        return None

    return run


def _declaration(node: Node, scope: Scope) -> Execute:
    type_ = resolve_type(syntax.field_of(node, "type"), scope.unit)
    is_final = any(
        syntax.text_of(item).lower() == "final" for item in node.children if item.type == "modifiers"
    )
    return compile_block_of(
        [_declarator(item, scope, type_=type_, is_final=is_final) for item in declarators_of(node)]
    )


def declarators_of(node: Node) -> list[Node]:
    """Give the declared names with their values."""
    return [item for item in syntax.children_of(node) if item.type == "variable_declarator"]


def compile_block_of(statements: Sequence[Execute]) -> Execute:
    """Put statements that are compiled after each other; none of them jumps."""

    async def run(frame: Frame) -> Signal:
        for statement in statements:
            await statement(frame)
        return None

    return run


def _declarator(node: Node, scope: Scope, *, type_: Type, is_final: bool) -> Execute:
    value = node.child_by_field_name("value")
    code = compile_value(value, scope, wanted=type_) if value else None
    name = syntax.field_of(node, "name")
    if syntax.children_of(node)[0].type == "dimensions":
        raise syntax.unsupported(node, "an array after the name")
    variable = scope.declare(name, type_, is_final=is_final)

    async def run(frame: Frame) -> Signal:
        set_variable(frame, variable, await code.run(frame) if code else None)
        return None

    return run


def set_variable(frame: Frame, variable: Variable, value: object) -> None:
    """Give a variable a value."""
    (frame.run.statics if variable.is_static else frame.values)[variable.number] = value


def _if(node: Node, scope: Scope) -> Execute:
    condition = compile_value(syntax.field_of(node, "condition"), scope, wanted=BOOLEAN)
    yes = compile_statement(syntax.field_of(node, "consequence"), scope.inner())
    alternative = node.child_by_field_name("alternative")
    no = compile_statement(alternative, scope.inner()) if alternative else None

    async def run(frame: Frame) -> Signal:
        if await truth(condition.run, frame):
            return await yes(frame)
        return await no(frame) if no else None

    return run


def _while(node: Node, scope: Scope) -> Execute:
    return _loop(node, scope, tests_first=True)


def _do(node: Node, scope: Scope) -> Execute:
    return _loop(node, scope, tests_first=False)


def _loop(node: Node, scope: Scope, *, tests_first: bool, update: Node | None = None) -> Execute:
    asked = node.child_by_field_name("condition")
    condition = compile_value(asked, scope, wanted=BOOLEAN) if asked else None
    body = compile_statement(syntax.field_of(node, "body"), scope.inner(is_in_loop=True))
    step = compile_expression(update, scope) if update else None
    cost = 1 + (asked.descendant_count // 8 if asked else 0)

    async def run(frame: Frame) -> Signal:
        is_first = not tests_first
        while True:
            await frame.run.governor.tick(cost)
            if not is_first and condition and not await truth(condition.run, frame):
                return None
            is_first = False
            signal = await body(frame)
            if signal is BREAK:
                return None
            if isinstance(signal, Return):
                return signal
            if step:
                await step.run(frame)

    return run


def _for(node: Node, scope: Scope) -> Execute:
    inner = scope.inner()
    begin = node.child_by_field_name("init")
    if len(node.children_by_field_name("update")) > 1 or len(node.children_by_field_name("init")) > 1:
        raise syntax.unsupported(node, "a for statement with several steps")
    is_declaration = begin is not None and begin.type == "local_variable_declaration"
    first = None
    if begin is not None:
        first = _declaration(begin, inner) if is_declaration else _bare_expression(begin, inner)
    loop = _loop(node, inner, tests_first=True, update=node.child_by_field_name("update"))

    async def run(frame: Frame) -> Signal:
        if first:
            await first(frame)
        return await loop(frame)

    return run


def _bare_expression(node: Node, scope: Scope) -> Execute:
    code = compile_expression(node, scope)

    async def run(frame: Frame) -> Signal:
        await code.run(frame)
        return None

    return run


def _for_each(node: Node, scope: Scope) -> Execute:
    type_ = resolve_type(syntax.field_of(node, "type"), scope.unit)
    items = compile_expression(syntax.field_of(node, "value"), scope)
    if items.type.name not in {"List", "Set"} or items.type.arguments[0] != type_:
        raise syntax.fail(node, f"Loop must iterate over collection: {items.type}")
    inner = scope.inner(is_in_loop=True)
    variable = inner.declare(syntax.field_of(node, "name"), type_)
    body = compile_statement(syntax.field_of(node, "body"), inner)

    async def run(frame: Frame) -> Signal:
        found = await items.run(frame)
        if found is None:
            raise null_receiver()
        for item in list(found):
            set_variable(frame, variable, item)
            signal = await body(frame)
            if signal is BREAK:
                return None
            if isinstance(signal, Return):
                return signal
        return None

    return run


def _jump(node: Node, scope: Scope) -> Execute:
    is_break = node.type == "break_statement"
    if not scope.is_in_loop:
        raise syntax.fail(node, f"{'Break' if is_break else 'Continue'} statement must be in loop")

    async def run(_frame: Frame) -> Signal:
        return BREAK if is_break else CONTINUE

    return run


def _return(node: Node, scope: Scope) -> Execute:
    values = syntax.children_of(node)
    wanted = scope.returns or VOID
    if bool(values) is (wanted == VOID):
        problem = "Invalid return from method that returns void" if values else "Missing return value"
        raise syntax.fail(node, problem)
    code = compile_value(values[0], scope, wanted=wanted) if values else None

    async def run(frame: Frame) -> Signal:
        return Return(await code.run(frame) if code else None)

    return run


def _throw(node: Node, scope: Scope) -> Execute:
    code = compile_expression(syntax.children_of(node)[0], scope)
    if code.type.kind is not Kind.EXCEPTION:
        raise syntax.fail(node, f"Throw expression must be of type exception: {code.type}")

    async def run(frame: Frame) -> Signal:
        exception = await code.run(frame)
        if exception is None:
            raise null_receiver()
        raise ThrownError(exception)

    return run


def _try(node: Node, scope: Scope) -> Execute:
    body = _block(syntax.field_of(node, "body"), scope)
    handlers = [_catch(item, scope) for item in syntax.children_of(node) if item.type == "catch_clause"]
    final = [item for item in syntax.children_of(node) if item.type == "finally_clause"]
    after = _block(syntax.children_of(final[0])[0], scope) if final else None

    async def guarded(frame: Frame) -> Signal:
        try:
            return await body(frame)
        except ThrownError as error:
            if error.can_be_caught:
                for type_, handle in handlers:
                    if _catches(type_, error.exception):
                        return await handle(frame, error.exception)
            raise

    async def run(frame: Frame) -> Signal:
        try:
            signal = await guarded(frame)
        except ThrownError as error:
            overriding = await after(frame) if after and error.can_be_caught else None
            if overriding is not None:
                return overriding
            raise
        overriding = await after(frame) if after else None
        return signal if overriding is None else overriding

    return run


def _catches(type_: Type, exception: ApexException) -> bool:
    return type_ == EXCEPTION or type_.name == exception.type_name


def _catch(node: Node, scope: Scope) -> tuple[Type, Callable[[Frame, ApexException], Awaitable[Signal]]]:
    parameter = next(item for item in syntax.children_of(node) if item.type == "formal_parameter")
    type_ = resolve_type(syntax.field_of(parameter, "type"), scope.unit)
    if type_.kind is not Kind.EXCEPTION:
        raise syntax.fail(parameter, f"Catch must be of type exception: {type_}")
    inner = scope.inner()
    variable = inner.declare(syntax.field_of(parameter, "name"), type_)
    body = _block(syntax.field_of(node, "body"), inner)

    async def handle(frame: Frame, exception: ApexException) -> Signal:
        set_variable(frame, variable, exception)
        return await body(frame)

    return type_, handle


_COMPILERS: dict[str, Callable[[Node, Scope], Execute]] = {
    "block": _block,
    "expression_statement": _expression,
    "local_variable_declaration": _declaration,
    "if_statement": _if,
    "while_statement": _while,
    "do_statement": _do,
    "for_statement": _for,
    "enhanced_for_statement": _for_each,
    "break_statement": _jump,
    "continue_statement": _jump,
    "return_statement": _return,
    "throw_statement": _throw,
    "try_statement": _try,
}
