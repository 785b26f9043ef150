"""The chat systems, strangers to each other: an adapter, a renderer and a markup each."""
