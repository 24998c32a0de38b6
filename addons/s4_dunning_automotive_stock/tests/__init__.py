from . import test_dunning_assignment_rule
from . import test_translation
