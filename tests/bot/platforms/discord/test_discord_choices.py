from bot.desk.suggestions import Suggestion
from bot.platforms.discord.choices import choices


def test_a_choice_shows_the_story_and_who_tells_it():
    assert choices([Suggestion("id1", "Lantern Labs", "The Quay")]) == [
        {"name": "Lantern Labs · The Quay", "value": "id1"}
    ]


def test_choices_keep_within_what_discord_takes():
    many = [Suggestion(f"id{n}", "x " * 90, "y" * 90) for n in range(40)]

    found = choices(many)

    assert len(found) == 25
    assert all(0 < len(choice["name"]) <= 100 for choice in found)


def test_what_cannot_be_chosen_is_not_offered():
    assert choices([Suggestion("x" * 101, "long"), Suggestion("", "empty")]) == []
    assert choices([Suggestion("id1", "\u200b")]) == []


def test_a_name_that_pings_does_not():
    [choice] = choices([Suggestion("id1", "@everyone\u202e")])

    assert "@everyone" not in choice["name"]
