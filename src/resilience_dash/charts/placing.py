"""Where small texts go so that nothing runs through them: of several places the one with the least underneath."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle by its middle and size, in pixels."""

    x: float
    y: float
    width: float
    height: float

    def shared(self, other: "Box") -> float:
        """The area both cover, in px²."""
        across = (self.width + other.width) / 2 - abs(self.x - other.x)
        down = (self.height + other.height) / 2 - abs(self.y - other.y)
        return across * down if across > 0 and down > 0 else 0.0

    @property
    def reach(self) -> float:
        """The distance of the farthest corner from the origin."""
        return math.hypot(abs(self.x) + self.width / 2, abs(self.y) + self.height / 2)


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight line from one point to another, in pixels, and how much it would disturb a text."""

    x: float
    y: float
    x2: float
    y2: float
    weight: float = 1.0

    def within(self, box: Box) -> float:
        """How many pixels of the line lie in the box."""
        across, down = box.width / 2, box.height / 2
        left, right = (self.x, self.x2) if self.x < self.x2 else (self.x2, self.x)
        top, bottom = (self.y, self.y2) if self.y < self.y2 else (self.y2, self.y)
        if right < box.x - across or left > box.x + across or bottom < box.y - down or top > box.y + down:
            return 0.0  # most lines are nowhere near
        start, end = 0.0, 1.0
        for origin, step, middle, size in (
            (self.x, self.x2 - self.x, box.x, box.width),
            (self.y, self.y2 - self.y, box.y, box.height),
        ):
            low, high = middle - size / 2 - origin, middle + size / 2 - origin
            if abs(step) < 1e-9:
                if low > 0 or high < 0:
                    return 0.0
                continue
            near, far = sorted((low / step, high / step))
            start, end = max(start, near), min(end, far)
        return max(0.0, end - start) * math.hypot(self.x2 - self.x, self.y2 - self.y)


def around(x: float, y: float, width: float, height: float, *, clear: float) -> list[Box]:
    """Sixteen boxes of this size around a point, each `clear` pixels away from it, clockwise from the top."""
    boxes = []
    for i in range(16):
        across, down = math.sin(math.pi * i / 8), -math.cos(math.pi * i / 8)
        # The nearest edge, not the middle, keeps its distance: a wide box may come as close as a narrow one.
        away = min(width / 2 / (abs(across) or 1e-9), height / 2 / (abs(down) or 1e-9)) + clear
        boxes.append(Box(x + across * away, y + down * away, width, height))
    return boxes


def quietest(places: Iterable[Box], lines: Sequence[Segment], taken: Sequence[Box], *, edge: float) -> Box:
    """The first of the places that disturbs least: few pixels of lines, nothing taken, and not beyond `edge`."""

    def disturbance(place: Box) -> float:
        crossed = sum(line.within(place) * line.weight for line in lines)
        covered = sum(place.shared(box) for box in taken)
        return crossed + covered + 10 * max(0.0, place.reach - edge)

    return min(places, key=disturbance)
