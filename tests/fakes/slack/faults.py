"""What goes wrong at the fake when a test says so: each fault once, for the next call."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from itertools import cycle


@dataclass
class Fault:
    """*kind*: "lose the reply", "lose the call", "500 before", "500 after", "html", "hang",
    "limit" (429 with *seconds*) or "refuse" (with *error*)."""

    kind: str
    seconds: int = 1
    error: str = ""
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def comes_after(self):
        """Whether the call has its effect all the same."""
        return self.kind in {"lose the reply", "500 after"}


class Faults:
    """The faults that are to come, by method or by "respond"."""

    def __init__(self):
        self._coming = defaultdict(deque)
        self._lasting = {}
        self._even = {}

    def next(self, method, kind, *, times=1, **fields):
        """Have the next calls of *method* go wrong; gives the last fault."""
        fault = Fault(kind, **fields)
        for _ in range(times - 1):
            self._coming[method].append(Fault(kind, **fields))
        self._coming[method].append(fault)
        return fault

    def always(self, method, kind, **fields):
        """Have all calls of *method* go wrong until `never`; "*" is any method."""
        self._lasting[method] = Fault(kind, **fields)

    def every_other(self, method, kind, **fields):
        """Have every second call of *method* go wrong until `never`."""
        self._even[method] = cycle((None, Fault(kind, **fields)))

    def never(self, method):
        self._lasting.pop(method, None)
        self._even.pop(method, None)

    def due(self, method):
        """The fault of this call; None for none."""
        if self._coming[method]:
            return self._coming[method].popleft()
        if method in self._even:
            return next(self._even[method])
        return self._lasting.get(method) or self._lasting.get("*")
