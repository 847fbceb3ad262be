"""Patches through all input maps become vectors, and the vectors, put back in place, the output."""

from pages.parts.learn.frame import lesson_foot, lesson_page
from pages.parts.learn.patches_to_map.explorer import explorer

NAME = "patches_to_map"

lesson_page(NAME)
explorer()
lesson_foot(NAME)
