"""The API itself: authentication, errors, routes."""

from ninja import NinjaAPI

from mingjing.api import errors
from mingjing.api.auth import AUTH
from mingjing.api.routes import acts, cases, copies, documents, uploads

api = NinjaAPI(
    title="明镜接口",
    version="1",
    description="与工作台走同一道门：可见范围、检查和记录都一样。错误一律为 title 与 findings。",
    auth=AUTH,
    docs_url=None,
    urls_namespace="api",
)
errors.install(api)
# One router: two with the same path would hide each other's methods.
assert acts.router is cases.router
api.add_router("/cases", cases.router, tags=["案件"])
api.add_router("/cases", documents.router, tags=["文书"])
api.add_router("/cases", copies.router, tags=["查阅"])
api.add_router("/uploads", uploads.router, tags=["上传"])
