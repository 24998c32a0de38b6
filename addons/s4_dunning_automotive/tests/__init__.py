from . import test_dunning_assignment_preview
from . import test_dunning_assignment_rule
from . import test_dunning_run_tags
from . import test_dunning_tags
from . import test_dunning_workflow_rules
from . import test_separation
from . import test_vehicle_facts
from . import test_vehicle_letter
