from . import test_dunning_assignment_rule
from . import test_translation
from . import test_vehicle_facts
