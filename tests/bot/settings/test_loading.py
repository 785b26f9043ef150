"""What a settings file says, and every sentence with which one is refused."""

from datetime import date, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.errors import SettingsError
from bot.settings import Source, in_force
from digests.schedule.channel import Channel
from digests.schedule.schedule import CatchUp, OnUnknown, WhenEmpty
from digests.stories.granularity import Granularity
from digests.topics import Topic

TOKEN = "xoxb-made-up-token"
BARE_TIME = (
    "broadsheet.yaml:5: schedules[0].every: write day at 18:30 in quotes "
    "(YAML read the bare 18:30 as the number 1110)"
)


def schedule(**settings):
    """One schedule in a file; a setting of None is left out."""
    lines = {"name": "brief", "channel": "console", "every": "day at 09:00"} | settings
    keys = "\n".join(f"    {k}: {v}" for k, v in lines.items() if v is not None)
    return f"schedules:\n  -\n{keys}\n"


def test_an_empty_file_means_the_console_in_utc_and_nothing_to_do(settings_of):
    settings = settings_of("")
    assert settings.zone == ZoneInfo("UTC")
    assert settings.platforms == ("console",)
    assert (settings.sources, settings.topics, settings.schedules) == ((), (), ())


def test_every_key_of_a_schedule_reaches_the_schedule(settings_of):
    settings = settings_of(
        """
        topics: [{name: AI}, {name: Funding}]
        schedules:
          - name: brief
            title: The brief
            channel: slack:T024/C0123
            every: every 2 weeks on friday at 16:30
            starting: 2026-11-27
            timezone: Asia/Hong_Kong
            topics: [Funding, ai]
            stories: 5
            first: now
            when_empty: say-so
            catch_up: skip
            on_unknown: resend
            carry: a week
            was: old-brief
        """,
        {"SLACK_BOT_TOKEN": TOKEN, "SLACK_APP_TOKEN": "xapp-1"},
    )
    (brief,) = settings.schedules
    assert (brief.id, brief.name, brief.title) == ("", "brief", "The brief")
    assert brief.channel == Channel(platform="slack", workspace="T024", id="C0123")
    assert brief.rhythm.times == (time(16, 30),)
    assert brief.rhythm.starting == date(2026, 11, 27)
    assert brief.zone == ZoneInfo("Asia/Hong_Kong")
    assert brief.topics == ("Funding", "AI")
    assert (brief.stories, brief.first_now, brief.carry) == (5, True, timedelta(weeks=1))
    assert (brief.when_empty, brief.catch_up, brief.on_unknown) == (
        WhenEmpty.SAY_SO,
        CatchUp.SKIP,
        OnUnknown.RESEND,
    )
    assert settings.renamed == {"brief": "old-brief"}


def test_a_schedule_without_a_zone_takes_the_files(settings_of):
    assert settings_of("timezone: Asia/Tokyo\n" + schedule()).schedules[0].zone.key == "Asia/Tokyo"


def test_topics_and_sources_come_in_the_files_order(settings_of, tmp_path):
    (tmp_path / "other").mkdir()
    settings = settings_of(
        """
        sources:
          - folder: seeds
          - {folder: seeds/../other, name: others, only_published: true}
        topics:
          - {name: Funding, match: [raised, seed capital]}
          - {name: AI, tags: [artificial]}
        """
    )
    assert settings.sources == (
        Source(name="seeds", folder=tmp_path / "seeds"),
        Source(name="others", folder=tmp_path / "other", only_published=True),
    )
    assert settings.topics == (
        Topic(name="Funding", match=("raised", "seed capital")),
        Topic(name="AI", tags=("artificial",)),
    )


def test_a_story_is_an_event_unless_the_file_says_storyline(settings_of):
    assert settings_of("").granularity is Granularity.EVENT
    assert settings_of("granularity: storyline").granularity is Granularity.STORYLINE


def test_log_and_retention_have_defaults_and_can_be_set(settings_of):
    plain = settings_of("")
    assert (plain.log.format, plain.log.level) == ("text", "info")
    assert plain.retention.articles == timedelta(days=365)
    assert plain.retention.ledger == timedelta(days=730)
    chosen = settings_of(
        "log: {format: json, level: debug}\nretention: {articles: 90 days, ledger: 3 years}"
    )
    assert (chosen.log.format, chosen.log.level) == ("json", "debug")
    assert chosen.retention.articles == timedelta(days=90)
    assert chosen.retention.ledger == timedelta(days=3 * 365)


