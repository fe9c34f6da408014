"""Organisations and everything that could name them: aliases, e-mails, domains, identifiers, groups."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from funding.codelists.iati import OrganisationType
from funding.codelists.records import AliasKind, IdentifierScheme
from funding.codelists.reference import country_names
from funding.folding import fold
from funding.register.models.constraints import FieldCheck

_IDENTIFIER_FORMS = {
    IdentifierScheme.PIC: (re.compile(r"[0-9]{9}"), "A PIC has nine digits."),
    IdentifierScheme.LEI: (re.compile(r"[0-9A-Z]{18}[0-9]{2}"), "A LEI has 20 capital letters and digits."),
    IdentifierScheme.ORG_ID: (re.compile(r"[A-Z]{2}-[^\s]{3,}"), "An org-id looks like PL-KRS-0000123456."),
}


class Organisation(models.Model):
    """A legal person (or a natural one who receives money) with a part in a grant."""

    name = models.CharField(max_length=250)
    # Imports match names by it. A Cyrillic letter folds to up to four Latin ones.
    name_folded = models.CharField(max_length=1000, editable=False, db_index=True)
    local_name = models.CharField("name in its own script", max_length=250, blank=True)
    kind = models.CharField(max_length=2, choices=OrganisationType, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 code of the seat, such as LT.")
    website = models.URLField(blank=True)
    holding = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name="holding group",
        help_text="The organisation that controls this one.",
    )
    fiscal_sponsor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sponsored",
        help_text="Who receives the money on behalf of this organisation.",
    )
    is_natural_person = models.BooleanField("natural person", default=False)
    is_named_after_person = models.BooleanField(
        "named after a natural person",
        default=False,
        help_text="Its name leaves the public when a natural person's would.",
    )
    clearance = models.OneToOneField(
        "register.Clearance",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="Why two persons let it be named. Without one it is protected.",
    )
    is_invented = models.BooleanField("invented", default=False)
    notes = models.TextField(blank=True, help_text="Internal; never published.")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name_folded"]
        constraints = [
            FieldCheck(
                field="country",
                name="organisation_country_iso3166",
                condition=Q(country__in=["", *sorted(country_names())]),
                violation_error_message="This is not a country code of ISO 3166-1, such as LT.",
            ),
            FieldCheck(
                field="holding",
                name="organisation_holding_other",
                condition=Q(holding__isnull=True) | ~Q(holding=F("id")),
                violation_error_message="An organisation isn't its own holding group.",
            ),
            FieldCheck(
                field="fiscal_sponsor",
                name="organisation_sponsor_other",
                condition=Q(fiscal_sponsor__isnull=True) | ~Q(fiscal_sponsor=F("id")),
                violation_error_message="An organisation isn't its own fiscal sponsor.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the folded name beside the name."""
        self.name_folded = fold(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through as Django gave them

    @property
    def is_protected(self) -> bool:
        """Whether it must not be named: so is every organisation until two persons clear it."""
        return self.clearance_id is None

    @property
    def leaves_the_public(self) -> bool:
        """Whether its name is a natural person's, which is public for two years only (Art. 38(6))."""
        return self.is_natural_person or self.is_named_after_person


class OrganisationAlias(models.Model):
    """Another name of an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=250)
    kind = models.CharField(max_length=20, choices=AliasKind, default=AliasKind.OTHER_NAME)

    class Meta:
        verbose_name_plural = "organisation aliases"
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="alias_once")]

    def __str__(self) -> str:
        return self.name


class OrganisationEmail(models.Model):
    """An e-mail address of an organisation; never published."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="emails")
    email = models.EmailField("e-mail")

    class Meta:
        verbose_name = "organisation e-mail"
        constraints = [models.UniqueConstraint(fields=["organisation", "email"], name="email_once")]

    def __str__(self) -> str:
        return self.email


class OrganisationDomain(models.Model):
    """An internet domain of an organisation; never published."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(
        max_length=253,
        validators=[RegexValidator(r"^([\w-]+\.)+[\w-]{2,}$", "Enter a domain such as example.org, without https://.")],
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "domain"], name="domain_once")]

    def __str__(self) -> str:
        return self.domain


class OrganisationIdentifier(models.Model):
    """A number or code that names an organisation in a register."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=10, choices=IdentifierScheme)
    value = models.CharField(max_length=100)

    class Meta:
        constraints = [
            # Two organisations with one identifier are one organisation entered twice.
            models.UniqueConstraint(
                fields=["scheme", "value"],
                name="organisation_identifier_once",
                violation_error_message="Another organisation has this identifier already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"

    def clean(self) -> None:
        """Refuse an identifier that doesn't have its scheme's form (ISO 17442 check digits for a LEI)."""
        form = _IDENTIFIER_FORMS.get(IdentifierScheme(self.scheme)) if self.scheme else None
        if form and not form[0].fullmatch(self.value):
            raise ValidationError({"value": form[1]})
        is_lei = self.scheme == IdentifierScheme.LEI
        if is_lei and int("".join(str(int(char, 36)) for char in self.value)) % 97 != 1:
            raise ValidationError({"value": "The check digits of this LEI are wrong: look for a typing error."})
