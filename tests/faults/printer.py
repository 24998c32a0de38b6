"""The wkhtmltopdf of the fault suite, and the orders to it."""

import sys
from pathlib import Path
from shutil import which

from environment.programs import write_starter

LETTER_PRINTER = Path(__file__).with_name("letter_printer.py")


class Printer:
    """Goes in front of the real wkhtmltopdf; for its orders see letter_printer.py.

    :param folder: a pathlib.Path of its own
    :param environment: of the processes that print; changed here
    """

    def __init__(self, folder, environment):
        self.orders = folder / "orders"
        self.orders.mkdir(parents=True, exist_ok=True)
        programs = folder / "bin"
        real = which("wkhtmltopdf", path=environment["PATH"])
        write_starter(
            programs / "wkhtmltopdf",
            [sys.executable, "-I", LETTER_PRINTER],
            {"FAULTS_ORDERS": self.orders, "FAULTS_WKHTMLTOPDF": real},
        )
        environment["PATH"] = f"{programs}:{environment['PATH']}"

    def reset(self):
        for order in self.orders.iterdir():
            order.unlink()

    def order(self, name, text):
        """Order what is to happen to the letters in which this text stands."""
        unfinished = self.orders / "unfinished"
        unfinished.write_text(text)
        unfinished.rename(self.orders / name)

    def take_back(self, name):
        (self.orders / name).unlink()

    def is_paused(self):
        return (self.orders / "paused").exists()
