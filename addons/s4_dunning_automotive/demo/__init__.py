from . import dunning_automotive_demo
