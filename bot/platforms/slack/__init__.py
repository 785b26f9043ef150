"""Slack as a platform: `render` words replies as Block Kit, without Slack's own libraries."""
