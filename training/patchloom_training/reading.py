"""Reads a sentence of the grammar back: which clip it describes. For what language models write."""

import re
from functools import lru_cache

from .world import GRAMMAR, OBJECTS


def either(texts):
    return "|".join(sorted(map(re.escape, texts), key=len, reverse=True))


@lru_cache(maxsize=None)
def vocabulary(language):
    """First names with and without a size, names, motions and places, each text → index. The first name may lack its article, or its number and
    measure word, as people write."""
    sizes = [word for size in GRAMMAR["sizes"] for word in size["words"][language]]
    names = {name: index for index, thing in enumerate(OBJECTS) for name in thing["names"][language]}
    sized = {
        f"a {size} {name.split(' ', 1)[1]}" if language == "en" else name[:2] + size + name[2:]: index
        for name, index in names.items()
        for size in sizes
    }
    motions = {text: index for index, motion in enumerate(GRAMMAR["motions"]) for key in ("phrases", "plural") for text in motion[key][language]}
    places = {text: index for index, place in enumerate(GRAMMAR["backgrounds"]) for text in place["phrases"][language]}
    first = {**names, **sized}
    bare = {name.split(" ", 1)[1] if language == "en" else name[2:]: index for name, index in first.items()}
    return {**bare, **first}, names, motions, places


@lru_cache(maxsize=None)
def pattern(language):
    first, second, motions, places = map(either, vocabulary(language))
    joint = GRAMMAR["and"][language]
    if language == "en":
        return re.compile(f"(?P<name>{first})(?: {joint} (?P<second>{second}))? (?P<motion>{motions}) (?P<place>{places})")
    return re.compile(f"(?P<name>{first})(?:{joint}(?P<second>{second}))?(?P<place>{places})(?P<motion>{motions})")


def read(sentence):
    """(object, motion, background, second or −1), or None where it is no sentence of the grammar."""
    for language in ("en", "zh"):
        if match := pattern(language).fullmatch(sentence):
            first, names, motions, places = vocabulary(language)
            return first[match["name"]], motions[match["motion"]], places[match["place"]], names[match["second"]] if match["second"] else -1
    return None
