"""The terminal as a platform: the one without tokens, which stays for ever."""
