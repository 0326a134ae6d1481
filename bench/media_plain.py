"""One photo to all its sizes with Pillow alone: the same widths, formats, qualities and crop as `news/sizing.py`.

Written as well as it can be: decoded small, once; each size from the next bigger one. Prints seconds, processor seconds and peak MB.
"""

import resource
import time

from PIL import Image, ImageOps

FORMATS = {
    "avif": {"quality": 60, "speed": 9},
    "webp": {"quality": 78, "method": 2},
    "jpg": {"quality": 80, "progressive": True, "optimize": True},
}

started, processor = time.perf_counter(), time.process_time()
with Image.open("original.jpg") as photo:
    photo.draft("RGB", (1600, 1200))
    image = ImageOps.exif_transpose(photo)
crop = ImageOps.fit(image, (480, 320), Image.Resampling.LANCZOS, centering=(0.3, 0.6))
for end, how in FORMATS.items():
    crop.save(f"plain-crop.{end}", **how)
for width in (1600, 960, 640, 320):
    image = image.resize((width, width * 3 // 4), Image.Resampling.LANCZOS)
    for end, how in FORMATS.items():
        image.save(f"plain-{width}.{end}", **how)
image.resize((3, 2), Image.Resampling.BOX)
print(
    time.perf_counter() - started,
    time.process_time() - processor,
    resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
)
