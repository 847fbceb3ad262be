"""A window slides over the current digit, one multiplication at a time, beside a dense unit."""

from pages.parts.learn.frame import lesson_foot, lesson_page
from pages.parts.learn.local_patterns.explorer import explorer

NAME = "local_patterns"

lesson_page(NAME)
explorer()
lesson_foot(NAME)
