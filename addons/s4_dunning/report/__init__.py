from . import dunning_letter
from . import ir_actions_report
