"""What Procrastinate logs of itself: a sentence each, and nothing that we say ourselves."""

import logging

from bot.errors import worded

SPEAKERS = ("procrastinate.worker", "procrastinate.utils")
"""Its loggers that tell of exceptions; a filter isn't passed on from the one above them."""


def shorten() -> None:
    """Have no traceback of Procrastinate's in the log; may be called again."""
    for name in SPEAKERS:
        logging.getLogger(name).addFilter(_worth_saying)
    # A line for each try of each connection would drown ours, while a server is away.
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)


def _worth_saying(record: logging.LogRecord) -> bool:
    """False for trouble with the connection: whoever has the worker run says that, and once."""
    trouble = record.exc_info[1] if record.exc_info else None
    if trouble is None:
        return True
    if _of_the_connection(trouble):
        return False
    reason = " ".join(worded(trouble).split())
    record.msg, record.args = f"{record.getMessage()} ({type(trouble).__name__}: {reason})", ()
    record.exc_info = None
    return True


def _of_the_connection(trouble: BaseException) -> bool:
    from procrastinate.exceptions import ConnectorException

    return isinstance(trouble, ConnectorException)
