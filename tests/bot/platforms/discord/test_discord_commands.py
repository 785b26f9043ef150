"""Our commands: whole, in every language, and sent to Discord only when they changed."""

import re
from copy import deepcopy
from typing import get_args

import pytest

from bot.commands.queries import (
    AskHelp,
    AskLatest,
    AskSchedule,
    AskSearch,
    AskSimilar,
    AskStory,
    AskTopics,
    NotUnderstood,
    ScheduleVerb,
)
from bot.commands.schedule_grammar import KEYS
from bot.commands.verbs import NAMES
from bot.platforms.discord.commands import CHANNEL, MANAGE_SERVER, commands, differs, mentions
from bot.platforms.discord.localisation import LANGUAGES, WORDS
from bot.platforms.discord.options import query_of_command

NAME = re.compile(r"[-_\w]{1,32}")
LOCALES = [locale for locales in LANGUAGES for locale in locales]
NEWS, SCHEDULE = commands()


def everything(command):
    """A command, its subcommands and all their options."""
    yield command
    for option in command.get("options", ()):
        yield from everything(option)


def siblings(command):
    """Lists of names that stand side by side."""
    yield command.get("options", [])
    for option in command.get("options", ()):
        yield from siblings(option)


def verbs(command):
    return {option["name"] for option in command["options"]}


def test_every_verb_of_ours_is_a_command():
    assert verbs(NEWS) | {"schedule"} == set(NAMES)
    assert verbs(SCHEDULE) == set(get_args(ScheduleVerb))


def test_every_setting_of_a_schedule_is_an_option_but_for_slacks():
    for verb in ("add", "edit"):
        options = next(o for o in SCHEDULE["options"] if o["name"] == verb)["options"]
        named = {o["name"] for o in options} | {"name"}
        assert named - {"new_name"} == set(KEYS) - {"layout"}


def test_admins_verbs_are_hidden_from_who_may_not_manage_the_server():
    assert SCHEDULE["default_member_permissions"] == MANAGE_SERVER.value == 1 << 5
    assert "default_member_permissions" not in NEWS


def test_readers_verbs_are_for_servers_and_for_people_who_bring_the_bot_along():
    assert (NEWS["contexts"], NEWS["integration_types"]) == ([0, 1, 2], [0, 1])
    assert (SCHEDULE["contexts"], SCHEDULE["integration_types"]) == ([0], [0])


@pytest.mark.parametrize("locale", LOCALES)
def test_every_name_and_description_is_there_in_every_language(locale):
    for command in (NEWS, SCHEDULE):
        for part in everything(command):
            description = part["description_localizations"][locale]
            assert 0 < len(description) <= 100
            assert 0 < len(part["description"]) <= 100
            if part is not command:
                name = part["name_localizations"][locale]
                assert NAME.fullmatch(name)
                assert name == name.lower()


@pytest.mark.parametrize("locale", LOCALES)
def test_no_two_names_side_by_side_are_the_same(locale):
    for command in (NEWS, SCHEDULE):
        for options in siblings(command):
            names = [option["name_localizations"][locale] for option in options]
            assert len(set(names)) == len(names)


def test_no_word_is_translated_in_vain():
    used = {
        words
        for command in (NEWS, SCHEDULE)
        for part in everything(command)
        for words in (part["name"], part["description"])
    }
    assert set(WORDS) - used == set()


def test_the_longest_language_of_a_command_fits():
    for command in (NEWS, SCHEDULE):
        length = 0
        for part in everything(command):
            for key in ("name", "description"):
                said = [part[key], *part.get(f"{key}_localizations", {}).values()]
                length += max(map(len, said))
            length += sum(2 * len(choice["value"]) for choice in part.get("choices", ()))
        assert length <= 8000


