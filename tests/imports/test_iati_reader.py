"""A file as a stream: what is held in memory, and which elements are taken for activities."""

import pytest

from funding.register.imports import loader
from funding.register.imports.activity import ActivityRefusedError
from funding.register.imports.iati import reader
from funding.register.imports.iati.reader import FileRefusedError
from funding.register.models import Grant
from tests.imports.iati_files import activity, file_of

GOOD = activity(identifier="XX-YYY-9")


@pytest.fixture
def found(tmp_path):
    """Give what a file of the given elements has: identifiers, and reasons of what is refused."""

    def run(*elements):
        path = tmp_path / "activities.xml"
        path.write_text(file_of(*elements))
        for one in reader.activities(path):
            is_refused = isinstance(one, ActivityRefusedError)
            yield (one.identifier, one.reason) if is_refused else one.findtext("iati-identifier")

    return run


@pytest.mark.parametrize("filler", ["<a/>" * 50_000, "<!---->" * 50_000, "<?a b?>" * 50_000])
def test_what_is_no_activity_is_not_held(tmp_path, filler):
    path = tmp_path / "filled.xml"
    path.write_text(file_of(filler, GOOD))
    nodes = [len(one.getparent().xpath("node()")) for one in reader.activities(path)]
    # The parser runs ahead by what it reads at once, 32 kB of the file.
    assert len(nodes) == 1
    assert nodes[0] < 10_000


@pytest.mark.parametrize("filler", ["<a/>" * 1001, "<b>" + "<a/>" * 1001 + "</b>", "<a b='' c=''/>" * 400])
def test_an_activity_of_too_many_parts_is_skipped_and_the_others_are_taken(found, monkeypatch, filler):
    monkeypatch.setattr(reader, "MAX_PARTS", 1000)
    reason = "it has more than 1,000 elements and attributes"
    assert list(found(GOOD, activity(filler, identifier="XX-YYY-1"), GOOD)) == [
        "XX-YYY-9",
        ("XX-YYY-1", reason),
        "XX-YYY-9",
    ]


def test_of_an_activity_of_too_many_parts_no_more_is_held(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "MAX_PARTS", 1000)
    let_go, sizes = reader._let_go, []
    monkeypatch.setattr(reader, "_let_go", lambda *both: (let_go(*both), sizes.append(len(both[1]))))
    path = tmp_path / "large.xml"
    path.write_text(file_of(activity("<a/>" * 100_000)))
    assert len(list(reader.activities(path))) == 1
    assert max(sizes) < 20_000


def test_an_activity_inside_another_is_skipped_and_the_outer_one_is_whole(found):
    inner = activity(identifier="XX-YYY-2")
    assert list(found(activity(inner, "<a/>", inner, identifier="XX-YYY-1"))) == [
        ("XX-YYY-2", "it stands inside <iati-activity>, not directly in <iati-activities>"),
        ("XX-YYY-2", "it stands inside <iati-activity>, not directly in <iati-activities>"),
        "XX-YYY-1",
    ]


def test_an_activity_inside_another_element_is_skipped_in_words(load):
    report = load(f"<group>{activity(identifier='XX-YYY-2')}</group>", GOOD)
    assert "XX-YYY-2, line 2: it stands inside <group>" in "\n".join(report.lines())
    assert Grant.objects.count() == 1


def test_a_comment_does_not_cut_a_text(tmp_path):
    path = tmp_path / "comment.xml"
    path.write_text(file_of(activity(title="Before<!-- a comment --> and after")))
    assert [one.findtext("title/narrative") for one in reader.activities(path)] == ["Before and after"]


def test_a_file_of_nothing_but_unusable_activities_is_refused(load, monkeypatch):
    monkeypatch.setattr(loader, "MAX_SKIPPED", 3)
    with pytest.raises(FileRefusedError, match="More than 3 of its activities can't be taken; the last: it has no"):
        load(*["<iati-activity/>"] * 4)