def test_a_key_with_nothing_behind_it_counts_as_not_written(settings_of):
    settings = settings_of("timezone:\nlog:\nschedules:\n" + "sources:\n")
    assert settings.schedules == ()
    assert settings.log.level == "info"


def test_all_problems_come_at_once_in_the_order_of_their_lines(settings_of):
    with pytest.raises(SettingsError) as refusal:
        settings_of(
            """\
            timezone: Lodnon
            schedules:
              - name: brief
                channel: console
                every: 18:30
                stories: 0
            """
        )
    assert str(refusal.value).splitlines() == [
        'broadsheet.yaml:1: timezone: "Lodnon" is no time zone; did you mean Europe/London?',
        BARE_TIME,
        "broadsheet.yaml:6: schedules[0].stories: 0 is too few; at least 1",
        "3 problems; nothing was started, and a bot that runs goes on as before.",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("timezone: Hong Kong", 'timezone: "Hong Kong" is no time zone; did you mean Asia/Hong_K'),
        ("timezone: asia/hong_kong", "did you mean Asia/Hong_Kong?"),
        ("timezone: hongkong", "did you mean Asia/Hong_Kong?"),
        ("timezone: rome", "did you mean Europe/Rome?"),
        ("timezone: Europe/Berln", "did you mean Europe/Berlin?"),
        ("timezone: Beijing", '"Beijing" is no time zone; write one such as Europe/London'),
        *(
            (f'timezone: "{offset}"', f'"{offset}" is no time zone: an offset or an abbreviation')
            for offset in ("GMT+8", "UTC+2", "CEST", "PST", "IST", "+08:00", "UTC -3", "\u22125")
        ),
        ("timezone: Mars/Olympus", "write one such as Europe/London"),
        ("timezone: Mars", '"Mars" is no time zone; write one such as Europe/London'),
        ("timezone: 1", 'timezone: "1" is no time zone; write one such as'),
        ("timezone: [UTC]", "timezone: it takes a text, not a list or a mapping"),
        ("nonsense: 1", "there's no such setting; there are timezone, platforms, sources, topics"),
        ("nonsense:", "nonsense: there's no such setting"),
        ("timezones: UTC", "timezones: there's no such setting; did you mean timezone?"),
        ("- timezone: UTC", "the file takes settings with a colon, such as timezone:"),
        ("just words", "the file takes settings with a colon"),
        ("sources: seeds", "sources: it takes a list; write [seeds]"),
        ("sources: {folder: seeds}", "begin each of the sources with a hyphen"),
        ("sources: [seeds]", "sources[0]: it takes settings with a colon, such as folder: seeds"),
        ("sources: [{name: x}]", "sources[0]: it needs folder:, such as folder: seeds"),
        ("sources: [{folder: ' '}]", "sources[0].folder: it's empty"),
        ("sources: [{folder: broadsheet.yaml}]", "broadsheet.yaml is a file"),
        ("sources: [{folder: seeds, only_published: 'yes'}]", "true or false, without quotes"),
        ("sources: [{folder: seeds, name: import}]", "give another name:"),
        ("topics: [{name: AI, match: [no]}]", "match[0]: write no in quotes (YAML read the bare"),
        ("topics: [{name: AI, match: [2026-11-22]}]", "write 2026-11-22 in quotes"),
        ("topics: [{name: 2026-11-22 10:00:00}]", "name: write 2026-11-22 10:00:00 in quotes"),
        (
            "topics: [{name: 2026-13-45}]",
            "there's no date 2026-13-45; write one as 2026-11-23, or text",
        ),
        ("topics: [{name: 18:30}]", "write 18:30 in quotes (YAML read the bare 18:30 as the num"),
        ("topics: [{name: 7}]", "write 7 in quotes"),
        ("topics: [{nane: AI}]", "topics[0].nane: there's no such setting; did you mean name?"),
        ("topics: [{name: elsewhere}]", '"Elsewhere" is where stories stand'),
        ("log: json", "log: it takes settings with a colon, such as format: text"),
        ("log: {level: loud}", "log.level: it takes debug, info, warning or error"),
        ("log: {format: jsn}", "log.format: it takes text or json; did you mean json?"),
        ("granularity: events", "granularity: it takes event or storyline; did you mean event?"),
        ("retention: {articles: 3 days}", "retention.articles: at least 14 days"),
        ("retention: {ledger: 365}", "retention.ledger: 365 of what? write 365 days"),
        ("platforms: [slak]", 'platforms[0]: no platform is called "slak"; did you mean slack?'),
    ],
)
def test_what_is_wrong_is_said_with_its_remedy(problems_of, text, sentence):
    (problem,) = problems_of(text)
    assert sentence in problem
    assert problem.startswith("broadsheet.yaml")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"every": "wekday at 09:00"}, 'schedules[0].every: "wekday at 09:00"'),
        ({"every": None}, "schedules[0]: it needs every:, such as every: weekday at 09:00"),
        ({"channel": "slak:C0123"}, 'schedules[0].channel: "slak:C0123"'),
        ({"channel": None}, "schedules[0]: it needs channel:, such as channel: console"),
        ({"name": None}, "schedules[0]: it needs name:, such as name: morning-brief"),
        ({"name": "Morning brief"}, "write morning-brief, and the words into title:"),
        ({"name": "'…'"}, "such as morning-brief"),
        ({"name": "x" * 65}, "it has 65 characters; at most 64 fit"),
        ({"title": "x" * 101}, "it has 101 characters; at most 100 fit"),
        ({"stories": "'8'"}, "stories: it takes a whole number; write 8 without quotes"),
        ({"stories": "eight"}, "stories: it takes a whole number, such as 8"),
        ({"stories": "8.5"}, "stories: it takes a whole number, such as 8"),
        ({"stories": "51"}, "stories: 51 is too many; at most 50"),
        ({"stories": "true"}, "stories: it takes a whole number"),
        ({"first": "later"}, "first: it takes now"),
        ({"when_empty": "no"}, "when_empty: it takes silent or say-so"),
        ({"catch_up": "lates"}, "catch_up: it takes latest or skip; did you mean latest?"),
        ({"on_unknown": "off"}, "on_unknown: it takes hold or resend"),
        ({"carry": "2"}, "carry: 2 of what? write 2 days"),
        ({"carry": "some days"}, 'carry: "some days" is no length of time; write it as 36 hours'),
        ({"starting": "soon"}, 'starting: "soon" is no date; write it as 2026-11-23'),
        ({"starting": "2026-11-23 10:00:00"}, '"2026-11-23 10:00:00" is no date; write it as'),
        ({"topics": "AI"}, "topics: it takes a list; write [AI]"),
        ({"topics": "[Fundng]"}, 'topics[0]: no topic is called "Fundng"; did you mean Funding?'),
        ({"topics": "[Sport]"}, 'topics[0]: no topic is called "Sport"; there are AI and Funding'),
        ({"evry": "day at 09:00"}, "evry: there's no such setting; did you mean every?"),
        ({"was": "brief"}, "was: a schedule on line 4 is still called that"),
    ],
)
def test_what_is_wrong_with_a_schedule_is_said_with_its_remedy(problems_of, settings, sentence):
    (problem,) = problems_of("topics: [{name: AI}, {name: Funding}]\n" + schedule(**settings))
    assert sentence in problem


