"""What belongs to a grant or a programme and is edited with it."""

from funding.desk.admin.codes import CodedFields
from funding.desk.admin.forms import RegisterForm
from funding.desk.admin.shares import ShareForm, ShareFormSet
from funding.desk.admin.typed import TabularInline
from funding.register.models import Amendment, GrantRole, GrantSector, SourceReference, Transaction


class RegisterInline(CodedFields, TabularInline):
    """Rows of a register table below the form of their owner."""

    form = RegisterForm
    extra = 0


class ShareInline(RegisterInline):
    """Sector shares."""

    model = GrantSector
    form = ShareForm
    formset = ShareFormSet
    template = "desk/shares_inline.html"
    verbose_name = "sector share"
    verbose_name_plural = "sector shares"


class RoleForm(RegisterForm):
    """A role."""

    class Meta:
        help_texts = {
            "role": (
                "A supported third party receives money through the recipient: it is never published, at no level, and "
                "its name is looked for in all texts of the grant."
            )
        }


class RoleInline(RegisterInline):
    """Organisations and what they are to the grant."""

    model = GrantRole
    form = RoleForm
    autocomplete_fields = ("organisation",)
    verbose_name = "role"
    verbose_name_plural = "organisations (supported third parties are never published)"


class AmendmentInline(RegisterInline):
    """Signed changes of the contract."""

    model = Amendment


class TransactionInline(RegisterInline):
    """Movements of money of a grant or a programme."""

    model = Transaction
    fields = ("kind", "date", "amount", "currency", "receiver", "reference", "description")
    autocomplete_fields = ("receiver",)


class SourceReferenceInline(RegisterInline):
    """Where the facts come from."""

    model = SourceReference
    fields = ("source", "identifier", "address", "imported_at")
    readonly_fields = ("imported_at",)
    autocomplete_fields = ("source",)
    verbose_name = "source"
    verbose_name_plural = "sources"
