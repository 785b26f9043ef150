"""`python -m tests.fakes.slack`: the fake as a process, which prints its address and is driven."""

import asyncio
import sys

from tests.fakes.slack.driving import PEOPLE, Driving
from tests.fakes.slack.server import FakeSlack


async def main():
    slack = FakeSlack()
    workspace = slack.add()
    workspace.add_channel()
    for number in range(PEOPLE):
        workspace.add_user(f"U{number:04}", f"person-{number}")
    slack.driven_by = Driving(slack, workspace)
    async with slack:
        sys.stdout.write(f"{slack.url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


asyncio.run(main())
