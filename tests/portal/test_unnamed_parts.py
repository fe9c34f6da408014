"""The overview, sectors, programmes, organisations and payments: what isn't named stands beside every total."""

from datetime import date
from decimal import Decimal

import pytest

from funding.codelists.disclosure import POOL_SENTENCES, Level
from funding.codelists.sectors import Sector
from funding.publication.models import PublishedProgramme
from tests.factories import GrantFactory, OrganisationFactory, PaymentFactory, ProgrammeFactory, approved
from tests.portal.pooling import (
    OF_ALL,
    OF_ALL_SECTORS,
    OF_ONE_SECTOR_AND_YEAR,
    OF_SEVERAL_YEARS,
    SEAL,
    pooled,
    withheld,
)
from tests.portal.reading import fetched
from tests.portal.selecting import page_of, select, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_pools")]


def _page(client, address):
    return page_of(client.get(address))


def _texts(page, selector):
    return [" ".join(one.text_content().split()) for one in select(page, selector)]


def _paid_until_last_december(**facts):
    grant = GrantFactory(**facts)
    PaymentFactory(grant=grant, date=date(2024, 1, 1), amount=Decimal(50_000))
    approved(grant, level=Level.RECIPIENT_WITHHELD)


def test_the_overview_says_beside_what_is_contracted_and_paid_who_is_not_named_and_what_is_not_counted(client, publish):
    approved(PaymentFactory(grant=GrantFactory(), amount=Decimal(30_000)).grant)
    _paid_until_last_december()
    pooled(*OF_ONE_SECTOR_AND_YEAR)
    publish(seal=SEAL)
    _, _, contracted, paid = _texts(_page(client, "/"), ".chain-line")
    assert contracted == "5 grants; 4 of them (€ 400,000) without naming the recipient"
    assert paid == "40 % of what is contracted, without 3 grants shown in groups"


def test_the_overview_has_a_section_on_what_is_not_named_with_a_link_to_why(client, publish):
    withheld()
    pooled(*OF_ALL_SECTORS)
    publish(seal=SEAL)
    section = select(_page(client, "/"), "#unnamed")[0]
    assert _texts(section, "dd") == ["1 € 100,000", "3 € 300,000", "3 € 300,000"]
    assert POOL_SENTENCES[-1] in section.text_content()
    assert select(section, "a[href='/protection/']")


def test_the_section_is_there_when_everybody_is_named(client, publish):
    approved(GrantFactory())
    publish()
    section = select(_page(client, "/"), "#unnamed")[0]
    assert _texts(section, "dd") == ["0", "0", "0"]
    assert POOL_SENTENCES[-1] in section.text_content()


def test_pooled_grants_are_not_counted_as_grants_without_a_known_payment_or_year(client, publish):
    pooled(*OF_ALL)
    publish(seal=SEAL)
    gaps = {text_of(one, "dt"): text_of(one, "dd") for one in select(_page(client, "/"), ".gaps > div")}
    assert gaps["Grants shown only in groups"].startswith("3 ")
    assert gaps["Grants without a known payment"] == gaps["Parts of grants without a known year"] == "0"


def test_pictures_hold_what_groups_can_tell_and_say_what_they_cannot(client, publish):
    withheld()
    pooled(*OF_ONE_SECTOR_AND_YEAR)
    pooled(*[(Sector.EDUCATION, year) for year in (2021, 2022, 2024)], amount=200_000)
    pooled((Sector.SMES_IN_EXILE, 2022), (Sector.CIVIL_SOCIETY, 2022), (Sector.HUMAN_RIGHTS, 2022), amount=400_000)
    publish(seal=SEAL)
    page = _page(client, "/sectors/")
    assert _texts(page, ".chart .year") == ["2023"]
    assert _texts(page, ".chart .total") == ["400.0"]
    several = "3 grants (€ 600,000) in groups over several years"
    over_all = "3 grants (€ 1.2 million) in groups over all sectors"
    assert _texts(page, ".not-drawn") == [f"Not in the picture: {several}, and {over_all}. Why groups?"]


def test_the_flow_shows_groups_as_a_post_of_their_own(client, publish):
    withheld()
    pooled(*OF_ONE_SECTOR_AND_YEAR)
    publish(seal=SEAL)
    assert _texts(_page(client, "/"), ".flow .name") == ["NDICI geographic", "Groups of grants", "Culture"]


def test_the_tables_beside_the_pictures_hold_the_unnamed_part_and_groups_over_several_years(client, publish):
    approved(GrantFactory(signed_on=date(2023, 3, 1)))
    withheld(signed_on=date(2023, 3, 1), sectors={Sector.EDUCATION: 100})
    pooled(*OF_SEVERAL_YEARS)
    publish(seal=SEAL)
    table = select(_page(client, "/sectors/"), "details.figures table")[0]
    rows = {text_of(row, "th"): _texts(row, "td:last-child")[0] for row in select(table, "tbody tr, tfoot tr")}
    assert rows == {
        "2023": "€ 200,000",
        "Several years, in groups": "€ 300,000",
        "Recipient not named": "€ 400,000",
    }


