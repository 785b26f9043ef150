"""What `--json` prints: one object a line, the same names that `import` takes."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.commands.replies import ScheduleState
from bot.database.audit import Change
from bot.database.outcomes import EditionRecord
from bot.settings.writing import keyed
from digests.article import Article, Image
from digests.changes import FiledStory
from digests.quoting import legible_json
from digests.stories.story import Score, Sentence, Telling

Json = Mapping[str, Any]


def as_line(row: Json) -> str:
    """One line of JSON Lines: readable characters stay readable, all others are spelled out."""
    return legible_json(json.dumps(row, ensure_ascii=False))


def moment(when: datetime | None) -> str | None:
    """ISO 8601 in UTC, to the second unless it has parts of one: `2023-05-12T07:10:00Z`."""
    return when.isoformat().replace("+00:00", "Z") if when else None


def article(one: Article) -> Json:
    """An article as `read` and `export` show it."""
    return {
        "source_ref": one.source_ref,
        "title": one.title,
        "publisher": one.publisher.name if one.publisher else None,
        "published": moment(one.published),
        "url": one.url,
        "topics": list(one.tags),
        "excerpt": one.excerpt,
        "text": one.text,
        "images": [_image(i) for i in one.images],
        "related_to": one.related_to,
        "quality": one.quality,
        "heat": one.heat,
        "language": one.language,
    }


def exported_article(one: Article, summary: Sequence[Sentence]) -> Json:
    """An article with what the archive knows of it besides, and a summary of its own."""
    return {
        "id": one.id,
        "source": one.source,
        **article(one),
        "first_seen": moment(one.first_seen),
        "summary": " ".join(s.text for s in summary),
    }


def exported_story(filed: FiledStory, refs: Mapping[str, str], score: Score) -> Json:
    """A story; *refs* are its articles' `source_ref`s by id, *score* what it weighs now."""
    story = filed.story
    return {
        "id": story.id,
        "title": story.title,
        "summary": " ".join(s.text for s in story.summary),
        "sentences": [
            {"text": s.text, "article": refs.get(s.article, s.article)} for s in story.summary
        ],
        "topics": [
            {"topic": f.topic, "score": round(f.score, 4), "reason": f.reason}
            for f in filed.filings
        ],
        "articles": [refs.get(a, a) for a in story.articles],
        "first": refs.get(story.first.article, story.first.article),
        "timeline": [_told(telling, refs) for telling in story.tellings],
        "publishers": list(story.publishers),
        "url": story.url,
        "published": moment(story.published),
        "first_seen": moment(story.first_seen),
        "updated": moment(story.updated),
        "score": {"total": round(score.total, 4), **_rounded(score.parts)},
    }


def schedule_row(state: ScheduleState) -> Json:
    """A schedule by the settings file's own keys, and how it stands."""
    schedule, starting = state.schedule, state.schedule.rhythm.starting
    return {
        "id": schedule.id,
        **keyed(schedule),
        "title": schedule.heading,
        "starting": starting.isoformat() if starting else None,
        "paused": state.paused,
        "from_file": state.from_file,
        "taken_up": state.taken_up,
        "last_edition": state.last_edition,
        "next_due": moment(state.next_due),
    }


def change_row(change: Change) -> Json:
    """A change of a schedule, or a decision about an edition, as `schedules --history` shows it."""
    return {
        "at": moment(change.at),
        "who": change.who,
        "place": change.place,
        "subject": change.subject,
        "what": change.what,
        "before": change.before,
        "after": change.after,
    }


def edition_row(record: EditionRecord) -> Json:
    """A line of the ledger."""
    window = record.window
    return {
        "key": record.key,
        "schedule": record.schedule,
        "kind": record.kind,
        "state": record.state,
        "channel": record.channel,
        "due": moment(record.due),
        "window": window
        and {
            "after": window.after,
            "through": window.through,
            "since": moment(window.since),
            "until": moment(window.until),
        },
        "posted_at": moment(record.posted_at),
        "parts": record.parts,
        "posted": record.posted,
        "stories": record.stories,
        "carried": record.carried,
        "passed_over": record.passed_over,
        "why": record.why,
    }


def _told(telling: Telling, refs: Mapping[str, str]) -> Json:
    """One article's part in its story; *at* is when it was published, else first seen."""
    reprinted = telling.reprint_of
    return {
        "article": refs.get(telling.article, telling.article),
        "at": moment(telling.when),
        "published": moment(telling.published),
        "publisher": telling.publisher.name if telling.publisher else None,
        "title": telling.title,
        "url": telling.url,
        "reprint_of": refs.get(reprinted, reprinted) if reprinted else None,
    }


def _image(one: Image) -> Json:
    return {"url": one.url, "width": one.width, "height": one.height, "alt": one.alt}


def _rounded(parts: Mapping[str, float]) -> Mapping[str, float]:
    return {name: round(value, 4) for name, value in parts.items()}
