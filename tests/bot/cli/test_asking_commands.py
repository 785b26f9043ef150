import pytest

from tests.bot.cli.printed import objects


def test_any_news_text_is_answered_with_or_without_its_command(broadsheet, told):
    plain = broadsheet("ask", "story zhipu")
    spelled = broadsheet("ask", "/news", "story", "zhipu")

    assert plain.exit_code == 0
    assert plain.stdout == spelled.stdout
    assert "Alibaba, Tencent among investors in Zhipu" in plain.stdout
    assert plain.stderr == ""


def test_nonsense_is_answered_with_the_nearest_verb_and_an_example(broadsheet, told):
    answer = broadsheet("ask", "lattest AI").stdout

    assert "did you mean “latest”?" in answer
    assert "/news latest AI" in answer


def test_an_answer_for_machines_is_the_message_as_it_would_be_sent(broadsheet, told):
    (message,) = objects(broadsheet("ask", "topics", "--json").stdout)

    assert any("Funding" in line["text"] for line in message["lines"])


def test_a_preview_shows_the_next_digest_and_tells_nothing(broadsheet, told):
    before = broadsheet("editions", "--json").stdout
    weekly = broadsheet("preview", "week-in-review", "--on", "2026-11-27", "--as", "console")

    assert weekly.exit_code == 0
    assert weekly.stdout.startswith("Week in review\n")
    assert broadsheet("editions", "--json").stdout == before
    again = broadsheet("preview", "week-in-review", "--on", "2026-11-27")
    assert again.stdout == weekly.stdout


def test_a_preview_for_machines_is_the_message_as_it_would_be_sent(broadsheet, told):
    (message,) = objects(broadsheet("preview", "morning-brief", "--json").stdout)

    assert message["lines"][0]["text"] == "Morning brief"


def test_a_preview_shows_any_schedule_as_slack_would_be_sent_it(broadsheet, told):
    (message,) = objects(broadsheet("preview", "morning-brief", "--as", "slack", "--json").stdout)

    assert message["blocks"][0]["text"]["text"] == "Morning brief"
    assert message["text"].startswith("Morning brief\n")


@pytest.mark.parametrize("platform", ["discord", "discord-webhook"])
def test_a_preview_shows_any_schedule_as_discord_would_be_sent_it(broadsheet, told, platform):
    preview = broadsheet("preview", "morning-brief", "--as", platform, "--json")
    first, *others = objects(preview.stdout)

    assert first["components"][0]["content"].startswith("## Morning brief\n")
    assert all(message["allowed_mentions"] == {"parse": []} for message in [first, *others])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["preview", "evening"], "there are morning-brief, week-in-review"),
        (["preview", "morning-brief", "--on", "someday"], "--on"),
        (["preview", "morning-brief", "--as", "pigeon"], "--as"),
        (["editions", "--schedule", "evening"], "there are morning-brief, week-in-review"),
        (["editions", "skip", "nonsense"], "`broadsheet editions` lists the keys"),
        (["editions", "retry", "abcdefgh/first"], "`broadsheet editions` lists"),
        (["schedules", "--next", "0"], "--next"),
        (["export", "everything"], "everything"),
        (["dance"], "dance"),
        (["read"], "FILE"),
        (["import"], "PATH"),
    ],
)
def test_bad_usage_is_a_sentence_and_exit_code_2(broadsheet, told, words, said):
    result = broadsheet(*words)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr


def test_schedules_show_their_next_times_in_their_own_zones(broadsheet, told):
    shown = broadsheet("schedules", "--next", "5").stdout.splitlines()
    assert shown[0] == "morning-brief"
    assert shown[1] == "  Every weekday at 09:00 (Asia/Hong_Kong), to console"
    assert all(line.endswith(" 09:00") for line in shown[2:7])
    assert shown[7] == "week-in-review"

    morning, week = objects(broadsheet("schedules", "--next", "5", "--json").stdout)
    assert len(morning["next"]) == len(week["next"]) == 5
    assert all(time.endswith("T09:00:00+08:00") for time in morning["next"])


def test_a_date_to_preview_on_that_is_none_is_refused_in_a_sentence(broadsheet):
    result = broadsheet("preview", "morning-brief", "--on", "2026-13-01")
    assert result.exit_code == 2
    assert '"2026-13-01" is no date; write it as 2026-11-23' in result.stderr


def test_a_number_below_nought_is_no_option_and_a_word_behind_a_dash_is(broadsheet, told):
    asked = broadsheet("ask", "latest", "-5")
    assert asked.exit_code == 0, asked.stderr
    assert asked.stdout == broadsheet("ask", "latest", "0").stdout
    for words in (["--jsno"], ["-x"]):
        refused = broadsheet("ask", "latest", *words)
        assert refused.exit_code == 2
        assert f"No such option {words[0]!r}" in refused.stderr
