"""Slack as a platform: `render` makes Block Kit of replies, without Slack's own libraries."""
