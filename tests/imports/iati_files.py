"""Invented IATI files: an activity is put together from elements, each with a sensible default."""

from pathlib import Path

from lxml import etree

from funding.register.imports.iati import layout

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "iati"
EASTERN = REAL / "ec-eastern-partnership-2021-06.xml"
BELARUS = REAL / "ec-near-belarus.xml"

DECISION, CONTRACT = "XI-IATI-EC_NEAR-2022/10001/0", "XI-IATI-EC_NEAR-2022/100-001"


def transaction(amount="1000", *, day="2022-05-02", currency="EUR", ref="", receiver="", inside="", kind="3"):  # noqa: PLR0913 -- an element has as many parts
    return (
        f'<transaction ref="{ref}"><transaction-type code="{kind}"/><transaction-date iso-date="{day}"/>'
        f'<value currency="{currency}" value-date="2026-01-01">{amount}</value>'
        f"<receiver-org><narrative>{receiver}</narrative></receiver-org>{inside}</transaction>"
    )


def planned(amount, *, kind="1", start="2022-01-01"):
    return (
        f'<planned-disbursement type="{kind}"><period-start iso-date="{start}"/><period-end iso-date="2021-12-31"/>'
        f'<value currency="EUR" value-date="2022-01-01">{amount}</value></planned-disbursement>'
    )


def related(identifier, kind):
    return f'<related-activity ref="{identifier}" type="{kind}"/>'


def activity(*elements, identifier=CONTRACT, hierarchy="2", title="A title", publisher="XI-IATI-EC_NEAR", unit="EUR"):
    level = f'hierarchy="{hierarchy}"' if hierarchy else ""
    return (
        f'<iati-activity default-currency="{unit}" {level} xml:lang="en">\n'
        f"<iati-identifier>{identifier}</iati-identifier>\n"
        f'<reporting-org ref="{publisher}"><narrative>A publisher</narrative></reporting-org>\n'
        f"<title><narrative>{title}</narrative></title>\n{''.join(elements)}\n</iati-activity>\n"
    )


def decision(*elements, identifier=DECISION, **options):
    return activity(*elements, identifier=identifier, hierarchy="1", **options)


def file_of(*activities, version="2.03"):
    return f'<iati-activities version="{version}">\n{"".join(activities)}</iati-activities>\n'


def read(*elements, **options):
    """Read one invented contract without the register."""
    return layout.activity(etree.fromstring(activity(*elements, **options)))


def kinds(read_activity):
    """Give the kinds of its warnings, by name."""
    return {message.kind.name for message in read_activity.messages}
