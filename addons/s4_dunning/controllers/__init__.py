from . import dunning_letters
