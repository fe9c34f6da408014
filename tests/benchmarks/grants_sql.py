"""The statements that make grants, their parts, roles and transactions from a series of numbers.

Every choice is a hash of the row's number and of what is chosen, so rows are the same at each run. What all tables
share (`made_grant`) is worked out once in a temporary table.
"""

from collections.abc import Iterator

from tests.benchmarks.words import COMMON, CYRILLIC, LATIN, MIDDLING, rare, sql_word

POOLS = 64
SECTORS = ("civil_society", "human_rights", "independent_media", "education", "culture", "sme", "other")
YEARS = range(2014, 2027)
STATUSES = ("1", "2", "3", "4", "5")

TEMPORARY_PROGRAMMES = """
    CREATE TEMPORARY TABLE made_programme
        (n int PRIMARY KEY, slug text, title text, folded text, instrument text, instrument_name text)
"""
TEMPORARY_ORGANISATIONS = """
    CREATE TEMPORARY TABLE made_organisation
        (n int PRIMARY KEY, public_id text, name text, folded text, country text, kind text, iati_kind text)
"""
_SOURCE = "source_publisher, source_title, source_kind, source_address, source_licence, source_is_link_unsafe"
_SOURCED = "'Made up', 'Rows for benchmarks', 'invented', '', '', false"
PROGRAMMES = f"""
    INSERT INTO publication_publishedprogramme (
        public_id, from_release, is_invented, digest, title, summary, description, reference, reach, status, instrument,
        instrument_name, sectors, belarus_share, decided_whole, decided, decided_basis, source_identifier, search,
        {_SOURCE})
    SELECT slug, 1, false, md5(slug), title, '', '', '', 'bilateral', '2', instrument, instrument_name, '{{}}', 100,
        10000000, 10000000, 'commitment', '', folded, {_SOURCED}
    FROM made_programme
"""
ORGANISATIONS = """
    INSERT INTO publication_publishedorganisation (
        public_id, from_release, is_invented, digest, name, name_folded, local_name, kind, country, website, search)
    SELECT public_id, 1, false, md5(public_id), name, folded, '', iati_kind, country, '', folded
    FROM made_organisation
"""


def statements(count: int, *, seed: int) -> Iterator[str]:
    """Write what fills the tables of grants, in order."""
    yield _made(count, seed)
    yield "ANALYZE made_grant"
    yield _GRANTS
    yield _WITHHELD
    yield _POOLS.format(first=count - POOLS)
    yield _PARTS
    yield _ROLES
    yield _TRANSACTIONS
    yield _PARTS_OF_TRANSACTIONS


def _hash(what: int, seed: int) -> str:
    return f"(hashint8extended(i, {seed + what}) & 9223372036854775807)"


def _words(count: int, seed: int) -> list[str]:
    """Write the words of a row: two common ones, eight middling ones, a rare one."""
    kinds = [COMMON] * COMMON.per_row + [MIDDLING] * MIDDLING.per_row + [rare(count)]
    return [sql_word(f"({kind.first} + {_hash(100 + place, seed)} % {kind.size})") for place, kind in enumerate(kinds)]


def _made(count: int, seed: int) -> str:
    """Work out what a grant is: amounts in cents, sectors in the order of their parts."""

    def pick(what: int, size: int) -> str:
        return f"({_hash(what, seed)} % {size})::int"

    def skewed(what: int, size: int) -> str:
        return f"floor({size} * power({pick(what, 1_000_000)} / 1000000.0::float8, 2))::int"

    words = _words(count, seed)
    title, summary = (" || ' ' || ".join(some) for some in (words[:5], words[5:]))
    sectors = ", ".join(f"'{sector}'" for sector in SECTORS)
    statuses = ", ".join(f"'{status}'" for status in STATUSES)
    return f"""
        CREATE TEMPORARY TABLE made_grant AS
        SELECT i, md5('grant' || i) AS public_id, {pick(1, 100)} < 5 AS withheld,
            {title} AS title, {summary} AS summary,
            {skewed(2, 400)} AS programme, {skewed(3, 20_000)} AS organisation,
            {YEARS.start} + {pick(4, len(YEARS))} AS year, {pick(5, 365)} AS day, 180 + {pick(6, 1200)} AS days,
            (ARRAY[{statuses}])[1 + {skewed(7, len(STATUSES))}] AS status,
            (500000 * exp(5.5 * ({pick(8, 1_000_000)} / 1000000.0::float8)))::bigint AS cents,
            CASE WHEN {pick(9, 10)} > 0 THEN {pick(10, 101)} END AS percent_paid,
            s.sectors[1 : CASE WHEN {pick(1, 100)} < 5 THEN 1 ELSE 1 + ({pick(11, 100)} < 40)::int
                + ({pick(11, 100)} < 12)::int END] AS sectors
        FROM generate_series(1, {count - POOLS}::bigint) i
        CROSS JOIN LATERAL (
            SELECT array_agg((ARRAY[{sectors}])[1 + (first + step * k) % 7] ORDER BY k) AS sectors
            FROM (SELECT {skewed(12, 7)} AS first, 1 + {pick(13, 6)} AS step) o, generate_series(0, 2) k
        ) s
    """


