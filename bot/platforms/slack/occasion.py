"""What a reply is an answer to: how the command is called here, what was asked, who may see it."""

import re
from dataclasses import dataclass, replace

from bot.commands.queries import SHAREABLE, AskSearch, Query
from bot.commands.verbs import COMMAND
from bot.platforms.slack.actions import Action, named, remembered
from bot.platforms.slack.blocks import Element, button

_SPOKEN = re.compile(rf"(?<!\S){re.escape(COMMAND)}(?![\w/-])")


@dataclass(frozen=True, slots=True)
class Occasion:
    """*command* is what one types here; *asked* the query, where it's known.

    *shareable*: the answer is seen by one alone, who may show it to the channel. *sharing*:
    so may readers of an edition with its stories.
    """

    command: str = COMMAND
    asked: Query | None = None
    shareable: bool = False
    sharing: bool = True

    def typed(self, text: str) -> str:
        """*text* with the command called as it is here."""
        return _SPOKEN.sub(self.command.replace("\\", r"\\"), text)

    def share(self, query: Query | None = None) -> Element | None:
        """The button that shows the answer to the channel: *query* or what was asked, once more."""
        shown = query or self.asked
        if not self.shareable or not isinstance(shown, SHAREABLE):
            return None
        return button("Share in channel", Action.SHARE, remembered(shown))

    def page(self, label: str, search: AskSearch, page: int) -> Element | None:
        """The button that turns to *page* of *search*."""
        asked = replace(search, page=page)
        return button(label, named(Action.PAGE, page), remembered(asked))
