"""What deploy/ promises agrees with the code: commands, variables, folders, and who may do what."""

import configparser
import re
import shlex
import tomllib

import pytest
import yaml

from bot import ticker
from bot.cli.main import COMMANDS
from bot.platforms.discord import interactions
from bot.platforms.slack import http_mode, reception
from bot.publishing.pace import Pace
from tests.shell import ROOT

DEPLOY = ROOT / "deploy"
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
UNIT = (DEPLOY / "broadsheet.service").read_text(encoding="utf-8")
KNOWN = set(re.findall(r"^#([A-Z_]+)=", (DEPLOY / "env.example").read_text(), re.MULTILINE))
STATE = "/var/lib/broadsheet"
ENDS = (  # one after the other, as `bot.app.serving` ends them
    Pace().ending.total_seconds()
    + http_mode.ENDING
    + reception.AT_THE_END
    + interactions.IN_TIME
    + ticker.GRACE.total_seconds()
)
"""Seconds for which the end of a bot waits at most, where everything hangs."""

ROOM = 20
"""Seconds for what has no such limit: other processes that end, the database."""


def instructions(name, text=CONTAINER):
    return re.findall(rf"^{name} (.*)$", text, re.MULTILINE)


@pytest.fixture
def unit():
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string(UNIT)
    return parser["Service"]


def test_the_container_runs_as_nobody_in_particular_and_writes_to_one_volume():
    assert instructions("USER") == ["broadsheet"]
    assert instructions("VOLUME") == [STATE]
    assert f"BROADSHEET_STATE={STATE}" in CONTAINER
    assert CONTAINER.index("USER broadsheet") > CONTAINER.rindex("RUN ")


def test_what_the_container_copies_is_there_and_all_that_the_package_needs():
    copied = [
        word for line in instructions("COPY") if "--from" not in line for word in line.split()[:-1]
    ]
    assert all((ROOT / name).exists() for name in copied)
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    assert set(wheel["targets"]["wheel"]["only-include"]) <= set(copied)


def test_the_container_leaves_out_what_only_development_needs():
    (cut,) = re.findall(r"sed '/\^(# == \w+)/,\$d' requirements.lock", CONTAINER)
    run, dev = (ROOT / "requirements.lock").read_text().split(f"\n{cut}\n")
    assert "psycopg" in run
    assert "pytest==" in dev


def test_what_is_started_is_a_command_of_ours(unit):
    (entry,), (words,) = instructions("ENTRYPOINT"), instructions("CMD")
    assert (yaml.safe_load(entry), yaml.safe_load(words)) == (["broadsheet"], ["run", "--serve"])
    for key, command in (("ExecStart", "run"), ("ExecReload", "reload")):
        path, *typed = shlex.split(unit[key])
        assert path.endswith("/bin/broadsheet")
        assert typed[0] == command
        assert command in COMMANDS


@pytest.mark.parametrize("file", ["Containerfile", "compose.yaml", "broadsheet.service"])
def test_every_variable_is_one_of_ours(file):
    text = (DEPLOY / file).read_text(encoding="utf-8")
    named = set(re.findall(r"\b((?:BROADSHEET|SLACK|DISCORD)_[A-Z_]+)\b", text))
    assert named
    assert named <= KNOWN


def test_one_process_keeps_its_state_in_the_only_volume_it_may_write_to():
    single = COMPOSE["services"]["broadsheet"]
    writable = [v for v in single["volumes"] if not v.endswith(":ro")]
    assert writable == [f"state:{STATE}"]
    assert single["read_only"]
    assert "profiles" not in single


def test_the_cluster_is_three_replicas_on_one_postgresql():
    services = COMPOSE["services"]
    assert {name for name, one in services.items() if one.get("profiles") == ["cluster"]} == {
        "replica",
        "postgres",
    }
    assert services["replica"]["deploy"]["replicas"] == 3
    assert services["replica"]["environment"].keys() == {"BROADSHEET_DATABASE_FILE"}
    assert services["replica"]["depends_on"]["postgres"]["condition"] == "service_healthy"


@pytest.mark.parametrize("name", ["broadsheet", "replica"])
def test_a_container_has_no_rights_and_time_to_finish_a_post(name):
    service = COMPOSE["services"][name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["stop_grace_period"].removesuffix("s")) >= ENDS + ROOM


def test_what_the_comments_say_of_the_end_is_the_sum_of_its_waits():
    for file in ("compose.yaml", "broadsheet.service"):
        text = " ".join((DEPLOY / file).read_text(encoding="utf-8").split())
        assert f"may take {ENDS:.0f} seconds" in text


def test_no_secret_stands_in_a_file_of_ours():
    assert all(set(one) == {"file"} for one in COMPOSE["secrets"].values())
    for service in COMPOSE["services"].values():
        names = service.get("environment", {})
        assert all(name.endswith("_FILE") for name in names if "PASSWORD" in name)


@pytest.mark.parametrize(
    "line",
    [
        "DynamicUser=yes",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "PrivateDevices=yes",
        "CapabilityBoundingSet=",
        "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
        "SystemCallFilter=@system-service",
        "UMask=0077",
    ],
)
def test_the_unit_is_hardened(line):
    assert line in UNIT.splitlines()


def test_the_unit_keeps_its_state_where_it_says_and_has_time_to_finish_a_post(unit):
    assert f"/var/lib/{unit['StateDirectory']}" == STATE
    assert f"BROADSHEET_STATE={STATE}" in unit["Environment"]
    assert int(unit["TimeoutStopSec"].removesuffix("s")) >= ENDS + ROOM
