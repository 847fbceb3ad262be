"""Every family of what people bring."""

from __future__ import annotations

from tests.families import (
    boxes,
    colours,
    kinds,
    light,
    paper_and_table,
    paper_patterns,
    phone_photos,
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
    Family("chalk", kinds.CHALK, usual.chalk),
    Family("MNIST as a file", kinds.MNIST_FILES, usual.mnist_file, Source.MNIST),
    Family("MNIST inverted", kinds.MNIST_FILES, usual.mnist_inverted, Source.MNIST),
    Family("MNIST enlarged", kinds.MNIST_FILES, usual.mnist_enlarged, Source.MNIST),
    Family("drawn", kinds.ON_THE_CANVAS, strokes.drawn),
)

FAMILIES = DEV

SEVERAL = (SeveralDigits("two side by side", kinds.TWO_ON_CANVAS, strokes.side_by_side, 2, 2),)
