"""What people ask and what they're told, as types and text: no I/O."""
