"""Vehicle identification numbers (VIN).

ISO 3779 gives them 17 capital letters and digits without I, O and Q. The ninth is a
check digit where the law asks for one: in North America (49 CFR 565.15 (c)) and in
China (GB 16735). European makers put there what they like, often a Z. So it is verified
only for numbers that begin with the world manufacturer code of those regions, and only
if that place holds a digit or an X: cars built there for Europe may have a letter.

Chassis numbers from before 1981 are shorter; they are no VIN.
"""

from . import spelling

LENGTH = 17
FORBIDDEN = "IOQ"
REGIONS_WITH_CHECK_DIGIT = "12345L"  # United States, Canada, Mexico; China
CHECK_DIGITS = "0123456789X"
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
VALUES = {
    **{digit: int(digit) for digit in "0123456789"},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    "P": 7,
    "R": 9,
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}


def normalise(text):
    """A VIN as it is stored and printed: capitals and digits only.

    :param text: str
    :return: str
    """
    return spelling.key(text)


def problem(text):
    """Tell what is wrong with a VIN.

    :param text: str, in any spelling
    :return: None, or "characters", "length", "forbidden" (I, O or Q), "check_digit"
    """
    vin = normalise(text)
    if spelling.strange_characters(text) or not vin.isascii():
        return "characters"
    if len(vin) != LENGTH:
        return "length"
    if set(vin) & set(FORBIDDEN):
        return "forbidden"
    if _has_check_digit(vin) and vin[8] != check_digit(vin):
        return "check_digit"
    return None


def check_digit(vin):
    """The ninth character that the other ones of a VIN ask for.

    :param vin: 17 capitals and digits without I, O and Q
    :return: one of 0123456789X
    """
    total = sum(
        weight * VALUES[sign] for weight, sign in zip(WEIGHTS, vin, strict=True)
    )
    return CHECK_DIGITS[total % 11]


def _has_check_digit(vin):
    return vin[0] in REGIONS_WITH_CHECK_DIGIT and vin[8] in CHECK_DIGITS
