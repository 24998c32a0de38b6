from . import test_dunning_assignment_rule
