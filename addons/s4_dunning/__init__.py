from . import controllers
from . import models
from . import report
from . import wizard
from . import demo


def _create_groups_for_existing_companies(env):
    """Give every company that has none a dunning group of its own."""
    env["res.company"].with_context(active_test=False).search(
        [("dunning_group_id", "=", False)]
    )._create_dunning_groups()
