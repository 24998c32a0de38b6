from . import test_dunning_snailmail
from . import test_translation
