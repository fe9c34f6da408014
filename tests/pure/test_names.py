"""Protected names are found however they are spelt, and nothing else is."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.names import NameIndex, Term, TermKind
from tests.pure.transliteration import SYSTEMS

often = settings(max_examples=60, deadline=None)


def name_of(text, kind=TermKind.NAME, owner=1):
    return Term(text, kind, owner)


def found(term, text, kind=TermKind.NAME):
    return [hit.words for hit in NameIndex([name_of(term, kind)]).find(text)]


def syllables(consonants, vowels, endings):
    opening = st.sampled_from([*consonants, *consonants, "ст", "бр", "дз", "зг", "дл"])
    return st.tuples(opening, st.sampled_from(vowels), st.sampled_from(endings)).map("".join)


def words_of(syllable):
    return st.lists(syllable, min_size=3, max_size=5).map("".join).map(str.capitalize)


BELARUSIAN_WORDS = words_of(syllables("бвгджзклмнпрстфхцчш", "аеёіоуыэюя", ["", "", "", "ў", "й", "н", "нь", "р"]))
RUSSIAN_WORDS = words_of(syllables("бвгджзклмнпрстфхцчшщ", "аеёиоуыэюя", ["", "", "", "й", "н", "нь", "р"]))
WORDS = BELARUSIAN_WORDS | RUSSIAN_WORDS
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


@pytest.mark.parametrize("system", SYSTEMS)
@often
@given(name=NAMES)
def test_a_name_is_found_in_latin_letters(system, name):
    written = SYSTEMS[system](name)
    assert found(name, f"A grant to {written}, in 2024.") == [written.rstrip("'’`ʹ")]


@pytest.mark.parametrize("system", SYSTEMS)
@often
@given(name=NAMES)
def test_a_latin_name_is_found_in_cyrillic(system, name):
    assert found(SYSTEMS[system](name), f"Грант для «{name}», 2024.") == [name]


SPELLINGS = [
    ("Вясна", "Viasna Vyasna Vjasna Wiasna VIASNA vjásna"),
    ("Хартыя", "Chartyja Khartyia Hartyya Khartyya Chartija Khartiya Хартия"),
    ("Шчучын", "Scucyn Ščučyn Shchuchyn Szczuczyn Schtschutschyn Chtchoutchine"),
    ("Ліхоўская", "Lichoŭskaja Likhouskaya Likhovskaya Lichowskaja Likhovskaïa Lichouskaja"),
    ("Згодаўка", "Zhodaŭka Zgodavka Zhodauka Zgodawka"),
    ("Жыцё", "Žyćcio Zhytsio Zhytsyo Žycio"),
    ("Кнігарцы", "Kniharcy Knigartsy Knigartzy Knihartsy Knigarzy"),
    ("Чырвонцаў", "Čyrvoncaŭ Chirvontsav Tschyrwonzau Tchirvontsau Czyrwoncau"),
    ("Александровіч", "Aleksandrovich Alexandrovič Aleksandrowitsch Alexandrovitch Aleksandrowicz"),
    ("Пятрачоў", "Piatračoŭ Piatrachev Pyatrachov Pjatratschow"),
    ("Єднанняк", "Yednanniak Jednannjak Yednannyak"),
]


@pytest.mark.parametrize(("name", "spelt"), [(name, spelt) for name, row in SPELLINGS for spelt in row.split()])
def test_usual_spellings_are_found_both_ways(name, spelt):
    assert found(name, f"with {spelt}: 2024") == [spelt]
    assert found(spelt, f"разам з «{name}»") == [name]


@pytest.mark.parametrize("row", [row.split() for _, row in SPELLINGS], ids=[name for name, _ in SPELLINGS])
def test_a_latin_spelling_is_found_in_the_next(row):
    assert [other for one, other in pairwise(row) if not found(one, other)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Viasna", "V\u0456asna"),  # a Cyrillic letter in a Latin word
        ("Вясна", "B\u044fсна"),  # a Latin one in a Cyrillic word
        ("Роса Новая", "Poca Hoвая"),  # a Cyrillic word written wholly in Latin letters
        ("Вясна", "Вяsna"),  # neither script can write it wholly
        ("Vlasna", "V1asna"),
        ("Полацк", "П0лацк"),
        ("Vasnota", "\u039da\u0455n\u03bfta".replace("\u039d", "\u03bd")),  # Greek and Cyrillic in one
        ("Viasna", "𝓥𝓲𝓪𝓼𝓷𝓪"),
        ("Viasna", "Ｖｉａｓｎａ"),
        ("Viasna", "Ⓥⓘⓐⓢⓝⓐ"),
        ("Ruń", "RUŃ"),
        ("Viasna", "Vi\u00adas\u200bn\ufeffa"),
        ("Viasna", "Vias-\nna"),
        ("Viasna", "Vias\u00ad\r\n  na"),
        ("Viasna", "Vi\bas\x7fna"),
        ("Shchuchyn", unicodedata.normalize("NFD", "Ščučyn")),
        ("Viasna 1", "Viasna ⒈"),
        ("Viasna", "V i a s n a"),
        ("Viasna", "V.i.a.s.n.a"),
        ("Viasna", "V̶i̶a̶s̶n̶a"),
        ("Вясна", "Вясна\u0301".replace("а\u0301", "а")),
        ("Viasna 96", "Viasna96"),
        ("Viasna96", "Viasna-96"),
        ("Ranica Nova", "ranica\u00a0—\r\n«NOVA"),
        ("Ranica & Nova", "Ranica and Nova"),
        ("Ranica and Nova", "Ranica & Nova"),
        ("Сям'я Разам", "Сям’я разам"),
    ],
)
def test_a_disguised_name_is_found_as_it_stands(name, text):
    assert found(name, f"({text}), 7.") == [text]


@pytest.mark.parametrize(
    "text", ["Viasna's work", "l’Viasna", "#Viasna", "@viasna", "https://x.example/viasna/", "_Viasna_"]
)
def test_what_is_joined_to_a_name_does_not_hide_it(text):
    assert found("Viasna", text)


LOOKALIKES = dict(zip("аесіорхуАВЕКМНОРСТХ", "aecіopxyABEKMHOPCTX".replace("і", "i"), strict=True))
DISGUISES = st.sampled_from(["", "\u200b", "\u00ad", "\u0301", "\u2060", "\ufe0f"])


@often
@given(name=NAMES, data=st.data())
def test_a_name_is_found_whatever_letters_look_like_its_own(name, data):
    text = "".join(
        data.draw(st.sampled_from([char, LOOKALIKES.get(char, char), char.swapcase()])) + data.draw(DISGUISES)
        if char.isalpha()
        else data.draw(st.sampled_from([" ", "\u00a0", " – ", "\n", "» «"]))
        for char in name
    )
    assert len(found(name, f"Грант: {text}.")) == 1


@often
@given(name=NAMES, before=st.text("абцдеzxy .,!\n0", max_size=40), after=st.text("абцдеzxy .,!\n0", max_size=40))
def test_a_name_is_found_in_any_sentence(name, before, after):
    assert name in found(name, f"{before} {name}; {after}")


def test_a_longer_shorter_or_changed_word_is_another_word():
    words = ["Вясновец", "Хартынка", "Ranicaj", "Zorkaven", "Шчучынец", "Тацянін"]
    changed = [
        (word, word[:place] + letter + word[place + cut :])
        for word in words
        for place in range(len(word) + 1)
        for letter, cut in (("", 1), ("к", 0), ("m", 0), ("р", 1), ("ло", 0))
        if word[:place] + letter + word[place + cut :] != word
    ]
    missed = [(word, other) for word, other in changed if not found(word, f"Гэта {other} тут")]
    assert len(missed) >= 0.97 * len(changed)


@often
@given(name=NAMES, more=st.sampled_from(["вы", "mi", "скі", "ка"]))
def test_a_name_inside_a_longer_word_is_not_found(name, more):
    assert found(name, f"у {name}{more} ды") == []
    assert found(name, f"у {more}{name} ды") == []


def test_words_of_a_name_out_of_order_or_apart_are_not_the_name():
    assert found("Ranica Nova Ziamla", "Nova Ranica Ziamla; Ranica Nova na Ziamla; Ranica Nova") == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("BAS", "on the bas of Bas, BASE"),
        ("НАД", "над ракой"),
        ("ВАС", "BAC"),
        ("Son", "Сон"),
        ("Сон", "his son Son"),
        ("Gold", "hold the Hold"),
        ("Ship", "a chip"),
        ("Сіла", "шыла"),
        ("Быць", "біць"),
        ("Сілаўка", "Шылаўка"),
        ("Зорачка", "Сорачка"),
        ("Ż", "Ż z Z"),
        ("", "anything"),
        ("—", "– — 2024"),
        ("2024", "in 2024"),
    ],
)
def test_short_names_are_not_found_in_other_words(name, text):
    assert found(name, text) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("BAS", "BAS"),
        ("НАД", "НАД"),
        ("Сон", "СОН"),
        ("Воля", "Volia"),
        ("Žuk", "zuk"),
        ("RADA", "Rada"),
        ("BAС", "ВАС"),
    ],
)
def test_short_names_are_found_as_they_are_written(name, text):
    assert found(name, f"«{text}»") == [text]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ranica (Morning Light)", "ranica"),
        ("Ranica (Morning Light)", "Morning Light"),
        ("Ranica (Morning Light)", "Ranica – Morning Light"),
        ("Ranica*Zorka", "Zorka"),
        ("Ranica | Zorka", "Zorka"),
        ("Ranica / Zo Ra", "zo-ra"),
    ],
)
def test_parts_of_a_name_are_found(name, text):
    assert found(name, f"by {text}.") == [text]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ranica – Zorka", "Zorka"),
        ("Ranica (Zory)", "Zory"),
        ("Ranica (Belarus)", "Belarus"),
        ("Раніца (у Беларусь)", "у Беларусь"),
    ],
)
def test_parts_that_say_too_little_are_not_looked_for(name, text):
    assert found(name, text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Write to INFO@rada.example!", "INFO@rada.example"),
        ("info (at) rada (dot) example", "info (at) rada (dot) example"),
        ("info[at]rada[dot]example", "info[at]rada[dot]example"),
        ("meet us at info at rada.example", "info at rada.example"),
        ("info at rada dot example", "info at rada dot example"),
        ("info＠rada．example", "info＠rada．example"),
        ("INFO AT RADA DOT EXAMPLE", "INFO AT RADA DOT EXAMPLE"),
        ("x at info@rada.example", "info@rada.example"),
        ("to=info%40rada.example&", "info%40rada.example"),
        ("i\u200bnfo@rada.example", "i\u200bnfo@rada.example"),
    ],
)
def test_an_email_is_found(text, words):
    assert found("Info@Rada.example", text, TermKind.EMAIL) == [words]


@pytest.mark.parametrize("text", ["xinfo@rada.example", "info@rada.example.org", "info@sub.rada.example", "info rada"])
def test_an_email_is_not_found_in_another(text):
    assert found("info@rada.example", text, TermKind.EMAIL) == []


@pytest.mark.parametrize("term", ["rada.example", "https://www.rada.example/en/", "WWW.RADA.EXAMPLE"])
@pytest.mark.parametrize(
    "text",
    [
        "https://rada.example/a?b=1",
        "x@rada.example",
        "a.b.Rada.example.",
        "?q=x+rada.example",
        "to=info%40rada.example",
        "rada (dot) example",
        "look at rada.example",
    ],
)
def test_a_domain_is_found_in_addresses(term, text):
    assert found(term, text, TermKind.DOMAIN)


@pytest.mark.parametrize("text", ["parada.example", "rada.example.org", "rada-example", "rada.examples", "rada"])
def test_a_domain_is_not_found_in_another(text):
    assert found("rada.example", text, TermKind.DOMAIN) == []


def test_a_host_is_found_under_each_domain_that_it_is_under():
    index = NameIndex([name_of(host, TermKind.DOMAIN) for host in ("rada.example", "en.rada.example")])
    assert [hit.term.text for hit in index.find("https://x.en.rada.example/")] == ["rada.example", "en.rada.example"]
    assert [hit.term.text for hit in index.find("https://x.be.rada.example/")] == ["rada.example"]


def test_a_domain_in_its_own_letters_is_found_in_its_ascii_form():
    host = "рада.example"
    assert found(host, host.encode("idna").decode(), TermKind.DOMAIN)
    assert found("rada.example", "xn--\u00e9.example xn--999999999.example", TermKind.DOMAIN) == []


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("ENI/2020/420-368", "ENI 2020 420 368"),
        ("ENI/2020/420-368", "eni/2020/420368"),
        ("ENI/2020/420-368", "ЕNI–2020–420–368"),
        ("ЕNI/2020/420-368", "ENI/2020/420-368"),
        ("999888777", "999 888 777"),
        ("5493 00ZZ JTII", "549300ZZJTII"),
    ],
)
def test_a_reference_is_found_with_any_separators(term, text):
    assert found(term, f"No. {text}, PIC", TermKind.REFERENCE) == [text]
    assert found(term, f"No. {text}, PIC", TermKind.IDENTIFIER) == [text]


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("ENI/2020/420-368", "ENI/2020/420-3689"),
        ("ENI/2020/420-368", "XENI/2020/420-368"),
        ("ENI/2020/420-368", "ENI/2020 and 420-368"),
        ("ENI/2020/420-368", "ENI/2020 ....... 420-368"),
        ("999888777", "9998887771"),
        ("2020", "2020"),
        ("", "x"),
    ],
)
def test_a_reference_is_found_whole_only(term, text):
    assert found(term, text, TermKind.REFERENCE) == []


def test_each_term_is_found_once_in_order_of_place():
    terms = [name_of("Zorka", owner=2), name_of("Ranica", TermKind.ALIAS), name_of("Ranica", owner=3), name_of("Nova")]
    hits = NameIndex(terms).find("Ranica and Zorka, then ranica")
    assert [(hit.term.text, hit.term.owner, hit.words) for hit in hits] == [
        ("Ranica", 1, "Ranica"),
        ("Ranica", 3, "Ranica"),
        ("Zorka", 2, "Zorka"),
    ]


def test_the_whole_of_a_name_is_shown_rather_than_its_part():
    index = NameIndex([name_of("Ranica (Morning Light)"), name_of("Ranica Nova", owner=2)])
    assert [hit.words for hit in index.find("Ranica: Morning Light")] == ["Ranica: Morning Light"]


@often
@given(st.text(), st.text(), st.sampled_from(TermKind))
def test_no_term_and_no_text_break_the_search(term, text, kind):
    hits = NameIndex([name_of(term, kind)]).find(f"{text} {term} {text}")
    assert all(hit.words in f"{text} {term} {text}" for hit in hits)


@pytest.mark.parametrize("name", ["Цэнтр «Рунь»", "Установа “Рунь”", 'ГА "Рунь"', "Фонд „Рунь“"])
def test_the_quoted_part_of_a_name_is_found_alone_and_its_legal_form_is_not(name):
    index = NameIndex([Term(name, TermKind.NAME, 1)])
    assert index.find("Дапамога для Рунь у 2024 годзе")
    assert not index.find("Цэнтр і ўстанова атрымалі дапамогу, фонд таксама")


@pytest.mark.parametrize(("name", "written"), [("Бабюйне", "Babiouïne"), ("Бабушкин", "Babouchkine")])
def test_an_ending_that_the_french_press_adds_may_also_be_the_names_own(name, written):
    assert found(name, f"A grant to {written}, in 2024.") == [written]
