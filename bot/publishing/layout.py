"""Layout: an assembled digest as the messages that will be posted, and what each of them tells."""

from collections.abc import Mapping, Sequence

from bot.chat import Message, Renderer
from bot.commands.replies import DigestReady
from bot.database.carried import CarriedOver, Spoken
from bot.database.enqueuing import Rendering
from bot.errors import BotError
from digests.digest import Assembly, Candidate, Digest
from digests.schedule.edition import Kind
from digests.schedule.schedule import WhenEmpty
from digests.stories.story import Story


class NoRenderer(BotError):
    """The edition's platform isn't in use."""


def rendering(
    assembly: Assembly,
    candidates: Sequence[Candidate],
    carried: CarriedOver,
    renderers: Mapping[str, Renderer],
) -> Rendering:
    """*assembly* as the outbox keeps it; raises NoRenderer where nobody can word it.

    Without stories there are no messages, unless the schedule wants that said (DESIGN D15).
    """
    scores = {candidate.story.id: candidate.score.total for candidate in candidates}

    def spoken(story: Story) -> Spoken:
        return Spoken(story=story.id, articles=story.articles, score=scores[story.id])

    messages = _messages(assembly.digest, renderers)
    return Rendering(
        messages=messages,
        tells=_tells(messages, [spoken(story) for story in assembly.digest.stories]),
        left_out=[spoken(candidate.story) for candidate in assembly.left_out],
        competed=(*carried.alive, *carried.expired),
        passed_over=len(carried.expired),
    )


def _messages(digest: Digest, renderers: Mapping[str, Renderer]) -> Sequence[Message]:
    edition = digest.edition
    if edition is None:
        raise ValueError("only an edition is laid out")
    asked = edition.key.kind is Kind.EXTRA
    silent = asked or edition.schedule.when_empty is WhenEmpty.SILENT
    if silent and not digest.sections:
        return ()
    platform = edition.schedule.channel.platform
    if platform not in renderers:
        raise NoRenderer(
            f"{platform} isn't in use: set its token, or give {edition.schedule.name} a channel "
            "on another platform"
        )
    return renderers[platform](DigestReady(digest))


def _tells(messages: Sequence[Message], stories: Sequence[Spoken]) -> dict[int, Sequence[Spoken]]:
    """The stories by the first message that names each, else by the first of all."""
    where: dict[str, int] = {}
    for index, message in enumerate(messages):
        for story in message.tells:
            where.setdefault(story, index)
    told: dict[int, list[Spoken]] = {}
    for spoken in stories:
        told.setdefault(where.get(spoken.story, 0), []).append(spoken)
    return {index: told[index] for index in sorted(told)}
