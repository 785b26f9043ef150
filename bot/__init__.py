"""The world around the digests: settings, database, platforms, clock and command line."""

__version__ = "0.1.0"
