from . import dunning_letters
from . import dunning_text_preview
