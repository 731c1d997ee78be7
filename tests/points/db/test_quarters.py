"""From frozen quarter to signed list: what belongs to it, who may do what, and that nothing can be changed later."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from factories import areas as make
from factories.points import corrected
from factories.quarters import HEARD, IN_QUARTER, OVER, Books, books, draft, earned, signed
from fengqiao.areas.models import User
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.points import selectors, services
from fengqiao.points.domain import publishing
from fengqiao.points.models import CorrectionCase, Objection, Publication, QuarterBook, Sheet
from fengqiao.points.selectors import quarters
from fengqiao.points.services import CaseRefused, QuarterRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def town() -> Books:
    return books()


def own(actor: Actor) -> Sheet:
    assert actor.person_id is not None
    return quarters.sheets_of(actor.person_id)[0]


def totals(issue: Publication) -> list[int]:
    return sorted(row["total"] for row in json.loads(issue.head)["workers"])


def newest(book: QuarterBook) -> Publication:
    return book.issues.order_by("-number")[0]


def upheld(town: Books, book: QuarterBook, award_id: object, points: int) -> CorrectionCase:
    """An objection of the first worker to a line, upheld and granted on the third day."""
    worker = town.workers[0]
    with clock.fixed(OVER + timedelta(days=3)):
        raised = services.object_to(sheet_id=own(worker).pk, words="错了", award_id=award_id, actor=worker)
        case = services.uphold(objection_id=raised.pk, hearing="听取", answer="属实", points=points, actor=town.clerk)
        return services.grant(case_id=case.pk, actor=town.second)


def test_a_quarter_is_frozen_laid_open_signed_and_reconciled(town: Books) -> None:
    first, second, idle = town.workers
    for number in range(4):
        earned(town, first, f"event:a{number}")
    earned(town, second, "event:b")
    earned(town, second, "event:july", at=datetime(2026, 6, 30, 15, 59, tzinfo=UTC))  # the quarter before
    book = draft(town)
    assert totals(newest(book)) == [0, 1, 4]
    assert own(idle).total == 0
    issue = signed(town, book)
    head = json.loads(issue.head)
    assert (head["summary"]["minimum"], head["summary"]["median"], head["summary"]["maximum"]) == (0, "1", 4)
    assert (head["signer"], head["signed"], head["draft"]) == (town.clerk.name, True, book.issues.get(number=1).sha256)
    assert publishing.problems(json.loads(quarters.document(issue))) == []
    assert all(row["name"].endswith("*") for row in head["workers"])
    with clock.fixed(HEARD):
        assert services.reconcile(quarter_id=book.pk, actor=town.clerk) == []
    book.refresh_from_db()
    assert book.state == "reconciled"
    assert services.verify() == []
    assert journal.verify() == []


def test_the_steps_have_their_order_and_their_time(town: Books) -> None:
    with clock.fixed(datetime(2026, 9, 30, 15, 59, tzinfo=UTC)), pytest.raises(QuarterRefused, match="not over"):
        services.freeze(town_id=town.town.id, year=2026, number=3, actor=town.clerk)
    with clock.fixed(OVER):
        book = services.freeze(town_id=town.town.id, year=2026, number=3, actor=town.clerk)
        with pytest.raises(QuarterRefused, match="frozen already"):
            services.freeze(town_id=town.town.id, year=2026, number=2, actor=town.clerk)
        with pytest.raises(QuarterRefused, match="laid open"):
            services.sign_quarter(quarter_id=book.pk, actor=town.clerk)
        services.lay_open(quarter_id=book.pk, actor=town.clerk)
        book.refresh_from_db()
    assert book.objections_until is not None
    with (
        clock.fixed(book.objections_until - timedelta(seconds=1)),
        pytest.raises(QuarterRefused, match="possible until"),
    ):
        services.sign_quarter(quarter_id=book.pk, actor=town.clerk)
    with clock.fixed(datetime(2027, 1, 2, tzinfo=UTC)), pytest.raises(QuarterRefused, match="not published"):
        services.freeze(town_id=town.town.id, year=2026, number=4, actor=town.clerk)
    signed(town, book, at=book.objections_until)
    with clock.fixed(HEARD), pytest.raises(QuarterRefused, match="published"):
        services.lay_open(quarter_id=book.pk, actor=town.clerk)
    with clock.fixed(HEARD), pytest.raises(QuarterRefused, match="Nothing was put right"):
        services.issue_anew(quarter_id=book.pk, actor=town.clerk)


def test_only_the_studio_of_the_town_makes_its_quarters(town: Books) -> None:
    stranger = make.actor(Role.STUDIO_CLERK, make.town())
    audit = make.actor(Role.AUDIT_ADMIN, town.town)
    with clock.fixed(OVER):
        for actor in (stranger, audit, town.workers[0]):
            with pytest.raises(NotYours):
                services.freeze(town_id=town.town.id, year=2026, number=3, actor=actor)
    book = draft(town)
    with pytest.raises(NotYours):
        quarters.quarter(stranger, book.pk)
    assert quarters.quarter(audit, book.pk) == book


def test_what_comes_late_goes_to_the_next_quarter_once(town: Books) -> None:
    worker = town.workers[0]
    book = draft(town)
    # It happened in the third quarter and was settled after its freeze.
    earned(town, worker, "event:late", at=OVER + timedelta(hours=1), effective_at=IN_QUARTER)
    signed(town, book)
    with clock.fixed(HEARD):
        assert services.reconcile(quarter_id=book.pk, actor=town.clerk) == []
    after = draft(town, number=4, at=datetime(2027, 1, 2, tzinfo=UTC))
    (line,) = json.loads(own(worker).text)["lines"]
    assert (line[0], line[3], line[5]) == ("2026-08-10", 1, "late")
    signed(town, after, at=datetime(2027, 1, 20, tzinfo=UTC))
    draft(town, year=2027, number=1, at=datetime(2027, 4, 2, tzinfo=UTC))
    assert own(worker).total == 0


def test_an_upheld_objection_becomes_a_linked_correction_by_two_people(town: Books) -> None:
    worker = town.workers[0]
    line = earned(town, worker, "event:1", rule="mediation_attended")
    with clock.fixed(IN_QUARTER):
        corrected(award_id=line.id, points=1, reason="误算", effective_at=IN_QUARTER, actor=town.clerk)
    book = draft(town)
    with clock.fixed(OVER):
        sheet = own(worker)
        raised = services.object_to(sheet_id=sheet.pk, words="应为两分", award_id=line.id, actor=worker)
        with pytest.raises(NotYours):  # somebody else's sheet
            services.object_to(sheet_id=sheet.pk, words="x", actor=town.workers[1])
        with pytest.raises(NotYours):  # a worker does not answer
            services.refuse(objection_id=raised.pk, hearing="x", answer="x", actor=worker)
        with pytest.raises(CaseRefused, match="hearing"):
            services.uphold(objection_id=raised.pk, hearing=" ", answer="x", points=2, actor=town.clerk)
        case = services.uphold(objection_id=raised.pk, hearing="电话听取", answer="属实", points=2, actor=town.clerk)
        with pytest.raises(CaseRefused, match="Two people"):
            services.grant(case_id=case.pk, actor=town.clerk)
    with clock.fixed(HEARD), pytest.raises(QuarterRefused, match="second person"):
        services.sign_quarter(quarter_id=book.pk, actor=town.clerk)
    with clock.fixed(OVER + timedelta(days=4)):
        services.grant(case_id=case.pk, actor=town.second)
    with clock.fixed(OVER + timedelta(days=4)), pytest.raises(CaseRefused, match="decided already"):
        services.grant(case_id=case.pk, actor=town.second)
    issue = signed(town, book)
    assert own(worker).total == 2
    assert json.loads(issue.head)["objections"] == {"raised": 1, "upheld": 1, "refused": 0}
    case.refresh_from_db()
    assert case.transfer is not None
    assert (case.transfer.award_id, case.transfer.actor) == (line.id, town.second.person_id)
    assert services.verify() == []
    # It is not counted a second time in the next quarter.
    draft(town, number=4, at=datetime(2027, 1, 2, tzinfo=UTC))
    assert own(worker).total == 0


def test_an_objection_to_the_total_counts_a_rule_once_more(town: Books) -> None:
    worker = town.workers[0]
    book = draft(town)
    with clock.fixed(OVER):
        raised = services.object_to(sheet_id=own(worker).pk, words="漏了一次调解", actor=worker)
        case = services.uphold(
            objection_id=raised.pk, hearing="当面听取", answer="属实", rule="mediation_attended", actor=town.clerk
        )
        services.grant(case_id=case.pk, actor=town.second)
    signed(town, book)
    assert own(worker).total == 2
    assert worker.person_id is not None
    assert selectors.balance(worker.person_id).posted == 2


def test_a_refused_objection_has_its_reason_and_a_declined_correction_opens_it_again(town: Books) -> None:
    worker = town.workers[0]
    line = earned(town, worker, "event:1")
    book = draft(town)
    with clock.fixed(OVER):
        raised = services.object_to(sheet_id=own(worker).pk, words="x", award_id=line.id, actor=worker)
        case = services.uphold(objection_id=raised.pk, hearing="h", answer="a", points=0, actor=town.clerk)
        services.decline(case_id=case.pk, answer="没有依据", actor=town.second)
        raised.refresh_from_db()
        assert raised.state == "open"
    with clock.fixed(HEARD), pytest.raises(QuarterRefused, match="wait for an answer"):
        services.sign_quarter(quarter_id=book.pk, actor=town.clerk)
    with clock.fixed(HEARD):
        services.refuse(objection_id=raised.pk, hearing="当面听取", answer="记录无误", actor=town.clerk)
        with pytest.raises(CaseRefused, match="over"):
            services.object_to(sheet_id=own(worker).pk, words="x", actor=worker)
    assert totals(signed(town, book)) == [0, 0, 1]


def test_a_correction_after_the_signature_makes_a_linked_issue(town: Books) -> None:
    worker = town.workers[0]
    line = earned(town, worker, "event:1")
    book = draft(town)
    old = signed(town, book)
    assert worker.person_id is not None
    found = quarters.published_quarter_of(town.town.id, IN_QUARTER)
    with clock.fixed(HEARD + timedelta(days=30)):
        with pytest.raises(CaseRefused, match="hearing"):
            services.ask_correction(
                person_id=worker.person_id, town_id=town.town.id, award_id=line.id, points=0, reason="虚报",
                quarter_id=found, actor=town.clerk,
            )  # fmt: skip
        case = services.ask_correction(
            person_id=worker.person_id, town_id=town.town.id, award_id=line.id, points=0, reason="虚报",
            hearing="当面听取", quarter_id=found, actor=town.clerk,
        )  # fmt: skip
        services.grant(case_id=case.pk, actor=town.second)
        assert quarters.not_issued(book) == 1
        new = services.issue_anew(quarter_id=book.pk, actor=town.clerk)
    assert (new.replaces_id, json.loads(new.head)["replaces"]) == (old.pk, old.sha256)
    assert (totals(old), totals(new)) == ([0, 0, 1], [0, 0, 0])
    assert quarters.published(old.pk).newest is False
    assert quarters.published(new.pk).newest is True
    assert [one.pk for one in quarters.publications()] == [new.pk, old.pk]
    assert publishing.problems(json.loads(quarters.document(new))) == []


def test_deductions_need_a_hearing_and_nobody_decides_about_themselves(town: Books) -> None:
    worker = town.workers[0]
    assert worker.person_id is not None
    ask = {"person_id": worker.person_id, "town_id": town.town.id, "rule": "false_report", "reason": "虚假上报"}
    with pytest.raises(CaseRefused, match="hearing"):
        services.ask_correction(**ask, actor=town.clerk)
    with pytest.raises(NotYours):
        services.ask_correction(**{**ask, "person_id": town.clerk.person_id}, hearing="x", actor=town.clerk)
    case = services.ask_correction(**ask, hearing="当面听取", actor=town.clerk)
    services.grant(case_id=case.pk, actor=town.second)
    assert selectors.balance(worker.person_id).posted == -3
    assert services.verify() == []


def test_the_database_lowers_no_line_without_a_hearing(town: Books) -> None:
    line = earned(town, town.workers[0], "event:1", rule="mediation_attended")
    with transaction.atomic():
        case = services.ask_correction(
            person_id=line.person_id, town_id=town.town.id, award_id=line.id, points=0, reason="误算", hearing="h",
            actor=town.clerk,
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE points_correctioncase DISABLE TRIGGER points_case_refuse")
            cursor.execute("UPDATE points_correctioncase SET hearing = ''")
            cursor.execute("ALTER TABLE points_correctioncase ENABLE TRIGGER points_case_refuse")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        services.grant(case_id=case.pk, actor=town.second)
        assert [one.problem for one in services.verify()] == ["takes points away without a hearing"]
        with pytest.raises(IntegrityError, match="only after a hearing"), transaction.atomic():
            connection.check_constraints()
        transaction.set_rollback(True)


def test_the_database_itself_keeps_publications_and_the_second_person(town: Books) -> None:
    line = earned(town, town.workers[0], "event:1")
    book = draft(town)
    case = upheld(town, book, line.id, 0)
    issue = signed(town, book)
    changes = (
        lambda: Publication.objects.filter(pk=issue.pk).update(head="{}"),
        lambda: Sheet.objects.filter(issue=issue).update(total=9),
        lambda: Sheet.objects.filter(issue=issue).delete(),
        lambda: CorrectionCase.objects.filter(pk=case.pk).update(decided_by=case.asked_by),
        lambda: Objection.objects.update(hearing=""),
    )
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_reconciling_finds_a_ledger_that_says_otherwise(town: Books) -> None:
    earned(town, town.workers[0], "event:1")
    issue = signed(town, draft(town))
    assert totals(issue) == [0, 0, 1]
    # Somebody at the database's own prompt writes a row as if it had been recorded in time.
    extra = earned(town, town.workers[2], "event:3", at=HEARD, effective_at=IN_QUARTER)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE points_transfer DISABLE TRIGGER ALL")
        cursor.execute("UPDATE points_transfer SET recorded_at = %s WHERE evidence = %s", [IN_QUARTER, extra.evidence])
        cursor.execute("ALTER TABLE points_transfer ENABLE TRIGGER ALL")
    with clock.fixed(HEARD):
        (found,) = services.reconcile(quarter_id=issue.quarter_id, actor=town.clerk)
    assert town.workers[2].name in found


@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(days=40)])
def test_a_clock_set_back_after_the_freeze_loses_no_point_and_changes_no_list(town: Books, back: timedelta) -> None:
    """What is written after the freeze is recorded after it and comes into the next list, marked as late."""
    earned(town, town.workers[0], "event:1")
    book = draft(town)
    late = earned(town, town.workers[1], "event:2", at=OVER - back, effective_at=IN_QUARTER)
    assert late.recorded_at > book.frozen_at
    issue = signed(town, book)
    assert totals(issue) == [0, 0, 1]
    with clock.fixed(HEARD):
        assert services.reconcile(quarter_id=book.pk, actor=town.clerk) == []
    draft(town, number=4, at=datetime(2027, 1, 2, tzinfo=UTC))
    (line,) = json.loads(own(town.workers[1]).text)["lines"]
    assert (line[0], line[3], line[5]) == ("2026-08-10", 1, "late")
    assert services.verify() == []


def test_a_whole_name_stands_only_where_it_was_wanted(town: Books) -> None:
    with clock.fixed(OVER - timedelta(days=30)):
        services.show_name(whole=True, actor=town.workers[0])
    head = json.loads(newest(draft(town)).head)
    names = [row["name"] for row in head["workers"]]
    assert town.workers[0].name in names
    assert sum("*" in name for name in names) == 2


def test_the_page_of_a_quarter_opens_in_every_state(town: Books) -> None:
    """Just frozen it has no list yet."""
    earned(town, town.workers[0], "event:1")
    client = Client()
    user = User.objects.get(pk=town.clerk.user_id)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    with clock.fixed(OVER):
        book = services.freeze(town_id=town.town.id, year=2026, number=3, actor=town.clerk)
        assert client.get(f"/points/quarters/{book.pk}/").status_code == 200
        services.lay_open(quarter_id=book.pk, actor=town.clerk)
        assert client.get(f"/points/quarters/{book.pk}/").status_code == 200
    signed(town, book)
    assert client.get(f"/points/quarters/{book.pk}/").status_code == 200
