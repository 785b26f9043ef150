"""Posting to each kind of channel, and what is made of every way that Discord refuses."""

import asyncio
from datetime import timedelta

import pytest

from bot.chat import PostFailed, PostUnclear
from bot.platforms.discord.adapter import Discord
from bot.platforms.discord.rest import Rest
from bot.secrets import Secret
from tests.bot.platforms.discord.conftest import SEND_KEY, channel_of, said
from tests.fakes.discord.shapes import FORUM


def texts(place):
    return [m["components"][0]["components"][0]["content"] for m in place.messages]


async def test_a_message_lands_in_its_channel_with_its_send_key_as_nonce(
    platform, fake, world, news
):
    receipt = await platform.post(news, said("Good morning"), send_key=SEND_KEY)

    (posted,) = world.places[news.id].messages
    assert (receipt.channel, receipt.message, receipt.thread) == (news.id, posted["id"], None)
    (body,) = fake.called_with("messages.create")
    assert (body["nonce"], body["enforce_nonce"]) == (SEND_KEY, True)


async def test_no_message_can_ping_anybody_even_if_its_renderer_forgot(platform, fake, news):
    payload = {k: v for k, v in said("@everyone").items() if k != "allowed_mentions"}
    await platform.post(news, payload, send_key=SEND_KEY)
    assert fake.called_with("messages.create")[0]["allowed_mentions"] == {"parse": []}


async def test_what_the_renderer_wishes_of_us_never_reaches_discord(platform, fake, news):
    await platform.post(news, said("x", title="T", tags=["AI"]), send_key=SEND_KEY)
    assert "broadsheet" not in fake.called_with("messages.create")[0]


async def test_the_same_key_posted_again_within_minutes_is_one_message(
    platform, world, news, clock
):
    first = await platform.post(news, said("once"), send_key=SEND_KEY)
    clock.advance(minutes=4)
    assert await platform.post(news, said("once"), send_key=SEND_KEY) == first
    assert texts(world.places[news.id]) == ["once"]

    clock.advance(minutes=2)  # past what Discord remembers: the control
    await platform.post(news, said("once"), send_key=SEND_KEY)
    assert texts(world.places[news.id]) == ["once", "once"]


async def test_a_closed_thread_is_opened_again(platform, world, news):
    thread = world.thread(news.id, archived=True)
    receipt = await platform.post(channel_of(world, thread), said("back"), send_key=SEND_KEY)
    assert (receipt.channel, receipt.thread) == (thread, thread)
    assert texts(world.places[thread]) == ["back"]
    assert not world.places[thread].shown["thread_metadata"]["archived"]


async def test_a_forum_gets_a_post_with_its_title_and_the_tags_it_has(
    platform, world, guild, logged
):
    forum = world.channel(guild, "papers", kind=FORUM, tags=["News", "AI"])
    wishes = {"title": "Morning brief, 27 November", "tags": ["ai", "Weather"]}
    receipt = await platform.post(
        channel_of(world, forum), said("first", **wishes), send_key=SEND_KEY
    )

    thread = world.places[receipt.thread]
    assert thread.shown["name"] == "Morning brief, 27 November"
    tags = {tag["id"]: tag["name"] for tag in world.places[forum].shown["available_tags"]}
    assert [tags[id_] for id_ in thread.shown["applied_tags"]] == ["AI"]
    assert [(e["event"], e["tag"]) for e in logged] == [("forum tag missing", "Weather")]


async def test_an_editions_further_messages_stand_in_the_forum_post_of_the_first(
    platform, world, guild
):
    forum = channel_of(world, world.channel(guild, kind=FORUM))
    first = await platform.post(forum, said("first", title="T"), send_key=SEND_KEY)
    await platform.post(forum, said("second"), send_key=SEND_KEY[::-1], under=first)
    assert texts(world.places[first.thread]) == ["first", "second"]


