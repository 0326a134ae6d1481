"""The headers every answer carries, and the two Content-Security-Policies."""

# A visitor's page: nothing inline, nothing from elsewhere.
PUBLIC = {
    "default-src": "'none'",
    "img-src": "'self'",
    "style-src": "'self'",
    "script-src": "'self'",
    "font-src": "'none'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}
# The same page inside the desk's preview frame.
PREVIEW = PUBLIC | {"frame-ancestors": "'self'"}
# Sign-in: as public.
ACCOUNT = PUBLIC | {"img-src": "'self' data:"}
# The desk: what unfold (Alpine) and CKEditor need.
DESK = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "script-src": "'self' 'unsafe-eval'",
    "script-src-attr": "'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'self'",
    "form-action": "'self'",
    "frame-src": "'self'",
}
# A picture: if it were anything else, it could do nothing.
MEDIA = {"sandbox": "", "default-src": "'none'"}

PERMISSIONS = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()"
)


POLICIES = {"public": PUBLIC, "preview": PREVIEW, "account": ACCOUNT, "desk": DESK, "media": MEDIA}


class Headers:
    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # The view names its policy (`response.content_policy = "desk"`), not the path; no name is the strictest.
        chosen = POLICIES[getattr(response, "content_policy", "public")]
        response.headers["Content-Security-Policy"] = "; ".join(
            f"{name} {value}".strip() for name, value in chosen.items()
        )
        response.headers["X-Frame-Options"] = "SAMEORIGIN" if chosen.get("frame-ancestors") == "'self'" else "DENY"
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
