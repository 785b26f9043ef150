"""Controls: each rule lets a good message through and can fail on a bad one."""

from copy import deepcopy

import pytest

from tests.fakes.discord_rules import V2, Contract, faults

NO_PINGS = {"allowed_mentions": {"parse": []}}


def text(words="words"):
    return {"type": 10, "content": words}


def row(*components):
    return {"type": 1, "components": list(components)}


def button(custom_id="a", **fields):
    return {"type": 2, "style": 2, "label": "Go", "custom_id": custom_id, **fields}


def menu(*values):
    options = [{"label": value, "value": value} for value in values]
    return {"type": 3, "custom_id": "menu", "options": options}


def thumbnail():
    return {"type": 11, "media": {"url": "https://pictures.example.com/1.png"}, "description": "x"}


def section(*texts, accessory=None):
    return {"type": 9, "components": list(texts), "accessory": accessory or thumbnail()}


def container(*components):
    return {"type": 17, "accent_color": 0x0072B2, "components": list(components)}


def v2(*components, **fields):
    return {"flags": V2, "components": list(components), **NO_PINGS, **fields}


def embeds(*fields, **more):
    return {"embeds": list(fields), **NO_PINGS, **more}


GOOD = [
    v2(text(), container(text(), section(text()))),
    v2(container(text()), row(menu("a", "b")), row(button("a"), button("b"))),
    embeds({"title": "One", "url": "https://a.example.com"}, {"title": "Two"}),
    {"content": "x" * 2000, "flags": 1 << 2, **NO_PINGS},
    {"content": "words", "components": [row(button())], "nonce": "n" * 24, **NO_PINGS},
]

BAD = [
    ({"content": "words"}, "pinging"),
    ({"content": "words", "allowed_mentions": {"parse": ["everyone"]}}, "pinging"),
    ({"content": "words", "broadsheet": {}, **NO_PINGS}, "knows no broadsheet"),
    ({"content": "x" * 2001, **NO_PINGS}, "2001 of 2000"),
    ({"content": "  ", **NO_PINGS}, "blank"),
    ({**NO_PINGS}, "empty"),
    ({"embeds": [], "components": [], **NO_PINGS}, "empty"),
    (v2(text(), content="words"), "beside Components V2"),
    (v2(text(), embeds=[{"title": "One"}]), "beside Components V2"),
    ({"components": [text()], **NO_PINGS}, "without their flag"),
    ({"components": [row(button(str(n))) for n in range(6)], **NO_PINGS}, "6 of 5 rows"),
    ({**v2(text()), "flags": V2 | 1 << 2}, "SUPPRESS_EMBEDS"),
    (embeds({"title": "One"}, flags=1 << 2), "would hide"),
    (embeds(*({"description": "x" * 3001} for _ in range(2))), "6002 of 6000"),
    (embeds({"title": "x", "footer": {"text": "y" * 2000}, "fields": [
        {"name": "n", "value": "v" * 1000}] * 4}), "of 6000"),
    (embeds(*({"title": "x", "url": "https://a.example.com"},) * 2), "2 embeds with the address"),
    (embeds({"url": "https://a.example.com"}), "embed is empty"),
    (embeds({"title": "x" * 257}), "257 of 256"),
    (v2(*[text()] * 41), "41 of 40"),
    (v2(container(*[section(text())] * 14)), "43 of 40"),
    (v2(text("x" * 2000), container(text("y" * 2001))), "4001 of 4000"),
    (v2(text("\n")), "blank"),
    (v2(row(button("a"), button("a"))), "2 components with the custom_id a"),
    (v2(section(text(), accessory=button("a")), row(button("a"))), "2 components with"),
    (v2(row(menu("a", "a"))), "one value"),
    (v2(container(container(text()))), "within a container"),
    (v2(row({"type": 2, "style": 5, "label": "Read"})), "needs an address"),
    (v2(row(button(url="https://a.example.com"))), "needs a custom_id, and no address"),
    (v2(row({"type": 2, "style": 1, "label": "Go"})), "needs a custom_id"),
    (v2(row({"type": 2, "style": 1, "custom_id": "a"})), "without a label"),
    (v2(row(button("a"), menu("b"))), "buttons or one menu"),
]  # fmt: skip


@pytest.mark.parametrize("message", GOOD)
def test_a_good_message_has_no_fault(message):
    assert faults(message) == []


@pytest.mark.parametrize(("message", "said"), BAD)
def test_a_bad_message_is_told_what_is_wrong(message, said):
    assert any(said in fault for fault in faults(message)), faults(message)


@pytest.fixture(scope="module")
def contract(contracts):
    return Contract(contracts)


@pytest.mark.contracts
@pytest.mark.parametrize("message", GOOD)
def test_the_document_takes_a_good_message(contract, message):
    assert contract.request("POST", "/channels/1/messages", message) == []
    assert contract.request("POST", "/webhooks/1/token", message) == []
    answer = {"type": 4, "data": message}
    assert contract.request("POST", "/interactions/1/token/callback", answer) == []


def broken(change):
    message = deepcopy(GOOD[1])
    change(message)
    return message


@pytest.mark.contracts
@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.update(content="x" * 4001),
        lambda m: m.update(nonce="n" * 26),
        lambda m: m.update(embeds=[{"title": "x"}] * 11),
        lambda m: m["components"][0].pop("components"),
        lambda m: m["components"][0].update(accent_color=0x1000000),
        lambda m: m["components"][0]["components"].append({"type": 9, "components": [text()]}),
        lambda m: m["components"][0]["components"].append(text("")),
        lambda m: m["components"][0]["components"].append(section(*[text()] * 4)),
        lambda m: m["components"][1]["components"][0]["options"].clear(),
        lambda m: m["components"][1]["components"][0]["options"][0].update(label="x" * 101),
        lambda m: m["components"][2]["components"][0].update(label="x" * 81),
        lambda m: m["components"][2]["components"][0].update(custom_id="x" * 101),
        lambda m: m["components"][2]["components"].extend([button(str(n)) for n in range(4)]),
        lambda m: m.update(components=[{"type": 99}]),
        lambda m: m.update(allowed_mentions={"parse": ["nobody"]}),
    ],
)
def test_the_document_refuses_a_bad_one(contract, change):
    assert contract.request("POST", "/channels/1/messages", broken(change)) != []


@pytest.mark.contracts
def test_the_document_knows_its_own_answers(contract):
    gateway = {
        "url": "wss://gateway.example.com",
        "shards": 1,
        "session_start_limit": {
            "max_concurrency": 1,
            "remaining": 999,
            "reset_after": 0,
            "total": 1000,
        },
    }

    assert contract.reply("GET", "/gateway/bot", 200, gateway) == []
    assert contract.reply("GET", "/gateway/bot", 200, {"url": 1}) != []
    assert contract.reply("GET", "/gateway/bot", 201, gateway) != []
    assert contract.request("POST", "/channels/1/telegrams", {}) != []
