"""The files of the hosted set-up say what the program understands: settings, paths, addresses, cookies and limits."""

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from resilience_dash import wiring
from resilience_dash.services.file_kinds import LARGEST_FILE
from resilience_dash.ui.state.browser import DEVICE_COOKIE
from tests.test_docs import program_files, settings_read

ROOT = Path(__file__).resolve().parents[1]
COMPOSE, DOCKERFILE, PROXY = (
    (ROOT / name).read_text(encoding="utf-8") for name in ("compose.yaml", "Dockerfile", "hosting/nginx.conf")
)
EXAMPLE = (ROOT / "hosting" / "env.example").read_text(encoding="utf-8")
OTHERS = {"PGPASSWORD", "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}  # libpq's, and those of PostgreSQL's image


def read_yaml(text: str) -> dict[str, Any]:
    """What compose.yaml says: mappings, lists and texts by their indentation, anchors, aliases and merges.

    As much of YAML as that file uses, so that no package is needed; what it does not know, it refuses.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    anchors: dict[str, Any] = {}

    def scalar(said: str) -> Any:
        if said.startswith("["):
            return json.loads(said)
        if said.startswith("{"):
            pairs = (pair.split(":", 1) for pair in said.strip("{}").split(",") if pair.strip())
            return {name.strip(): value.strip() for name, value in pairs}
        assert said[:1] not in {"'", '"', "|", ">", "!", "%", "@", "`"}, said
        return said

    def block(depth: int) -> Any:
        found: dict[str, Any] = {}
        items: list[Any] = []
        while lines and _depth(lines[0]) == depth:
            line = lines.pop(0).strip()
            if line.startswith("- "):
                items.append(scalar(line[2:]))
                continue
            name, _, rest = line.partition(":")
            assert name not in found, f"{name} stands there twice"
            anchor = re.match(r" ?&(\w+)$", rest)
            said = rest.strip()
            if said.startswith("*"):
                value = anchors[said[1:]]
            elif said and not anchor:
                value = scalar(said)
            else:
                value = block(_depth(lines[0])) if lines and _depth(lines[0]) > depth else {}
            if anchor:
                anchors[anchor[1]] = value
            found |= value if name == "<<" else {name: value}
        assert not (found and items)
        assert not lines or _depth(lines[0]) < depth, lines[0]
        return items or found

    read = block(0)
    assert not lines
    return dict(read)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return read_yaml(COMPOSE)


def services(compose: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from compose["services"].values()


def known_settings() -> set[str]:
    return {name for path in program_files() for name in settings_read(path.read_text(encoding="utf-8"))}


def test_every_setting_in_these_files_is_one_the_program_knows(compose: dict[str, Any]) -> None:
    named = {name for service in services(compose) for name in service.get("environment", {})}
    named |= set(re.findall(r"RESILIENCE_DASH_\w+", COMPOSE + DOCKERFILE + EXAMPLE))
    assert {"RESILIENCE_DASH_ADDRESS", "RESILIENCE_DASH_PROXIES", "RESILIENCE_DASH_DATABASE_URL"} <= named
    assert named - known_settings() - OTHERS == set()


def test_nothing_starts_before_what_only_the_operator_knows_is_said() -> None:
    wanted = dict(re.findall(r"\$\{(\w+):\?([^}]*)\}", COMPOSE))
    asked_for = re.findall(r"^(\w+)=(.*)$", EXAMPLE, re.MULTILINE)
    assert {name for name, _ in asked_for} == set(wanted)
    assert all(value == "" for _, value in asked_for), "an example has no secret that somebody could leave as it is"
    assert all(wanted.values()), "each says what to do"
    optional = dict(re.findall(r"\$\{(\w+):-([^}]*)\}", COMPOSE))
    assert optional == {"RESILIENCE_DASH_PASSWORDS": "on"}
    assert len(re.findall(r"\$\{", COMPOSE)) == COMPOSE.count(":?") + COMPOSE.count(":-")


def test_what_is_secret_stays_out_of_the_repository_and_the_image() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {".env", ".streamlit/secrets.toml", "hosting/secrets.toml"} <= set(ignored)
    image = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert image[1] == "*", "everything is left out but what is named"
    assert not any(line.startswith("!") and ("secrets" in line or "env" in line) for line in image)


def test_the_image_holds_what_the_program_needs_and_the_ignored_files_let_it_in() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    names = [name for line in copied for name in line.split()]
    assert {"app.py", "pages", "src", "data", "docs", ".streamlit/config.toml", "requirements.txt"} <= set(names)
    assert [name for name in names if not (ROOT / name).exists()] == []
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8")
    assert [name for name in names if f"!{name}\n" not in let_in] == []


def test_the_image_is_pinned_checked_by_hashes_and_run_without_rights() -> None:
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(set(images)) == 1
    version = re.fullmatch(r"python:(3\.\d+)\.\d+-slim-bookworm", images[0])
    assert version
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert tuple(map(int, version[1].split("."))) >= tuple(map(int, oldest.removeprefix(">=").split(".")))
    assert "--require-hashes" in DOCKERFILE
    assert DOCKERFILE.index("\nUSER resilience\n") < DOCKERFILE.index("\nCMD ")
    pinned = re.findall(r"image: (\S+)", COMPOSE)
    assert [image for image in pinned if image != "resilience-dash" and not re.search(r":\d+\.\d+", image)] == []


def test_the_health_check_asks_an_address_that_there_is() -> None:
    asked = re.findall(r"http://127\.0\.0\.1:(\d+)(/\w+)", DOCKERFILE)
    port = re.search(r"RESILIENCE_DASH_PORT=(\d+)", DOCKERFILE)
    assert port
    assert asked == [(port[1], "/readyz")]
    assert f"EXPOSE {port[1]}" in DOCKERFILE


def test_two_processes_on_one_database_believe_the_proxy_and_nobody_else(
    compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = [name for name, service in compose["services"].items() if service["image"] == "resilience-dash"]
    assert len(programs) == 2
    for name in programs:
        settings = compose["services"][name]["environment"]
        monkeypatch.setenv("RESILIENCE_DASH_ADDRESS", "https://resilience.example.org")
        monkeypatch.setenv("RESILIENCE_DASH_HOST", "0.0.0.0")  # noqa: S104
        for setting in ("MODE", "PROXIES", "DATABASE_URL"):
            monkeypatch.setenv(f"RESILIENCE_DASH_{setting}", settings[f"RESILIENCE_DASH_{setting}"])
        serving = wiring.settings().serving
        where = {of: service["networks"]["inside"].get("ipv4_address") for of, service in compose["services"].items()}
        assert serving.secure
        assert [of for of, address in where.items() if address and serving.believes(address)] == ["proxy"]
    first, second = (compose["services"][name]["depends_on"] for name in programs)
    assert set(first) == {"database"}
    assert second[programs[0]] == {"condition": "service_healthy"}, "the second starts when the first has migrated"


def test_only_the_proxy_is_reached_from_outside(compose: dict[str, Any]) -> None:
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["proxy"]


def test_the_proxy_knows_both_processes_and_the_programs_cookie(compose: dict[str, Any]) -> None:
    programs = {f"{n}:8501" for n, service in compose["services"].items() if service["image"] == "resilience-dash"}
    assert set(re.findall(r"server (\S+) max_fails", PROXY)) == programs
    assert f"{DEVICE_COOKIE}=(?<device>" in PROXY


def test_the_proxy_takes_away_what_strangers_say_about_themselves() -> None:
    headers = dict(re.findall(r"proxy_set_header (\S+) +(\S+);", PROXY))
    assert headers["X-Forwarded-For"] == "$remote_addr"
    assert headers["X-Forwarded-Proto"] == "$scheme"
    assert {headers[name] for name in ("X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")} == {'""'}
    for place in re.findall(r"location [^{]+\{([^}]*)\}", PROXY):
        assert "proxy_set_header" not in place, "one of these would take the place of all the others"


def test_the_proxy_lets_the_largest_file_through() -> None:
    said = re.search(r"client_max_body_size (\d+)m;", PROXY)
    assert said
    assert int(said[1]) * 2**20 >= LARGEST_FILE + 2**19, "a form around it needs some room"


@pytest.mark.skipif(shutil.which("nginx") is None, reason="there is no nginx here to read its file")
def test_nginx_takes_the_file(tmp_path: Path) -> None:
    certificate = ["-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    subprocess.run([*made, *certificate], check=True, capture_output=True)
    said = PROXY.replace("/etc/nginx/tls", str(tmp_path))
    for name in ("one", "two"):
        said = said.replace(f"{name}:8501", "127.0.0.1:8501")
    inside = tmp_path / "default.conf"
    inside.write_text(said, encoding="utf-8")
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ include {inside}; }}\n", encoding="utf-8")
    found = subprocess.run(["nginx", "-t", "-c", whole], check=False, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr


# Below: the checks above can fail.


def test_the_reader_of_compose_reads_what_it_should_and_refuses_the_rest() -> None:
    text = 'x: &a\n  k: v\n  l:\n    - one: 1\n    - two\ns:\n  t:\n    <<: *a\n    m: {n: o}\n    p: ["q"]\nv:\n  w:\n'
    assert read_yaml(text) == {
        "x": {"k": "v", "l": ["one: 1", "two"]},
        "s": {"t": {"k": "v", "l": ["one: 1", "two"], "m": {"n": "o"}, "p": ["q"]}},
        "v": {"w": {}},
    }
    for wrong in ("a: 1\na: 2\n", "a: 'b'\n", "a:\n    b: 1\n  c: 2\n"):
        with pytest.raises(AssertionError):
            read_yaml(wrong)
