from hashlib import sha256
from pathlib import Path

import pytest

SEEDS = Path(__file__).parent.parent / "seeds"

CHECKSUMS = {
    "000_994245660a6cb141.txt": "1c9608796e8d27087435c220c22edf447549a56b01dabe7a681013d9f05eba7c",
    "001_7fa4f73107f58d16.txt": "c9902cf642539e8270c6975effe3a3843e26a835a416079b66a34ce3d457ef55",
    "002_68a5883c85808bd7.txt": "8c26c8915813f64ac2533b79ee57cb06fd0a387bdd91bdb6263f19fee963e2d5",
    "003_3599dc4f267e6de3.txt": "28ed7bd606f712407115771adbf3b016aadc95ea5fcb9823d45036b247c65b02",
}


@pytest.mark.parametrize(("name", "checksum"), CHECKSUMS.items())
def test_a_seed_is_the_bytes_we_were_given(name, checksum):
    assert sha256((SEEDS / name).read_bytes()).hexdigest() == checksum


def test_every_seed_is_watched():
    assert {path.name for path in SEEDS.glob("*.txt")} == set(CHECKSUMS)