@pytest.mark.contracts
async def test_discord_takes_them_and_has_them_as_they_were_sent(fake, rest):
    id_ = fake.world.application_id
    path = "/applications/{application_id}/commands"
    there = await rest.ask("PUT", path, body=commands(), application_id=id_)
    assert not differs(commands(), there)
    assert mentions(there)["latest"] == f"</news latest:{there[0]['id']}>"
    assert mentions(there)["schedule add"] == f"</news-schedule add:{there[1]['id']}>"


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c[0]["options"].pop(),
        lambda c: c[0]["options"][0].update(description="Other"),
        lambda c: c[0]["options"][0]["name_localizations"].pop("de"),
        lambda c: c[1].pop("default_member_permissions"),
        lambda c: c[1]["options"][1]["options"].reverse(),
        lambda c: c[0].update(contexts=[0]),
        lambda c: c.pop(),
    ],
)
def test_any_change_of_them_is_noticed(change):
    there = deepcopy(commands())
    change(there)
    assert differs(commands(), there)


async def test_they_are_sent_when_they_changed_and_not_otherwise(fake, presence_of, desk, news):
    for _ in range(2):
        async with presence_of(desk):
            await fake.gateway.ready(len(fake.gateway.identified) + 1)
    assert len(fake.called_with("commands.replace")) == 1

    fake.world.commands[0]["options"][0]["description"] = "older"
    async with presence_of(desk):
        await fake.gateway.ready(len(fake.gateway.identified) + 1)
    assert len(fake.called_with("commands.replace")) == 2


async def test_who_cant_send_them_goes_on_with_what_discord_has(
    fake, presence_of, desk, people, logged
):
    async with presence_of(desk):
        await fake.gateway.ready()
    fake.world.commands[0]["description"] = "older"
    fake.fail("commands.replace", "lose the reply", "lose the reply")  # aiohttp asks once more
    async with presence_of(desk):
        await fake.gateway.ready(2)
        assert (await people.ask("news", "topics")).private
    assert "discord commands not synchronised" in [e["event"] for e in logged]


def given(command, verb, /, **options):
    kinds = {
        o["name"]: o["type"]
        for c in (NEWS, SCHEDULE)
        if c["name"] == command
        for v in c["options"]
        if v["name"] == verb
        for o in v["options"]
    }
    chosen = [{"name": n, "type": kinds[n], "value": v} for n, v in options.items()]
    return {"name": command, "options": [{"name": verb, "type": 1, "options": chosen}]}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (given("news", "latest"), AskLatest),
        (given("news", "story", words="zhipu"), AskStory),
        (given("news", "similar", words="zhipu"), AskSimilar),
        (given("news", "search", words="chips"), AskSearch),
        (given("news", "topics"), AskTopics),
        (given("news", "help"), AskHelp),
        (given("news", "help", verb="search"), AskHelp),
        (given("news-schedule", "list"), AskSchedule),
        (given("news", "story", words=" "), NotUnderstood),
        (given("news", "search", words="x", since="never"), NotUnderstood),
        (given("news-schedule", "add", name="two words", every="day"), NotUnderstood),
        ({"name": "news"}, AskLatest),
    ],
)
def test_options_become_the_query_that_would_be_typed(data, kind):
    assert isinstance(query_of_command(data, 1), kind)


def test_a_search_takes_its_options_for_what_narrows_it():
    options = {"words": "chips", "topic": 'A "B"', "from": "Nikkei Asia", "since": "7d", "page": 2}
    query = query_of_command(given("news", "search", **options), 1)
    assert (query.terms.publishers, query.page) == (("Nikkei Asia",), 2)
    assert query.terms.back


def test_a_schedules_settings_are_read_as_they_would_be_typed():
    data = given(
        "news-schedule",
        "edit",
        name="brief",
        new_name="morning",
        every="mon, thu at 08:00, 18:30",
        channel="42",
        stories=5,
        silent=True,
        pictures=False,
        title='Say "hello": now',
    )
    query = query_of_command(data, 7)
    assert (query.verb, query.name) == ("edit", "brief")
    assert dict(query.settings) == {
        "name": "morning",
        "every": "mon, thu at 08:00, 18:30",
        "channel": "discord:7/42",
        "stories": "5",
        "silent": "true",
        "pictures": "false",
        "title": "Say hello: now",
    }


def test_a_channel_is_picked_from_those_that_take_messages():
    add = next(o for o in SCHEDULE["options"] if o["name"] == "add")
    (picked,) = [o for o in add["options"] if o["type"] == CHANNEL]
    assert 4 not in picked["channel_types"]
