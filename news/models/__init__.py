"""The news models. Public code imports `news.models.publication` and `news.models.rubric` only, never this package."""

from news.models.article import Article
from news.models.count import Counted, ReaderCount, SearchMiss
from news.models.event import ArticleEvent
from news.models.keyword import Keyword
from news.models.media import Licence, MediaAsset, MediaKind, MediaUse
from news.models.note import Note, NoteAnswer, NoteTag
from news.models.pin import Pin
from news.models.presence import Presence
from news.models.publication import Publication
from news.models.rubric import Rubric

__all__ = [
    "Article",
    "ArticleEvent",
    "Counted",
    "Keyword",
    "Licence",
    "MediaAsset",
    "MediaKind",
    "MediaUse",
    "Note",
    "NoteAnswer",
    "NoteTag",
    "Pin",
    "Presence",
    "Publication",
    "ReaderCount",
    "Rubric",
    "SearchMiss",
]
