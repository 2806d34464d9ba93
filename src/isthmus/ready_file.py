"""What to say of a ready file that is none. What is in one belongs to whoever reads it."""

from pathlib import Path

from isthmus.errors import ConfigurationError


def refuse_ready_file(ready_file: Path, error: Exception, *, wanted: str) -> ConfigurationError:
    """Give the error to raise; `wanted` names the stack whose ready file was asked for.

    SECURITY: the file holds secrets; of what was read, the type of `error` is all that is told.
    """
    if isinstance(error, FileNotFoundError):
        return ConfigurationError(
            f"there is no ready file {ready_file}: a stack started with 'isthmus up --ready-file' writes it "
            "once it is up, and removes it when it stops"
        )
    return ConfigurationError(f"{ready_file} is no ready file of {wanted}: {type(error).__name__}")