async def test_a_forum_that_wants_a_tag_says_which_it_has(platform, world, guild):
    forum = world.channel(guild, "papers", kind=FORUM, tags=["News"], flags=1 << 4)
    with pytest.raises(PostFailed, match=r"#papers wants a tag .* news under forum_tags:"):
        await platform.post(channel_of(world, forum), said("x", title="T"), send_key=SEND_KEY)


@pytest.mark.parametrize("fault", ["500 before", "500 after"])
@pytest.mark.slow
async def test_a_server_error_is_asked_again_with_the_same_nonce(
    platform, fake, world, news, fault
):
    fake.fail("messages.create", fault)
    await platform.post(news, said("once"), send_key=SEND_KEY)
    assert texts(world.places[news.id]) == ["once"]


async def test_a_lost_reply_is_unclear_and_the_same_key_makes_no_second_message(
    platform, fake, world, news
):
    fake.fail("messages.create", "lose the reply")
    with pytest.raises(PostUnclear):
        await platform.post(news, said("once"), send_key=SEND_KEY)
    await platform.post(news, said("once"), send_key=SEND_KEY)
    assert texts(world.places[news.id]) == ["once"]


@pytest.mark.parametrize("fault", ["500 after", "lose the reply"])
async def test_a_forum_post_is_never_asked_for_twice_without_a_look(
    platform, fake, world, guild, fault
):
    forum = channel_of(world, world.channel(guild, kind=FORUM))
    fake.fail("threads.create", fault)
    with pytest.raises(PostUnclear):
        await platform.post(forum, said("x", title="T"), send_key=SEND_KEY)
    assert len(fake.called_with("threads.create")) == 1


async def test_a_short_rate_limit_is_waited_for(platform, fake, world, news):
    fake.fail("messages.create", ("429", 0.01))
    await platform.post(news, said("x"), send_key=SEND_KEY)
    assert texts(world.places[news.id]) == ["x"]


async def test_a_long_rate_limit_is_put_off_by_as_much(platform, fake, news):
    fake.fail("messages.create", ("429", 90.0))
    with pytest.raises(PostFailed) as refusal:
        await platform.post(news, said("x"), send_key=SEND_KEY)
    assert (refusal.value.retry, refusal.value.wait) == (True, timedelta(seconds=90))


@pytest.mark.parametrize(
    ("status", "code", "remedy"),
    [
        (404, 10003, "no such channel any more"),
        (404, 10004, "invite it again"),
        (403, 50001, "View Channel"),
        (403, 50013, "Send Messages"),
        (400, 50008, "take a text channel"),
        (400, 50024, "take a text channel"),
        (400, 160006, "open threads"),
        (400, 50035, "please report it"),
        (400, 40067, "forum_tags"),
        (400, 77777, "77777"),
    ],
)
async def test_what_cant_be_helped_fails_for_good_with_a_remedy(
    platform, world, news, status, code, remedy
):
    world.places[news.id].refuses = (status, code, "No")
    with pytest.raises(PostFailed, match=remedy) as refusal:
        await platform.post(news, said("x"), send_key=SEND_KEY)
    assert not refusal.value.retry


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_what_something_on_the_way_answers_is_no_refusal_of_discords(
    platform, fake, world, news, status
):
    fake.fail("messages.create", status)
    with pytest.raises(PostFailed, match=f"on the way to Discord answers {status}$") as refusal:
        await platform.post(news, said("x"), send_key=SEND_KEY)
    assert refusal.value.retry

    await platform.post(news, said("x"), send_key=SEND_KEY)
    assert texts(world.places[news.id]) == ["x"]


async def test_a_call_that_timed_out_on_the_way_is_unclear(platform, fake, news):
    fake.fail("messages.create", 408)
    with pytest.raises(PostUnclear):
        await platform.post(news, said("x"), send_key=SEND_KEY)


async def test_a_call_that_discords_network_dropped_is_made_again(platform, world, news):
    world.places[news.id].refuses = (403, 40333, "internal network error")
    with pytest.raises(PostFailed) as refusal:
        await platform.post(news, said("x"), send_key=SEND_KEY)
    assert refusal.value.retry


