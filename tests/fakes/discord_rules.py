"""Discord's rules for what it's sent: its published document, and what that doesn't say.

`faults` needs no document; `Contract` does (BROADSHEET_CONTRACTS). Each gives sentences, none
where all is well. The numbers are those of FACTS 2.1 and E.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

ROW, BUTTON, SELECT, SECTION, TEXT, THUMBNAIL, SEPARATOR, CONTAINER = 1, 2, 3, 9, 10, 11, 14, 17
SELECTS = {3, 5, 6, 7, 8}
LINK, PREMIUM = 5, 6
V2 = 1 << 15

MESSAGE_KEYS = frozenset(
    """
    content embeds components flags allowed_mentions nonce enforce_nonce tts attachments poll
    sticker_ids message_reference username avatar_url thread_name applied_tags
    """.split()
)
"""What a message may have, as channels, interactions and webhooks take it together."""

_EMBED_TEXTS = {"title": 256, "description": 4096}


def faults(message: Mapping[str, Any]) -> list[str]:
    """What Discord refuses, or readers would suffer from, and its document doesn't say."""
    return [*_whole(message), *_embeds(message), *_components(message)]


def nested(components: Any) -> Iterator[Mapping[str, Any]]:
    """All of *components* and those within them, accessories too, as Discord counts them."""
    for component in components or ():
        yield component
        yield from nested(component.get("components"))
        if component.get("accessory"):
            yield component["accessory"]


def _whole(message: Mapping[str, Any]) -> Iterator[str]:
    flags = message.get("flags") or 0
    content, embeds, components = (message.get(k) for k in ("content", "embeds", "components"))
    if unknown := message.keys() - MESSAGE_KEYS:
        yield f"Discord knows no {', '.join(sorted(unknown))}"
    if message.get("allowed_mentions") != {"parse": []}:
        yield "allowed_mentions doesn't keep everything from pinging"
    if len(content or "") > 2000:
        yield f"content has {len(content)} of 2000 characters"
    if content is not None and content != "" and not content.strip():
        yield "content is blank"
    if flags & V2 and (content or embeds or message.get("poll") or message.get("sticker_ids")):
        yield "content or embeds beside Components V2"
    if not (flags & V2) and any(c["type"] != ROW for c in components or ()):
        yield "Components V2 without their flag"
    if not (flags & V2) and len(components or ()) > 5:
        yield f"{len(components)} of 5 rows"
    if flags & V2 and flags & 1 << 2:
        yield "SUPPRESS_EMBEDS says nothing beside Components V2"
    if embeds and flags & 1 << 2:
        yield "SUPPRESS_EMBEDS would hide the embeds"
    if not (content or embeds or components or message.get("poll") or message.get("sticker_ids")):
        yield "the message is empty"


def _embeds(message: Mapping[str, Any]) -> Iterator[str]:
    embeds = message.get("embeds") or ()
    total = sum(len(text.strip()) for embed in embeds for text in _embed_texts(embed))
    if total > 6000:
        yield f"embeds have {total} of 6000 characters"
    urls = Counter(embed["url"] for embed in embeds if embed.get("url"))
    yield from (f"{n} embeds with the address {url}" for url, n in urls.items() if n > 1)
    for embed in embeds:
        if not any(map(str.strip, _embed_texts(embed))) and not embed.get("image"):
            yield "an embed is empty"
        for key, limit in _EMBED_TEXTS.items():
            if len(embed.get(key) or "") > limit:
                yield f"an embed's {key} has {len(embed[key])} of {limit} characters"


def _embed_texts(embed: Mapping[str, Any]) -> Iterator[str]:
    yield from (embed.get(key) or "" for key in ("title", "description"))
    yield (embed.get("footer") or {}).get("text") or ""
    yield (embed.get("author") or {}).get("name") or ""
    for field in embed.get("fields") or ():
        yield from (field["name"], field["value"])


def _components(message: Mapping[str, Any]) -> Iterator[str]:
    everything = list(nested(message.get("components")))
    if len(everything) > 40:
        yield f"{len(everything)} of 40 components"
    texts = [c["content"] for c in everything if c["type"] == TEXT]
    if sum(map(len, texts)) > 4000:
        yield f"text displays have {sum(map(len, texts))} of 4000 characters"
    if not all(map(str.strip, texts)):
        yield "a text display is blank"
    ids = Counter(c["custom_id"] for c in everything if c.get("custom_id"))
    yield from (f"{n} components with the custom_id {id_}" for id_, n in ids.items() if n > 1)
    for component in everything:
        match component["type"]:
            case 2:
                yield from _button(component)
            case 1:
                yield from _row(component)
            case 3:
                values = [option["value"] for option in component.get("options", ())]
                if len(values) != len(set(values)):
                    yield "two options of a menu have one value"
            case 17 if any(c["type"] == CONTAINER for c in nested(component["components"])):
                yield "a container within a container"


