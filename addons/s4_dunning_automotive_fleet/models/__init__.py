from . import account_move
from . import dunning_assignment_rule