def test_a_mistyped_key_is_one_problem_and_not_two(problems_of):
    (problem,) = problems_of(schedule(every=None, evry="day at 09:00"))
    assert "evry: there's no such setting; did you mean every?" in problem


def test_a_problem_stands_at_the_line_of_its_key_or_its_list_entry(problems_of):
    problems = problems_of(
        """\
        topics:
          - name: AI
            match:
              - learning
              - 18:30
        schedules:
          -
            name: brief
            channel:
              console
            every:
              noon
        """
    )
    assert [problem.split(": ")[0] for problem in problems] == [
        "broadsheet.yaml:5",
        "broadsheet.yaml:11",
    ]


def test_a_key_that_stands_twice_is_refused_with_both_lines(problems_of):
    assert problems_of("timezone: UTC\nlog: {level: info}\ntimezone: UTC\n") == [
        "broadsheet.yaml:3: timezone: stands here a second time, first on line 1; keep one"
    ]


def test_two_schedules_of_one_name_are_refused_however_they_are_spelled(problems_of):
    text = """\
        schedules:
          - {name: brief, channel: console, every: day at 09:00}
          - {name: Brief, channel: console, every: day at 18:00}
        """
    (problem,) = problems_of(text)
    assert problem.startswith(
        "broadsheet.yaml:3: schedules[1].name: another schedule has this name"
    )
    assert problem.endswith("on line 2; take another")


