"""`manage.py load_public_list`: both layouts of the Financial Transparency System, once, and nothing of other files."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from funding.codelists.disclosure import Level
from funding.register import review
from funding.register.imports import public_lists
from funding.register.models import PublicList, PublicListEntry
from tests.desk.conftest import client_of, deletion, page
from tests.factories import GrantFactory, ProgrammeFactory, somebody

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "fts"
OLD = (
    "Year,Reference (Budget),Subject of grant or contract,Name of beneficiary,Beneficiary’s contracted amount (EUR),"
    "Commitment contracted amount (EUR),Programme name"
)
NEW = (
    "Year,Name of beneficiary,Beneficiary’s contracted amount (EUR),Beneficiary’s estimated contracted amount (EUR),"
    "Commitment contracted amount (EUR) (A),Commitment  total amount (EUR) (A+B),"
    "Subject of grant or contract,Programme name"
)
ROW = "2023,R.1,A festival,RADA*RADA*,100000,250000,14.1 - Neighbourhood"


@pytest.fixture
def file(tmp_path):
    """Write a file."""

    def write(*lines, encoding="utf-8", name="list.csv"):
        path = tmp_path / name
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return path

    return write


def load(path, *arguments):
    out = StringIO()
    call_command("load_public_list", str(path), "--title", "FTS 2023", *arguments, stdout=out)
    return out.getvalue().splitlines()


def entries():
    return list(PublicListEntry.objects.values_list("year", "amount", "recipient", "wording"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize(
    ("heading", "row"),
    [(OLD, ROW), (NEW, "2023,RADA*RADA*,100000,,250000,250000,A festival,14.1 - Neighbourhood")],
)
def test_both_layouts_are_read(heading, row, encoding, file):
    said = load(file(heading, row, encoding=encoding))
    assert said == ["“FTS 2023”: 1 entries stored, 0 rows left out."]
    assert entries() == [(2023, Decimal("100000.00"), "RADA*RADA", "A festival")]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_read(separator, file):
    load(file(OLD.replace(",", separator), ROW.replace(",", separator)))
    assert len(entries()) == 1


@pytest.mark.parametrize(
    ("own", "whole", "amount"),
    [
        ("0", "2225641", "2225641.00"),
        ("", "2225641.5", "2225641.50"),
        ("-50.10", "7", "-50.10"),
        ('"4,899,998.25"', "7", "4899998.25"),
        ("4 899 998", "7", "4899998.00"),
        ("4\N{NO-BREAK SPACE}899\N{NO-BREAK SPACE}998", "7", "4899998.00"),
        ('"1234,56"', "7", "1234.56"),
        ('"1 234,5"', "7", "1234.50"),
        ("0.005", "7", "7.00"),
    ],
)
def test_the_recipients_amount_counts_else_the_commitments(own, whole, amount, file):
    load(file(OLD, f"2023,R,S,RADA,{own},{whole},P"))
    assert entries()[0][1] == Decimal(amount)


def test_bad_rows_are_said_with_their_line_and_the_others_stored(file):
    said = load(
        file(
            OLD,
            ROW,
            ",R,S,RADA,1,1,P",
            "",
            "2023,R,S,RADA,0,0,P",
            "2023,R,S,RADA,a lot,1,P",
            "1066,R,S,X,1,1,P",
            "2023",
        )
    )
    assert said == [
        "“FTS 2023”: 1 entries stored, 5 rows left out.",
        "  line 3: “” is no year",
        "  line 5: it has no amount",
        "  line 6: “a lot” is no amount",
        "  line 7: “1066” is no year",
        "  line 8: it has no amount",
    ]


def test_lines_are_counted_as_an_editor_counts_them(file):
    said = load(file(OLD, '2023,R,"A subject\r\non two lines",RADA,1,1,P', "x,R,S,RADA,1,1,P"))
    assert said[1] == "  line 4: “x” is no year"


def test_only_the_first_bad_rows_are_named(file):
    said = load(file(OLD, ROW, *["x,R,S,RADA,1,1,P"] * 30))
    assert said[0].endswith("30 rows left out.")
    assert said[-1] == f"  … and {30 - public_lists.BAD_ROWS_NAMED} more"


def test_a_file_is_loaded_once(file):
    path = file(OLD, ROW)
    load(path)
    assert load(path) == ["It was loaded already, as “FTS 2023”: nothing was stored."]
    assert (PublicList.objects.count(), len(entries())) == (1, 1)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "has no column “year” and “name of beneficiary”"),
        (["a,b,c", "1,2,3"], "has no column “year”"),
        (["Year,Name of beneficiary", "2023,RADA"], "has no column “beneficiary's contracted amount"),
        ([OLD], "holds no row that can be read"),
        ([OLD, "x,R,S,RADA,1,1,P"], "holds no row that can be read. The first: line 2"),
        ([OLD, ROW, '2023,R,"' + "x" * 200_000], "isn't a CSV file after line"),
        ([OLD, ROW, "2023,R,a\0b,RADA,1,1,P", *["x,R,S,RADA,1,1,P"] * 3], None),
    ],
)
def test_nothing_is_stored_of_what_isnt_such_a_list(lines, words, file):
    if words is None:
        assert load(file(*lines))[1] == "  line 3: it holds characters that are no text"
        return
    with pytest.raises(CommandError, match=words) as refused:
        load(file(*lines))
    assert str(refused.value).endswith("Nothing was stored.")
    assert not PublicList.objects.exists()


def test_a_file_in_another_encoding_is_refused_after_many_good_rows(file):
    with pytest.raises(CommandError, match="isn't text in UTF-8"):
        load(file(OLD.replace("’", "'"), *[ROW] * 5000, "2023,R,S,Société,1,1,P", encoding="latin-1"))
    assert not PublicListEntry.objects.exists()


def test_a_file_that_isnt_there_is_said_in_words(tmp_path):
    with pytest.raises(CommandError, match="can't be read: No such file"):
        load(tmp_path / "missing.csv")


def test_programmes_are_found_by_pattern(file):
    ours = ProgrammeFactory()
    load(file(OLD, ROW, ROW.replace("14.1", "15")), "--programme", f"14.* - neigh*={ours.pk}")
    assert [one.programme for one in PublicListEntry.objects.all()] == [ours, None]


@pytest.mark.parametrize("pattern", ["14.1", "=1", "14.1=x", "14.1=999999", "14.1=²"])
def test_a_pattern_without_a_programme_is_refused(pattern, file):
    with pytest.raises(CommandError, match="PATTERN=ID"):
        load(file(OLD, ROW), "--programme", pattern)
    assert not PublicList.objects.exists()


def test_an_address_that_is_none_is_refused(file):
    with pytest.raises(CommandError, match="valid URL"):
        load(file(OLD, ROW), "--address", "somewhere")


def test_long_texts_are_cut(file):
    load(file(OLD, f"2023,R,{'s' * 2000},{'n' * 900},1,1,P"))
    assert [len(text) for text in entries()[0][2:]] == [500, 1000]


def test_a_row_that_would_be_found_in_a_loaded_list_isnt_shown_without_its_name(file):
    load(file(OLD, "2023,R,S,RADA,101000,1,P"))
    grant = GrantFactory(programme=None)
    assert any("“FTS 2023”" in words for words in review.obstacles(grant, level=Level.RECIPIENT_WITHHELD))


def test_staff_give_entries_a_sector_and_delete_a_list_as_a_whole(file):
    load(file(OLD, ROW, ROW))
    from django.contrib.auth.models import Group  # noqa: PLC0415 -- only here

    from funding.desk.groups import ensure_groups  # noqa: PLC0415 -- only here

    ensure_groups()
    user = somebody("anna")
    user.groups.add(Group.objects.get(name="Publisher"))
    client = client_of(user)
    entry = PublicListEntry.objects.first()
    where = reverse("admin:register_publiclistentry_changelist")
    rows = {
        f"form-{place}-{name}": value
        for place, one in enumerate(PublicListEntry.objects.all())
        for name, value in {"id": one.pk, "programme": "", "sector": "culture" if one == entry else ""}.items()
    }
    counts = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "_save": "Save"}
    assert client.post(where, rows | counts).status_code == 302
    entry.refresh_from_db()
    assert entry.sector == "culture"
    assert client.post(reverse("admin:register_publiclistentry_delete", args=[entry.pk])).status_code == 403
    delete = reverse("admin:register_publiclist_delete", args=[entry.list_id])
    asked = page(client.get(delete)).text_content()
    assert "Entries: 2" in asked or "entries: 2" in asked
    client.post(delete, deletion(client, delete))
    assert not PublicListEntry.objects.exists()


def test_the_real_samples_are_read():
    if not SHARED.is_dir():
        pytest.skip("The samples lie in ../shared, which isn't here.")
    (sample,) = SHARED.glob("*sample*.csv")
    said = load(sample)
    assert said == ["“FTS 2023”: 610 entries stored, 0 rows left out."]
    (heading,) = SHARED.glob("*header*.csv")
    with pytest.raises(CommandError, match="holds no row"):
        load(heading)
