from . import base_partner_merge
from . import dunning_explanation
from . import dunning_notice_cancel
from . import dunning_notice_hold
from . import dunning_notice_skip