def _shown(text: str) -> str:
    """Write a folded text as people do: with a capital, every fifth in Cyrillic letters that fold back to it."""
    capital = f"upper(left({text}, 1)) || substr({text}, 2)"
    return f"CASE WHEN i % 5 = 0 THEN translate({capital}, '{LATIN}', '{CYRILLIC}') ELSE {capital} END"


_COLUMNS = f"""
    id, public_id, from_release, is_invented, digest, row_kind, grants_count, first_year, last_year, listed_count,
    listed_amount, title, summary, description, contract_number, contract_type, management_mode, status, programme,
    programme_title, instrument, instrument_name, recipient, recipient_kind, recipient_countries, target_groups, year,
    year_basis, signed_on, starts_on, ends_on, belarus_share, contracted_whole, contracted, contracted_basis,
    paid_whole, paid, payments_unconverted, eu_contribution, total_cost, sectors, sector_share, sector_contracted,
    sector_paid, sectors_confirmed, source_identifier, search, {_SOURCE}
"""


def _parts_of(amount: str) -> str:
    """Split an amount: parts are rounded down but for the last, which is what is left, so they add up to the cent."""
    first, second, third = (f"trunc({amount} * {share} / 100, 2)" for share in (60, 50, 30))
    return f"""
        CASE cardinality(sectors) WHEN 1 THEN ARRAY[{amount}] WHEN 2 THEN ARRAY[{first}, {amount} - {first}]
        ELSE ARRAY[{second}, {third}, {amount} - {second} - {third}] END
    """


_SHARES = "CASE cardinality(sectors) WHEN 1 THEN ARRAY[100] WHEN 2 THEN ARRAY[60, 40] ELSE ARRAY[50, 30, 20] END"
_GRANTS = f"""
    INSERT INTO publication_publishedgrant ({_COLUMNS})
    SELECT i, m.public_id, 1, false, md5(m.public_id), 'named', 1, NULL::smallint, NULL::smallint, 0, 0,
        {_shown("m.title")}, {_shown("m.summary")} || '.', '', year || '/' || i, 'grant', 'direct', status,
        p.slug, p.title, p.instrument, p.instrument_name, o.name, o.kind, ARRAY[o.country], '{{}}', year, 'signed',
        make_date(year, 1, 1) + day, make_date(year, 1, 1) + day + 30, make_date(year, 1, 1) + day + 30 + days, 100,
        cents / 100.0, cents / 100.0, 'commitment', cents * percent_paid / 100 / 100.0,
        cents * percent_paid / 100 / 100.0, 0, cents / 100.0, cents / 80.0, sectors, {_SHARES},
        {_parts_of("(cents / 100.0)")}, {_parts_of("(cents * percent_paid / 100 / 100.0)")}, true, 'XM-MADE-' || i,
        m.title || ' ' || m.summary || ' ' || o.folded || ' ' || p.folded || ' ' || year || ' ' || i, {_SOURCED}
    FROM made_grant m JOIN made_programme p ON p.n = m.programme JOIN made_organisation o ON o.n = m.organisation
    WHERE NOT withheld
"""
_WITHHELD = f"""
    INSERT INTO publication_publishedgrant ({_COLUMNS})
    SELECT i, m.public_id, 1, false, md5(m.public_id), 'withheld', 1, NULL, NULL, 0, 0,
        'Grant without its recipient', '', '', '', '', '', '', p.slug, p.title, p.instrument, p.instrument_name, '', '',
        '{{}}', '{{}}', year, '', NULL, NULL, NULL, 100, round(cents, -5) / 100.0, round(cents, -5) / 100.0, '',
        round(cents * percent_paid / 100, -5) / 100.0, round(cents * percent_paid / 100, -5) / 100.0, 0, NULL, NULL,
        sectors, {_SHARES}, {_parts_of("(round(cents, -5) / 100.0)")},
        {_parts_of("(round(cents * percent_paid / 100, -5) / 100.0)")},
        false, '', 'grant without its recipient ' || p.folded, {_SOURCED}
    FROM made_grant m JOIN made_programme p ON p.n = m.programme WHERE withheld
"""


