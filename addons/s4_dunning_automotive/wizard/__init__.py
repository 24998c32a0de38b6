from . import dunning_assignment_preview
