"""Units of measure that limits are written in."""

MEBIBYTE = 1024 * 1024