def test_a_sector_says_its_unnamed_part_the_share_without_sector_and_what_paid_leaves_out(client, publish):
    approved(GrantFactory())
    _paid_until_last_december()
    pooled(*OF_ONE_SECTOR_AND_YEAR)
    pooled(*[(sector, 2021) for sector, _ in OF_ALL_SECTORS], amount=200_000)
    publish(seal=SEAL)
    page = _page(client, "/sectors/culture/")
    contracted, paid, grants = [" ".join(one.text_content().split()) for one in select(page, ".amounts > div")]
    assert "plus a share of € 600,000 in 3 grants, shown without a sector" in contracted
    assert "25 % of what is contracted; of 1 grant no payment is known" in paid
    assert "3 grants shown in groups aren’t in it" in paid
    assert "of 1 grant without a named recipient as at the last 31 December" in paid
    assert "4 of them (€ 400,000) without naming the recipient" in grants


def test_the_recipients_of_a_sector_end_with_those_that_are_not_named(client, publish):
    approved(GrantFactory(implementer=OrganisationFactory(name="Northern Stage")))
    withheld()
    pooled(*OF_ONE_SECTOR_AND_YEAR)
    publish(seal=SEAL)
    rows = _texts(_page(client, "/sectors/culture/"), '[aria-labelledby="recipients-heading"] tr')
    assert rows[1:] == ["Northern StageLithuania1", "Recipient not named: 4 grants, € 400,000 Why?4"]


def test_the_programmes_of_a_sector_say_their_unnamed_part_and_groups_stand_last(client, publish):
    programme = ProgrammeFactory(title="EU4Culture")
    approved(GrantFactory(programme=programme))
    withheld(programme=programme)
    pooled(*OF_ONE_SECTOR_AND_YEAR)
    publish(seal=SEAL)
    rows = _texts(_page(client, "/sectors/culture/"), '[aria-labelledby="programmes-heading"] tbody tr')
    assert rows == [
        "EU4Culture21 not named€ 200,000€ 100,000 not named",
        "in groups, shown without a programme3€ 300,000",
    ]


def test_a_sector_with_groups_alone_knows_no_payment_and_that_is_not_0(client, publish):
    pooled(*OF_ONE_SECTOR_AND_YEAR)
    publish(seal=SEAL)
    paid = select(_page(client, "/sectors/culture/"), ".amounts > div")[1]
    assert text_of(paid, ".figure") == "unknown"
    assert "no payment is known" not in paid.text_content()


def test_a_programme_says_its_unnamed_part_and_that_groups_are_of_none(client, publish):
    programme = ProgrammeFactory()
    approved(GrantFactory(programme=programme, title="Named"))
    _paid_until_last_december(programme=programme)
    pooled(*OF_ONE_SECTOR_AND_YEAR)
    publish(seal=SEAL)
    page = _page(client, f"/programmes/{PublishedProgramme.objects.get(title=programme.title).public_id}/")
    _, contracted, paid = _texts(page, ".amounts > div")
    assert "1 of them (€ 100,000) without naming the recipient" in contracted
    assert "plus a share of € 300,000 in 3 grants, shown without a programme" in contracted
    assert "of 1 grant without a named recipient as at the last 31 December" in paid
    assert _texts(page, "tr.is-unnamed .t") == ["Support for culture"]


def test_the_list_of_programmes_says_so_too(client, publish):
    programme = ProgrammeFactory()
    approved(GrantFactory(programme=programme))
    withheld(programme=programme)
    pooled(*OF_ONE_SECTOR_AND_YEAR)
    publish(seal=SEAL)
    page = fetched(client, "/programmes/")
    assert "€ 200,000 2 grants, 1 of them ( € 100,000 ) without naming the recipient" in page.cells("Contracted")
    assert page.notes[0].startswith("3 grants together in groups, without a programme")


def test_the_list_of_organisations_says_how_many_grants_name_none(client, publish):
    approved(GrantFactory())
    withheld()
    withheld(sectors={Sector.EDUCATION: 100})
    pooled(*OF_ALL_SECTORS)
    publish(seal=SEAL)
    assert fetched(client, "/organisations/").notes == [
        "5 grants without naming the recipient ( € 500,000 contracted)."
    ]
    _, inside, share = fetched(client, "/organisations/?sector=culture").notes
    assert inside == "1 grant without naming the recipient ( € 100,000 contracted)."
    assert share == (
        "3 grants together in groups over all sectors: a share of them may be of these sectors ( € 300,000 contracted)."
    )


def test_the_list_of_payments_says_whose_are_not_in_it(client, publish):
    approved(PaymentFactory(grant=GrantFactory()).grant)
    _paid_until_last_december()
    pooled(*OF_ONE_SECTOR_AND_YEAR)
    publish(seal=SEAL)
    page = fetched(client, "/transactions/")
    assert page.count == 1
    assert page.notes == [
        "4 grants without naming the recipient: their payments aren’t listed here ( € 400,000 contracted).",
        (
            "1 grant of these with a row of their own: what was paid on them is told in the list of grants "
            "( € 50,000 paid)."
        ),
    ]
