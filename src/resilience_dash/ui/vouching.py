"""Organisations that vouch for people, through Streamlit's own sign-in: its settings, its way out, its signed cookie.

Streamlit checks state, nonce and PKCE and keeps what the organisation said in a signed cookie. What is used of it here
is no public interface: the version is held in pyproject.toml, and a test signs in through a real provider.
"""

import json
from collections.abc import Mapping
from typing import Any

from streamlit import auth_util, config, user_info
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from resilience_dash import wiring
from resilience_dash.domain.organisation import Organisation, Organisations, Vouched

NEEDED = ("client_id", "client_secret", "server_metadata_url")
LABELS = {"default": "your organisation", "microsoft": "Microsoft", "google": "Google"}
GOOD_FOR = 2 / (24 * 60)  # days: two minutes from Streamlit's cookie to a sign-in of ours
SHORTEST_SECRET = 32


def organisations(serving: wiring.Serving) -> Organisations:
    """The organisations in the [auth] part of Streamlit's secrets. Raises BadSetting where that part is not right."""
    section = auth_util.get_secrets_auth_section().to_dict()
    known = tuple(_known(section)) if section else ()
    if known:
        _check(section, serving)
    elif not serving.passwords:
        raise wiring.BadSetting(
            "Nobody could sign in: RESILIENCE_DASH_PASSWORDS is off, and no organisation is named in the [auth] part "
            "of .streamlit/secrets.toml. Name one, or switch passwords on."
        )
    return Organisations(known, user_info.generate_login_redirect_url, vouched)


def _known(section: Mapping[str, Any]) -> list[Organisation]:
    parts = {"default": section} if "client_id" in section else {}
    parts |= {key: part for key, part in section.items() if isinstance(part, Mapping) and "client_id" in part}
    for key, part in parts.items():
        missing = [name for name in NEEDED if not part.get(name)]
        if missing or not (key.isascii() and key.isalnum()):
            raise wiring.BadSetting(
                f"The organisation “{key}” in the [auth] part of .streamlit/secrets.toml cannot be used. It needs a "
                f"name of letters and digits, and {', '.join(NEEDED)}."
            )
    return [Organisation(key, _label(key, part)) for key, part in parts.items()]


def _label(key: str, part: Mapping[str, Any]) -> str:
    return f"Sign in with {part.get('label') or LABELS.get(key) or key.capitalize()}"


def _check(section: Mapping[str, Any], serving: wiring.Serving) -> None:
    said = str(section.get("redirect_uri", ""))
    origin = serving.address.origin if serving.address else f"http://localhost:{config.get_option('server.port')}"
    here = f"{origin}/oauth2callback"
    if (serving.address and said.lower() != here) or not said.endswith("/oauth2callback"):
        raise wiring.BadSetting(
            f"redirect_uri in the [auth] part of .streamlit/secrets.toml is “{said}”. It must be {here}, "
            "there and where this program is registered with the organisation."
        )
    if 0 < len(str(section.get("cookie_secret", ""))) < SHORTEST_SECRET:
        raise wiring.BadSetting(
            f"cookie_secret in .streamlit/secrets.toml has fewer than {SHORTEST_SECRET} characters, so it could be "
            "guessed. Leave it out: the program makes one and keeps it."
        )
    if not auth_util.is_authlib_installed():
        raise wiring.BadSetting(
            "Signing in through an organisation needs the package authlib. Install it: pip install authlib"
        )


def vouched(cookies: Mapping[str, str]) -> Vouched | None:
    """Whom an organisation vouched for within the last two minutes; None where nothing of it can be believed."""

    def signed(name: str) -> bytes | None:
        value = cookies.get(name)
        if value is None:
            return None
        return decode_signed_value(get_cookie_secret(), name, value.encode("latin-1", "replace"), GOOD_FOR)

    found = auth_util.get_cookie_with_chunks(signed, USER_COOKIE_NAME)
    try:
        said = json.loads(found or b"{}")
    except ValueError:
        return None
    if not isinstance(said, dict) or said.get("origin") != auth_util.get_origin_from_redirect_uri():
        return None
    issuer, subject = said.get("iss"), said.get("sub")
    if said.get("is_logged_in") is not True or not (isinstance(issuer, str) and isinstance(subject, str)):
        return None
    name = said.get("name") or said.get("preferred_username") or ""
    return Vouched(issuer, subject, str(name)) if issuer and subject else None
