from . import dunning_correspondence
from . import dunning_event
from . import dunning_letter
from . import dunning_letter_document
from . import dunning_dispute_answer
from . import dunning_statement
from . import dunning_arrangement
from . import ir_actions_report
