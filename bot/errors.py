"""The errors that people see: one clear sentence each, with the place and the remedy."""

from collections.abc import Sequence


class BotError(Exception):
    """Base of every error of ours that may reach a person; its message is meant for people."""


class UsageError(BotError):
    """It can't be done as it was asked; nothing was changed. The process exits with 2."""


class SettingsError(UsageError):
    """The settings can't be used; *problems* are sentences with place and remedy, all of them."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        outcome = "nothing was started, and a bot that runs goes on as before."
        super().__init__("\n".join((*self.problems, f"{count}; {outcome}")))


class StateFolderError(UsageError):
    """The state folder can't be used: not writable, in use by another `run`, too new."""


def worded(problem: object) -> str:
    """What *problem* says; its kind, where it says nothing, as a time-out does."""
    return str(problem) or type(problem).__name__
