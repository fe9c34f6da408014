"""Code lists of the IATI Standard 2.03; the value is the code."""

from django.db.models import TextChoices  # noqa: TID251 -- plain data, no ORM


class ActivityStatus(TextChoices):
    """IATI ActivityStatus."""

    PIPELINE = "1", "Pipeline"
    IMPLEMENTATION = "2", "Implementation"
    FINALISATION = "3", "Finalisation"
    CLOSED = "4", "Closed"
    CANCELLED = "5", "Cancelled"
    SUSPENDED = "6", "Suspended"


class TransactionKind(TextChoices):
    """IATI TransactionType. Paid is disbursement and expenditure; incoming funds are part of nothing."""

    INCOMING_FUNDS = "1", "Incoming funds"
    COMMITMENT = "2", "Commitment"
    DISBURSEMENT = "3", "Disbursement"
    EXPENDITURE = "4", "Expenditure"
    INTEREST_PAYMENT = "5", "Interest payment"
    LOAN_REPAYMENT = "6", "Loan repayment"
    REIMBURSEMENT = "7", "Reimbursement"
    PURCHASE_OF_EQUITY = "8", "Purchase of equity"
    SALE_OF_EQUITY = "9", "Sale of equity"
    CREDIT_GUARANTEE = "10", "Credit guarantee"
    INCOMING_COMMITMENT = "11", "Incoming commitment"
    OUTGOING_PLEDGE = "12", "Outgoing pledge"
    INCOMING_PLEDGE = "13", "Incoming pledge"


PAID_KINDS: tuple[str, ...] = (TransactionKind.DISBURSEMENT.value, TransactionKind.EXPENDITURE.value)


class OrganisationRole(TextChoices):
    """IATI OrganisationRole, and two without an IATI code: a beneficiary, and whom its money reaches."""

    FUNDING = "1", "Funding"
    ACCOUNTABLE = "2", "Accountable"
    EXTENDING = "3", "Extending"
    IMPLEMENTING = "4", "Implementing"
    BENEFICIARY = "beneficiary", "Beneficiary"
    SUPPORTED_THIRD_PARTY = "supported_third_party", "Supported third party (never published)"


# Who receives money through an intermediary is never named, whatever the level of the grant.
CONTRACT_ROLES: tuple[OrganisationRole, ...] = tuple(
    role for role in OrganisationRole if role is not OrganisationRole.SUPPORTED_THIRD_PARTY
)
RECIPIENT_ROLES: tuple[str, ...] = (OrganisationRole.IMPLEMENTING.value, OrganisationRole.BENEFICIARY.value)


class OrganisationType(TextChoices):
    """IATI OrganisationType."""

    GOVERNMENT = "10", "Government"
    LOCAL_GOVERNMENT = "11", "Local government"
    OTHER_PUBLIC_SECTOR = "15", "Other public sector"
    INTERNATIONAL_NGO = "21", "International NGO"
    NATIONAL_NGO = "22", "National NGO"
    REGIONAL_NGO = "23", "Regional NGO"
    PARTNER_COUNTRY_NGO = "24", "Partner-country NGO"
    PUBLIC_PRIVATE_PARTNERSHIP = "30", "Public-private partnership"
    MULTILATERAL = "40", "Multilateral"
    FOUNDATION = "60", "Foundation"
    PRIVATE_SECTOR = "70", "Private sector"
    PRIVATE_SECTOR_IN_PROVIDER_COUNTRY = "71", "Private sector in provider country"
    PRIVATE_SECTOR_IN_RECIPIENT_COUNTRY = "72", "Private sector in recipient country"
    PRIVATE_SECTOR_IN_THIRD_COUNTRY = "73", "Private sector in third country"
    ACADEMIC = "80", "Academic, training and research"
    OTHER = "90", "Other"
