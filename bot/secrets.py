"""Secrets: values that never show themselves by accident, and how they're read."""

import hmac
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

MASK = "••••••"


class SecretError(ValueError):
    """A secret can't be read; the message names the variable and the remedy, never the value."""


class Secret:
    """A text that shows as a mask wherever it isn't asked for by `reveal`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The text itself: for the one call that needs it, never for a log or an error."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __eq__(self, other: object) -> bool:
        """Compare in constant time, so that guessing can't be timed."""
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __copy__(self) -> "Secret":
        return self

    def __deepcopy__(self, memo: object) -> "Secret":
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret isn't pickled: it would lie about in clear text")


def read_secret(name: str, variables: Mapping[str, str]) -> Secret | None:
    """The secret in *name*, or in the file that *name*`_FILE` names; None where neither is set.

    A variable that is set to nothing counts as not set. Blanks and line ends around the value go:
    editors and `echo` leave them. Raises SecretError where both are set or the file can't be read.
    """
    value, path = variables.get(name, "").strip(), variables.get(f"{name}_FILE", "").strip()
    if value and path:
        raise SecretError(f"{name} and {name}_FILE are both set; keep one of them")
    if path:
        value = _contents(f"{name}_FILE", path)
    return Secret(value) if value else None


def _contents(variable: str, path: str) -> str:
    try:
        value = Path(path).expanduser().read_text(encoding="utf-8-sig").strip()
    except UnicodeDecodeError:
        # Without its cause: that one's message quotes the bytes.
        raise SecretError(f"{variable}: {path} isn't text in UTF-8") from None
    except (OSError, RuntimeError) as failure:
        problem = getattr(failure, "strerror", None) or str(failure)
        raise SecretError(f"{variable}: {path} can't be read ({problem})") from failure
    if not value:
        raise SecretError(f"{variable}: {path} is empty; write the secret into it")
    return value
