"""The engine against a plain reading of the rules, on random ledgers and workflows.

Always the same examples. To try others, and more of them:
    DUNNING_EXAMPLES=5000 script/test s4_dunning:TestDunningProperties
"""

import os

from hypothesis import HealthCheck, given, note, settings

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common import TODAY
from .common_world import WorldCommon
from .oracle import description, strategies
from .oracle.proposal import propose
from .oracle.records import Notice, NoticeLine

EXAMPLES = int(os.environ.get("DUNNING_EXAMPLES", 0))


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningProperties(WorldCommon):
    maxDiff = None

    @given(world=strategies.worlds(), is_reviewed=strategies.booleans)
    @settings(
        max_examples=EXAMPLES or 150,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,  # a busy machine is no failure
        # a ledger is large, and takes its time to be written
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    def test_engine_agrees_with_a_plain_reading_of_the_rules(self, world, is_reviewed):
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            self._write_world(world)
            note(description.of_world(world))
            self._check(world, is_reviewed)
        finally:
            savepoint.close(rollback=True)
            self.env.transaction.clear()

    def _check(self, world, is_reviewed):
        """Propose twice: at once, or after somebody reviewed some of it."""
        run = self.env["dunning.run"].create(
            {"group_id": self.group.id, "date": world.date}
        )
        first = self._propose_and_compare(world, run)
        if is_reviewed:
            waiting = run.notice_ids.filtered(lambda notice: notice.state == "proposed")
            waiting = waiting.sorted("id")
            waiting[:1].sudo().state = "approved"
            waiting[1:2].sudo().state = "skipped"
        again = self._propose_and_compare(world, run)
        if all(notice.state == "proposed" for notice in run.notice_ids):
            self.assertEqual(again, first, "proposing again changes nothing")

    def _propose_and_compare(self, world, run):
        """Propose, leaving alone what was reviewed already.

        :return: what is new, see description.of_proposal
        """
        reviewed = run.notice_ids.filtered(lambda notice: notice.state != "proposed")
        world.notices = [
            notice for notice in world.notices if not notice.is_of_this_run
        ] + self._of_oracle(world, reviewed)
        before = self._rows(reviewed)

        run.action_propose()

        proposed = self._proposed(world, run, run.notice_ids - reviewed)
        expected = description.of_proposal(world, propose(world))
        for part in ("places", "notices", "totals"):
            self.assertEqual(proposed[part], expected[part])
        self.assertFalse(run.has_difference)
        self.assertEqual(self._rows(reviewed), before, "left alone")
        return proposed

    def _of_oracle(self, world, notices):
        items = {item.id: item for item in world.items}
        levels = {
            level.id: level for workflow in world.workflows for level in workflow.levels
        }
        return [
            Notice(
                notice.state,
                [
                    NoticeLine(
                        items[line.move_line_id.id],
                        levels.get(line.level_id.id),
                        line.kind,
                    )
                    for line in notice.line_ids
                ],
                levels[notice.level_id.id],
                is_of_this_run=True,
            )
            for notice in notices
        ]

    def _rows(self, notices):
        """All that the database holds of some notices."""
        self.env.flush_all()
        return [
            self._select(table, column, notices.ids)
            for table, column in (
                ("dunning_notice", "id"),
                ("dunning_claim", "notice_id"),
                ("dunning_notice_line", "notice_id"),
            )
        ]

    def _select(self, table, column, ids):
        self.env.cr.execute(
            SQL(
                "SELECT * FROM %s WHERE %s = ANY(%s) ORDER BY id",
                SQL.identifier(table),
                SQL.identifier(column),
                ids,
            )
        )
        return self.env.cr.dictfetchall()

    def _proposed(self, world, run, notices):
        """What the run proposes, in the words of description.of_proposal."""
        self.env.invalidate_all()
        names = description.names(world)
        # that nothing stands in two places: lists, not sets
        places = [
            *(
                self._place_of_line(names, notice, line)
                for notice in notices
                for line in notice.line_ids
            ),
            *(self._place_of_exclusion(names, row) for row in run.exclusion_ids),
        ]
        return {
            "places": sorted(places),
            "notices": sorted(
                (self._notice(names, notice) for notice in notices),
                key=lambda notice: notice["items"],
            ),
            "totals": sorted(self._total(names, row) for row in run.run_company_ids),
        }

    def _place_of_line(self, names, notice, line):
        return description.place_of_line(
            names["item", line.move_line_id.id],
            self._items(names, notice),
            line.kind,
            self._level(names, line.level_id or line.level_next_id),
            line.reason,
            line.is_lowered,
        )

    def _place_of_exclusion(self, names, row):
        return description.place_of_exclusion(
            names["item", row.move_line_id.id],
            row.reason,
            self._level(names, row.level_id),
            row.date_next,
        )

    def _items(self, names, notice):
        dunned = notice.line_ids.filtered(lambda line: line.kind == "overdue")
        return ", ".join(sorted(names["item", of.id] for of in dunned.move_line_id))

    def _level(self, names, level):
        return names["level", level.id] if level else None

    def _notice(self, names, notice):
        return {
            "items": self._items(names, notice),
            "debtor": names["customer", notice.partner_id.id],
            "workflow": names["workflow", notice.workflow_id.id],
            "grouping": notice.grouping,
            "sender": names["company", notice.company_id.id],
            "level": self._level(names, notice.level_id),
            "channel": notice.channel,
            "source": notice.address_source,
            "email": notice.email or None,
            "passed_over": tuple(row["source"] for row in notice.passed_over or ()),
            "also_letter": notice.also_letter,
            "also_call": notice.also_call,
            "currency": notice.currency_id.name,
            "amount_total": description.amount(notice.amount_total),
            "days_overdue": notice.days_overdue,
            "date_deadline": str(notice.date_deadline),
            "claims": sorted(
                (
                    names["company", claim.company_id.id],
                    claim.currency_id.name,
                    description.amount(claim.amount_principal),
                    description.amount(claim.amount_credit),
                    description.amount(claim.amount_total),
                )
                for claim in notice.claim_ids
            ),
        }

    def _total(self, names, row):
        return (
            names["company", row.company_id.id],
            description.amount(row.amount_ledger),
            description.amount(row.amount_included),
            description.amount(row.amount_excluded),
        )
