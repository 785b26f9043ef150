"""Stories: which articles tell the same event, and how they tell it together."""
