"""Schedules: a calendar without a clock."""
