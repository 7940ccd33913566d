"""What a workshop came to, put together for whoever was there and whoever was not."""

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.minutes import Minutes, Talked, comments, took_part, votes
from resilience_dash.services.convening import looked_at
from resilience_dash.store import answers, promises, workshops
from resilience_dash.store.database import Database


def minutes(db: Database, frameworks: Frameworks, *, workshop_id: int) -> Minutes:
    """The minutes as things stand now; what is not revealed is not in them. Raises UnknownThing."""
    with db.read() as session:
        whole, head = looked_at(session, workshop_id)
        framework = frameworks.get(head.framework_slug, head.framework_version)
        agreements = answers.latest_agreements(session, head.id)
        notes = promises.notes(session, workshop_id)
        missing = promises.to_find(session, head.id)
        began, ended = workshops.moments(session, workshop_id)
        going_on = whole.round.statement_id if whole.round and whole.round.stage != "revealed" else ""
        talked = []
        for one in whole.statements:
            first, second = votes(whole, one)
            note = notes.get(one)
            talked.append(
                Talked(
                    statement=framework.statement(one),
                    first=first,
                    second=second,
                    set_aside=sum(each.set_aside for each in whole.rounds if each.statement_id == one),
                    going_on=going_on == one,
                    let_go=any(
                        each.stage == "revealed" and each.frozen is None
                        for each in whole.rounds
                        if each.statement_id == one
                    ),
                    agreement=agreements.get(one),
                    note=note.text if note else "",
                    comments=comments(whole, one),
                    to_find=tuple(each for each in missing if each.statement_id == one),
                )
            )
        return Minutes(
            place=head.place.name,
            period=head.period,
            framework=f"{framework.name} {framework.version}",
            levels=framework.levels,
            led_by=whole.led_by,
            began=began,
            ended=ended,
            named=whole.named,
            smallest=whole.smallest,
            people=len(whole.seated),
            took_part=took_part(whole, framework),
            talked=tuple(talked),
            actions=tuple(promises.actions(session, head.id)),
        )
