"""How many parts a picture file has, counted before a decoder reads it: a small file can be made to keep one busy for hours."""

from __future__ import annotations

import re

MOST_SCANS = 64  # a progressive JPEG has about ten, and each costs a walk over all pixels
MOST_PARTS = 2_000  # a moving PNG has two for each frame, a JPEG some hundred with everything a camera writes
MOST_FILLING = 100_000  # bytes between the parts of a JPEG
MOST_PIXEL_PARTS = 20_000  # of a PNG, whose pixels come in pieces of a few kilobytes
MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]", re.DOTALL)  # inside a scan: not a stuffed byte, not a restart
START_OF_SCAN, END_OF_PICTURE = b"\xff\xda", b"\xff\xd9"
SIGNATURE = 8  # bytes before the first chunk of a PNG


def jpeg_is_endless(content: bytes) -> bool:
    """Does its first picture have more scans, parts or filling between them than a camera makes?

    What follows that picture's end is not looked at: phones put a film or a second picture there.
    """
    at, scans, parts, filling, in_scan = 2, 0, 0, 0, False
    while (found := MARKER.search(content, at)) and found[0] != END_OF_PICTURE:
        filling += 0 if in_scan else found.start() - at
        in_scan = found[0] == START_OF_SCAN
        parts, scans = parts + 1, scans + in_scan
        if scans > MOST_SCANS or parts > MOST_PARTS or filling > MOST_FILLING:
            return True
        at = found.end() + int.from_bytes(content[found.end() : found.end() + 2], "big")
    return False


def png_is_endless(content: bytes) -> bool:
    """Does it have more chunks, or more colour profiles, than a picture needs?"""
    at, pixels, others, profiles = SIGNATURE, 0, 0, 0
    while kind := content[at + 4 : at + 8]:
        pixels, others, profiles = pixels + (kind == b"IDAT"), others + (kind != b"IDAT"), profiles + (kind == b"iCCP")
        if pixels > MOST_PIXEL_PARTS or others > MOST_PARTS or profiles > 1:
            return True
        at += 12 + int.from_bytes(content[at : at + 4], "big")
    return False
