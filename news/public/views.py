from django.http import HttpResponse


def not_found(request, exception=None):
    return HttpResponse("404", status=404)
