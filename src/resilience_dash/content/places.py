"""The councils of the UK from data/places.csv: find one by its code, or by any name people use for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from resilience_dash.content.council_rows import read_rows
from resilience_dash.content.names import EXACTLY, closeness, plain
from resilience_dash.content.problems import BrokenPlaces, UnknownCouncil
from resilience_dash.domain.place import Council

MOST_NAMED = 6
CHOOSE = "Choose the council that is there now."


@dataclass(frozen=True)
class Councils:
    """Every council there is, or was, or is to be, in the order of the file."""

    all: tuple[Council, ...]

    def __iter__(self) -> Iterator[Council]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    @cached_property
    def _by_code(self) -> Mapping[str, Council]:
        return {code: council for council in self.all for code in (council.code, *council.former_codes)}

    @cached_property
    def _names(self) -> tuple[tuple[Council, tuple[str, ...]], ...]:
        return tuple((c, tuple(map(plain, (c.name, *c.other_names, c.official_name)))) for c in self.all)

    def on(self, day: date) -> tuple[Council, ...]:
        """The councils that exist on a day."""
        return tuple(council for council in self.all if council.exists_on(day))

    def by_code(self, code: str) -> Council:
        """The council with this GSS code, now or formerly, however it is typed. Raises UnknownCouncil."""
        try:
            return self._by_code["".join(code.split()).upper()]
        except KeyError:
            raise UnknownCouncil(self._unknown(code)) from None

    def one(self, text: str, on: date) -> Council:
        """The one council of a day that something typed can mean.

        Raises UnknownCouncil where there is none, which says so where it ended before that day or begins after it,
        and where several may be meant, with their names.
        """
        found = self.meant(text, on)
        if len(found) == 1:
            return found[0]
        if found:
            names = "; ".join(council.label for council in found[:MOST_NAMED])
            more = "" if len(found) <= MOST_NAMED else f"; and {len(found) - MOST_NAMED} more"
            raise UnknownCouncil(f"“{text.strip()}” can mean several councils: {names}{more}. Say which one.")
        for council in self.meant(text):
            if council.valid_to is not None and council.valid_to < on:
                raise UnknownCouncil(f"{council.label} was replaced after {_day(council.valid_to)}. {CHOOSE}")
            if council.valid_from is not None and council.valid_from > on:
                raise UnknownCouncil(f"{council.label} begins on {_day(council.valid_from)}. {CHOOSE}")
        raise UnknownCouncil(self._unknown(text))

    def _unknown(self, typed: str) -> str:
        near = "; ".join(f"{council.label}, {council.code}" for council in self._like(typed))
        advice = f"Perhaps one of these is meant: {near}." if near else "Look for the council by its name."
        looks_like_code = any(letter.isdigit() for letter in typed)
        return f"No council {'has the code' if looks_like_code else 'is called'} “{typed.strip()}”. {advice}"

    def search(self, text: str, on: date | None = None) -> tuple[Council, ...]:
        """Councils by name, official name or code, the closest first; capitals, accents and commas do not matter.

        With `on`, only those that exist on that day. Nothing typed finds nothing.
        """
        return tuple(council for _, council in self._ranked(text, on))

    def meant(self, text: str, on: date | None = None) -> tuple[Council, ...]:
        """What something typed can mean: the councils with exactly this name or code, else all that are like it."""
        ranked = self._ranked(text, on)
        return tuple(c for rank, c in ranked if rank == EXACTLY) or tuple(council for _, council in ranked)

    def _ranked(self, text: str, on: date | None) -> list[tuple[int, Council]]:
        """Each council that may be meant with how near it is to the text, the closest first."""
        wanted = plain(text)
        if not wanted:
            return []
        found = [
            (rank, names[0], council.code, council)
            for council, names in self._names
            if on is None or council.exists_on(on)
            if (rank := closeness(wanted, names, (council.code, *council.former_codes))) is not None
        ]
        return [(rank, council) for rank, _, _, council in sorted(found, key=lambda entry: entry[:3])]

    def _like(self, typed: str) -> tuple[Council, ...]:
        """Up to three councils that somebody may have meant who typed a wrong code, or a name in its place."""
        if found := self.search(typed):
            return found[:3]
        by_name = {name: council for council, names in self._names for name in names}
        near = [by_name[name] for name in get_close_matches(plain(typed), by_name, n=3, cutoff=0.7)]
        code = "".join(typed.split()).upper()
        near += [self._by_code[code] for code in get_close_matches(code, self._by_code, n=3, cutoff=0.85)]
        return tuple(dict.fromkeys(near))[:3]


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def read_places(path: Path) -> Councils:
    """The councils from a CSV file. Raises BrokenPlaces with every problem in every line."""
    councils, problems = read_rows(path)
    if problems:
        raise BrokenPlaces(problems)
    return Councils(tuple(councils))
