from . import dunning_assignment_rule
from . import sale_order
