"""Addresses of the public site. They are public promises: an address that was once given keeps working."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from funding.portal.addresses import without_parameters, without_trackers
from funding.portal.exports.csv_format import EXCEL, PLAIN
from funding.portal.exports.lists import GRANTS, ORGANISATIONS, PROGRAMMES, TRANSACTIONS, Export
from funding.portal.views.details import GrantDetailView, OrganisationDetailView, ProgrammeDetailView
from funding.portal.views.documents import DocumentListView
from funding.portal.views.downloads import DownloadView
from funding.portal.views.grants import GrantListView
from funding.portal.views.home import HomeView
from funding.portal.views.organisations import OrganisationListView
from funding.portal.views.pages import AboutView, AccessibilityView, DataView, MethodologyView, ProtectionView, robots
from funding.portal.views.plan import PlanView
from funding.portal.views.programmes import ProgrammeListView
from funding.portal.views.sectors import SectorDetailView, SectorListView
from funding.portal.views.statements import StatementDetailView, StatementListView
from funding.portal.views.timeline import TimelineView
from funding.portal.views.transactions import TransactionListView


def _plain(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    return _page(route, without_parameters(view), name)


def _page(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    return path(route, without_trackers(view), name=name)


def _files(export: Export) -> list[URLPattern]:
    kinds = (("csv", PLAIN), ("excel", EXCEL))
    return [
        _page(export.name(dialect), DownloadView.as_view(export=export, dialect=dialect), f"{export.noun}_{kind}")
        for kind, dialect in kinds
    ]


urlpatterns: list[URLPattern] = [
    _plain("", HomeView.as_view(), "home"),
    _page("grants/", GrantListView.as_view(), "grant_list"),
    _plain("grants/<slug:public_id>/", GrantDetailView.as_view(), "grant_detail"),
    _page("programmes/", ProgrammeListView.as_view(), "programme_list"),
    _plain("programmes/<slug:public_id>/", ProgrammeDetailView.as_view(), "programme_detail"),
    _plain("sectors/", SectorListView.as_view(), "sector_list"),
    _plain("sectors/<slug:sector>/", SectorDetailView.as_view(), "sector_detail"),
    _page("organisations/", OrganisationListView.as_view(), "organisation_list"),
    _plain("organisations/<slug:public_id>/", OrganisationDetailView.as_view(), "organisation_detail"),
    _page("transactions/", TransactionListView.as_view(), "transaction_list"),
    _plain("statements/", StatementListView.as_view(), "statement_list"),
    _plain("statements/<slug:public_id>/", StatementDetailView.as_view(), "statement_detail"),
    _plain("timeline/", TimelineView.as_view(), "timeline"),
    _plain("timeline/<slug:kind>/", TimelineView.as_view(), "timeline_kind"),
    _plain("economic-support-plan/", PlanView.as_view(), "plan"),
    _plain("documents/", DocumentListView.as_view(), "document_list"),
    *_files(GRANTS),
    *_files(PROGRAMMES),
    *_files(ORGANISATIONS),
    *_files(TRANSACTIONS),
    _plain("data/", DataView.as_view(), "data"),
    _plain("methodology/", MethodologyView.as_view(), "methodology"),
    _plain("protection/", ProtectionView.as_view(), "protection"),
    _plain("accessibility/", AccessibilityView.as_view(), "accessibility"),
    _plain("about/", AboutView.as_view(), "about"),
    _plain("robots.txt", robots, "robots"),
]
