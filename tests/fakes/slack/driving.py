"""Driving the fake from another process: commands are typed, and timed, on request."""

import asyncio
import time
from dataclasses import dataclass, field

from aiohttp import web

PEOPLE = 400
"""So that nobody asks more than twenty times a minute."""


@dataclass
class Typed:
    """One command: seconds from when it was to be sent until the ack, and until the answer."""

    acked: float | None = None
    answered: float | None = None


@dataclass
class Driving:
    """Types commands in *workspace* when it's told to, each as somebody else."""

    slack: object
    workspace: object
    typed: list[Typed] = field(default_factory=list)
    _tasks: set = field(default_factory=set)

    def add_to(self, app):
        app.router.add_post("/drive/type", self._type)
        app.router.add_get("/drive/report", self._report)

    async def _type(self, request):
        text = (await request.json())["text"]
        began = time.perf_counter()
        task = asyncio.create_task(self._typing(text, len(self.typed), began))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.typed.append(Typed())
        return web.Response()

    async def _typing(self, text, number, began):
        user = f"U{number % PEOPLE:04}"
        url = self.slack.response_url(self.workspace, user, "C0123")
        key = url.rpartition("/")[2]
        answered = asyncio.get_running_loop().create_future()
        self.slack.waiting[key] = answered
        try:
            await self.slack.type(self.workspace, text, user=user, response_url=url)
            self.typed[number].acked = time.perf_counter() - began
            await asyncio.wait_for(answered, 30)
            self.typed[number].answered = time.perf_counter() - began
        except TimeoutError:
            return  # it's counted as lost
        finally:
            del self.slack.waiting[key]
            del self.slack.responses[key]

    async def _report(self, request):
        return web.json_response(
            {
                "under way": len(self._tasks),
                "connected": bool(self.slack.sockets.opened),
                "posted": len(self.workspace.channels["C0123"].messages),
                "typed": [[t.acked, t.answered] for t in self.typed],
            }
        )
