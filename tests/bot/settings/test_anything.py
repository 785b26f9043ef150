"""Whatever stands in the file, it's settings or it's sentences: never a traceback."""

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import SettingsError
from bot.settings import SettingRefused, parse_setting
from bot.settings.shape import SECTIONS, ScheduleShape

KEYS = sorted({key for shape in SECTIONS.values() for key in shape.model_fields} | {"feed", "<<"})
WORDS = ["console", "slack:C1", "day at 09:00", "seeds", "UTC", "2 days", "now", "=", "~", "18:30"]
scalars = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=8),
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.binary(max_size=4),
)
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), inner, max_size=6),
    ),
    max_leaves=25,
)
files = st.fixed_dictionaries({}, optional=dict.fromkeys(SECTIONS[""].model_fields, trees))
once = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@once
@given(files | trees)
def test_any_structure_is_settings_or_sentences(settings_of, content):
    read(settings_of, yaml.safe_dump(content, allow_unicode=True))


@once
@given(st.text(alphabet="abc:-[]{}#&*!|>'\"%@`,?=~ \n\t0189.", max_size=60))
def test_any_text_is_settings_or_sentences(settings_of, text):
    read(settings_of, text)


@once
@given(st.sampled_from([*ScheduleShape.model_fields, "colour"]), st.text(max_size=20))
def test_anything_typed_is_a_value_or_sentences(key, text):
    assert all(sentences(lambda: parse_setting(key, text)))


def read(settings_of, text):
    problems = sentences(lambda: settings_of(text))
    assert all(problem.isprintable() and problem for problem in problems)


def sentences(attempt):
    try:
        attempt()
    except (SettingsError, SettingRefused) as refusal:
        return refusal.problems
    return ()
