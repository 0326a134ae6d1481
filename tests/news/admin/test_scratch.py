import re
from tests.news.stage import put
from news.workflow import State, Live
from tests.factories import UnitFactory
def test_x(cast, sign_in):
    a = put(cast, State.DRAFT, Live.NONE)
    UnitFactory(opd=cast.dinkes)
    for who in ("writer",):
        h = sign_in(getattr(cast,who)).get(f"/admin/news/article/{a.pk}/change/").content.decode()
        i=h.index('article_form'); print(re.sub(r"\s+"," ",h[i-3000:]))
    r = put(cast, State.IN_REVIEW, Live.NONE)
    h = sign_in(cast.writer).get(f"/admin/news/article/{r.pk}/change/").content.decode()
    i=h.index('as-read'); print("=====RO", re.sub(r"\s+"," ",h[i-3000:i+2500]))
    h = sign_in(cast.writer).get(f"/admin/").content.decode(); 
    print("====SIDE", re.sub(r"\s+"," ",h)[:9000])
