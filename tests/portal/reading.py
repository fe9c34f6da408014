"""A list as a reader sees it: parsed, and asked by what stands on it."""

import csv
import io
import re
from decimal import Decimal

import lxml.html

LISTS = ("grants", "programmes", "organisations", "transactions")


class ListPage:
    """One page of a list."""

    def __init__(self, response):
        """Parse an answer."""
        self.status = response.status_code
        self.tree = lxml.html.fromstring(response.content.decode())

    def texts(self, path):
        """Give the texts at an XPath, blanks folded."""
        return [" ".join(" ".join(one.itertext()).split()) for one in self.tree.xpath(path)]

    def cells(self, label):
        """Give the cells of a column."""
        return self.texts(f'//td[@data-label="{label}"]')

    @property
    def titles(self):
        """Give the titles of the rows."""
        return self.texts('//td[@class="is-title"]/*[@class="t"]')

    @property
    def row_count(self):
        """Count the rows of this page."""
        return len(self.tree.xpath('//td[@class="is-title"]'))

    @property
    def count(self):
        """Give the count that is shown."""
        return int(self.tree.xpath("//section[@class='totals']//@data-count")[0])

    @property
    def grants(self):
        """Give how many grants the rows are said to stand for."""
        return int(self.tree.xpath("//section[@class='totals']//@data-grants")[0])

    @property
    def unnamed(self):
        """Give grants and money that are said to have no named recipient."""
        for one in self.tree.xpath("//p[@class='unnamed-part']"):
            return int(re.search("([0-9]+) of them", one.text_content())[1]), Decimal(one.xpath(".//data/@value")[1])
        return 0, Decimal(0)

    @property
    def left_out(self):
        """Give grants and money that are said to be left out, line by line."""
        return [
            (
                int(re.search("([0-9]+) (more )?grant", one.text_content())[1]),
                sum(map(Decimal, one.xpath(".//data/@value"))),
            )
            for one in self.tree.xpath("//li[@class='left-out']")
        ]

    def counts_beside(self, facet):
        """Give the counts beside the values of a facet, by value."""
        boxes = self.tree.xpath(f"//form//input[@type='checkbox'][@name='{facet}']")
        short = {box.get("value"): int(box.getparent().xpath("string(span[@class='count'])")) for box in boxes}
        options = self.tree.xpath(f"//form//select[@name='{facet}']/option")
        return short | {one.get("value"): int(re.search(r"\(([0-9]+)\)$", one.text)[1]) for one in options}

    @property
    def totals(self):
        """Give the exact sums by their names."""
        return {
            div.xpath("./*[@class='eyebrow']")[0].text: Decimal(div.xpath(".//data/@value")[0])
            for div in self.tree.xpath("//section[@class='totals']/div[.//data]")
        }

    @property
    def notes(self):
        """Give what is said below the totals."""
        return self.texts("//ul[@class='notes']/li")

    @property
    def problems(self):
        """Give what is said to be wrong."""
        return self.texts("//div[contains(@class, 'problems')]//li")

    @property
    def chips(self):
        """Give the filters that are said to be set."""
        return self.texts("//a[@class='chip']")

    def link(self, text):
        """Give the address of the link with a text."""
        return next(one.get("href") for one in self.tree.iter("a") if " ".join(one.text_content().split()) == text)


def fetched(client, address):
    """Fetch a list."""
    return ListPage(client.get(address))


def records(response, *, delimiter=","):
    """Read a file as a spreadsheet would: a dictionary for each row."""
    header, *rows = rows_of_csv(response.getvalue(), delimiter)
    return [dict(zip(header, row, strict=True)) for row in rows]


def rows_of_csv(content, delimiter=","):
    """Read the bytes of a file: a list of texts for each row."""
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
