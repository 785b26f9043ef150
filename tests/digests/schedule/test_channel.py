import pytest

from digests.schedule.channel import EXAMPLES, PLATFORMS, Channel, ChannelError


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("console", Channel(platform="console")),
        ("slack:C0123", Channel(platform="slack", id="C0123")),
        ("slack:T024/C0123", Channel(platform="slack", workspace="T024", id="C0123")),
        ("discord:2", Channel(platform="discord", id="2")),
        ("discord:1/2", Channel(platform="discord", workspace="1", id="2")),
        ("discord-webhook:NEWS_1", Channel(platform="discord-webhook", id="NEWS_1")),
    ],
)
def test_a_channel_is_read_and_written_alike(text, channel):
    assert Channel.parse(text) == channel
    assert str(channel) == text


def test_blanks_around_a_channel_dont_matter():
    assert Channel.parse("  slack:C0123\n") == Channel(platform="slack", id="C0123")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("slak:C0123", '"slak:C0123" names no platform; did you mean slack:C0123?'),
        ("Slack:C0123", '"Slack:C0123" names no platform; did you mean slack:C0123?'),
        ("consol", '"consol" names no platform; did you mean console?'),
        (
            "discord_webhook:N",
            '"discord_webhook:N" names no platform; did you mean discord-webhook:N?',
        ),
        ("slcak:#general", '"slcak:#general" names no platform; write slack:C0123456'),
    ],
)
def test_a_platform_misspelled_is_guessed(text, sentence):
    with pytest.raises(ChannelError) as refusal:
        Channel.parse(text)
    assert str(refusal.value) == sentence


def test_a_channels_name_is_answered_with_what_works():
    with pytest.raises(ChannelError) as refusal:
        Channel.parse(" #news")
    assert str(refusal.value) == (
        "\"#news\" is a channel's name; write its id: slack:C0123456 (below a channel's details) "
        "or discord:1234567890 (Copy Channel ID)"
    )


@pytest.mark.parametrize("text", ["", "mattermost:news", "x" * 10_000, "two\nlines"])
def test_what_is_near_no_platform_is_answered_with_all_of_them(text):
    with pytest.raises(ChannelError, match="names no platform; write console, slack:C") as refusal:
        Channel.parse(text)
    assert len(str(refusal.value)) < 200
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("slack:c0123", "did you mean slack:C0123?"),
        ("slack: C0123", "did you mean slack:C0123?"),
        ("slack:#general", "write slack:C0123456"),
        ("slack", "write slack:C0123456"),
        ("slack:T1/", "write slack:C0123456"),
        ("discord:general", "write discord:1234567890"),
        ("discord:1/2/3", "write discord:1234567890"),
        ("discord-webhook:", "write discord-webhook:NEWS"),
        ("console:", "did you mean console?"),
        ("console:here", "write console"),
    ],
)
def test_an_address_that_its_platform_hasnt_is_refused_with_the_place_to_find_it(text, remedy):
    with pytest.raises(ChannelError) as refusal:
        Channel.parse(text)
    assert str(refusal.value).startswith(f'"{text}" names no channel; {remedy} (')


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_example_of_every_platform_is_a_channel_of_it(platform):
    assert Channel.parse(EXAMPLES[platform]).platform == platform
