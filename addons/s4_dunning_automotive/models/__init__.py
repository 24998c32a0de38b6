from . import dunning_brand
from . import dunning_location
from . import dunning_department
from . import dunning_assignment_rule
from . import account_move_tags
from . import account_move_line_tags
