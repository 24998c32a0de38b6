from . import dunning_figure_item
from . import dunning_letter_location
from . import dunning_letter_sections
