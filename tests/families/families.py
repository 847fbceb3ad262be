"""Every family of what people bring."""

from __future__ import annotations

from tests.families import (
    boxes,
    colours,
    held_out_boxes,
    held_out_photos,
    held_out_screens,
    held_out_several,
    held_out_strokes,
    kinds,
    light,
    paper_and_table,
    paper_patterns,
    phone_photos,
    several,
    small_digits,
    strokes,
    thick_ink,
    usual,
    windows,
)
from tests.families.family import Family, SeveralDigits, Source

DEV = (
    *(
        Family(f"sheet {share}", kinds.SHEET_ON_TABLE, paper_and_table.sheet_on_table(share))
        for share in (25, 50, 70, 85)
    ),
    Family("table on sides", kinds.SHEET_ON_TABLE, paper_and_table.table_on_sides),
    Family("yellow note", kinds.NOTE_ON_DESK, paper_and_table.yellow_note),
    Family("dark window", kinds.DARK_WINDOW, windows.dark_window),
    Family("paint window", kinds.PAINT_WINDOW, windows.paint_window),
    Family("hard shadow", kinds.HARD_SHADOW, light.hard_shadow),
    Family("shadow of a hand", kinds.HARD_SHADOW, light.shadow_of_hand),
    Family("drawn box", kinds.DRAWN_BOX, boxes.drawn_box),
    Family("printed box", kinds.PRINTED_BOX, boxes.printed_box),
    Family("red box", kinds.RED_BOX, boxes.red_box),
    Family("form field", kinds.FORM_FIELD, boxes.form_field),
    Family("row of fields", kinds.FORM_FIELD, boxes.row_of_fields),
    Family("circle", kinds.CIRCLE, boxes.circle),
    Family("sudoku cell", kinds.SUDOKU_CELL, boxes.sudoku_cell),
    Family("dark squares", kinds.DARK_SQUARES, paper_patterns.dark_squares),
    Family("underlined", kinds.UNDERLINED, paper_patterns.underlined),
    Family("bracket", kinds.BRACKET, paper_patterns.bracket),
    Family("full stop", kinds.FULL_STOP, paper_patterns.full_stop),
    Family("thick cropped", kinds.THICK_INK, thick_ink.thick_cropped),
    Family("thick transparent", kinds.THICK_INK, thick_ink.thick_transparent),
    Family("MNIST cropped", kinds.MNIST_CROPPED, thick_ink.mnist_cropped, Source.MNIST),
    Family(
        "MNIST cropped, enlarged",
        kinds.MNIST_CROPPED,
        thick_ink.mnist_cropped_enlarged,
        Source.MNIST,
    ),
    Family("equal brightness", kinds.EQUAL_BRIGHTNESS, colours.equal_brightness),
    Family("highlighter", kinds.HIGHLIGHTER, colours.highlighter),
    Family("pale pencil", kinds.HIGHLIGHTER, colours.pale_pencil),
    Family("small digit", kinds.SMALL_DIGIT, small_digits.small_digit),
    Family("small on ruled paper", kinds.SMALL_DIGIT, small_digits.small_on_ruled),
    Family("12 megapixels", kinds.PHONE_PHOTO, phone_photos.phone_photo(12), is_large=True),
    Family("48 megapixels", kinds.PHONE_PHOTO, phone_photos.phone_photo(48), is_large=True),
    Family("one tap", kinds.STRAY_TAPS, strokes.stray_taps(1)),
    Family("two taps", kinds.STRAY_TAPS, strokes.stray_taps(2)),
    Family("narrowed", kinds.NARROWED, strokes.narrowed),
    Family("slashed zero", kinds.SLASHED_ZERO, strokes.slashed_zero),
    Family("dashed", kinds.DASHED, strokes.dashed),
    Family("plain paper", kinds.PEN_ON_PAPER, usual.plain_paper),
    Family("ruled paper", kinds.RULED_PAPER, usual.ruled_paper),
    Family("pale squares", kinds.PALE_SQUARES, usual.pale_squares),
    Family("soft shadow", kinds.SOFT_SHADOW, usual.soft_shadow),
    Family("chalk", kinds.CHALK, usual.chalk),
    Family("MNIST as a file", kinds.MNIST_FILES, usual.mnist_file, Source.MNIST),
    Family("MNIST inverted", kinds.MNIST_FILES, usual.mnist_inverted, Source.MNIST),
    Family("MNIST enlarged", kinds.MNIST_FILES, usual.mnist_enlarged, Source.MNIST),
    Family("drawn", kinds.ON_THE_CANVAS, strokes.drawn),
)


