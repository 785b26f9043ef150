"""What was read and what became of it: articles, stories, topics, words, documents."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)

from bot.database.tables.columns import BigInt, UtcDateTime, Word, metadata

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInt, nullable=False),
)

# `version` counts what happened to the row (other content, withdrawn, back again); the newsroom
# has taken notice up to `filed_version`. `seq` is the row's number, `entered` its place in windows
# (DESIGN D6): the same at first, a new one when it's back after it was withdrawn. `moment` is when
# it was published, else first seen, `found` when it was stored or met with again (D19 counts from
# there). Long columns last: SQLite then reads the others without them.
articles = Table(
    "articles",
    metadata,
    Column("seq", BigInt, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("entered", BigInt, nullable=False),
    Column("version", Integer, nullable=False),
    Column("filed_version", Integer, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("stub", Boolean, nullable=False),
    Column("moment", UtcDateTime, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("found", UtcDateTime, nullable=False),
    Column("published", UtcDateTime),
    Column("content_hash", LargeBinary, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_ref", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text),
    Column("publisher", Text),
    Column("publisher_domain", Text),
    Column("related_to", Text),
    Column("quality", Integer),
    Column("heat", Integer),
    Column("language", Text),
    Column("tags", JSON, nullable=False),
    Column("images", JSON, nullable=False),
    Column("excerpt", Text, nullable=False),
    Column("text", Text, nullable=False),
)
UNFILED = "filed_version < version"
Index(
    "ix_articles_unfiled",
    articles.c.moment,
    articles.c.seq,
    articles.c.entered,
    sqlite_where=text(UNFILED),
    postgresql_where=text(UNFILED),
)
Index("ix_articles_entered", articles.c.entered)
Index("ix_articles_first_seen", articles.c.first_seen)
Index("ix_articles_published", articles.c.published)
Index("ix_articles_found_seq", articles.c.found, articles.c.seq)
# What a document told before it was renamed, or before its article got an address: few rows.
Index(
    "ix_articles_withdrawn_content",
    articles.c.content_hash,
    sqlite_where=text("withdrawn IS 1"),
    postgresql_where=text("withdrawn IS true"),
)
Index(
    "ix_articles_withdrawn_place",
    articles.c.source,
    articles.c.source_ref,
    sqlite_where=text("withdrawn IS 1"),
    postgresql_where=text("withdrawn IS true"),
)

# Where an article was found. Two documents may tell one article (one canonical URL): it's
# withdrawn when the last of them goes.
sightings = Table(
    "sightings",
    metadata,
    Column("source", Text, primary_key=True),
    Column("source_ref", Text, primary_key=True),
    Column(
        "seq", BigInt, ForeignKey("articles.seq", ondelete="CASCADE"), primary_key=True, index=True
    ),
    sqlite_with_rowid=False,
)

# `told` is the story's presentation as JSON; the columns are what queries need.
stories = Table(
    "stories",
    metadata,
    Column("id", Text, primary_key=True),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("updated", UtcDateTime, nullable=False),
    Column("title", Text, nullable=False),
    Column("told", Text, nullable=False),
)
Index("ix_stories_first_seen_id", stories.c.first_seen, stories.c.id)

memberships = Table(
    "memberships",
    metadata,
    Column(
        "seq",
        BigInt,
        ForeignKey("articles.seq", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("story", Text, ForeignKey("stories.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("reprint_of", Text),
)

# A story that fits nowhere stands under ELSEWHERE here, so that it's counted and found as others
# are. `first_seen` is the story's: the newest of a topic are read off the index.
filings = Table(
    "filings",
    metadata,
    Column("story", Text, ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("score", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
)
Index("ix_filings_topic", filings.c.topic, filings.c.first_seen, filings.c.story)

# Where the members of a story that's gone are told now.
forwards = Table(
    "forwards",
    metadata,
    Column("old", Text, primary_key=True),
    Column("story", Text, ForeignKey("stories.id", ondelete="CASCADE"), nullable=False, index=True),
    sqlite_with_rowid=False,
)

# In how many articles a word stands, and from which slips of a key it can be guessed (if *guessed*:
# most words that stand only in bodies aren't worth their keys).
vocabulary = Table(
    "vocabulary",
    metadata,
    Column("word", Word, primary_key=True),
    Column("articles", Integer, nullable=False),
    Column("guessed", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
typos = Table(
    "typos",
    metadata,
    Column("deletion", Text, primary_key=True),
    Column("word", Word, primary_key=True),
    sqlite_with_rowid=False,
)

# Whose articles there are, *folded* as `digests.text.normalise` does, and when one was found last.
publishers = Table(
    "publishers",
    metadata,
    Column("name", Text, primary_key=True),
    Column("folded", Text, nullable=False),
    Column("found", UtcDateTime, nullable=False, index=True),
    sqlite_with_rowid=False,
)

# What was read from a folder: a document is looked into again when its fingerprint differs.
documents = Table(
    "documents",
    metadata,
    Column("source", Text, primary_key=True),
    Column("path", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("source_refs", JSON, nullable=False),
    sqlite_with_rowid=False,
)
