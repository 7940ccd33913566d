"""Signing off by both sides, which freezes the results, and starting the next round from them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain import scoring
from resilience_dash.domain.access import signs_for
from resilience_dash.domain.assessment import (
    LONGEST_NAME,
    SIGNING_SIDES,
    Agreement,
    Assessment,
    NothingToSign,
    Sheet,
    Signature,
    SignedOff,
    carry_over,
    checked_text,
    heirs,
)
from resilience_dash.domain.canonical import canonical, fingerprint, sha256
from resilience_dash.domain.framework import Mode, Side
from resilience_dash.domain.problem import Problem
from resilience_dash.domain.report import Signed
from resilience_dash.domain.workshop import NotNow, Workshop, ended
from resilience_dash.services.allowing import allowed, allowed_head
from resilience_dash.services.auditing import noted
from resilience_dash.services.opening import open_for_change, read_sheet
from resilience_dash.services.starting import NameMissing, checked_mode
from resilience_dash.store import answers, assessments, evidence, memberships, signatures, workshops
from resilience_dash.store.database import Database, Session


class NotSignedOff(Problem):
    """The next round starts from a signed-off one."""


class OneNameForBoth(Problem):
    """The same name was given for the council and for the community."""


class ResultsMoved(Problem):
    """The results changed between reading and signing."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs for a side, and in what role."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class SignOff:
    """Where the sign-off stands: valid signatures, those made void by later changes, and whether it is frozen.

    `results` is the fingerprint of the results as they are now.
    """

    valid: tuple[Signature, ...]
    outdated: tuple[Signature, ...]
    missing: tuple[Side, ...]
    results: str

    @property
    def complete(self) -> bool:
        return not self.missing


def sign_off_state(sheet: Sheet) -> SignOff:
    """Which sides have signed the results as they are now."""
    current = fingerprint(scoring.report(sheet))
    valid = tuple(s for s in sheet.signatures if sheet.assessment.signed_off or s.results_sha256 == current)
    outdated = tuple(s for s in sheet.signatures if s not in valid)
    signed = {s.side for s in valid}
    missing = tuple(side for side in SIGNING_SIDES if side not in signed)
    return SignOff(valid, outdated, missing, current)


def sign(
    db: Database,
    frameworks: Frameworks,
    *,
    assessment_id: int,
    signers: Mapping[Side, Signer],
    seen: str | None = None,
    now: datetime,
) -> SignOff:
    """Sign for one side or both. When both have signed the same results they are frozen, with a snapshot.

    `seen` is the fingerprint of the results that the page stood for when the names were filled in.
    Raises NameMissing, OneNameForBoth, NothingToSign, ResultsMoved, NotNow, SignedOff.
    """
    signers = {
        side: _checked(side, signer) for side, signer in signers.items() if signer.name.strip() or signer.role.strip()
    }
    if not signers:
        raise NameMissing("Nobody has signed yet. Give a name and a role for the council, the community, or both.")
    with db.write() as session:
        head, _ = open_for_change(session, frameworks, assessment_id, "see")
        for side in signers:
            allowed(session, signs_for(side), head.place.id)
        going_on = _going_on(session, assessment_id)
        sheet = read_sheet(session, frameworks, assessment_id)
        if not any(sheet.answers_to(statement_id) for statement_id in sheet.asked):
            raise NothingToSign("There is nothing to sign yet: no statement has an answer. Answer at least one first.")
        results = fingerprint(scoring.report(sheet))
        if seen is not None and seen != results:
            raise ResultsMoved(
                "Nothing was signed: an answer has changed since this page was opened, so the results are not the ones "
                "you read. Read them again, then sign. The names you filled in are still here."
            )
        standing = {s.side: s.name for s in sign_off_state(sheet).valid}
        _refuse_one_name({**standing, **{side: signer.name for side, signer in signers.items()}})
        for side, signer in signers.items():
            signatures.add_signature(session, assessment_id, Signature(side, signer.name, signer.role, now, results))
            noted(session, "signed", place_id=head.place.id, assessment=assessment_id, side=side, at=now)
        sheet = read_sheet(session, frameworks, assessment_id)
        state = sign_off_state(sheet)
        if state.complete:
            signed = tuple(Signed(s.side, s.name, s.role, s.at) for s in state.valid)
            content = canonical(replace(scoring.report(sheet), signed=signed, signed_off_at=now))
            signatures.freeze(session, assessment_id, content=content, sha256=sha256(content), now=now)
            for one in going_on:  # nothing that is said from now on could land, so nobody is asked any more
                workshops.keep(session, one, ended(one), now=now)
                noted(session, "workshop_ended", place_id=head.place.id, assessment=head.id, workshop=one.id, at=now)
            noted(session, "signed_off", place_id=head.place.id, assessment=head.id, results=results, at=now)
        assessments.touch(session, assessment_id)
    return state


