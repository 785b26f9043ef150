"""What every test shares: how property tests run, and where the platforms' schemas are."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine isn't a failure. In CI the same examples each time: a red build can be made again.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if "CI" in os.environ else "default")


def pytest_collection_modifyitems(config, items):
    """Leave out the contract tests where the schemas aren't there: they aren't ours to publish."""
    if "BROADSHEET_CONTRACTS" in os.environ:
        return
    needing = [item for item in items if item.get_closest_marker("contracts")]
    if needing:
        config.hook.pytest_deselected(items=needing)
        items[:] = [item for item in items if item not in needing]


@pytest.fixture(scope="session")
def contracts() -> Path:
    """The folder with the platforms' published schemas, for tests marked `contracts`."""
    folder = Path(os.environ["BROADSHEET_CONTRACTS"])
    assert folder.is_dir(), f"BROADSHEET_CONTRACTS names no folder: {folder}"
    return folder
