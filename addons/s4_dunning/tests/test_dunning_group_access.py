from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import TODAY
from .common_group import DunningGroupCommon

ADMINISTRATOR = "base.group_erp_manager,base.group_partner_manager"
REFUSAL = "Only a dunning manager who may access all companies"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunningGroupAccess(DunningGroupCommon):
    """Who changes the dunning group of a company, and by which way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._create_user("s4_dunning.s4_dunning_group_manager")
        cls.collector = cls._create_user("s4_dunning.s4_dunning_group_collector")
        cls.administrator = cls._create_user(ADMINISTRATOR)

    @classmethod
    def _create_user(cls, groups, companies=None):
        companies = companies or cls.companies
        return new_test_user(
            cls.env,
            f"user_{groups}_{len(companies)}",
            groups=groups,
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )

    def _move(self, user, company, group, **context):
        """Change the group by the wizard, with one active company."""
        model = (
            self.env["dunning.company.move"]
            .with_user(user)
            .with_context(allowed_company_ids=user.company_id.ids, **context)
        )
        return model.create(
            {"company_id": company.id, "group_id": group.id}
        ).action_move()

    def _make_history(self):
        self._send_notice(self._invoice(100), self._invoice(40, company=self.south))
        self._propose_for(self.other)

    def test_manager_moves_with_one_active_company(self):
        self._make_history()
        action = self._move(self.manager, self.south, self.other)
        self.assertEqual(action["type"], "ir.actions.act_window_close")
        self.assertEqual(self.south.dunning_group_id, self.other)
        self.assertTrue(self.other.with_user(self.manager).has_access("write"))

    def test_manager_is_led_to_the_group_that_is_left(self):
        action = self._move(self.manager, self.east, self.group)
        self.assertEqual(action["res_model"], "dunning.group")
        self.assertEqual(action["res_id"], self.group.id)

    def test_manager_takes_out_a_company(self):
        self._make_history()
        self._move(self.manager, self.south, self.env["dunning.group"])
        self.assertEqual(self.south.dunning_group_id.company_ids, self.south)

    def test_companies_that_are_not_active_count_all_the_same(self):
        """As the form reads it; its list of companies keeps to the active ones."""
        one = {"allowed_company_ids": self.north.ids}
        group = self.group.with_user(self.manager).with_context(**one)
        self.env.flush_all()
        self.env.invalidate_all()

        [values] = group.web_read(
            {
                "company_ids": {"fields": {"name": {}}, "order": "name ASC"},
                "company_count": {},
                "hidden_company_names": {},
            }
        )

        north = {"id": self.north.id, "name": "company_1_data"}
        self.assertEqual(
            values,
            {
                "id": group.id,
                "company_ids": [north],
                "company_count": 2,
                "hidden_company_names": "South",
            },
        )
        self.assertEqual(group._companies(), self.north | self.south)

    def test_company_that_is_alone_already_stays_so(self):
        form = Form(self.env["dunning.company.move"].with_user(self.manager))
        form.company_id = self.east
        self.assertEqual(
            form.consequences, "East: has a dunning group of its own already."
        )
        form.save().action_move()
        self.assertEqual(self.east.dunning_group_id, self.other)

    def test_wizards_are_for_managers(self):
        for model in ("company.move", "company.setup", "group.merge"):
            for user in (self.collector, self.administrator):
                with self.subTest(model=model), self.assertRaises(AccessError):
                    self.env[f"dunning.{model}"].with_user(user).create({})

    def test_wizard_of_somebody_else_is_closed(self):
        values = {"company_id": self.south.id}
        wizard = self.env["dunning.company.move"].with_user(self.manager).create(values)
        other = self._create_user("s4_dunning.s4_dunning_group_manager", self.east)
        with self.assertRaises(AccessError):
            wizard.with_user(other).action_move()

    def test_manager_who_lacks_a_company_moves_nothing(self):
        """Neither out of a group that they do not see whole, nor into one."""
        self._make_history()
        groups = "s4_dunning.s4_dunning_group_manager,base.group_erp_manager"
        for companies in (
            self.south | self.east,
            self.north | self.south,
            self.north | self.east,
        ):
            user = self._create_user(groups, companies)
            with self.subTest(companies=companies.mapped("name")):
                with self.assertRaisesRegex(AccessError, REFUSAL):
                    self._move(user, self.south, self.other)
                with self.assertRaisesRegex(AccessError, REFUSAL):
                    self.south.with_user(user).dunning_group_id = self.other
                user.sudo().unlink()
        self.assertEqual(self.south.dunning_group_id, self.group)

    def test_who_may_not_move_is_told_nothing_else(self):
        self._make_history()
        user = self._create_user(
            "s4_dunning.s4_dunning_group_manager", self.south | self.east
        )
        form = Form(self.env["dunning.company.move"].with_user(user))
        form.company_id = self.south
        form.group_id = self.other
        self.assertRegex(form.consequences, REFUSAL)
        self.assertEqual(len(form.consequences.splitlines()), 1)

    def test_collector_cannot_change_the_group_of_a_company(self):
        with self.assertRaises(AccessError):
            self.south.with_user(self.collector).dunning_group_id = self.other

    def test_administrator_sets_up_a_new_company_only(self):
        fresh = self.south.with_user(self.administrator)
        fresh.dunning_group_id = self.other
        self.assertEqual(self.south.dunning_group_id, self.other)
        self._propose_for(self.other)
        with self.assertRaisesRegex(AccessError, REFUSAL):
            fresh.dunning_group_id = False

    def test_administrator_creates_a_company(self):
        companies = self.env["res.company"].with_user(self.administrator)
        alone = companies.create({"name": "Alone"})
        joined = companies.create({"name": "West", "dunning_group_id": self.other.id})
        self.assertEqual(alone.sudo().dunning_group_id.company_ids, alone)
        self.assertEqual(joined.sudo().dunning_group_id, self.other)
        self.assertIn("West: new in East", self._news(self.other.sudo()))

    def test_administrator_creates_no_company_in_a_group_of_others(self):
        user = self._create_user(ADMINISTRATOR, self.north)
        with self.assertRaisesRegex(AccessError, REFUSAL):
            self.env["res.company"].with_user(user).create(
                {"name": "Intruder", "dunning_group_id": self.other.id}
            )

    def test_archived_company_does_not_stand_in_the_way(self):
        user = self._create_user(
            "s4_dunning.s4_dunning_group_manager", self.north | self.east
        )
        self.south.sudo().active = False
        self._move(user, self.north, self.other)
        self.assertEqual(self.companies.dunning_group_id, self.other)

    def test_merge_asks_for_all_companies(self):
        groups = self.group | self.other
        values = {"group_ids": groups.ids, "group_id": self.group.id}
        model = self.env["dunning.group.merge"]
        user = self._create_user(
            "s4_dunning.s4_dunning_group_manager", self.north | self.south
        )
        with self.assertRaises(AccessError):
            model.with_user(user).create(values).action_merge()
        with self.assertRaises(AccessError):
            groups.with_user(self.collector)[0]._merge(groups.with_user(user)[1])
        self.assertEqual(groups.exists(), groups)
        model.with_user(self.manager).with_context(
            allowed_company_ids=self.south.ids
        ).create(values).action_merge()
        self.assertEqual(groups.exists(), self.group)

    def test_archived_company_comes_along_in_a_merge(self):
        user = self._create_user(
            "s4_dunning.s4_dunning_group_manager", self.north | self.east
        )
        self.south.sudo().active = False
        groups = self.group | self.other
        self.env["dunning.group.merge"].with_user(user).create(
            {"group_ids": groups.ids, "group_id": self.other.id}
        ).action_merge()
        self.assertEqual(groups.exists(), self.other)
        self.assertEqual(self.south.dunning_group_id, self.other)

    def test_form_of_a_company_warns(self):
        self._invoice(40, company=self.south)
        self._propose()
        warning = self.south._dunning_group_warning(self.other)["warning"]["message"]
        self.assertIn("Proposed notices that are discarded: 1.", warning)
        self.assertIsNone(self.south._dunning_group_warning(self.group))
