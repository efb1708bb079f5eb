"""The pages that a reader can come to, one of each kind, over the sample corpus."""

from __future__ import annotations

CT12 = "eli/trung-uong/chi-thi/12-CT_TW/k13"
KH83 = "eli/tay-ninh/ke-hoach/83-KH_TU/nk2020"
LD457 = "eli/tay-ninh/huyen-duong-minh-chau/cong-van/457_LDdLDd/2022"

PAGES = {
    "start": "/",
    "search": "/search?q=chi+thi+12",
    "nothing found": "/search?q=zzz",
    "directive form": "/directive",
    "bearers": "/directive?number=12-CT/TW",
    "directive": f"/directive/{CT12}",
    "documents": "/documents",
    "no documents": "/documents?q=zzz",
    "document": f"/documents/{KH83}",
    "document that is cited": "/documents/eli/trung-uong/chi-thi/04-CT_TW/k11",
    "bodies": "/bodies",
    "bodies of a place": "/bodies?locality=2008/72-tay-ninh&kind=tinh-uy&min_documents=1",
    "no bodies": "/bodies?q=zzz",
    "body": "/body/tay-ninh/tinh-uy",
    "body with duties": "/body/tay-ninh/ban-dan-van-tinh-uy?offset=9",
    "localities": "/localities?province=t%C3%A2y+ninh&sort=-documents",
    "no localities": "/localities?q=zzz&as_of=2025-06-30",
    "old locality": "/locality/2008/72-tay-ninh",
    "locality": "/locality/2025/80-tay-ninh",
    "term": "/vocab/type/chi-thi",
    "coverage form": "/coverage",
    "coverage": f"/coverage/{CT12}?as_of=2026-01-01",
    "coverage by district": f"/coverage/{CT12}?level=district",
    "cascade": f"/cascade/{CT12}",
    "duties": f"/duties?directive={CT12}&agency=so+ngoai+vu",
    "path": f"/path?from={LD457}&to={CT12}",
    "gaps": "/gaps",
    "conflicts": "/conflicts",
    "corrections": "/corrections",
    "about the data": "/dataset",
    "query": "/sparql",
    "solutions": "/sparql?query=SELECT+*+%7B+%3Fs+a+%3Fclass+%7D+LIMIT+5",
    "routes": "/docs",
    "lineage": f"/embed/lineage/{CT12}",
    "citations": f"/embed/citations/{CT12}",
    "cascade, embedded": f"/embed/cascade/{CT12}",
    "coverage, embedded": f"/embed/coverage/{CT12}",
    "table": f"/embed/lineage/{CT12}?format=table",
    "outline": f"/embed/lineage/{CT12}?format=outline",
}
"""Paths by the names of the kinds."""

PROBLEMS = {
    "not found": ("/documents/no-such-thing", 404),
    "several bear it": ("/directive/12-CT/TW", 409),
    "no body": ("/bodies/no-such-thing", 404),
    "several bodies": ("/bodies/ban%20thuong%20vu", 409),
    "several localities": ("/localities/ch%C3%A2u%20th%C3%A0nh", 409),
    "a wrong kind": ("/bodies?kind=nonsense", 422),
    "a wrong parameter": (f"/coverage/{CT12}?level=street", 422),
}
"""Pages of problems: path and status."""
