"""Runs an anonymous block once, as a user: compile, execute, commit or roll back, and keep the log."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass

from isthmus.clock import Clock
from isthmus.local.salesforce.apex.debug_log import DebugLog
from isthmus.local.salesforce.apex.errors import CompileError, ThrownError, limit_exceeded
from isthmus.local.salesforce.apex.governor import Governor
from isthmus.local.salesforce.apex.runtime import Execute, Frame, Host, Run
from isthmus.local.salesforce.apex.scope import ANONYMOUS
from isthmus.local.salesforce.apex.units import Program

_UNIT = "execute_anonymous_apex"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of it, in the words of ExecuteAnonymousResult. Line and column are -1 without a problem."""

    compiled: bool = True
    success: bool = True
    line: int = -1
    column: int = -1
    compile_problem: str | None = None
    exception_message: str | None = None
    exception_stack_trace: str | None = None
    log: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """Whom a block runs as, and how it is logged. `user_line` is the log's line about the user."""

    host: Host
    program: Program
    clock: Clock
    transaction: Callable[[], AbstractContextManager[None]]
    levels: Mapping[str, str]
    version: str
    user_line: str

    async def run(self, source: str) -> Result:
        """Compile and run a block. Nothing that Apex does or fails to do raises."""
        try:
            code = self.program.compile_anonymous(source)
        except CompileError as error:
            return Result(
                compiled=False,
                success=False,
                line=error.line,
                column=error.column,
                compile_problem=str(error),
            )
        log = DebugLog(clock=self.clock, levels=self.levels, version=self.version, source=source)
        return await self._run(code, log)

    async def _run(self, code: Execute, log: DebugLog) -> Result:
        governor = Governor()
        log.write(f"USER_INFO|[EXTERNAL]|{self.user_line}")
        log.write("EXECUTION_STARTED")
        log.write(f"CODE_UNIT_STARTED|[EXTERNAL]|{_UNIT}")
        error = await self._execute(code, log, governor)
        if error is not None:
            log.write(f"FATAL_ERROR|{error.exception}\n\n{error.exception.stack}")
        log.write("CUMULATIVE_LIMIT_USAGE", category="APEX_PROFILING", level="INFO")
        usage = "\n".join(governor.usage())
        log.write(f"LIMIT_USAGE_FOR_NS|(default)|\n{usage}\n", category="APEX_PROFILING", level="INFO")
        log.write("CUMULATIVE_LIMIT_USAGE_END\n", category="APEX_PROFILING", level="INFO")
        log.write(f"CODE_UNIT_FINISHED|{_UNIT}")
        log.write("EXECUTION_FINISHED")
        return _result(error, log=log.text())

    async def _execute(self, code: Execute, log: DebugLog, governor: Governor) -> ThrownError | None:
        """Run within one transaction, which begins with the first change; from then on nothing else runs."""
        try:
            with ExitStack() as stack:

                def begin() -> None:
                    if not governor.has_pending_changes:
                        governor.has_pending_changes = True
                        stack.enter_context(self.transaction())

                run = Run(host=self.host, governor=governor, log=log, begin=begin)
                await _run_block(code, Frame(run=run, place=ANONYMOUS))
        except ThrownError as error:
            return error
        return None


async def _run_block(code: Execute, frame: Frame) -> None:
    try:
        await code(frame)
    except RecursionError as error:
        # NOTE: calls are counted; this is for an expression that is deeper than their count foresees.
        refusal = limit_exceeded("Maximum stack depth reached: 1001")
        frame.note(refusal)
        raise refusal from error


def _result(error: ThrownError | None, *, log: str) -> Result:
    if error is None:
        return Result(log=log)
    exception = error.exception
    last = exception.stack.rpartition("\n")[2]
    line = int(last.partition("line ")[2].partition(",")[0] or -1)
    return Result(
        success=False,
        line=line,
        column=1,
        exception_message=str(exception),
        exception_stack_trace=exception.stack,
        log=log,
    )
