"""Suggestions: an index of titles alone, and the publishers by name."""

import sqlalchemy as sa
from alembic import op

from digests.text import normalise
from digests.typeahead import title_terms

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT_ONCE = 1_000
FTS5 = """
CREATE VIRTUAL TABLE title_index USING fts5(
    title,
    prefix = '1 2 3',
    tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
)
"""


def upgrade() -> None:
    publishers = op.create_table(
        "publishers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("found", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_publishers")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_publishers_found"), "publishers", ["found"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(FTS5)
        _fill(publishers)
    else:  # no older version stored anything there
        op.execute("CREATE TABLE title_index (seq BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX ix_title_index_words ON title_index USING gin (words)")


def _fill(publishers: sa.Table) -> None:
    """Take in what was stored by an older version."""
    db = op.get_bind()
    named = sa.text(
        "SELECT publisher AS name, max(found) AS found FROM articles "
        "WHERE publisher <> '' GROUP BY publisher"
    )
    if rows := db.execute(named).mappings().all():
        db.execute(publishers.insert(), [{**row, "folded": normalise(row["name"])} for row in rows])
    titled = sa.text(
        "SELECT articles.seq, articles.title FROM articles "
        "JOIN search_index ON search_index.rowid = articles.seq"
    )
    for some in db.execute(titled).partitions(AT_ONCE):
        db.execute(
            sa.text("INSERT INTO title_index (rowid, title) VALUES (:seq, :title)"),
            [{"seq": row.seq, "title": " ".join(title_terms(row.title))} for row in some],
        )
