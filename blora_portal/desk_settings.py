"""The face of the desk: unfold's colours and side bar, and CKEditor's tools."""

from django.templatetags.static import static
from django.urls import reverse_lazy

# unfold builds its palette from these; 600 is the portal's green (LOOK.md), the greys are warm.
PRIMARY = {
    "50": "#EFF7F1", "100": "#D9ECDF", "200": "#B5D9C1", "300": "#86C59A", "400": "#4F9F6C", "500": "#2A7A49",
    "600": "#14532D", "700": "#114726", "800": "#0E3A20", "900": "#0B2E19", "950": "#061B0E",
}  # fmt: skip
BASE = {
    "50": "#FAF7F2", "100": "#F3EEE6", "200": "#E4DCD1", "300": "#CFC4B6", "400": "#A79A8C", "500": "#6F655C",
    "600": "#5F564F", "700": "#3A332D", "800": "#2A2420", "900": "#1E1A17", "950": "#14110F",
}  # fmt: skip

UNFOLD = {
    "SITE_TITLE": "Meja Redaksi Blora",
    "SITE_HEADER": "Meja Redaksi",
    "SITE_SUBHEADER": "Kabupaten Blora",
    "SITE_URL": "/",
    "SITE_ICON": lambda request: static("icons/jati.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("icons/jati.svg")}],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "6px",
    "COLORS": {"primary": PRIMARY, "base": BASE},
    "STYLES": [lambda request: static("css/desk.css"), lambda request: static("css/media-desk.css")],
    "SCRIPTS": [lambda request: static("js/desk.js"), lambda request: static("js/presence.js")],
    "DASHBOARD_CALLBACK": "news.admin.start.starting_page",
    "ACCOUNT": {
        "navigation": [
            {"title": "Keamanan akun", "link": reverse_lazy("account_security")},
            {"title": "Ganti kata sandi", "link": reverse_lazy("account_change_password")},
        ]
    },
    "SIDEBAR": {"show_search": False, "command_search": False, "navigation": "news.admin.sidebar.navigation"},
}

TOOLS = (
    ["Format", "Bold", "Italic"],
    ["BulletedList", "NumberedList", "Blockquote", "Table"],
    ["Link", "Unlink"],
    ["Undo", "Redo", "RemoveFormat", "Maximize"],
)

CKEDITOR_CONFIGS = {
    "default": {
        "language": "id",
        "contentsLanguage": "id",
        "width": "auto",
        "height": 320,
        "toolbar": [TOOLS[0], ["Foto", "Galeri"], *TOOLS[1:]],
        "format_tags": "p;h2;h3",
        "extraPlugins": "divarea,autogrow,pustaka",  # the last is ours: static/js/ckeditor-media/
        # Several of these call outside servers; the others make what news/html.py would take away again.
        "removePlugins": "image,scayt,wsc,exportpdf,flash,iframe,forms,smiley,about,embed,autoembed,uploadimage,uploadwidget,elementspath,easyimage,cloudservices,preview,print,sourcearea",
        "removeButtons": "Underline,Subscript,Superscript",
        "clipboard_handleImages": False,  # pasted pictures go into the library, never into the text as data
        "disallowedContent": "*{*}",  # what is pasted keeps no styles, so authors see what will stay
        "entities": False,
        "autoGrow_minHeight": 320,
        "autoGrow_maxHeight": 900,
        "linkShowAdvancedTab": False,
        "linkShowTargetTab": False,
        "versionCheck": False,
    }
}
# Pages of an OPD's site hold no pictures of the library (docs/decisions/0019-…).
CKEDITOR_CONFIGS["page"] = CKEDITOR_CONFIGS["default"] | {
    "toolbar": list(TOOLS),
    "extraPlugins": "divarea,autogrow",
}
