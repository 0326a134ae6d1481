"""Commands of the server that stand in the place of Django's: an app of its own, because only one before django.contrib.auth can."""
