"""What the fake looks at in everything it's sent: two libraries that hold Slack's limits."""

from tests.fakes.slack_blocks import objections, objections_to_view


def check(payload):
    """Raise AssertionError for what Slack would refuse; a modal and a Home have no text."""
    view = payload.get("type") in {"modal", "home"}
    found = objections_to_view(payload) if view else objections(payload)
    assert not found, found


def elements(payload):
    """Everything in *payload* that can be clicked, chosen from or typed into, in order."""
    for block in payload.get("blocks", ()):
        yield from block.get("elements", ()) if block["type"] == "actions" else ()
        yield from (block[name] for name in ("accessory", "element") if name in block)


def element(payload, action):
    """The first one whose action_id begins with *action*."""
    return next(e for e in elements(payload) if e.get("action_id", "").startswith(action))
