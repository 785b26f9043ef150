"""From bytes to a digest: pure and deterministic, without network, clock, database or chat."""
