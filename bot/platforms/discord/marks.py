"""The mark by which a message is known again when the channel is read back.

Discord keeps no nonce with a message, but it does keep the number that a component may have: so the
first component's is made of the send key. Nobody sees it, and nothing else uses it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

_BITS = 30
"""A component's number has 32 bits, one for the sign; the last of ours is used up too."""


def marked(body: Mapping[str, Any], send_key: str, *, crosspost: bool = False) -> dict[str, Any]:
    """*body* with the mark of *send_key* on it, as far as it has components."""
    first, *others = body.get("components") or [None]
    if first is None:
        return dict(body)
    return {**body, "components": [{**first, "id": _mark(send_key, crosspost=crosspost)}, *others]}


def bears(message: Mapping[str, Any], send_key: str) -> bool:
    """Whether *message* was posted with *send_key*."""
    return bool(_numbers(message) & {_mark(send_key, crosspost=c) for c in (False, True)})


def wants_crosspost(message: Mapping[str, Any], send_key: str) -> bool:
    """Whether *message*, posted with *send_key*, was to be handed on to who follows the channel."""
    return _mark(send_key, crosspost=True) in _numbers(message)


def is_markless(message: Mapping[str, Any]) -> bool:
    """Whether *message* could hold no mark: then nobody can tell which one it is."""
    return not message.get("components")


def body_of(payload: Mapping[str, Any]) -> tuple[dict[str, Any], Mapping[str, Any]]:
    """What of *payload* goes to Discord, and what the renderer wishes of the adapter besides."""
    body = {key: value for key, value in payload.items() if key != "broadsheet"}
    return body, payload.get("broadsheet") or {}


def _mark(send_key: str, *, crosspost: bool) -> int:
    digest = int.from_bytes(sha256(send_key.encode()).digest()[:4]) >> (32 - _BITS)
    # Above all that Discord gives out itself, 1, 2, 3 …; the last bit says what is to be done.
    return ((digest | 1 << (_BITS - 1)) << 1) | int(crosspost)


def _numbers(message: Mapping[str, Any]) -> set[int]:
    return {c["id"] for c in _every(message.get("components") or ()) if "id" in c}


def _every(components: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for component in components:
        yield component
        inner: Sequence[Mapping[str, Any]] = component.get("components") or ()
        yield from _every(inner)
