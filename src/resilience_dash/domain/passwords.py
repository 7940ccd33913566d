"""What a password must be: long, not one that everybody tries first, and not the person's own e-mail."""

import unicodedata

from resilience_dash.domain.problem import Problem

SHORTEST, LONGEST = 12, 200
FEWEST_DIFFERENT = 5

# Only what has twelve characters or more: a shorter one is refused for its length. Compared without case, spaces and
# punctuation, with digits at the end taken off, so that “Password1234!” is found by “password”.
COMMON = frozenset(
    """
    password passwort passw0rd p4ssw0rd p4ssword passphrase mypassword thepassword newpassword yourpassword
    passwordpassword password1password letmein letmeinnow letmeinplease welcome welcometo welcomehome welcomeback
    qwerty qwertyuiop qwertyuiopasdf qwertyqwerty qwertyasdfgh qwertyuiopasdfghjkl qwertzuiop azertyuiop asdfghjkl
    asdfghjklzxcvbnm zxcvbnm qazwsxedc qazwsxedcrfv qazwsxedcrfvtgb 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1q2w3e4r5t6y
    1q2w3e4r5t6y7u8i q1w2e3r4t5y6 q1w2e3r4t5y6u7i8 qwer1234asdf zaq12wsxcde3 abcdefghijkl abcdefghijklm
    abcdefghijklmnop abcdefghijklmnopqrstuvwxyz abcabcabcabc abc123abc123 a1b2c3d4e5f6 aabbccddeeff iloveyou
    iloveyouforever iloveyousomuch ilovemyfamily administrator administrador superadmin rootroot changeme
    changemenow changemeplease pleasechangeme secret topsecret secretpassword mysecretpassword default
    defaultpassword football liverpoolfc manchesterunited manchester chelseafc arsenalfc evertonfc footballfootball
    sunshine princess princessprincess superman batman starwars starwarsstarwars dragon monkey mustang trustno
    trustnoone correcthorsebatterystaple correcthorse horsebatterystaple internet computer computercomputer
    september october november december january february summertime springtime wintertime summer autumn winter spring
    council councilcouncil countycouncil boroughcouncil citycouncil districtcouncil parishcouncil towncouncil
    resilience resiliencedash localresilience keepitlocal england scotland wales northernireland unitedkingdom
    greatbritain london birmingham leeds glasgow sheffield liverpool bristol edinburgh testtesttest testpassword
    testing testtest guestguest whatever whateverwhatever nothing nopassword mypass hellohello helloworld
    hellokitty charlie charliecharlie thomas jessica michael jennifer
    """.split()  # noqa: SIM905  (a list of words reads better as words)
)
RUNS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


class PasswordRefused(Problem):
    """The password is too short, too long, or one that is guessed first."""


def as_kept(password: str) -> str:
    """The password as it is hashed, so that keyboards that write one letter in two ways agree (NFKC)."""
    whole = password.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return unicodedata.normalize("NFKC", whole)


def checked_password(password: str, *, email: str | None) -> str:
    """The password as it is hashed. Raises PasswordRefused."""
    if len(password) > LONGEST:
        raise PasswordRefused(
            f"This password was not taken: it has {len(password):,} characters and the most is {LONGEST}."
        )
    kept = as_kept(password)
    if len(kept) < SHORTEST:
        raise PasswordRefused(
            f"This password was not taken: it is too short. Use at least {SHORTEST} characters; "
            "three or four words that do not belong together are easy to remember."
        )
    if _easily_guessed(kept, email):
        raise PasswordRefused(
            "This password was not taken: it is one of those that are tried first. Use three or four words that do "
            "not belong together, and neither your e-mail nor the name of this program."
        )
    return kept


def _easily_guessed(password: str, email: str | None) -> bool:
    plain = "".join(c for c in password.casefold() if c.isalnum())
    stem = plain.rstrip("0123456789") or plain
    if len(set(password)) < FEWEST_DIFFERENT or stem in COMMON or plain in COMMON:
        return True
    if any(plain[:SHORTEST] and plain in run * 2 for run in RUNS):
        return True
    if email:
        address = "".join(c for c in email.casefold() if c.isalnum())
        before = "".join(c for c in email.casefold().partition("@")[0] if c.isalnum())
        return address in plain or stem in (before, before * 2)
    return False
