"""Where articles come from: folders and imports (feeds later), read beside the event loop."""
