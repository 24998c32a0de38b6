from . import test_separation
