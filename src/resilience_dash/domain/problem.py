"""What went wrong, said so that a person can put it right."""


class Problem(Exception):
    """Something a person can put right: what happened, then what to do, in plain sentences.

    Every rule that is broken raises a named subclass. Pages, routes and commands show `str(problem)` as it is.
    """


class UnknownThing(Problem):
    """An address, command or form named something that is not there."""


class NotJustNow(Problem):
    """What was asked could not be done at this moment. The very same may succeed a moment later: try again.

    `meanwhile` is what a page says while it tries again by itself, `unsaved` what it says beside something to be saved.
    """

    meanwhile = "That cannot be done just now."
    unsaved = "Not saved yet: that cannot be done just now."


class TextTooLong(Problem):
    """A text is longer than what is kept."""
