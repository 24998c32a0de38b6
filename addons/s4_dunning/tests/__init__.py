from . import test_dunning_access
from . import test_dunning_letter
from . import test_dunning_level
from . import test_dunning_notice
from . import test_dunning_outbox
from . import test_dunning_run
from . import test_dunning_trouble
