"""Answers about stories: one in full, several to choose from, a page of a search, what is alike."""

from collections.abc import Iterator

from bot.chat import Message
from bot.commands.grammar import parse
from bot.commands.queries import AskSearch, AskSimilar, AskStory
from bot.commands.replies import (
    NothingFound,
    SeveralFound,
    SimilarFound,
    StoriesFound,
    StoryFound,
)
from bot.platforms.slack.actions import Action, choice, named, remembered
from bot.platforms.slack.blocks import Element, actions, button, context, option, section, select
from bot.platforms.slack.markup import MARKUP, code
from bot.platforms.slack.messages import Piece, answer
from bot.platforms.slack.occasion import Occasion
from bot.platforms.slack.stories import Manner, in_full, line, listed, told
from bot.wording import answers, stories
from digests.search import parse_terms
from digests.stories.story import Story
from digests.wording import houses


def story(reply: StoryFound, occasion: Occasion) -> list[Message]:
    """One story in full, with what can be done with it."""
    id_ = reply.story.id
    similar = button("More like this", Action.SIMILAR, remembered(AskSimilar(id_)))
    closing = actions(similar, occasion.share(AskStory(id_)))
    return answer(line(reply.story), in_full(reply), closing)


def several(reply: SeveralFound) -> list[Message]:
    """The stories that fit, and a menu to choose one from."""
    title = stories.found(reply.total, reply.words, MARKUP)
    pieces = [Piece(blocks=[section(f"*{title}*\n{stories.which(reply)}")])]
    pieces += [listed(story, reply.seen.zone) for story in reply.stories]
    menu = select(Action.CHOOSE, "Choose a story", map(_chosen, reply.stories))
    search = remembered(AskSearch(parse_terms(reply.words)))
    more = reply.total > len(reply.stories)
    every = button(f"See all {reply.total:,}", named(Action.ASK, "all"), search) if more else None
    return answer(title, pieces, actions(menu, every))


def similar(reply: SimilarFound, occasion: Occasion) -> list[Message]:
    """The stories that are most like one."""
    said = stories.like(reply, MARKUP)
    if not reply.stories:
        return answer(said, [Piece(blocks=[section(said)])], actions(_details(reply.story)))
    pieces = [Piece(blocks=[section(f"*{said}*")])]
    manner = Manner(reply.seen.zone, shareable=occasion.shareable)
    pieces += [told(story, manner) for story in reply.stories]
    return answer(said, pieces, actions(occasion.share(AskSimilar(reply.story.id))))


def page(reply: StoriesFound, occasion: Occasion) -> list[Message]:
    """One page of what was found, what was read otherwise than typed, and the pages beside it."""
    title = stories.found(reply.total, reply.words, MARKUP)
    notes = stories.notes(reply, MARKUP)
    pieces = [Piece(blocks=[section(f"*{title}*"), *([context(notes)] if notes else ())])]
    manner = Manner(reply.seen.zone, shareable=occasion.shareable)
    pieces += [told(story, manner) for story in reply.stories]
    if at := stories.page_of(reply):
        pieces.append(Piece(blocks=[context(at)]))
    return answer(title, pieces, actions(*_turning(reply, occasion), occasion.share()))


def nothing(reply: NothingFound, occasion: Occasion) -> list[Message]:
    """That there's nothing, and what would find something, to press or to type."""
    said = answers.nothing(reply, MARKUP)
    if reply.suggestions:
        said += " Try one of these:"
    pressed = (
        button(occasion.typed(command), named(Action.ASK, n), _asked(command))
        for n, command in enumerate(reply.suggestions)
    )
    typed = [Piece(blocks=(), line=code(occasion.typed(s))) for s in reply.suggestions]
    return answer(said, [Piece(blocks=[section(said)]), *typed], actions(*pressed))


def _turning(reply: StoriesFound, occasion: Occasion) -> Iterator[Element | None]:
    asked = occasion.asked
    search = asked if isinstance(asked, AskSearch) else AskSearch(parse_terms(reply.words))
    if reply.page > 1:
        yield occasion.page("Previous", search, reply.page - 1)
    if reply.page < reply.pages:
        yield occasion.page("Next", search, reply.page + 1)


def _chosen(story: Story) -> Element | None:
    value = choice(AskStory(story.id))
    return option(story.title, value, houses(story.publishers))


def _details(story: Story) -> Element | None:
    return button("Details", Action.DETAILS, remembered(AskStory(story.id)))


def _asked(command: str) -> str | None:
    """What a button remembers of a command that is suggested."""
    return remembered(parse(command))
