"""The words of replies, the same on every platform; where they stand is the platforms' own."""

from bot.wording.markup import Markup

__all__ = ["Markup"]
