"""A photo of 12 megapixels, always the same: structure at every scale, fainter the finer it is, as in a real one."""

import random

from PIL import Image

SIZE = (4000, 3000)
GRAINS = ((4, 0.5), (9, 0.4), (23, 0.35), (60, 0.3), (160, 0.25), (420, 0.2), (1100, 0.13), (2900, 0.08))

chance, image = random.Random(12), Image.new("RGB", SIZE, (118, 122, 104))
for grains, strength in GRAINS:
    small = (grains, grains * SIZE[1] // SIZE[0])
    layer = Image.frombytes("RGB", small, chance.randbytes(small[0] * small[1] * 3))
    image = Image.blend(image, layer.resize(SIZE, Image.Resampling.BICUBIC), strength)
image.save("original.jpg", quality=88)