def _of_pool(value: str) -> str:
    return f"CASE WHEN k > {POOLS - 4} THEN ARRAY[]::numeric[] ELSE ARRAY[{value}]::numeric[] END"


# One for a sector and a year, the last of them over all sectors; each stands for seven grants.
_POOLS = f"""
    INSERT INTO publication_publishedgrant ({_COLUMNS})
    SELECT {{first}} + k, md5('pool' || k), 1, false, md5('pool' || k), 'pool', 7, 2014 + k % 13, 2014 + k % 13, 0, 0,
        '7 grants in a group, ' || k, '', '', '', '', '', '', '', '', '', '', '', '', '{{{{}}}}', '{{{{}}}}',
        2014 + k % 13, '', NULL, NULL, NULL, 100, 350000 + k, 350000 + k, '', NULL, NULL, 0, NULL, NULL,
        CASE WHEN k > {POOLS - 4} THEN ARRAY[]::text[] ELSE (ARRAY{list(SECTORS)})[1 + k % 7 : 1 + k % 7] END,
        {_of_pool("100")}, {_of_pool("350000 + k")}, {_of_pool("NULL")}, false, '', '7 grants in a group ' || k,
        {_SOURCED}
    FROM generate_series(1, {POOLS}) k
"""
_PARTS = """
    INSERT INTO publication_publishedgrantsector (id, grant_id, sector, share, contracted, paid)
    SELECT g.id * 3 + k - 3, g.id, g.sectors[k], g.sector_share[k], g.sector_contracted[k], g.sector_paid[k]
    FROM publication_publishedgrant g CROSS JOIN LATERAL generate_series(1, cardinality(g.sectors)) k
"""
_ROLES = """
    INSERT INTO publication_publishedgrantrole (id, grant_id, organisation, name, country, role, is_lead)
    SELECT i, i, o.public_id, o.name, o.country, '4', true
    FROM made_grant m JOIN made_organisation o ON o.n = m.organisation WHERE NOT withheld
"""
# One for each grant: what it was paid; what it is contracted for, where nothing was paid.
_TRANSACTIONS = """
    INSERT INTO publication_publishedtransaction (
        id, public_id, from_release, is_invented, digest, "grant", programme, title, kind, date, amount_whole, amount,
        currency, amount_in_currency, receiver, receiver_id, description, instrument, sectors, search)
    SELECT g.id, md5('transaction' || g.id), 1, false, md5('transaction' || g.id), g.public_id, g.programme, g.title,
        CASE WHEN g.paid > 0 THEN '3' ELSE '2' END, g.starts_on, a.amount, a.amount, 'EUR', a.amount, g.recipient,
        o.public_id, '', g.instrument, g.sectors, g.search
    FROM publication_publishedgrant g
    JOIN made_grant m ON m.i = g.id JOIN made_organisation o ON o.n = m.organisation
    CROSS JOIN LATERAL (SELECT CASE WHEN g.paid > 0 THEN g.paid ELSE g.contracted END AS amount) a
    WHERE g.row_kind = 'named'
"""
_PARTS_OF_TRANSACTIONS = """
    INSERT INTO publication_publishedtransactionsector (id, transaction_id, sector, amount)
    SELECT p.id, t.id, p.sector, CASE WHEN t.kind = '3' THEN p.paid ELSE p.contracted END
    FROM publication_publishedtransaction t JOIN publication_publishedgrantsector p ON p.grant_id = t.id
"""
