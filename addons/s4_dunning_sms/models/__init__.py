from . import dunning_debtor
from . import dunning_level
from . import dunning_notice
from . import dunning_notice_delivery
from . import dunning_segment
from . import sms_sms
from . import sms_tracker
