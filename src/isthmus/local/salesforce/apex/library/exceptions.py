"""What every exception can be asked."""

from isthmus.local.salesforce.apex.library.tables import methods

INSTANCE = {
    "exception": methods(
        {
            "getMessage() String": lambda _frame, error: error.message or "Script-thrown exception",
            "getTypeName() String": lambda _frame, error: error.full_name,
            "getLineNumber() Integer": lambda _frame, error: error.line,
            "getStackTraceString() String": lambda _frame, error: error.stack,
            "getCause() Exception": lambda _frame, error: error.cause,
        }
    )
}