async def test_a_right_that_is_missing_is_named_with_its_channel(platform, world, news):
    world.deny(news.id, send_messages=False)
    with pytest.raises(PostFailed, match=r"in #news the bot lacks Send Messages; allow"):
        await platform.post(news, said("x"), send_key=SEND_KEY)


async def test_a_channel_of_another_server_is_refused(platform, world, news):
    other = world.channel(world.guild("Others"))
    stolen = channel_of(world, news.id)
    stolen = type(stolen)(platform="discord", workspace=stolen.workspace, id=other)
    with pytest.raises(PostFailed, match="isn't in this server"):
        await platform.post(stolen, said("x"), send_key=SEND_KEY)
    assert world.places[other].messages == []
    assert "isn't in this server" in await platform.obstacle(stolen)


async def test_a_category_takes_no_messages(platform, world, guild):
    category = channel_of(world, world.channel(guild, "stuff", kind=4))
    with pytest.raises(PostFailed, match="#stuff takes no messages"):
        await platform.post(category, said("x"), send_key=SEND_KEY)


async def test_a_dead_token_is_tried_once_and_the_posts_wait(platform, fake, news):
    fake.token = "another"
    for _ in range(2):
        with pytest.raises(PostFailed, match="DISCORD_TOKEN") as refusal:
            await platform.post(news, said("x"), send_key=SEND_KEY)
        assert refusal.value.retry
    assert len(fake.called_with("users.me")) == 1


async def test_a_token_that_was_refused_is_tried_again_later(fake, world, news):
    token, fake.token = fake.token, "another"
    async with Rest(Secret(token), while_refused=0.0) as rest:
        with pytest.raises(PostFailed, match="DISCORD_TOKEN"):
            await Discord(rest).post(news, said("x"), send_key=SEND_KEY)
        fake.token = token
        await Discord(rest).post(news, said("x"), send_key=SEND_KEY)
    assert texts(world.places[news.id]) == ["x"]


async def test_a_discord_that_cant_be_reached_is_asked_again(platform, fake, news):
    await fake._runner.cleanup()
    with pytest.raises(PostFailed, match="can't be reached") as refusal:
        await platform.post(news, said("x"), send_key=SEND_KEY)
    assert refusal.value.retry


async def test_a_sign_in_that_failed_is_tried_anew(platform, fake, world, news):
    fake.fail("users.me", "lose the reply", "lose the reply")  # aiohttp asks once more
    with pytest.raises(PostFailed) as refusal:  # nothing was posted yet, so nothing is unclear
        await platform.post(news, said("x"), send_key=SEND_KEY)
    assert refusal.value.retry
    await platform.post(news, said("x"), send_key=SEND_KEY)
    assert texts(world.places[news.id]) == ["x"]


async def test_all_posts_of_the_bot_share_a_limit_of_fifty_a_second(platform, world, guild):
    channels = [channel_of(world, world.channel(guild, name)) for name in ("one", "two")]
    (wide, one), (also_wide, two) = map(platform.limits, channels)
    assert wide == also_wide
    assert (wide.most, wide.per.total_seconds()) == (50, 1)
    assert [one.key, two.key] == [str(channel) for channel in channels]


async def test_a_channel_is_located_in_its_server(platform, world, news, guild):
    bare = type(news)(platform="discord", id=news.id)
    assert await platform.located(bare) == news
    with pytest.raises(PostFailed, match="no such channel"):
        await platform.located(type(news)(platform="discord", id="123456789"))


async def test_a_discord_that_answers_nothing_keeps_one_waiting_and_then_nobody(
    platform, fake, news, monkeypatch
):
    monkeypatch.setattr("bot.platforms.discord.adapter.PATIENCE", 0.3)
    fake.fail("users.me", asyncio.Event())
    for _ in range(3):
        with pytest.raises(PostFailed) as refusal:
            await platform.located(news)
        assert refusal.value.retry
    assert len(fake.called_with("users.me")) == 1
