"""A 2 x 2 window takes the largest of four; beside it the mean, and every second cell."""

from pages.parts.learn.frame import lesson_foot, lesson_page
from pages.parts.learn.max_pooling.explorer import explorer

NAME = "max_pooling"

lesson_page(NAME, network="textbook")
explorer()
lesson_foot(NAME)
