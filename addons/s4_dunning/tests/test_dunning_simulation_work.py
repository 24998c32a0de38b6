from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.s4_dunning.engine import simulation as engine
from odoo.addons.s4_dunning.engine import simulation_batches

from .common import TODAY
from .simulation_common import SimulationCommon

LOGGER = "odoo.addons.s4_dunning.models.dunning_simulation_work"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningSimulationWork(SimulationCommon):
    """A ledger too large for one request is simulated customer by customer."""

    def setUp(self):
        super().setUp()
        self.user = self.env.user
        for number in range(3):
            customer = self._create_customer(f"Customer{number}")
            self._invoice(100 + number, overdue=70, partner=customer)
        self.at_once = self._simulation()
        for name, size in (("AT_ONCE", 0), ("BATCH_SIZE", 1)):
            self.startPatcher(patch.object(simulation_batches, name, size))
        self.simulation = self._simulation()

    def _progress(self):
        simulation = self.simulation
        return (
            simulation.state,
            simulation.customer_done_count,
            simulation.customer_count,
        )

    def _told(self):
        messages = self.env["mail.message"].search(
            [
                ("model", "=", "dunning.simulation"),
                ("res_id", "=", self.simulation.id),
                ("message_type", "=", "user_notification"),
            ]
        )
        self.assertLessEqual(messages.partner_ids, self.user.partner_id)
        return [(message.subject, message.preview) for message in messages]

    def test_batches_find_the_same_as_one_request(self):
        self.assertEqual(self._progress(), ("running", 0, 0))
        self._work()
        self.assertEqual(self._progress(), ("running", 0, 3))
        self._work()
        self.assertEqual(self._progress(), ("running", 1, 3))
        self.assertTrue(self.simulation.notice_ids)
        self._work()
        self.assertEqual(self._progress(), ("running", 2, 3))
        self._work()
        self.assertEqual(self._progress(), ("done", 3, 3))

        self.assertEqual(self.at_once.state, "done")
        for variant in ("today", "tried"):
            self.assertEqual(
                sorted(self._notices(self.simulation, variant)),
                sorted(self._notices(self.at_once, variant)),
            )
        self.assertEqual(self.simulation.notice_count_tried, 9)
        self.assertEqual(self.simulation.level_figures, self.at_once.level_figures)

    def test_the_scheduled_action_does_it_all(self):
        action = self.env.ref("s4_dunning.ir_cron_dunning_simulate").sudo()
        triggers = self.env["ir.cron.trigger"].sudo()
        self.assertTrue(triggers.search([("cron_id", "=", action.id)]))
        with self.enter_registry_test_mode():
            action.method_direct_trigger()
        self.env.invalidate_all()

        self.assertEqual(self._progress(), ("done", 3, 3))
        self._work()
        self.assertEqual(len(self.simulation.notice_ids), 18)

    def test_who_asked_is_told(self):
        self.assertEqual(self._told(), [])
        self._work(4)
        [(subject, text)] = self._told()
        self.assertEqual(subject, "Try: simulated")
        self.assertIn("would have sent 9 notices, the policy tried 9", text)

    def test_batches_speak_the_language_of_who_asked(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.user.lang = "nl_NL"
        languages = []
        with patch.object(
            type(self.simulation),
            "_simulate_batch",
            lambda record: languages.append(record.env.lang),
        ):
            self._work()
        self.assertEqual(languages, ["nl_NL"])

    def test_a_second_press_changes_nothing(self):
        self._work(2)
        self.simulation.action_simulate()
        self.assertEqual(self._progress(), ("running", 1, 3))
        self._work(2)
        self.assertEqual(len(self.simulation.notice_ids), 18)

    def test_simulating_again_begins_anew(self):
        self._work(4)
        self.simulation.action_simulate()
        self.assertEqual(self._progress(), ("running", 0, 0))
        self.assertFalse(self.simulation.notice_ids)
        self._work(4)
        self.assertEqual(len(self.simulation.notice_ids), 18)

    def test_cancelled_in_the_middle(self):
        self._work(2)
        self.simulation.action_cancel()
        self._work()
        self.assertEqual(self._progress(), ("draft", 0, 0))
        self.assertFalse(self.simulation.notice_ids)
        self.assertEqual(self._told(), [])
        self.simulation.run_days = "1"

    def test_too_late_to_cancel(self):
        self._work(4)
        self.simulation.action_cancel()
        self.assertEqual(self._progress(), ("done", 3, 3))

    def test_a_batch_that_meets_a_change_leaves_nothing_behind(self):
        self._work(2)
        keep = engine.keep

        def refused(simulation):
            keep(simulation)
            raise SerializationFailure

        with patch.object(engine, "keep", refused):
            self._work()
        self.assertEqual(self._progress(), ("running", 1, 3))
        self.assertEqual(len(self.simulation.notice_ids), 6)
        self._work(2)
        self.assertEqual(len(self.simulation.notice_ids), 18)

    def test_settings_stay_while_it_runs(self):
        with self.assertRaisesRegex(UserError, "press Cancel"):
            self.simulation.run_days = "1"
        self.simulation.name = "Another name"

    def test_failure_in_the_middle(self):
        self._work(2)
        with (
            patch.object(engine, "keep", side_effect=ValueError("no more space")),
            self.assertLogs(LOGGER, "ERROR"),
        ):
            self._work()
        self.assertEqual(self._progress(), ("failed", 0, 0))
        self.assertFalse(self.simulation.notice_ids)
        self.assertEqual(
            self.simulation.failure,
            "An unexpected error (no more space) stopped it: the log of the server "
            "tells more.",
        )
        [(subject, text)] = self._told()
        self.assertEqual(subject, "Try: could not be simulated")
        self.assertIn("no more space", text)
        self._work()

        self.simulation.action_simulate()
        self._work(4)
        self.assertEqual(self._progress(), ("done", 3, 3))
        self.assertFalse(self.simulation.failure)

    def test_failure_of_one_lets_the_next_go_on(self):
        other = self._simulation(name="Next")
        with (
            patch.object(engine, "keep", side_effect=ValueError),
            self.assertLogs(LOGGER, "ERROR"),
        ):
            self._work(2)
        self._work(4)
        self.assertEqual((self.simulation.state, other.state), ("failed", "done"))

    def _stop_the_server(self):
        """Cut a batch off; assertRaises would roll back what was committed before."""
        with patch.object(engine, "keep", side_effect=KeyboardInterrupt):
            try:
                self._work()
            except KeyboardInterrupt:
                self.env.invalidate_all()

    def test_a_server_that_stops_begins_the_batch_again(self):
        self._work(2)
        self._stop_the_server()
        self.assertEqual(self._progress(), ("running", 1, 3))
        self._work(2)
        self.assertEqual(len(self.simulation.notice_ids), 18)

    def test_a_batch_that_the_server_always_stops_fails(self):
        self._work(2)
        for _time in range(5):
            self._stop_the_server()
        self._work()
        self.assertEqual(self._progress(), ("failed", 0, 0))
        self.assertIn("stopped it 5 times", self.simulation.failure)

    def test_its_workflow_is_deleted_in_the_middle(self):
        tried = self._create_workflow(name="Short-lived")
        self.simulation.action_cancel()
        self.simulation.workflow_id = tried
        self.simulation.action_simulate()
        self._work(2)
        self.assertTrue(self.simulation.notice_ids)

        tried.unlink()
        self._work()

        self.assertFalse(self.simulation.exists())
        rows = self.env["dunning.simulation.notice"]
        self.assertFalse(rows.search([("simulation_id", "=", self.simulation.id)]))

    def test_it_is_deleted_while_a_batch_is_at_work(self):
        def deleted(simulation):
            simulation.unlink()
            simulation.env.cr.commit()
            raise ValueError

        with patch.object(engine, "keep", deleted):
            self._work(2)
        self.assertFalse(self.simulation.exists())

    def test_the_scheduled_action_is_switched_off(self):
        self.simulation.action_cancel()
        self.env.ref("s4_dunning.ir_cron_dunning_simulate").sudo().active = False
        with self.assertRaisesRegex(UserError, "activate the scheduled action"):
            self.simulation.action_simulate()
        self.assertEqual(self.simulation.state, "draft")

    def test_customers_of_a_payer_stand_in_its_batch(self):
        self._propose()
        debtors = self.env["dunning.debtor"].search(
            [("partner_id.name", "like", "Customer")], order="id"
        )
        payer = debtors[2].partner_id
        debtors[:2].write({"addressee": "payer", "payer_id": payer.id})
        self._work(2)
        self.assertEqual(self._progress(), ("done", 1, 1))
        first = min(self.simulation.notice_ids, key=lambda row: row.id)
        self.assertEqual((first.partner_id, first.amount), (payer, 303))
