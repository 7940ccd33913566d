"""A framework as small as can be, and a list of three councils, each sound until a test breaks it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from resilience_dash.content.frameworks import read_framework, read_frameworks
from resilience_dash.content.places import read_places
from resilience_dash.content.problems import BrokenContent
from resilience_dash.domain.framework import Framework

FILES = {
    "framework": """
slug = "tiny"
version = "1.0"
name = "Tiny"
about = "A framework for tests."
credit = "Made up."
dimensions = ["trust", "money"]
taster = ["trust.each", "money.flow"]
statements_per_dimension = 1
default_aim = 1
evidenced_from = 1
minutes_per_statement = 1.5
""",
    "levels": """
[[level]]
value = 0
name = "No"
meaning = "It is not so."

[[level]]
value = 1
name = "Yes"
meaning = "It is so."

[[strength]]
value = 0
meaning = "None"

[[strength]]
value = 1
meaning = "A document"
""",
    "perspectives": """
[[perspective]]
code = "officer"
name = "Officer"
side = "council"

[[perspective]]
code = "resident"
name = "Resident"
side = "community"

[[perspective]]
code = "shop"
name = "Shop"
side = "partners"
""",
    "glossary": """
[[term]]
word = "Anchor"
meaning = "A local organisation."
""",
    "notes": """
[[nation]]
nation = "Wales"
hints = ["Nothing yet."]
check = "Ask your legal team."
""",
    "indicators": """
[[indicator]]
id = "trust.share"
name = "People who trust"
unit = "%"
direction = "higher"
source = "Own"
frequency = "yearly"
note = ""

[[indicator]]
id = "flow.lm3"
name = "Local multiplier"
unit = "ratio"
direction = "context"
source = "Own"
frequency = "yearly"
note = "Read with care"
""",
    "workshop": """
[[sheet]]
code = "short"
name = "A short one"
when = "For a first talk."
before = "Send the levels."
modes = ["taster", "enablers", "characteristics", "full"]

[[sheet.step]]
minutes = 5
title = "Welcome"
text = "Say why."

[[sheet.step]]
minutes = 20
title = "Answer"
text = "One after the other."
""",
    "trust": """
kind = "enabler"
name = "Trust in each other"
short_name = "Trust"
meaning = "People trust."
warning_signs = ["Nobody trusts."]
first_indicator = "trust.share"

[[statement]]
id = "trust.each"
title = "Trust"
question = "Do people trust each other?"
levels = ["No.", "Yes."]
evidence = ["Survey"]
indicators = ["trust.share"]
first_move = "Meet."
ask = ["Residents"]
""",
    "money": """
kind = "characteristic"
name = "Money that stays"
short_name = "Money"
meaning = "Money stays."
warning_signs = ["Money leaves."]
first_indicator = "flow.lm3"

[case]
title = "A shop"
place = "A town"
text = "It bought its bread nearby."
figure = ""
source = "A page"
link = "https://example.org/shop"

[[statement]]
id = "money.flow"
title = "Money"
question = "Does money stay?"
levels = ["No.", "Yes."]
evidence = ["Spend file"]
indicators = ["flow.lm3"]
first_move = "Count."
ask = ["Finance"]
""",
}

COUNCILS = """\
code,name,official_name,nation,region,council_type,tier,county_code,county_name,\
population,population_year,latitude,longitude,former_codes,valid_from,valid_to,other_names
E10000030,Surrey,Surrey County Council,England,South East,County council,upper,,,\
1214540,2022,51.2,-0.4,,,,
E07000214,Surrey Heath,Surrey Heath Borough Council,England,South East,District,lower,E10000030,Surrey,\
91237,2022,51.3,-0.7,,,,
W06000001,Isle of Anglesey,Isle of Anglesey County Council,Wales,Wales,Principal area,single,,,\
69049,2022,53.3,-4.4,W06000099,,,Ynys Môn
"""


def said(error: BrokenContent) -> list[str]:
    """Each problem as one sentence, without the name of the folder all have in common."""
    return [str(problem).removeprefix("tiny/1.0/") for problem in error.problems]


@dataclass
class TinyFramework:
    """The tiny framework in a folder, to be changed file by file."""

    root: Path
    version: str = "1.0"

    @property
    def folder(self) -> Path:
        return self.root / "tiny" / self.version

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def write_all(self) -> "TinyFramework":
        self.folder.mkdir(parents=True)
        for stem, text in FILES.items():
            self.write(f"{stem}.toml", text.replace('"1.0"', f'"{self.version}"'))
        return self

    def next_version(self, version: str) -> "TinyFramework":
        return TinyFramework(self.root, version).write_all()

    def read(self) -> Framework:
        return read_framework(self.folder)

    def problems(self) -> list[str]:
        with pytest.raises(BrokenContent) as caught:
            self.read()
        return said(caught.value)

    def problems_of_all(self) -> list[str]:
        with pytest.raises(BrokenContent) as caught:
            read_frameworks(self.root)
        return said(caught.value)


@dataclass
class CouncilFile:
    """The three councils in a file, to be changed cell by cell."""

    path: Path

    def change(self, old: str, new: str) -> None:
        text = self.path.read_text(encoding="utf-8")
        assert old in text
        self.path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def problems(self) -> list[str]:
        with pytest.raises(BrokenContent) as caught:
            read_places(self.path)
        return said(caught.value)


@pytest.fixture
def tiny(tmp_path: Path) -> TinyFramework:
    return TinyFramework(tmp_path).write_all()


@pytest.fixture
def councils(tmp_path: Path) -> CouncilFile:
    path = tmp_path / "places.csv"
    path.write_text(COUNCILS, encoding="utf-8")
    return CouncilFile(path)


@pytest.fixture(scope="session")
def data() -> Path:
    """The data folder that the program is delivered with."""
    return Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the repository with what the content was written from; most checkouts do not have it."""
    folder = Path(__file__).parents[3] / "shared"
    if not folder.is_dir():
        pytest.skip("the folder with the material the content was written from is not here")
    return folder
