"""Made-up picture sets as publications carry them (`Publication.pictures`), and news that holds them."""

from __future__ import annotations

from tests.factories import PublicationFactory

TINT = ["#112233", "#223344", "#334455", "#445566", "#556677", "#667788"]
TYPES = {"image/avif": "avif", "image/webp": "webp", "image/jpeg": "jpg"}
WORDS = {"title": "", "alt": "", "caption": "", "credit": "", "tint": TINT}


def files(base: str, *widths: int, ratio: float = 1.5) -> list[dict]:
    return [
        {"name": f"{base}-{width}.{end}", "width": width, "height": round(width / ratio), "type": kind}
        for width in widths
        for kind, end in TYPES.items()
    ]


def photo(pk: int, **words) -> dict:
    base = f"{pk:032x}"
    sets = {"sizes": files(base, 320, 640, 960, 1600), "crops": files(f"{base}-c50x50", 480)}
    return {"asset": pk, "kind": "photo"} | WORDS | sets | {"alt": f"Foto nomor {pk}"} | words


def video(pk: int, **words) -> dict:
    more = {"kind": "video", "youtube": "dQw4w9WgXcQ", "captioned": True, "transcript": "", "still": pk + 1000}
    return photo(pk) | more | {"title": "Cara menimbang", "alt": ""} | words


def infographic(pk: int, **words) -> dict:
    table = [["Kecamatan", "Balita"], ["Blora", "4.210"], ["=SUM(A1)", "812"]]
    more = {
        "kind": "infographic",
        "text_equivalent": "Blora paling banyak.\n\nBogorejo paling sedikit.",
        "table": table,
    }
    return photo(pk) | more | {"title": "Balita ditimbang"} | words


def media(*shown: dict) -> dict:
    return {"media": {str(one["asset"]): one for one in shown}}


def figure(*pks: int, size: str = "", alt: str = "", words: str = "") -> str:
    given = {"data-media": " ".join(map(str, pks)), "data-size": size, "data-alt": alt}
    attributes = "".join(f' {name}="{value}"' for name, value in given.items() if value)
    return f"<figure{attributes}>{f'<figcaption>{words}</figcaption>' if words else ''}</figure>"


def news(*shown: dict, body: str = "", **changes):
    """Published news: what is shown stands in the text one by one, unless `body` says otherwise."""
    body = body or "".join(figure(one["asset"]) for one in shown)
    return PublicationFactory(body=body, pictures=media(*shown), **changes)


def album(*pks: int, **changes):
    """Published news with one gallery."""
    return news(*map(photo, pks), body=figure(*pks), album_size=len(pks), **changes)
