"""Discord's own OpenAPI document: what a request or a reply of the fake does against it."""

import json
import os
from functools import cache
from pathlib import Path

from jsonschema import Draft202012Validator


class Contract:
    """Checks bodies by the schemas of their routes."""

    def __init__(self, document):
        self._document = document
        self._validators = {}

    @classmethod
    def found(cls):
        """The contract in the folder BROADSHEET_CONTRACTS; None where there's none."""
        folder = os.environ.get("BROADSHEET_CONTRACTS")
        return cls(_read(Path(folder))) if folder else None

    def request(self, method, path, body):
        """What is wrong with *body*, in sentences."""
        asked = self._operation(method, path).get("requestBody")
        if asked is None:
            return [f"{method} {path} takes no body"] if body is not None else []
        if body is None:
            return [f"{method} {path} lacks its body"] if asked.get("required") else []
        return self._wrong(f"{method} {path}", asked["content"]["application/json"], body)

    def reply(self, method, path, status, body):
        """What is wrong with the reply *body*, in sentences."""
        replies = self._operation(method, path)["responses"]
        if str(status) not in replies:
            return [f"{method} {path} never answers {status}"]
        content = replies[str(status)].get("content", {}).get("application/json")
        if content is None:
            return []
        return self._wrong(f"reply to {method} {path}", content, body)

    def _operation(self, method, path):
        return self._document["paths"][path][method.lower()]

    def _wrong(self, where, content, body):
        validator = self._validators.get(where)
        if validator is None:
            schema = {**content["schema"], "components": self._document["components"]}
            validator = self._validators[where] = Draft202012Validator(schema)
        return [
            f"{where}: {'.'.join(map(str, error.absolute_path))}: {error.message[:300]}"
            for error in map(_deepest, validator.iter_errors(body))
        ]


@cache
def _read(folder):
    return json.loads((folder / "discord-openapi.json").read_text(encoding="utf-8"))


def _deepest(error):
    """Of a choice between schemas, what is wrong in the one that fits best."""
    while error.context:
        error = max(error.context, key=lambda e: len(e.absolute_path))
    return error
