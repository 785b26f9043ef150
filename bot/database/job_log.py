"""What Procrastinate logs of itself: a sentence each, and nothing that we say ourselves."""

import logging

from bot.errors import worded

SPEAKERS = ("procrastinate.worker", "procrastinate.utils")
"""Its loggers that tell of exceptions; a filter isn't passed on from the one above them."""


def shorten() -> None:
    """Have no traceback of Procrastinate's in the log; may be called again."""
    for name in SPEAKERS:
        logging.getLogger(name).addFilter(_in_a_sentence)
    for name in (*SPEAKERS, "asyncio"):  # a job's task that couldn't note its end; nobody awaits it
        logging.getLogger(name).addFilter(_not_of_the_connection)
    # A line for each try of each connection would drown ours, while a server is away.
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)


def _in_a_sentence(record: logging.LogRecord) -> bool:
    trouble = _trouble(record)
    if trouble is not None and _not_of_the_connection(record):
        reason = " ".join(worded(trouble).split())
        record.msg, record.args = f"{record.getMessage()} ({type(trouble).__name__}: {reason})", ()
        record.exc_info = None
    return True


def _not_of_the_connection(record: logging.LogRecord) -> bool:
    """Whoever has the worker run says that trouble, and once."""
    from procrastinate.exceptions import ConnectorException

    return not isinstance(_trouble(record), ConnectorException)


def _trouble(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None
