"""What was done to an audit behind the program's back: found by its chains, its heads and the anchors kept outside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from resilience_dash.domain.audit import Anchor, ChainHead, Entry, fingerprint

FaultKind = Literal[
    "changed", "missing", "moved", "cut_off", "not_by_the_program", "older", "rewritten", "anchor_unreadable"
]
KEEP = "Keep the database as it is, make a copy of it, and find out who could write to it"
ON_PURPOSE = (
    "If you put back a backup on purpose, write down when and why, and move the anchors that are newer than it to "
    f"another folder. If you did not: {KEEP[0].lower()}{KEEP[1:]}."
)
# What each means, and what to do. A fault of entries is told with its numbers before these words.
SAID: Mapping[FaultKind, tuple[str, str]] = {
    "changed": ("changed after it was written", f"{KEEP}; a backup from before shows what it said."),
    "missing": ("missing: it was taken out", f"{KEEP}; a backup from before shows what it said."),
    "moved": ("moved to another place in the order", f"{KEEP}; a backup from before shows the order."),
    "cut_off": (
        "missing at the end, although the database itself still counts it",
        f"{KEEP}; a backup from before shows what it said.",
    ),
    "not_by_the_program": (
        "not counted by the database itself, so something else than this program added it or set the count back",
        f"{KEEP}.",
    ),
    "older": (
        "known to an anchor and not in the database: the end was cut off, or an older copy was put back",
        ON_PURPOSE,
    ),
    "rewritten": (
        "not what an anchor saw: it was written anew, or an older copy was put back and used since",
        ON_PURPOSE,
    ),
    "anchor_unreadable": (
        "not an anchor that can be read, so nothing could be compared with it",
        "Put back a copy of that file; the log of its day holds its SHA-256.",
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with entries `first` to `last` of a ledger, or with the anchor of that name (0 to 0)."""

    kind: FaultKind
    ledger: str
    first: int = 0
    last: int = 0
    anchor: str = ""

    @property
    def about(self) -> str:
        if self.kind == "anchor_unreadable":
            return f"anchor {self.anchor}"
        numbers = f"entry {self.first}" if self.first == self.last else f"entries {self.first} to {self.last}"
        return f"audit of {self.ledger.replace(':', ' ')}, {numbers}"

    @property
    def found(self) -> str:
        seen = f" (anchor {self.anchor})" if self.anchor and self.kind != "anchor_unreadable" else ""
        return SAID[self.kind][0] + seen

    @property
    def do(self) -> str:
        return SAID[self.kind][1]


def verify(
    entries: Iterable[Entry], anchors: Iterable[Anchor] = (), heads: Mapping[str, ChainHead] | None = None
) -> list[Fault]:
    """Every fault of entries that come one ledger after another; none for an audit that is as it was written.

    `heads` is where the database says that its ledgers end; without it that is not compared. Entries after the
    newest anchor are fine as long as they hang together.
    """
    oldest_first = sorted(anchors, key=lambda anchor: (anchor.at, anchor.name))
    named = dict.fromkeys([*(heads or {}), *(ledger for anchor in oldest_first for ledger in anchor.heads)])
    faults: list[Fault] = []
    for ledger, group in groupby(entries, key=lambda entry: entry.ledger):
        named.pop(ledger, None)
        faults += _ledger(ledger, list(group), oldest_first, heads)
    for ledger in named:
        faults += _ledger(ledger, [], oldest_first, heads)
    return faults


def _ledger(
    ledger: str, found: list[Entry], anchors: list[Anchor], heads: Mapping[str, ChainHead] | None
) -> list[Fault]:
    found.sort(key=lambda entry: entry.seq)
    faults = _chain(ledger, found)
    last = found[-1] if found else None
    end = last.seq if last else 0
    if last and heads is not None:
        head = heads.get(ledger, ChainHead())
        if head.seq == end and head.sha256 != last.sha256:
            faults.append(Fault("changed", ledger, end, end))
        elif head.seq < end:
            faults.append(Fault("not_by_the_program", ledger, head.seq + 1, end))
    counted = heads.get(ledger, ChainHead()).seq if heads is not None else 0
    if counted > end:
        faults.append(Fault("cut_off", ledger, end + 1, counted))
    return _joined(faults) + _against(ledger, found, faults, anchors, max(end, counted))


def _chain(ledger: str, found: list[Entry]) -> list[Fault]:
    """What the entries tell by themselves: each must be what its fingerprint says, and follow the one before."""
    faults: list[Fault] = []
    before = ChainHead()
    sound: dict[str, int] = {before.sha256: 0}
    wrong: list[Entry] = []
    for entry in found:
        if entry.seq > before.seq + 1:
            faults.append(Fault("missing", ledger, before.seq + 1, entry.seq - 1))
        if fingerprint(entry) != entry.sha256:
            wrong.append(entry)
        else:
            sound[entry.sha256] = entry.seq
            if entry.seq <= before.seq:
                faults.append(Fault("changed", ledger, entry.seq, entry.seq))
            elif entry.seq == before.seq + 1 and entry.previous != before.sha256 and before.sha256 in sound:
                # Both are what their own fingerprints say, and this one remembers another before it.
                faults.append(Fault("changed", ledger, max(before.seq, 1), max(before.seq, 1)))
        before = ChainHead(max(entry.seq, before.seq), entry.sha256)
    places = _places(wrong, sound) if wrong else {}
    for entry in wrong:
        place = places.get(entry.sha256)
        moved = place is not None and fingerprint(replace(entry, seq=place)) == entry.sha256
        faults.append(Fault("moved" if moved else "changed", ledger, entry.seq, entry.seq))
    return faults


def _places(wrong: list[Entry], sound: dict[str, int]) -> dict[str, int]:
    """Where the chain says that entries belong: one after the entry they remember, as far as that can be followed."""
    after = {entry.previous: entry for entry in wrong}
    places = {}
    for start, seq in sound.items():
        place, following = seq, after.pop(start, None)
        while following is not None:
            place += 1
            places[following.sha256] = place
            following = after.pop(following.sha256, None)
    return places


def _joined(faults: list[Fault]) -> list[Fault]:
    """In order, each once, and one fault in place of many where they follow each other."""
    joined: list[Fault] = []
    for fault in sorted(set(faults), key=lambda fault: (fault.first, fault.kind)):
        before = joined[-1] if joined else None
        if before and before.kind == fault.kind and fault.first <= before.last + 1:
            joined[-1] = replace(before, last=max(before.last, fault.last))
        else:
            joined.append(fault)
    return joined


def _against(ledger: str, found: list[Entry], faults: list[Fault], anchors: list[Anchor], end: int) -> list[Fault]:
    """What only the anchors show: an end that is gone, and a chain that was written anew. Each told once."""
    known = [(anchor.name, anchor.heads[ledger]) for anchor in anchors if ledger in anchor.heads]
    asked = {head.seq for _, head in known}
    there = {entry.seq: entry.sha256 for entry in found if entry.seq in asked}
    good = 0
    rewritten: list[Fault] = []
    older: list[Fault] = []
    for name, head in known:
        if head.seq > end:
            older.append(Fault("older", ledger, end + 1, head.seq, name))
        elif there.get(head.seq) == head.sha256:
            good = head.seq
        elif not any(fault.first <= head.seq <= fault.last for fault in faults):
            rewritten.append(Fault("rewritten", ledger, good + 1, head.seq, name))
    told = [replace(rewritten[0], last=max(fault.last for fault in rewritten))] if rewritten else []
    return told + sorted(older, key=lambda fault: fault.last)[-1:]
