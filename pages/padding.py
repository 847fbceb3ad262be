"""Where a window can stand: padding, stride, the floor, and the pixels that can never matter."""

from pages.parts.learn.frame import lesson_foot, lesson_page
from pages.parts.learn.padding.never_read import never_read
from pages.parts.learn.padding.playground import explanation, playground

NAME = "padding"

lesson_page(NAME)
playground()
explanation()
never_read()
lesson_foot(NAME)
