"""Secrets stay secret, and are read from a variable or a file."""

import copy
import json
import logging
import pickle
from dataclasses import asdict, dataclass

import pytest

from bot.secrets import MASK, Secret, SecretError, read_secret

TOKEN = "xoxb-made-up-token"


@pytest.mark.parametrize(
    "shown", [repr, str, "{}".format, "{:>40}".format, "{!r}".format, lambda s: f"{s}", ascii]
)
def test_a_secret_shows_as_a_mask(shown):
    assert TOKEN not in shown(Secret(TOKEN))
    assert shown(Secret(TOKEN)).strip()


def test_a_secret_inside_other_values_shows_as_a_mask():
    @dataclass(frozen=True)
    class Login:
        token: Secret

    login = Login(Secret(TOKEN))
    record = logging.LogRecord("x", 10, "x", 1, "%s %r", (login, [login]), None)
    assert TOKEN not in record.getMessage()
    assert TOKEN not in str(asdict(login))


def test_a_secret_is_not_written_as_json_or_pickled_by_accident():
    with pytest.raises(TypeError):
        json.dumps({"token": Secret(TOKEN)})
    with pytest.raises(TypeError, match="clear text"):
        pickle.dumps(Secret(TOKEN))


def test_a_secret_equals_only_a_secret_of_the_same_text():
    assert Secret("é") == Secret("é")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2


def test_a_copied_secret_is_still_that_secret():
    secret = Secret(TOKEN)
    assert copy.copy(secret) is secret
    assert copy.deepcopy([secret]) == [secret]


def test_a_secret_is_read_from_its_variable_or_its_file(tmp_path):
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    assert read_secret("T", {"T": f" {TOKEN}\n"}) == Secret(TOKEN)
    assert read_secret("T", {"T_FILE": str(tmp_path / "token")}) == Secret(TOKEN)


def test_a_variable_set_to_nothing_is_not_set(tmp_path):
    (tmp_path / "token").write_text(TOKEN)
    assert read_secret("T", {}) is None
    assert read_secret("T", {"T": "", "T_FILE": " "}) is None
    assert read_secret("T", {"T": "", "T_FILE": str(tmp_path / "token")}) == Secret(TOKEN)


def test_a_variable_and_its_file_together_are_refused_without_showing_either(tmp_path):
    with pytest.raises(SecretError, match="T and T_FILE are both set") as refusal:
        read_secret("T", {"T": TOKEN, "T_FILE": str(tmp_path / "token")})
    assert TOKEN not in str(refusal.value)


@pytest.mark.parametrize(
    ("contents", "problem"), [(None, "can't be read"), (b"", "is empty"), (b"\xff\xfe", "UTF-8")]
)
def test_a_secrets_file_that_is_of_no_use_is_named(tmp_path, contents, problem):
    path = tmp_path / "token"
    if contents is not None:
        path.write_bytes(contents)
    with pytest.raises(SecretError, match=problem) as refusal:
        read_secret("T", {"T_FILE": str(path)})
    assert str(path) in str(refusal.value)
    assert "T_FILE" in str(refusal.value)


def test_the_mask_says_nothing_about_the_length():
    assert str(Secret("a")) == str(Secret("a" * 99)) == MASK
