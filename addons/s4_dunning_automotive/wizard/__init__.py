from . import dunning_answer_match
from . import dunning_assignment_preview
from . import dunning_explanation_limit
from . import dunning_figure_report
