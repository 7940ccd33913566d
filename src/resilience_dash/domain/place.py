"""Who is assessed: a council area, or a community in it, at a date."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from resilience_dash.domain.framework import Nation

Tier = Literal["single", "upper", "lower"]


@dataclass(frozen=True, slots=True)
class Council:
    """A principal council of the UK as a fact: GSS code, name, nation and the dates between which it exists.

    `former_codes` are GSS codes the same council had before; `valid_to` is the last day, None while it is open.
    `other_names` are names people also look for, such as the Welsh one.
    Position in degrees (WGS84); population in people, of `population_year`.
    """

    code: str
    name: str
    official_name: str
    nation: Nation
    region: str
    council_type: str
    tier: Tier
    county_code: str
    county_name: str
    population: int
    population_year: int
    latitude: float
    longitude: float
    former_codes: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    other_names: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name as lists show it, so that a county and a district of a like name cannot be mixed up."""
        if self.tier == "upper":
            return f"{self.name} (county council)"
        if self.tier == "lower":
            return f"{self.name} (district in {self.county_name})"
        return self.name

    def exists_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Place:
    """What is assessed: a council area (`community` is empty) or a named community within one.

    `made_up` marks demonstration places, which never carry a real council's code and say so in their name.
    """

    id: int
    council_code: str
    council_name: str
    nation: Nation
    community: str = ""
    made_up: bool = False

    @property
    def name(self) -> str:
        name = f"{self.community}, {self.council_name}" if self.community else self.council_name
        return f"{name} (made up)" if self.made_up else name
