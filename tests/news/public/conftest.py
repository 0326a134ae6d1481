import pytest


@pytest.fixture
def visitor(db, sign_in):
    """A reader's browser: never signed in."""
    return sign_in()
