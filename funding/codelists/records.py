"""Closed lists about sources, documents, events and identifiers."""

from django.db.models import TextChoices  # noqa: TID251 -- plain data, no ORM


class SourceKind(TextChoices):
    """How near a source is to those who decided."""

    OFFICIAL = "official", "Official"
    AGENCY = "agency", "News agency"
    MIRROR = "mirror", "Mirror"
    STAFF = "staff", "Entered by staff"
    INVENTED = "invented", "Invented for demonstration"


class DatePrecision(TextChoices):
    """How exactly a date is known; the stored date is the first day of the month or year."""

    DAY = "day", "Day"
    MONTH = "month", "Month"
    YEAR = "year", "Year"


class EventKind(TextChoices):
    """What an event of the timeline is."""

    COUNCIL_CONCLUSIONS = "council_conclusions", "Council conclusions"
    SENIOR_OFFICIALS_MEETING = "senior_officials_meeting", "Senior Officials' Meeting"
    CONSULTATIVE_GROUP = "consultative_group", "Consultative Group"
    SANCTIONS = "sanctions", "Sanctions"
    SUSPENSION = "suspension", "Suspension"
    ASSISTANCE = "assistance", "Assistance"
    POLITICAL = "political", "Political event"


class DocumentKind(TextChoices):
    """What a document is."""

    FACTSHEET = "factsheet", "Factsheet"
    DECISION = "decision", "Decision"
    CONCLUSIONS = "conclusions", "Council conclusions"
    REGULATION = "regulation", "Regulation"
    REPORT = "report", "Report"
    PRESS_RELEASE = "press_release", "Press release"
    OTHER = "other", "Other"


class IdentifierScheme(TextChoices):
    """Schemes of organisation identifiers."""

    PIC = "pic", "PIC (EU participant identification code)"
    LEI = "lei", "LEI (ISO 17442)"
    ORG_ID = "org-id", "org-id (IATI organisation identifier)"
    NATIONAL = "national", "National registration number"


class AliasKind(TextChoices):
    """What another name of an organisation is."""

    OTHER_NAME = "other_name", "Other name"
    FORMER_NAME = "former_name", "Former name"
    ACRONYM = "acronym", "Acronym"
    TRANSLITERATION = "transliteration", "Transliteration"


# Sharing a link to these sites can be punished in Belarus: they are named as text, never linked.
UNSAFE_LINK_DOMAINS: tuple[str, ...] = (
    "aianalyticsweb.com",  # re-publishes pozirk
    "belsat.eu",
    "charter97.org",
    "nashaniva.com",
    "pozirk.online",
    "tsikhanouskaya.org",
    "udf.name",
)
