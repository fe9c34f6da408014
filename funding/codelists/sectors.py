"""The six sectors of EU assistance to the people of Belarus, and `other` for money outside them."""

from django.db.models import TextChoices  # noqa: TID251 -- plain data, no ORM


class Sector(TextChoices):
    """A sector; the order is the one everywhere (tables, charts, ties)."""

    CIVIL_SOCIETY = "civil_society", "Civil society"
    HUMAN_RIGHTS = "human_rights", "Human rights"
    INDEPENDENT_MEDIA = "independent_media", "Independent media"
    EDUCATION = "education", "Education"
    CULTURE = "culture", "Culture"
    SMES_IN_EXILE = "sme", "SMEs in exile"
    OTHER = "other", "Other"


SIX_SECTORS: tuple[Sector, ...] = tuple(sector for sector in Sector if sector is not Sector.OTHER)

DESCRIPTIONS: dict[str, str] = {
    Sector.CIVIL_SOCIETY: "Organisations, initiatives and networks of citizens: core support, training, platforms.",
    Sector.HUMAN_RIGHTS: "Defenders, victims of repression and their families: legal, medical and social help.",
    Sector.INDEPENDENT_MEDIA: "Newsrooms and journalists, most of them in exile: production, safety, distribution.",
    Sector.EDUCATION: "Scholarships, exchanges and universities for people who can't study or teach at home.",
    Sector.CULTURE: "Artists, publishers and cultural institutions: works, mobility, heritage and language.",
    Sector.SMES_IN_EXILE: "Small and medium-sized enterprises that moved abroad: advice, finance, networks.",
    Sector.OTHER: "Money outside the six sectors, such as health in the package of August 2020.",
}
