"""Publishing: editions that are due become digests, digests messages, messages posts."""
