"""A window slides over the digit of the moment, one multiplication at a time."""

from pages.parts.learn.frame import lesson_foot, lesson_page
from pages.parts.learn.local_patterns.dense_unit import all_pixels_at_once
from pages.parts.learn.local_patterns.explorer import explorer

NAME = "local_patterns"

lesson_page(NAME)
explorer()
all_pixels_at_once()
lesson_foot(NAME)
