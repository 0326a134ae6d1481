"""Reads a page of the desk as a person does: its forms and what stands in them, its links, its words."""

from __future__ import annotations

from html.parser import HTMLParser

ARTICLE = "/admin/news/article/"
VOID = {"input", "img", "br", "link", "meta", "hr"}


class Page(HTMLParser):
    """`forms`: by action, a dict of names and values in the order of the page; the article's own form is `form`."""

    def __init__(self, response) -> None:
        super().__init__()
        self.status = response.status_code
        self.source = response.content.decode()
        self.forms: dict[str, dict[str, str]] = {}
        self.form: dict[str, str] = {}
        self.choices: dict[str, list[str]] = {}
        self.links: list[str] = []
        self.labels: list[str] = []
        self.kept: list[str] = []  # texts that can only be copied
        self.folded: set[str] = set()
        self._words: list[str] = []
        self._in, self._typed, self._name, self._select, self._depth, self._silent = {}, None, "", "", 0, False
        self.feed(self.source)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._words).split())

    def handle_starttag(self, tag, attrs) -> None:  # noqa: C901  (one branch for each kind of tag)
        got = dict(attrs)
        name = got.get("name") or ""
        self._silent = tag in {"script", "style"}
        self._depth += tag == "details"
        if tag == "form":
            self._in = (
                self.form if got.get("id") == "article_form" else self.forms.setdefault(got.get("action") or "", {})
            )
        elif tag == "input" and got.get("type") == "radio":
            if "checked" in got:
                self._of(got)[name] = got.get("value") or ""
        elif tag == "input" and name:
            self._field(name, got.get("value") or "")
        elif tag == "textarea":
            self._typed, self._name = "", name
        elif tag == "select" and name:
            self._select = name
            self.choices[name] = []
            self._field(name, "")
        elif tag == "option" and self._select:
            self.choices[self._select].append(got.get("value") or "")
            if "selected" in got:
                self._field(self._select, got.get("value") or "")
        elif tag == "a":
            self.links.append(got.get("href") or "")

    def handle_endtag(self, tag) -> None:
        self._silent = False
        self._depth -= tag == "details"
        if tag == "form":
            self._in = {}
        elif tag == "textarea" and self._typed is not None:
            if self._name:
                self._field(self._name, self._typed.removeprefix("\n"))
            else:
                self.kept.append(self._typed.removeprefix("\n"))
            self._typed = None
        elif tag == "select":
            self._select = ""

    def handle_data(self, data) -> None:
        if self._typed is not None:
            self._typed += data
        elif not self._silent:
            self._words.append(data)

    def _of(self, got) -> dict[str, str]:
        """The form a field belongs to; it may stand outside of it."""
        return self.form if got.get("form") == "article_form" else self._in

    def _field(self, name: str, value: str) -> None:
        self._in[name] = value
        if self._depth:
            self.folded.add(name)


def verbs(page: Page) -> set[str]:
    """The verbs that have a button on the page: the last part of each form's address."""
    return {action.rstrip("/").rpartition("/")[2] for action in page.forms if action.startswith(ARTICLE)}
