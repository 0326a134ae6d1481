"""The headers every answer carries, and the Content-Security-Policies."""

from django.middleware.security import SecurityMiddleware

from blora_portal import styles
from news.youtube import PLAYER_ORIGIN

# Where browsers report what a policy has refused (blora_portal/reports.py).
REPORTS = "/laporan-peramban/"
ENDPOINT = "csp"

# A visitor's page: nothing inline but its one style, nothing from elsewhere.
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
# Sign-in: as public, and the QR code of the second factor. Passkeys need no more than a script of our own.
ACCOUNT = PUBLIC | {"img-src": "'self' data:"}
# The article or picture that holds a video: YouTube's player, and only once the reader has asked for it.
VIDEO = PUBLIC | {"frame-src": PLAYER_ORIGIN}
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

POLICIES = {"public": PUBLIC, "video": VIDEO, "preview": PREVIEW, "account": ACCOUNT, "desk": DESK, "media": MEDIA}
SILENT = {"media"}  # a picture opened by itself has nothing to report

# Everything that Chromium knows and no page here uses; passkeys, full screen (the editor) and sharing are left to us alone.
PERMISSIONS = (
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), "
    "clipboard-read=(), compute-pressure=(), cross-origin-isolated=(), display-capture=(), encrypted-media=(), "
    "gamepad=(), geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), "
    "local-fonts=(), magnetometer=(), microphone=(), midi=(), otp-credentials=(), payment=(), picture-in-picture=(), "
    "screen-wake-lock=(), serial=(), storage-access=(), usb=(), window-management=(), xr-spatial-tracking=(), "
    "clipboard-write=(self), fullscreen=(self), publickey-credentials-create=(self), "
    "publickey-credentials-get=(self)"
)

# The player starts by the same tap that loads it, and fills the screen of a phone.
PLAYER_MAY = {
    "autoplay=()": f'autoplay=("{PLAYER_ORIGIN}")',
    "fullscreen=(self)": f'fullscreen=(self "{PLAYER_ORIGIN}")',
}
VIDEO_PERMISSIONS = ", ".join(PLAYER_MAY.get(each, each) for each in PERMISSIONS.split(", "))


class Headers:
    """Around everything but the log: also a refused host, a static file, a redirect to https and a failure carry them."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response
        # HSTS, nosniff, Referrer-Policy and COOP for answers that never came as far as Django's own middleware.
        self.django = SecurityMiddleware(get_response)

    def __call__(self, request):
        response = self.django.process_response(request, self.get_response(request))
        # The view names its policy (`response.content_policy = "desk"`), not the path; no name is the strictest.
        name = getattr(response, "content_policy", "public")
        response.headers["Content-Security-Policy"] = _styled(POLICY_HEADERS[name], request)
        if name not in SILENT:
            response.headers["Content-Security-Policy"] += _reporting(request, response)
        framed = POLICIES[name].get("frame-ancestors") == "'self'"
        response.headers["X-Frame-Options"] = "SAMEORIGIN" if framed else "DENY"
        response.headers["Permissions-Policy"] = VIDEO_PERMISSIONS if name == "video" else PERMISSIONS
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def _styled(policy: str, request) -> str:
    """With the hash of the one `<style>` that this page has, if it has one (`{% style %}` says so)."""
    kind = getattr(request, "style_kind", None)
    if kind is None or "'unsafe-inline'" in policy.partition("style-src")[2].partition(";")[0]:
        return policy  # beside a hash 'unsafe-inline' would count no more
    return policy.replace("style-src 'self'", f"style-src 'self' {styles.source(kind)}")


def _reporting(request, response) -> str:
    """To the same place in the old way and the new. The new one is for https: elsewhere browsers that know it drop the reports."""
    if not request.is_secure():
        return f"; report-uri {REPORTS}"
    response.headers["Reporting-Endpoints"] = f'{ENDPOINT}="{REPORTS}"'
    return f"; report-uri {REPORTS}; report-to {ENDPOINT}"


POLICY_HEADERS = {
    name: "; ".join(f"{directive} {sources}".strip() for directive, sources in policy.items())
    for name, policy in POLICIES.items()
}
