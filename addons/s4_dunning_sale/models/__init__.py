from . import dunning_group
from . import sale_order