def _going_on(session: Session, assessment_id: int) -> list[Workshop]:
    """The workshops that are running on it, held. Raises NotNow where one has answers that nobody has seen."""
    numbers = [number for number, _ in workshops.of_assessment(session, assessment_id)]
    found = [workshops.workshop(session, number, lock=True) for number in numbers]
    running = [one for one in found if one.stage == "running"]
    if any(one.round and one.round.stage != "revealed" for one in running):
        raise NotNow(
            "A round of a workshop on this assessment has not been revealed yet. Nothing was signed. "
            "Reveal it, or begin it anew, and sign then. What you typed is still on the page."
        )
    return running


def _refuse_one_name(names: Mapping[Side, str]) -> None:
    plain = [" ".join(name.split()).casefold() for name in names.values()]
    if len(set(plain)) < len(plain):
        raise OneNameForBoth(
            f"Nothing was signed: “{next(iter(names.values()))}” cannot sign for both sides, because this is a charter "
            "between the council and its community. Give another person’s name for one of them. "
            "What you typed is still on the page."
        )


def _checked(side: Side, signer: Signer) -> Signer:
    if side not in SIGNING_SIDES:
        raise Problem("Only the council and the community sign. Nothing was signed.")
    name = checked_text(signer.name, "The name", LONGEST_NAME)
    role = checked_text(signer.role, "The role", LONGEST_NAME)
    if not name or not role:
        raise NameMissing(
            f"The {side} signature needs a name and a role. Nothing was signed. What you typed is still on the page."
        )
    return Signer(name, role)


def start_next_round(
    db: Database, frameworks: Frameworks, *, assessment_id: int, period: str, mode: Mode, now: datetime
) -> Assessment:
    """A new round of the same place, in the newest version of its framework.

    People, aims, importance, evidence, and every answer and agreement that still stands are carried over; answers
    and agreements are marked so until somebody confirms them. Raises NotSignedOff, NameMissing, TextTooLong.
    """
    period = checked_text(period, "The period", LONGEST_NAME)
    if not period:
        raise NameMissing("The period is missing, such as “2027 to 2028”. Add it and try again.")
    checked_mode(mode)
    with db.write() as session:
        place_id = allowed_head(session, "start", assessment_id, held=True).place.id
        old = read_sheet(session, frameworks, assessment_id)
        if not old.assessment.signed_off:
            raise NotSignedOff(f"{old.assessment.title} is not signed off yet. Sign it off, then start the next round.")
        rounds = assessments.all_assessments(session, [place_id])
        following = next((a for a in rounds if a.previous_id == assessment_id), None)
        if following is not None:
            raise SignedOff(f"The next round is there already: {following.title}. Open it from the home page.")
        framework = frameworks.newest(old.framework.slug)
        new_id = assessments.add_assessment(
            session,
            place_id=place_id,
            framework_slug=framework.slug,
            framework_version=framework.version,
            period=period,
            mode=mode,
            previous_id=assessment_id,
            now=now,
        )
        # Whoever has left the place is not brought into what it does next; their answers stay in the round before.
        still_here = {one.member.id for one in memberships.memberships(session, place_id)}
        people = {
            r.id: assessments.add_respondent(
                session, assessment_id=new_id, name=r.name, perspective=r.perspective, now=now, member_id=r.member_id
            ).id
            for r in old.respondents
            if r.workshop is None and (r.member_id is None or r.member_id in still_here)
        }
        versions = [version for version in frameworks if version.slug == framework.slug]
        now_at = heirs(old.framework, versions[versions.index(old.framework) + 1 :])
        for answer in carry_over(old.answers.values(), now_at):
            if answer.respondent_id in people:
                answers.add_answer(session, new_id, replace(answer, respondent_id=people[answer.respondent_id]))
        for agreement in old.agreements.values():
            if agreement.statement_id in now_at:
                answers.add_agreement(session, new_id, _carried(agreement, now_at[agreement.statement_id]))
        for statement_id, level in old.aims.items():
            if statement_id in now_at:
                answers.add_aim(session, new_id, now_at[statement_id], level, now)
        for dimension, weight in old.importance.items():
            answers.add_importance(session, new_id, dimension, weight, now)
        for item in old.evidence:
            if item.statement_id in now_at:
                evidence.add_evidence(
                    session,
                    assessment_id=new_id,
                    statement_id=now_at[item.statement_id],
                    kind=item.kind,
                    added_by=item.added_by,
                    member_id=item.member_id,
                    now=item.at,
                    note=item.note,
                    link=item.link,
                    file_name=item.file_name,
                    size=item.size,
                    sha256=item.sha256 or None,
                    dated=item.dated,
                )
        place_id = old.assessment.place.id
        noted(session, "round_started", place_id=place_id, assessment=new_id, previous=assessment_id, at=now)
        return assessments.assessment(session, new_id)


def _carried(agreement: Agreement, statement_id: str) -> Agreement:
    return replace(agreement, statement_id=statement_id, carried=True)
