"""From the settings file and the environment to Settings, or to every problem at once."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from bot import state
from bot.errors import SettingsError
from bot.secrets import Secret
from bot.settings import building
from bot.settings.checks import problems_across
from bot.settings.document import Document, read_document
from bot.settings.environment import API_URLS, Environment
from bot.settings.finding import Found
from bot.settings.folders import folder_problems
from bot.settings.problems import Problem, dotted, refusal
from bot.settings.sentences import problems_in
from bot.settings.settings import Log, Retention, Settings
from bot.settings.shape import FileShape

AVAILABLE = ("console", "slack", "discord", "discord-webhook")
"""The platforms that this version has an adapter for."""


def load(
    found: Found, environment: Environment, *, available: Collection[str] = AVAILABLE
) -> Settings:
    """What the file *found* and *environment* say; only platforms of *available* may be named.

    Raises SettingsError with every problem in them, in the order of their lines.
    """
    document = read_document(_text(found))
    secrets, unread = environment.secrets()
    problems = [*document.problems, *(Problem(line=None, sentence=str(e)) for e in unread)]
    problems += problems_across(document, environment, available)
    problems += folder_problems(document, found.path.parent)
    problems = [p for p in problems if p in document.problems or p.path not in document.unread]
    try:
        shape = FileShape.model_validate(document.content)
    except ValidationError as error:
        raise refusal(found.shown, [*problems, *problems_in(error, document)]) from None
    if problems:
        raise refusal(found.shown, problems)
    return _settings(shape, found, environment, secrets, origins=_origins(document, found))


def state_folder(environment: Environment, working: Path) -> Path:
    """The state folder: BROADSHEET_STATE's, from the *working* folder, or the user's own."""
    named = environment.text("BROADSHEET_STATE")
    return working / Path(named).expanduser() if named else state.default_folder()


def _text(found: Found) -> str:
    try:
        return found.path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        sentence = f"{found.shown}:{line}: it isn't text in UTF-8; save it as that"
        raise SettingsError([sentence]) from error
    except OSError as error:
        raise SettingsError([f"{found.shown}: it can't be read ({error.strerror})"]) from error


def _settings(
    shape: FileShape,
    found: Found,
    environment: Environment,
    secrets: Mapping[str, Secret],
    *,
    origins: Mapping[str, str],
) -> Settings:
    topics = tuple(building.topic(entry) for entry in shape.topics)
    schedules = tuple(
        building.schedule(entry, zone=shape.timezone, topics=[topic.name for topic in topics])
        for entry in shape.schedules
    )
    folder = state_folder(environment, found.folder)
    return Settings(
        found=found,
        zone=shape.timezone,
        sources=tuple(building.source(entry, found.path.parent) for entry in shape.sources),
        topics=topics,
        granularity=shape.granularity,
        dispatcher=shape.dispatcher,
        schedules=schedules,
        renamed=building.renamed(shape.schedules),
        platforms=building.platforms(schedules, shape.platforms),
        slack=building.slack(shape.slack),
        discord=building.discord(shape.discord),
        log=Log(format=shape.log.format, level=shape.log.level),
        retention=Retention(articles=shape.retention.articles, ledger=shape.retention.ledger),
        state=folder,
        database_url=secrets.get("BROADSHEET_DATABASE") or Secret(state.database_url(folder)),
        secrets=secrets,
        api_urls=dict(_api_urls(environment)),
        origins={**origins, **_set_outside(environment), "file": found.origin},
    )


def _api_urls(environment: Environment) -> Iterator[tuple[str, str]]:
    for platform, variable in API_URLS.items():
        url = environment.text(variable)
        if url:
            yield platform, url


def _origins(document: Document, found: Found) -> dict[str, str]:
    """Where each setting stands; a key with nothing behind it sets nothing."""
    written = {path: line for path, line in document.lines.items() if path not in document.empty}
    return {dotted(path): f"{found.shown}:{line}" for path, line in written.items()}


def _set_outside(environment: Environment) -> dict[str, str]:
    return {name: environment.origin(name) for name in environment.names()}
