"""What each layer finds: the patches that excite its filters most, and what its cells see."""

from pages.parts.learn.frame import lesson_foot, lesson_page
from pages.parts.learn.hierarchy.explorer import explorer

NAME = "hierarchy"

lesson_page(NAME)
explorer()
lesson_foot(NAME)