def test_two_schedules_cannot_have_been_the_same_one(problems_of):
    text = """\
        schedules:
          - {name: one, was: old, channel: console, every: day at 09:00}
          - {name: two, was: old, channel: console, every: day at 18:00}
        """
    (problem,) = problems_of(text)
    assert "schedules[1].was: another schedule was that, on line 2" in problem


def test_a_folder_that_is_not_there_is_named_whole(problems_of, tmp_path):
    (problem,) = problems_of("sources: [{folder: news}]")
    assert problem == (
        f"broadsheet.yaml:1: sources[0].folder: there's no folder {tmp_path / 'news'}: a relative "
        "one starts where this file lies; make it, or name your documents' folder"
    )
    (problem,) = problems_of("sources: [{folder: /nowhere/at/all}]")
    assert problem.endswith("no folder /nowhere/at/all; make it, or name your documents' folder")


@pytest.mark.parametrize("written", ["../seeds", "/seeds", "data/seeds", "seeds/seeds/"])
def test_a_folder_that_lies_beside_the_file_is_proposed(problems_of, written):
    """The example's `../seeds`, copied one folder up, is a line to change and not a riddle."""
    (problem,) = problems_of(f"timezone: UTC\nsources:\n  - folder: {written}\n")
    assert problem.startswith("broadsheet.yaml:3: sources[0].folder: there's no folder /")
    assert problem.endswith("; did you mean folder: seeds?")


def test_a_folder_that_lies_above_is_proposed(problems_of, tmp_path):
    (tmp_path.parent / "papers").mkdir(exist_ok=True)
    (problem,) = problems_of("sources: [{folder: papers}]")
    assert problem.endswith("; did you mean folder: ../papers?")


def test_two_sources_that_would_share_a_name_are_refused(problems_of, tmp_path):
    (tmp_path / "old" / "seeds").mkdir(parents=True)
    (problem,) = problems_of("sources:\n  - folder: seeds\n  - folder: old/seeds\n")
    assert 'sources[1]: the source on line 2 is called "seeds" too; give one a name:' in problem


def test_a_feed_is_refused_until_feeds_come(problems_of):
    (problem,) = problems_of("sources:\n  - feed: https://example.org/feed\n")
    assert "broadsheet.yaml:2: sources[0].feed: feeds come with a later version; until" in problem


def test_a_platform_without_its_token_names_the_variable(problems_of):
    text = schedule(channel="discord:1234567890")
    (problem,) = problems_of(text)
    assert "schedules[0].channel: discord needs DISCORD_TOKEN" in problem
    assert problems_of(text, {"DISCORD_TOKEN": TOKEN}) == []


def test_a_webhook_needs_the_variable_of_its_name(problems_of):
    text = schedule(channel="discord-webhook:news-desk")
    (problem,) = problems_of(text)
    assert "discord-webhook needs DISCORD_WEBHOOK_NEWS_DESK" in problem
    assert problems_of(text, {"DISCORD_WEBHOOK_NEWS_DESK": "https://example.org/hook"}) == []


def test_a_platform_without_an_adapter_is_refused_token_or_not(problems_of):
    text = schedule(channel="discord:1234567890")
    (problem,) = problems_of(text, {"DISCORD_TOKEN": TOKEN}, available=["console"])
    assert problem.endswith(
        "this version can't post to discord yet, only to console; name console instead, or take "
        "this out until it can"
    )


