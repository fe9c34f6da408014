"""A page read by the simplest CSS selectors: tag, .class, #id, [attribute], descendant, child, comma, :last-child."""

import re

from lxml import html

_STEP = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<rest>.*)")
_TEST = re.compile(r"""\.([\w-]+)|#([\w-]+)|\[([\w-]+)(?:(\^?=)['"]([^'"]*)['"])?\]|(:last-child)""")


def _test(found):
    name, key, attribute, operator, value, _last = found.groups()
    if name:
        return f"[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
    if key:
        return f"[@id='{key}']"
    if attribute:
        begins = f"starts-with(@{attribute}, '{value}')"
        condition = {None: f"@{attribute}", "=": f"@{attribute}='{value}'"}.get(operator, begins)
        return f"[{condition}]"
    return "[not(following-sibling::*)]"


def _path(selector):
    path, axis = "", "descendant::"
    for step in selector.replace(">", " > ").split():
        if step == ">":
            axis = "child::"
            continue
        parts = _STEP.match(step)
        path += ("/" if path else "") + axis + (parts["tag"] or "*")
        path += "".join(_test(found) for found in _TEST.finditer(parts["rest"]))
        axis = "descendant::"
    return path


def select(node, selector):
    """Give the elements below a node that match, in the order of the page."""
    return node.xpath(" | ".join(_path(one) for one in selector.split(",")))


def text_of(node, selector):
    """Give the text of the first match, blanks made one."""
    return " ".join(select(node, selector)[0].text_content().split())


def page_of(answer):
    """Parse an answer."""
    return html.fromstring(answer.content)
