"""Ordinary prose holds none of many protected names: a scan that cries wolf would be switched off."""

from itertools import islice, product

import pytest

from funding.names import NameIndex, Term, TermKind
from tests.pure.transliteration import SYSTEMS

ENGLISH = """
The programme helps small teams to keep working in hard years. Each team gets a grant for one or two years, and a person
who knows the field stands by with advice. In the first year most of the money went to salaries, rent and the repair of
old computers; in the second, more was spent on courses, on translation and on a common archive of books and films.
People asked for three things again and again: time to plan, a place to meet, and somebody who would read their drafts.
The partners therefore opened a reading room with eleven desks, a kitchen and a quiet corner for calls. It is open six
days a week, and its visitors come from villages as often as from the city. A summer school for teachers followed: forty
of them learned to film a lesson, to check a source and to speak about difficult news with children of every age.
Not all of it went well. The prices of paper rose twice, a printer went out of business, and the fourth part of the
handbook came out five months late. The bank changed its rules on transfers abroad, so that two payments were returned
and had to be made again. An auditor looked at a sample of thirty invoices and found one without a signature.
For the coming period the partners plan fewer events and longer ones. They will share costs with two festivals, look for
a cheaper hall, and write down how decisions are made, so that those who join later can see what was tried and why. A
short survey among readers showed that nearly half had come by way of a friend, a third by the newsletter, and the rest
by chance. What they liked best was the choice of old maps; what they missed was a lift. The report closes with a list
of lessons: start small, pay on time, say thanks, keep copies, and never promise what depends on somebody else. The
figures are in euro, rounded to the nearest hundred, and they were checked against the statements of the bank.
"""
BELARUSIAN = """
Праграма дапамагае невялікім камандам працаваць у цяжкія гады. Кожная каманда атрымлівае падтрымку на год або два, а
побач ёсць чалавек, які ведае справу і можа параіць. У першы год большая частка грошай пайшла на заробкі, арэнду і
рамонт старых камп'ютараў; у другі больш выдаткавалі на курсы, пераклады і агульны архіў кніг ды фільмаў. Людзі зноў і
зноў прасілі тры рэчы: час, каб падумаць, месца, дзе можна сустрэцца, і кагосьці, хто прачытае іхныя чарнавікі. Таму
партнёры адчынілі чытальную залу на адзінаццаць сталоў, з кухняй і ціхім кутком для размоваў. Яна працуе шэсць дзён на
тыдзень, і госці прыязджаюць з вёсак гэтак жа часта, як і з горада. Потым была летняя школа для настаўнікаў: сорак
чалавек вучыліся здымаць урок, правяраць крыніцу і гаварыць пра складаныя навіны з дзецьмі рознага ўзросту. Не ўсё
атрымалася добра. Папера двойчы падаражэла, друкарня зачынілася, а чацвёртая частка дапаможніка выйшла на пяць месяцаў
пазней. Банк змяніў правілы, таму два плацяжы вярнуліся, і іх давялося рабіць нанова. На наступны перыяд партнёры
плануюць менш падзеяў, затое даўжэйшых. Яны падзеляць выдаткі з двума фестывалямі, пашукаюць таннейшую залу і
запішуць, як прымаюцца рашэнні, каб тыя, хто прыйдзе пазней, бачылі, што ўжо спрабавалі і чаму. Справаздача канчаецца
спісам урокаў: пачынай з малога, плаці своечасова, дзякуй, захоўвай копіі і ніколі не абяцай таго, што залежыць ад
іншых.  Кніга, якую мы чыталі ўвосень, стаіць на паліцы каля акна, а побач ляжаць лісты ад сяброў, старыя здымкі і
мапа ракі. Дзеці намалявалі мост, млын і двух буслоў; настаўніца павесіла малюнкі ў калідоры, і цяпер кожны, хто ідзе
ў залу, спыняецца паглядзець. Увечары тут ставяць чай, спрачаюцца пра вершы, лічаць выдаткі і складаюць план на
заўтра. Хтосьці спявае, хтосьці дрэмле, а нехта трэці піша справаздачу і пытаецца, ці хопіць паперы да канца месяца.
Зімой дарога робіцца даўжэйшай, аўтобус спазняецца, але ў вокнах гарыць святло, і гаспадыня заўсёды пакідае на стале
хлеб, сыр ды запіску, дзе ляжыць ключ.
"""
KINDS = [
    "{}",
    "Фонд «{}»",
    "Цэнтр {}",
    "Centre for {}",
    "{} (School of {})",
    "{} Media",
    "Таварыства імя {}",
    "{} & Partners",
]


def invented_words():
    """Make words of two or three syllables that no language has, in an order that mixes them."""
    starts, middles, ends = (
        ["Зар", "Рун", "Вяс", "Жыл", "Кал", "Шэм", "Гад"],
        ["а", "ёў", "іх", "уц"],
        ["кін", "лея", "дар", "ўка", "чан"],
    )
    return ["".join(parts) for parts in product(starts, middles, ends)]


def organisations():
    """Name 500 organisations that there are not: Cyrillic, Latin and acronyms."""
    words = invented_words()
    names = [KINDS[number % len(KINDS)].format(word, word) for number, word in enumerate(words)]
    latin = [system(word) for system in islice(SYSTEMS.values(), 2, None, 4) for word in words]
    acronyms = ["".join(letters) for letters in product("BARZ", "ISO", "TND")]
    return [*names, *latin, *acronyms][:500]


INDEX = NameIndex(Term(name, TermKind.NAME, owner) for owner, name in enumerate(organisations()))


@pytest.mark.parametrize("prose", [ENGLISH, BELARUSIAN], ids=["English", "Belarusian"])
def test_prose_holds_none_of_500_names(prose):
    assert [(hit.term.text, hit.words) for hit in INDEX.find(prose)] == []


@pytest.mark.parametrize("prose", [ENGLISH.upper(), BELARUSIAN.upper()], ids=["English", "Belarusian"])
def test_prose_in_capitals_holds_only_acronyms(prose):
    assert all(len(hit.term.text) == 3 for hit in INDEX.find(prose))


@pytest.mark.parametrize("prose", [ENGLISH, BELARUSIAN], ids=["English", "Belarusian"])
def test_each_of_500_names_is_found_in_the_same_prose(prose):
    for owner, name in enumerate(organisations()):
        assert owner in {hit.term.owner for hit in INDEX.find(f"{prose[:300]} {name} {prose[300:600]}")}
