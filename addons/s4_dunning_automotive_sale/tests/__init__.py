from . import test_dunning_assignment_rule
from . import test_pickup_status
from . import test_translation
