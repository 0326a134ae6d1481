"""Which hosts are ours: any other name gets a plain 421 and nothing else."""

from django.conf import settings
from django.http import HttpResponse
from django.http.request import split_domain_port


class KnownHosts:
    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        name, _port = split_domain_port(request.META.get("HTTP_HOST", "").lower())
        if not is_portal(name):
            return HttpResponse(
                "Alamat ini bukan bagian dari portal Blora.\n", status=421, content_type="text/plain; charset=utf-8"
            )
        return self.get_response(request)


def is_portal(name: str) -> bool:
    """Is this host name (lower case, without port) the portal itself?"""
    return name == settings.PORTAL_HOST or (settings.DEMO and name in settings.LOCAL_HOSTS)
