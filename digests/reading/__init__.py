"""From bytes of any shape to articles: cleaned, in one shape, and never a traceback.

Nothing is imported here: who only speaks of what was read needn't load what reads it.
"""
