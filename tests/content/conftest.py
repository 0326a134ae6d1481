"""What the tests of the corpus share: a way to plant a fault in one of the templates."""

from __future__ import annotations

import pytest
from django.template import engines
from django.template.loaders.locmem import Loader


@pytest.fixture
def with_template(monkeypatch):
    """`with_template("public/article.html", "{{ x }}", "{{ x|safe }}")` serves that template with the change in it."""
    engine = engines["django"].engine

    def change(name: str, words: str, others: str) -> None:
        source = engine.get_template(name).source
        assert words in source
        changed = Loader(engine, {name: source.replace(words, others)})
        monkeypatch.setattr(engine, "template_loaders", [changed, *engine.template_loaders])

    return change
