"""What `topic:`, `from:` and `since:` ask of articles and their stories."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, literal, or_, select

from bot.database.tables.archive import articles, filings, memberships
from digests.search import SearchTerms


def filters_of(terms: SearchTerms, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    """What `topic:`, `from:` and `since:` ask of an article and its story: one of each kind."""
    filters: list[ColumnElement[bool]] = []
    if terms.topics:
        under = filings.c.story == memberships.c.story
        named = or_(*(_says(filings.c.topic, topic) for topic in terms.topics))
        filters.append(select(filings.c.topic).where(under, named).exists())
    if terms.publishers:
        filters.append(or_(*(_published_by(name) for name in terms.publishers)))
    if terms.since is not None:
        begins = datetime.combine(terms.since, time.min, tzinfo=zone)
        filters.append(articles.c.moment >= begins)
    return filters


def _says(name: ColumnElement[str], typed: str) -> ColumnElement[bool]:
    """Whether *name* is or holds *typed*, as whole words."""
    return (literal(" ") + name + " ").icontains(f" {typed} ", autoescape=True)


def _published_by(typed: str) -> ColumnElement[bool]:
    """Whether a publisher's name says *typed*, or its domain is it, with or without its ending."""
    domain = articles.c.publisher_domain
    dotted = (literal(".") + domain + ".").icontains(f".{typed}.", autoescape=True)
    return or_(_says(articles.c.publisher, typed), dotted)
