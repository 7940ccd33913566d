"""The audit's chain: what may stand in it, and that every way of tampering with it is found and named."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resilience_dash.domain.audit import (
    BEFORE_THE_FIRST,
    Anchor,
    ChainHead,
    Entry,
    chained,
    fingerprint,
    hashed_text,
    ledger_of,
    moment,
)
from resilience_dash.domain.audit_faults import SAID, Fault, verify
from tests.builders import NASTY, NOW, later


def chain(length: int, place_id: int | None = 1) -> list[Entry]:
    """A ledger of this many entries, one a minute."""
    entries: list[Entry] = []
    head = ChainHead()
    for n in range(length):
        about = {"assessment": 3, "statement": f"trust.s{n}"}
        entries.append(chained(head, at=later(n), actor="machine", action="answered", place_id=place_id, about=about))
        head = ChainHead(entries[-1].seq, entries[-1].sha256)
    return entries


def heads(entries: list[Entry]) -> dict[str, ChainHead]:
    return {entry.ledger: ChainHead(entry.seq, entry.sha256) for entry in entries}


def anchor(entries: list[Entry], day: int = 1) -> Anchor:
    return Anchor(f"2026-12-{day:02}", moment(NOW + timedelta(days=day)), heads(entries))


def sealed_again(entry: Entry, **changes: object) -> Entry:
    """A changed entry with a fingerprint made to fit, as somebody who knows how would do it."""
    changed = replace(entry, **changes)  # type: ignore[arg-type]
    return replace(changed, sha256=fingerprint(changed))


def told(faults: list[Fault]) -> list[tuple[str, int, int]]:
    return [(fault.kind, fault.first, fault.last) for fault in faults]


# What may stand in an entry


def test_the_first_entry_begins_the_chain_and_the_next_hangs_on_it() -> None:
    first, second = chain(2)
    assert (first.ledger, first.seq, first.previous) == ("place:1", 1, BEFORE_THE_FIRST)
    assert (second.seq, second.previous) == (2, first.sha256)
    assert first.sha256 == hashlib.sha256(hashed_text(first).encode()).hexdigest()


def test_the_text_that_is_hashed_is_written_in_exactly_one_way() -> None:
    """Written down here, because every chain there is would break if this changed."""
    entry = chained(
        ChainHead(), at=datetime(2026, 11, 23, 10, 0, tzinfo=timezone(timedelta(hours=1))), actor="m-Ab_9",
        action="answered", place_id=None, about={"statement": "trust.s1", "assessment": 3},
    )  # fmt: skip
    assert hashed_text(entry) == (
        '{"about":{"assessment":3,"statement":"trust.s1"},"action":"answered","actor":"m-Ab_9",'
        '"at":"2026-11-23T09:00:00.000000+00:00","ledger":"server","place_id":null,'
        f'"previous":"{"0" * 64}","seq":1}}'
    )


@pytest.mark.parametrize(
    "said", [*NASTY, "", "Asha", "asha@example.org", "a b", "x" * 65, 1.5, True, None, ["a"], "é", "a\n"], ids=repr
)
def test_what_could_be_a_name_or_a_text_is_refused_and_not_repeated(said: object) -> None:
    for about in ({"statement": said}, {said: 1} if isinstance(said, str) else {"x": said}):
        with pytest.raises(ValueError, match="only whole numbers and words") as refused:
            chained(ChainHead(), at=NOW, actor="machine", action="answered", place_id=1, about=about)  # type: ignore[arg-type]
        assert not isinstance(said, str) or len(said) < 5 or said not in str(refused.value)


@pytest.mark.parametrize("actor", ["", "Asha Khan", "asha@example.org", "x" * 65])
def test_an_actor_that_could_be_a_name_is_refused(actor: str) -> None:
    with pytest.raises(ValueError, match="reference"):
        chained(ChainHead(), at=NOW, actor=actor, action="answered", place_id=1, about={})


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        chained(ChainHead(), at=NOW.replace(tzinfo=None), actor="m", action="a", place_id=1, about={})
    assert NOW.tzinfo is UTC


# Sound


@pytest.mark.parametrize("length", [0, 1, 2, 9])
def test_a_sound_chain_has_no_fault(length: int) -> None:
    entries = chain(length)
    assert verify(entries) == []
    assert verify(entries, [anchor(entries)], heads(entries)) == []


def test_entries_after_the_newest_anchor_are_fine() -> None:
    entries = chain(9)
    assert verify(entries, [anchor(entries[:3], 1), anchor(entries[:7], 2)], heads(entries)) == []


def test_each_ledger_is_a_chain_of_its_own() -> None:
    here, there, server = chain(4, 1), chain(3, 2), chain(2, None)
    everything = [*here, *there, *server]
    assert {entry.ledger for entry in everything} == {ledger_of(1), ledger_of(2), "server"}
    assert verify(everything, [anchor(everything)], heads(everything)) == []
    assert verify(there, [Anchor("a", "", {"place:2": heads(there)["place:2"]})]) == []
    (fault,) = verify([*here, there[0], there[2], *server], (), heads(everything))
    assert (fault.kind, fault.ledger, fault.first) == ("missing", "place:2", 2)


# Tampered with


def edited(entries: list[Entry]) -> list[Entry]:
    return [*entries[:3], replace(entries[3], actor="somebody"), *entries[4:]]


def edited_by_an_expert(entries: list[Entry]) -> list[Entry]:
    return [*entries[:3], sealed_again(entries[3], actor="somebody"), *entries[4:]]


def last_one_edited_by_an_expert(entries: list[Entry]) -> list[Entry]:
    return [*entries[:-1], sealed_again(entries[-1], actor="somebody")]


def first_one_edited_by_an_expert(entries: list[Entry]) -> list[Entry]:
    return [sealed_again(entries[0], previous="f" * 64), *entries[1:]]


def without_the_middle(entries: list[Entry]) -> list[Entry]:
    return [*entries[:3], *entries[5:]]


def without_the_beginning(entries: list[Entry]) -> list[Entry]:
    return entries[2:]


def swapped(entries: list[Entry]) -> list[Entry]:
    return [*entries[:3], replace(entries[4], seq=4), replace(entries[3], seq=5), *entries[5:]]


def closed_up(entries: list[Entry]) -> list[Entry]:
    return [*entries[:3], *(replace(entry, seq=entry.seq - 1) for entry in entries[4:])]


def cut_off(entries: list[Entry]) -> list[Entry]:
    return entries[:-3]


def emptied(entries: list[Entry]) -> list[Entry]:
    return []


def with_one_more(entries: list[Entry]) -> list[Entry]:
    last = entries[-1]
    extra = {"at": last.at, "actor": "machine", "action": "answered", "place_id": 1, "about": {}}
    return [*entries, sealed_again(Entry("place:1", 11, **extra, previous=last.sha256, sha256=""))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tamper", "faults"),
    [
        (edited, [("changed", 4, 4)]),
        (edited_by_an_expert, [("changed", 4, 4)]),
        (last_one_edited_by_an_expert, [("changed", 10, 10)]),
        (first_one_edited_by_an_expert, [("changed", 1, 1)]),
        (without_the_middle, [("missing", 4, 5)]),
        (without_the_beginning, [("missing", 1, 2)]),
        (swapped, [("moved", 4, 5)]),
        (closed_up, [("changed", 4, 9), ("cut_off", 10, 10)]),
        (cut_off, [("cut_off", 8, 10)]),
        (emptied, [("cut_off", 1, 10)]),
        (with_one_more, [("not_by_the_program", 11, 11)]),
    ],
    ids=lambda what: getattr(what, "__name__", ""),
)
def test_what_was_done_to_the_entries_is_named(
    tamper: Callable[[list[Entry]], list[Entry]], faults: list[tuple[str, int, int]]
) -> None:
    entries = chain(10)
    assert told(verify(tamper(entries), [anchor(entries[:6])], heads(entries))) == faults


def test_an_end_cut_off_together_with_the_head_is_found_by_the_anchor_alone() -> None:
    entries = chain(10)
    left = entries[:7]
    assert verify(left, (), heads(left)) == []
    (fault,) = verify(left, [anchor(entries[:5], 1), anchor(entries[:9], 2), anchor(entries, 3)], heads(left))
    assert told([fault]) == [("older", 8, 10)]
    assert fault.about == "audit of place 1, entries 8 to 10"
    assert "(anchor 2026-12-03)" in fault.found
    assert told(verify([], [anchor(entries)], {})) == [("older", 1, 10)]


def test_an_old_copy_that_was_put_back_and_used_since_is_found_by_the_anchor() -> None:
    entries = chain(10)
    used = entries[:5]
    for n in range(7):
        head = ChainHead(used[-1].seq, used[-1].sha256)
        used.append(chained(head, at=later(99 + n), actor="machine", action="answered", place_id=1, about={}))
    anchors = [anchor(entries[:4], 1), anchor(entries[:8], 2), anchor(entries, 3), anchor(used, 4)]
    assert verify(used, (), heads(used)) == []
    (fault,) = verify(used, anchors, heads(used))
    assert told([fault]) == [("rewritten", 5, 10)]
    assert "(anchor 2026-12-02)" in fault.found


def test_a_chain_written_anew_from_its_beginning_is_found_by_the_anchor() -> None:
    entries = chain(6)
    anew: list[Entry] = []
    for entry in entries:
        anew.append(sealed_again(entry, actor="nobody", previous=anew[-1].sha256 if anew else BEFORE_THE_FIRST))
    assert verify(anew, (), heads(anew)) == []
    assert told(verify(anew, [anchor(entries)], heads(anew))) == [("rewritten", 1, 6)]


def test_every_fault_says_what_it_means_and_what_to_do() -> None:
    for kind, (found, do) in SAID.items():
        fault = Fault(kind, "server", 3, 3, "2026-12-01")
        assert fault.found.startswith(found)
        assert fault.do == do
        assert do.endswith(".")
        assert not found.endswith(".")
    assert Fault("changed", "server", 3, 3).about == "audit of server, entry 3"
    assert Fault("anchor_unreadable", "", anchor="2026-12-01.json").about == "anchor 2026-12-01.json"


# Any single change

OTHER_TEXT = st.text(max_size=70)
OTHER = {
    "ledger": st.one_of(OTHER_TEXT, st.sampled_from(["server", "place:2"])),
    "seq": st.integers(-5, 60),
    "at": st.one_of(OTHER_TEXT, st.datetimes(timezones=st.just(UTC)).map(moment)),
    "actor": OTHER_TEXT,
    "action": OTHER_TEXT,
    "place_id": st.one_of(st.none(), st.integers(-5, 60)),
    "about": st.dictionaries(st.text(max_size=9), st.one_of(st.integers(), st.text(max_size=9)), max_size=3),
    "previous": st.one_of(OTHER_TEXT, st.text("0123456789abcdef", min_size=64, max_size=64)),
    "sha256": st.one_of(OTHER_TEXT, st.text("0123456789abcdef", min_size=64, max_size=64)),
}
TWELVE = chain(12)


@settings(deadline=None, max_examples=400)
@given(st.data(), st.integers(0, 11), st.sampled_from(sorted(OTHER)), st.booleans())
def test_any_single_change_to_any_field_of_any_entry_is_found(
    data: st.DataObject, which: int, field: str, with_heads: bool
) -> None:
    was = TWELVE[which]
    change = data.draw(OTHER[field])
    changed = replace(was, **{field: change})
    entries = [*TWELVE[:which], changed, *TWELVE[which + 1 :]]
    faults = verify(entries, (), heads(TWELVE) if with_heads else None)
    assert (faults == []) == (changed == was)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.integers(0, 11), unique=True), st.booleans())
def test_any_set_of_entries_taken_out_is_found(gone: list[int], with_anchor: bool) -> None:
    left = [entry for n, entry in enumerate(TWELVE) if n not in gone]
    known = ([anchor(TWELVE)], None) if with_anchor else ((), heads(TWELVE))
    missing = {n for fault in verify(left, *known) for n in range(fault.first, fault.last + 1)}
    assert missing == {n + 1 for n in gone}


@settings(deadline=None, max_examples=200)
@given(st.permutations(range(12)))
def test_any_other_order_is_found_and_named(order: list[int]) -> None:
    shuffled = [replace(TWELVE[n], seq=seq) for seq, n in enumerate(order, start=1)]
    faults = verify(shuffled, (), heads(TWELVE))
    out_of_place = {seq for seq, n in enumerate(order, start=1) if n + 1 != seq}
    moved = {n for fault in faults if fault.kind == "moved" for n in range(fault.first, fault.last + 1)}
    assert moved == out_of_place
