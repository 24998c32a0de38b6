from . import dunning_assignment_rule
