"""Short answers: topics, help, and whatever can't be done, each with what can."""

from bot.chat import Message
from bot.commands.queries import AskLatest, NotUnderstood
from bot.commands.replies import (
    AskedTooOften,
    HelpShown,
    NoSuchTopic,
    NotAnswered,
    TopicCount,
    TopicList,
    VerbHelp,
)
from bot.platforms.slack.actions import Action, choice, named, remembered
from bot.platforms.slack.blocks import (
    actions,
    button,
    context,
    header,
    option,
    section,
    select,
)
from bot.platforms.slack.markup import MARKUP, code, escaped
from bot.platforms.slack.messages import Piece, answer
from bot.platforms.slack.occasion import Occasion
from bot.wording import answers

LINE = 1_000
"""Characters of one sentence, as they're sent."""

TOPIC = 150

ELSEWHERE = "Or mention me in a channel, or write to me directly: then without the command."


def topics(reply: TopicList, occasion: Occasion) -> list[Message]:
    """The headings with their counts, each with its newest story and a button for the others."""
    pieces = [Piece(blocks=[header("Topics"), context(answers.since(reply))])]
    pieces += [_topic(topic, number) for number, topic in enumerate(reply.topics)]
    return answer("Topics", pieces, actions(occasion.share()))


def usage(reply: HelpShown, occasion: Occasion) -> list[Message]:
    """The verbs with an example each; one alone, with more of them."""
    alone = len(reply.verbs) == 1
    pieces = [_verb(verb, occasion, alone=alone) for verb in reply.verbs]
    if not alone:
        pieces.append(Piece(blocks=[context(ELSEWHERE)]))
    return answer("Help", pieces)


def not_understood(reply: NotUnderstood, occasion: Occasion) -> list[Message]:
    """What is wrong with it, and what works."""
    example = code(occasion.typed(reply.example))
    return says(reply.problem, occasion=occasion, example=example)


def too_often(reply: AskedTooOften, occasion: Occasion) -> list[Message]:
    """When to ask again."""
    return says(answers.too_often(reply), occasion=occasion)


def not_answered(reply: NotAnswered, occasion: Occasion) -> list[Message]:
    """Whom to tell, and what helps them find the reason."""
    return says(*answers.not_answered(reply), occasion=occasion)


def no_such_topic(reply: NoSuchTopic) -> list[Message]:
    """The topics that there are, to choose one from."""
    said = answers.no_such_topic(reply, MARKUP)
    menu = select(
        Action.TOPIC,
        "Choose a topic",
        (option(name, choice(AskLatest(name))) for name in reply.known),
    )
    return answer(said, [Piece(blocks=[section(said)])], actions(menu))


def says(*sentences: str, occasion: Occasion, example: str = "") -> list[Message]:
    """Each sentence on a line, and below them *example*, which is markup."""
    said = answers.sentences(*map(occasion.typed, sentences))
    lines = [*(escaped(words, LINE) for words in said), *([example] if example else ())]
    return answer("\n".join(lines), [Piece(blocks=[section("\n".join(lines))])])


def _topic(topic: TopicCount, number: int) -> Piece:
    name, count = escaped(topic.topic, TOPIC), answers.stories_of(topic)
    newest = f"\n{escaped(topic.newest, TOPIC * 2)}" if topic.newest else ""
    read = button("Read", named(Action.ASK, number), remembered(AskLatest(topic.topic)))
    beside = read if topic.stories else None
    return Piece(blocks=[section(f"*{name}* · {count}{newest}", beside)], line=f"{name}: {count}")


def _verb(verb: VerbHelp, occasion: Occasion, *, alone: bool) -> Piece:
    examples = (verb.example, *(verb.more if alone else ()))
    said = [f"*{escaped(f'{occasion.command} {verb.usage}', LINE)}*", escaped(verb.promise, LINE)]
    said += [code(f"{occasion.command} {example}") for example in examples]
    line = f"{code(f'{occasion.command} {verb.usage}')}: {escaped(verb.promise, LINE)}"
    return Piece(blocks=[section("\n".join(said))], line=line)
