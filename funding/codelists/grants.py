"""Closed lists about programmes and grants that IATI has no code for."""

from django.db.models import TextChoices  # noqa: TID251 -- plain data, no ORM


class Scope(TextChoices):
    """Whether a record is assistance to the people of Belarus; only a person can say so."""

    UNDECIDED = "undecided", "Undecided"
    IN = "in", "In scope"
    OUT = "out", "Out of scope"


class Reach(TextChoices):
    """Whether a programme is for Belarus alone."""

    BILATERAL = "bilateral", "Bilateral"
    REGIONAL = "regional", "Regional"


class ContractType(TextChoices):
    """Legal form of a contract (Financial Regulation (EU, Euratom) 2024/2509, titles V, VI and VIII)."""

    GRANT = "grant", "Grant"
    CONTRIBUTION_AGREEMENT = "contribution_agreement", "Contribution agreement"
    PROCUREMENT = "procurement", "Procurement"


class ManagementMode(TextChoices):
    """Method of implementing the budget (Financial Regulation, Art. 62)."""

    DIRECT = "direct", "Direct"
    INDIRECT = "indirect", "Indirect"
    SHARED = "shared", "Shared"


class AmountBasis(TextChoices):
    """Where an amount comes from."""

    COMMITMENT = "commitment", "Commitment"
    PLANNED_DISBURSEMENTS = "planned_disbursements", "Planned disbursements"
    STATED = "stated", "Stated"


class YearBasis(TextChoices):
    """Which date the year contracted was taken from."""

    SIGNED = "signed", "Signature"
    FIRST_COMMITMENT = "first_commitment", "First commitment"
    ACTUAL_START = "actual_start", "Actual start"
    PLANNED_START = "planned_start", "Planned start"
    UNKNOWN = "unknown", "Unknown"


class TargetGroup(TextChoices):
    """Whom a grant is meant to help."""

    VICTIMS_OF_REPRESSION = "victims_of_repression", "Victims of repression and their families"
    HUMAN_RIGHTS_DEFENDERS = "human_rights_defenders", "Human rights defenders"
    JOURNALISTS = "journalists", "Journalists and media workers"
    STUDENTS_AND_SCHOLARS = "students_and_scholars", "Students, teachers and scholars"
    ARTISTS = "artists", "Artists and cultural workers"
    ENTREPRENEURS = "entrepreneurs", "Entrepreneurs"
    CIVIL_SOCIETY = "civil_society", "Civil society organisations"
    WOMEN = "women", "Women and girls"
    YOUTH = "youth", "Young people"
    PERSONS_WITH_DISABILITIES = "persons_with_disabilities", "Persons with disabilities"
    PUBLIC = "public", "General public"


class RecipientKind(TextChoices):
    """What kind of recipient a grant has."""

    CIVIL_SOCIETY = "civil_society", "Civil society organisation"
    MEDIA = "media", "Media organisation"
    INTERNATIONAL_ORGANISATION = "international_organisation", "International organisation"
    PUBLIC_BODY = "public_body", "Public body or member-state agency"
    ACADEMIC = "academic", "University or research body"
    ENTERPRISE = "enterprise", "Enterprise"
    OTHER = "other", "Other"
