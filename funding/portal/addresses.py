"""Clean addresses: what trackers append is dropped by a redirect, so that a page has one address."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string

_PREFIXES = ("utm_", "mtm_", "pk_")
_NAMES = frozenset(
    {
        "_ga", "_gl", "dclid", "fbclid", "gad_source", "gbraid", "gclid", "gclsrc", "igsh", "igshid", "li_fat_id",
        "mc_cid", "mc_eid", "mkt_tok", "msclkid", "srsltid", "ttclid", "twclid", "wbraid", "yclid", "ysclid",
    }
)  # fmt: skip
_View = Callable[..., HttpResponseBase]


def is_tracker(name: str) -> bool:
    """Tell whether a parameter is one that newsletters, networks and advertisers append to links."""
    return name.lower() in _NAMES or name.lower().startswith(_PREFIXES)


def query_string(query: QueryDict, *, without: Collection[str] = ()) -> str:
    """Write a query from "?" on, or an empty string where nothing is left."""
    kept = query.copy()
    for name in without:
        kept.pop(name, None)
    text = kept.urlencode()
    return f"?{text}" if text else ""


def without_trackers(view: _View) -> _View:
    """Wrap a view: an address with trackers' parameters is answered with a redirect to the clean one."""

    @wraps(view)
    def clean(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- any view's
        trackers = [name for name in request.GET if is_tracker(name)]
        if trackers:
            return HttpResponseRedirect(request.path + query_string(request.GET, without=trackers))
        return view(request, *args, **kwargs)

    return clean


def without_parameters(view: _View) -> _View:
    """Wrap a view that takes no parameters: one that is given some says so with 400, in words."""

    @wraps(view)
    def plain(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- any view's
        if request.GET:
            names = ", ".join(sorted(request.GET))
            message = f"This page takes no parameters, and its address has some: {names}."
            return HttpResponseBadRequest(render_to_string("400.html", {"message": message}, request))
        return view(request, *args, **kwargs)

    return plain


def without_blanks(request: HttpRequest, known: Collection[str]) -> str | None:
    """Give the address without the known parameters that a form sent empty; None where there is none such."""
    blank = {name for name in known if name in request.GET and not any(request.GET.getlist(name))}
    return request.path + query_string(request.GET, without=blank) if blank else None