def test_the_platforms_in_use_are_those_that_are_named(settings_of):
    tokens = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_APP_TOKEN": "xapp-1", "DISCORD_TOKEN": TOKEN}
    assert settings_of("", tokens).platforms == ("console",)
    assert settings_of(schedule(), tokens).platforms == ("console",)
    named = settings_of("platforms: [discord]\n" + schedule(channel="slack:C0123"), tokens)
    assert named.platforms == ("slack", "discord")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("timezone: UTC\nlog: [", "broadsheet.yaml:2: this isn't YAML:"),
        ("log:\n\tlevel: info", "broadsheet.yaml:2: this isn't YAML:"),
        ("topics:\n  - name: News: the brief", "in quotes"),
        ("timezone: UTC\nlog: \x01", "broadsheet.yaml:2: this isn't YAML:"),
        ("timezone: @home", "broadsheet.yaml:1: this isn't YAML:"),
        ("log: {}\n---\nlog: {}", "this isn't YAML:"),
        ("timezone: !zone UTC", "timezone: no setting has a tag such as !zone; take it away"),
        ("topics: &a [*a]", "it contains itself"),
        ("? [a, b]\n: c", "a key must be a plain word"),
    ],
)
def test_a_file_that_is_not_yaml_is_refused_at_its_line(problems_of, text, place):
    assert any(place in problem for problem in problems_of(text))


def test_a_key_that_yaml_would_bend_is_still_called_as_it_is_written(problems_of):
    (problem,) = problems_of("on: 1")
    assert problem.startswith("broadsheet.yaml:1: on: there's no such setting")


def test_aliases_and_merged_mappings_can_be_used(settings_of):
    settings = settings_of(
        """
        schedules:
          - &brief {name: morning, channel: console, every: day at 09:00, stories: 3}
          - {<<: *brief, name: evening, every: "day at 18:30"}
        """
    )
    morning, evening = settings.schedules
    assert (evening.name, evening.stories) == ("evening", 3)
    assert evening.rhythm != morning.rhythm


def test_a_file_that_is_not_utf_8_is_refused(problems_of, tmp_path, settings_of):
    from bot.settings import find_settings, load, read_environment

    (tmp_path / "other.yaml").write_bytes("log: {}\ntimezone: Zürich".encode("latin-1"))
    environment = read_environment({}, tmp_path)
    with pytest.raises(SettingsError, match=r"other\.yaml:2: it isn't text in UTF-8"):
        load(find_settings(Path("other.yaml"), environment, tmp_path), environment)


def test_the_origin_of_every_setting_is_known(settings_of):
    settings = settings_of(schedule(), {"BROADSHEET_STATE": "kept"})
    assert settings.origins["schedules[0].every"] == "broadsheet.yaml:5"
    assert settings.origins["BROADSHEET_STATE"] == "BROADSHEET_STATE in the environment"
    assert settings.origins["file"] == "./broadsheet.yaml"


CHAIN = "\n".join(f"a{n}: &a{n} [[[[[*a{n - 1}]]]]]" for n in range(1, 200))


@pytest.mark.parametrize(
    "text",
    [f"sources: {'[' * 3000}{']' * 3000}", f"a0: &a0 x\n{CHAIN}"],
    ids=["brackets", "aliases"],
)
def test_what_nests_too_deep_is_a_sentence(settings_of, text):
    with pytest.raises(SettingsError, match="it nests deeper than 20, and no setting does"):
        settings_of(text)


@pytest.mark.parametrize(
    ("text", "line", "remedy"),
    [
        ('timezone: "UTC\nlog: {}\n', 1, "close the quote opened here"),
        ("log: {}\n---\nlog: {}\n", 2, "take this --- away"),
        ("log: {}\ntimezone: \0\n", 2, "write the line anew"),
    ],
)
def test_what_yaml_cannot_read_has_a_remedy_where_the_mistake_is(settings_of, text, line, remedy):
    with pytest.raises(SettingsError) as refusal:
        settings_of(text)
    (sentence,) = refusal.value.problems
    assert sentence.startswith(f"broadsheet.yaml:{line}: this isn't YAML: ")
    assert sentence.endswith(remedy)


