"""A drawing as pixels, for slides and letters: the same SVG, set by typst in the face of the pages."""

import re
from pathlib import Path
from typing import Final

import typst

FONTS: Final = Path(__file__).parents[2] / "static" / "build"
PIXELS_PER_INCH: Final = 144  # two pixels for each unit of the drawing
_SIZE: Final = re.compile(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"')
_SHEET: Final = """#set page(width: {width}pt, height: {height}pt, margin: 0pt)
#image(bytes(sys.inputs.drawing), format: "svg", width: 100%)"""


def drawn_as_png(svg: str) -> bytes:
    """The drawing in twice its size; ValueError without a viewBox. It goes in as data, never as a command."""
    size = _SIZE.search(svg)
    if size is None:
        raise ValueError("the drawing does not say how big it is")
    made = typst.compile(
        _SHEET.format(width=size[1], height=size[2]).encode(),
        format="png",
        ppi=PIXELS_PER_INCH,
        sys_inputs={"drawing": svg},
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[FONTS]),
    )
    assert isinstance(made, bytes)
    return made
