"""Discord: digests in components, and `/news` with autocompletion."""