_HELD_OUT_MAKERS = (
    *(
        (f"sheet {share}", kinds.SHEET_ON_TABLE, held_out_photos.sheet(share))
        for share in (25, 50, 70, 85)
    ),
    ("table at edges", kinds.SHEET_ON_TABLE, held_out_photos.table_at_edges),
    ("note", kinds.NOTE_ON_DESK, held_out_photos.note),
    ("dark page", kinds.DARK_WINDOW, held_out_screens.dark_page),
    ("paint program", kinds.PAINT_WINDOW, held_out_screens.paint_program),
    ("shadow's edge", kinds.HARD_SHADOW, held_out_photos.shadow_edge),
    ("box by hand", kinds.DRAWN_BOX, held_out_boxes.by_hand),
    ("box in print", kinds.PRINTED_BOX, held_out_boxes.printed(held_out_boxes.PRINTS)),
    ("box in red", kinds.RED_BOX, held_out_boxes.printed(held_out_boxes.REDS)),
    ("field", kinds.FORM_FIELD, held_out_boxes.field),
    ("row", kinds.FORM_FIELD, held_out_boxes.row),
    ("ring", kinds.CIRCLE, held_out_boxes.ringed),
    ("cell of a puzzle", kinds.SUDOKU_CELL, held_out_boxes.cell_of_puzzle),
    ("squares", kinds.DARK_SQUARES, held_out_photos.lined(is_squared=True, is_dark=True)),
    ("wavy underline", kinds.UNDERLINED, held_out_photos.marked("underline")),
    ("parenthesis", kinds.BRACKET, held_out_photos.marked("bracket")),
    ("stop", kinds.FULL_STOP, held_out_photos.marked("full stop")),
    ("cut thick", kinds.THICK_INK, held_out_screens.cut_thick),
    ("cut transparent", kinds.THICK_INK, held_out_screens.cut_transparent),
    ("same brightness", kinds.EQUAL_BRIGHTNESS, held_out_photos.same_brightness),
    ("marker", kinds.HIGHLIGHTER, held_out_photos.marker_pen),
    ("faint pencil", kinds.HIGHLIGHTER, held_out_photos.faint_pencil),
    ("tiny", kinds.SMALL_DIGIT, held_out_photos.tiny),
    ("a tap", kinds.STRAY_TAPS, held_out_strokes.with_taps(1)),
    ("a pair of taps", kinds.STRAY_TAPS, held_out_strokes.with_taps(2)),
    ("thin", kinds.NARROWED, held_out_strokes.thin),
    ("crossed zero", kinds.SLASHED_ZERO, held_out_strokes.crossed_zero),
    ("interrupted", kinds.DASHED, held_out_strokes.interrupted),
    ("plain", kinds.PEN_ON_PAPER, held_out_photos.plain),
    ("lines", kinds.RULED_PAPER, held_out_photos.lined(is_squared=False, is_dark=False)),
    ("pale", kinds.PALE_SQUARES, held_out_photos.lined(is_squared=True, is_dark=False)),
    ("blackboard", kinds.CHALK, held_out_photos.blackboard),
    ("by mouse", kinds.ON_THE_CANVAS, held_out_strokes.by_mouse),
)

HELD_OUT = (
    *(
        Family(f"held-out {name}", kind, make, is_held_out=True)
        for name, kind, make in _HELD_OUT_MAKERS
    ),
    *(
        Family(
            f"held-out {width * height // 1_000_000} megapixels",
            kinds.PHONE_PHOTO,
            held_out_photos.from_phone(width, height),
            is_held_out=True,
            is_large=True,
        )
        for width, height in ((4000, 3000), (8000, 6000))
    ),
    *(
        Family(f"held-out {name}", kind, make, Source.MNIST, is_held_out=True)
        for name, kind, make in (
            ("MNIST cut", kinds.MNIST_CROPPED, held_out_screens.mnist_cut),
            ("MNIST saved", kinds.MNIST_FILES, held_out_screens.mnist_saved),
        )
    ),
)

FAMILIES = (*DEV, *HELD_OUT)

SEVERAL = (
    SeveralDigits("side by side", kinds.TWO_ON_CANVAS, strokes.side_by_side, 2, 2),
    SeveralDigits("alone", kinds.ONE_ON_CANVAS, strokes.alone, 1, 1),
    SeveralDigits("line", kinds.LINE_OF_DIGITS, several.line_of_digits, 2, 10),
    SeveralDigits("rows", kinds.SHEET_OF_DIGITS, several.sheet_of_digits, 5, 40),
    SeveralDigits("held-out pair", kinds.TWO_ON_CANVAS, held_out_strokes.pair, 2, 2, True),
    SeveralDigits("held-out alone", kinds.ONE_ON_CANVAS, held_out_strokes.alone, 1, 1, True),
    SeveralDigits("held-out number", kinds.LINE_OF_DIGITS, held_out_several.number, 2, 10, True),
    SeveralDigits("held-out rows", kinds.SHEET_OF_DIGITS, held_out_several.rows, 5, 40, True),
)