def test_one_topic_is_the_only_one(problems_of):
    (problem,) = problems_of("topics: [{name: AI}]\n" + schedule(topics="[Sport]"))
    assert problem.endswith('no topic is called "Sport"; there\'s only AI')


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("schedules: [\n", "; close what is opened with [ or { above"),
        ("schedules: [{name: x}\n", "; close what is opened with [ or { above"),
        ("schedules: [{name: x, channel: discord: 12}]\n", "; write text with : in quotes"),
    ],
)
def test_a_bracket_that_stays_open_is_to_be_closed(problems_of, text, remedy):
    (problem,) = problems_of(text)
    assert problem.endswith(remedy)


@pytest.mark.parametrize(
    "keys",
    [
        {"starting": "2026-02-30"},
        {"timezone": "!foo bar"},
        {"timezone": "2026-13-45"},
        {"first": "2026-02-30"},
        {"carry": "!!python/object:os.system x"},
        {"topics": "[!x AI]"},
        {"title": "!!binary abc"},
        {"every": "!!timestamp soon"},
        {"stories": "!!int x"},
        {"pictures": "!!bool maybe"},
        {"title": "0x_"},
    ],
)
def test_a_value_that_yaml_cant_read_is_one_problem(problems_of, keys):
    (problem,) = problems_of("topics: [{name: AI}]\n" + schedule(**keys))
    assert f"schedules[0].{next(iter(keys))}" in problem


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("channel: 12345", '"12345" names no platform; did you mean discord:12345?'),
        ('channel: "12345"', '"12345" names no platform; did you mean discord:12345?'),
        ("channel: c0123", '"c0123" names no platform; did you mean slack:C0123?'),
        ("channel: T01/C0123", "did you mean slack:T01/C0123?"),
        ("channel: true", '"true" names no platform; write console, slack:C0123456'),
        ("stories: 08", "it takes a whole number; write 8 without quotes"),
        ("title: 12345", "write 12345 in quotes (YAML read the bare 12345 as a number)"),
        ("title: yes", "write yes in quotes (YAML read the bare yes as true)"),
        ("title: true", "write true in quotes (YAML read the bare true as yes or no)"),
    ],
)
def test_the_remedy_for_a_number_or_a_text_is_one_that_works(problems_of, text, sentence):
    (problem,) = problems_of(schedule(**dict([text.split(": ", 1)])))
    assert sentence in problem


@pytest.mark.parametrize(
    "text",
    [
        "timezone: {}",
        "{}: 5",
        "platforms: [{}]",
        "sources: [{{folder: {}}}]",
        "topics: {}",
        "retention: {{articles: {}}}",
        "log: {{level: {}}}",
        "slack: {{admins: [{}]}}",
        "discord: {{shards: {}}}",
        *(
            f"schedules: [{{{{name: {n}, channel: {c}, every: {e}, topics: [{t}]}}}}]"
            for n, c, e, t in (
                ("{}", "console", "day at 09:00", "AI"),
                ("x", "{}", "day at 09:00", "AI"),
                ("x", "console", "{}", "AI"),
                ("x", "console", "day at {}", "AI"),
                ("x", "console", "cron {} * * * *", "AI"),
                ("x", "console", "day at 09:00", "{}"),
            )
        ),
    ],
)
def test_a_word_without_end_isnt_repeated_whole(problems_of, text):
    problems = problems_of(text.format("a" * 5_000))
    assert problems
    assert all(len(problem) < 700 for problem in problems)


def test_a_key_with_nothing_behind_it_isnt_where_its_value_comes_from(settings_of):
    whole = settings_of("timezone:\n" + schedule(timezone=""))
    origins = {setting.key: setting.origin for setting in in_force(whole)}
    assert origins["timezone"] == "default"
    assert origins["schedules[0].timezone"] == "default"


def test_lists_of_lists_of_aliases_are_refused_rather_than_written_out(problems_of):
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in pairwise("abcdefghi")]
    problems = problems_of("\n".join(lines))
    assert any("it holds more than 100,000 values; write lists out" in p for p in problems)


@pytest.mark.parametrize(
    "text", ["retention: {articles: 99999 years}", "retention: {ledger: 99999 weeks}"]
)
def test_a_time_longer_than_the_calendar_is_refused(problems_of, text):
    (problem,) = problems_of(text)
    assert problem.endswith("is too long; at most 100 years")