def _button(button: Mapping[str, Any]) -> Iterator[str]:
    has_url, has_id = bool(button.get("url")), bool(button.get("custom_id"))
    if button["style"] == LINK and (not has_url or has_id):
        yield "a link button needs an address, and no custom_id"
    if button["style"] not in {LINK, PREMIUM} and (has_url or not has_id):
        yield "a button needs a custom_id, and no address"
    if button["style"] != PREMIUM and not (button.get("label") or button.get("emoji")):
        yield "a button without a label"


def _row(row: Mapping[str, Any]) -> Iterator[str]:
    kinds = [c["type"] for c in row["components"]]
    if set(kinds) != {BUTTON} and not (len(kinds) == 1 and kinds[0] in SELECTS):
        yield "a row holds up to 5 buttons or one menu"


class Contract:
    """Discord's OpenAPI document: what it's asked with and what it answers."""

    def __init__(self, folder: Path) -> None:
        document = json.loads((folder / "discord-openapi.json").read_text(encoding="utf-8"))
        self._paths = [(_template(path), o) for path, o in document["paths"].items()]
        self._document = document
        resource = Resource(contents=document, specification=DRAFT202012)
        self._registry = Registry().with_resource("urn:discord", resource)
        self._validator = cache(self._made_validator)
        self._fault = cache(self._made_fault)  # every test's bot sends the same list of commands

    def request(self, method: str, path: str, body: Any) -> list[str]:
        """What's wrong with *body* for "POST", "/channels/1/messages" (without /api/v10)."""
        operation = self._operation(method, path)
        if operation is None:
            return [f"Discord knows no {method} {path}"]
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if schema is None:
            return [] if body is None else [f"{method} {path} takes no body"]
        return self._faults(schema["schema"], body)

    def reply(self, method: str, path: str, status: int, body: Any) -> list[str]:
        """What's wrong with *body* as the answer of *status*: the fake's own rules."""
        operation = self._operation(method, path)
        if operation is None:
            return [f"Discord knows no {method} {path}"]
        answers = operation["responses"]
        answer = answers.get(str(status)) or answers.get(f"{str(status)[0]}XX")
        if answer is None:
            return [f"{method} {path} never answers {status}"]
        while "$ref" in answer:
            answer = self._found(answer["$ref"])
        content = answer.get("content", {}).get("application/json")
        if content is None:
            return [] if body is None else [f"{method} {path} answers {status} without a body"]
        return self._faults(content["schema"], body)

    def schema(self, name: str, value: Any) -> list[str]:
        """What's wrong with *value* for the document's schema *name*."""
        return self._faults({"$ref": f"#/components/schemas/{name}"}, value)

    def _faults(self, schema: Mapping[str, Any], value: Any) -> list[str]:
        fault = self._fault(json.dumps(schema), json.dumps(value))
        return [] if fault is None else [fault]

    def _made_fault(self, schema: str, value: str) -> str | None:
        error = best_match(self._validator(schema).iter_errors(json.loads(value)))
        return None if error is None else f"{error.json_path}: {error.message[:300]}"

    def _made_validator(self, schema: str) -> Draft202012Validator:
        absolute = schema.replace('"#/', '"urn:discord#/')
        return Draft202012Validator(json.loads(absolute), registry=self._registry)

    def _found(self, reference: str) -> Mapping[str, Any]:
        found = self._document
        for key in reference.removeprefix("#/").split("/"):
            found = found[key]
        return found

    def _operation(self, method: str, path: str) -> Mapping[str, Any] | None:
        fitting = (o for template, o in self._paths if template.fullmatch(path))
        return next((o[method.lower()] for o in fitting if method.lower() in o), None)


def _template(path: str) -> re.Pattern[str]:
    """A path whose `{names}` stand for one segment each."""
    literal = re.split(r"\{\w+\}", path)
    return re.compile("[^/]+".join(map(re.escape, literal)))
