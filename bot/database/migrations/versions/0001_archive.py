"""The archive: articles, stories, topics, words and documents."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

SEARCH_INDEX = {
    "sqlite": [
        """
        CREATE VIRTUAL TABLE search_index USING fts5(
            title, excerpt, body, cjk,
            tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
        )
        """,
    ],
    "postgresql": [
        "CREATE TABLE search_index (seq BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
        "CREATE INDEX ix_search_index_words ON search_index USING gin (words)",
    ],
}
"""The text is normalised by us, so that every database finds the same; marks belong to words."""


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("entered", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("filed_version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("stub", sa.Boolean(), nullable=False),
        sa.Column("moment", BIG, nullable=False),
        sa.Column("first_seen", BIG, nullable=False),
        sa.Column("found", BIG, nullable=False),
        sa.Column("published", BIG, nullable=True),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_ref", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("publisher_domain", sa.Text(), nullable=True),
        sa.Column("related_to", sa.Text(), nullable=True),
        sa.Column("quality", sa.Integer(), nullable=True),
        sa.Column("heat", sa.Integer(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("images", sa.JSON(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_articles")),
        sa.UniqueConstraint("id", name=op.f("uq_articles_id")),
    )
    op.create_index("ix_articles_entered", "articles", ["entered"], unique=False)
    op.create_index("ix_articles_found_seq", "articles", ["found", "seq"], unique=False)
    op.create_index("ix_articles_first_seen", "articles", ["first_seen"], unique=False)
    op.create_index("ix_articles_published", "articles", ["published"], unique=False)
    op.create_index(
        "ix_articles_unfiled",
        "articles",
        ["moment", "seq", "entered"],
        unique=False,
        sqlite_where=sa.text("filed_version < version"),
        postgresql_where=sa.text("filed_version < version"),
    )
    for name, columns in (("content", ["content_hash"]), ("place", ["source", "source_ref"])):
        op.create_index(
            f"ix_articles_withdrawn_{name}",
            "articles",
            columns,
            unique=False,
            sqlite_where=sa.text("withdrawn IS 1"),
            postgresql_where=sa.text("withdrawn IS true"),
        )
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "documents",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("source_refs", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("source", "path", name=op.f("pk_documents")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stories",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("first_seen", BIG, nullable=False),
        sa.Column("updated", BIG, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
    )
    op.create_index(
        "ix_stories_first_seen_id",
        "stories",
        ["first_seen", "id"],
        unique=False,
    )
    op.create_table(
        "typos",
        sa.Column("deletion", sa.Text(), nullable=False),
        sa.Column("word", WORD, nullable=False),
        sa.PrimaryKeyConstraint("deletion", "word", name=op.f("pk_typos")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "vocabulary",
        sa.Column("word", WORD, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("guessed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_vocabulary")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "filings",
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("first_seen", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["story"], ["stories.id"], name=op.f("fk_filings_story_stories"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("story", "topic", name=op.f("pk_filings")),
    )
    op.create_index(
        "ix_filings_topic",
        "filings",
        ["topic", "first_seen", "story"],
        unique=False,
    )
    op.create_table(
        "forwards",
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["story"], ["stories.id"], name=op.f("fk_forwards_story_stories"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("old", name=op.f("pk_forwards")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_forwards_story"), "forwards", ["story"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("reprint_of", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["seq"], ["articles.seq"], name=op.f("fk_memberships_seq_articles"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["story"], ["stories.id"], name=op.f("fk_memberships_story_stories"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_story"), "memberships", ["story"], unique=False)
    op.create_table(
        "sightings",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_ref", sa.Text(), nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["seq"], ["articles.seq"], name=op.f("fk_sightings_seq_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source", "source_ref", "seq", name=op.f("pk_sightings")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sightings_seq"), "sightings", ["seq"], unique=False)
    for statement in SEARCH_INDEX[op.get_bind().dialect.name]:
        op.execute(statement)
