"""What commands print for machines, read back."""

import json


def objects(lines):
    """What JSON Lines hold."""
    return [json.loads(line) for line in lines.splitlines()]
