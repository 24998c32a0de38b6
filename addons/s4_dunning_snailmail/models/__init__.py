from . import dunning_notice
from . import snailmail_letter
