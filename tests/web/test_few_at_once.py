"""A flood of sign-ins waits its turn without holding the threads that pages need."""

import asyncio
import threading
import time

from resilience_dash.web.few_at_once import FewAtOnce


def test_no_more_than_a_few_are_done_at_once_and_all_are_done() -> None:
    lock, now, most = threading.Lock(), [0], [0]

    def work(number: int) -> int:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.01)
        with lock:
            now[0] -= 1
        return number

    async def flood() -> list[int]:
        few = FewAtOnce(3)
        return await asyncio.gather(*(few.do(work, number) for number in range(60)))

    assert asyncio.run(flood()) == list(range(60))
    assert 0 < most[0] <= 3
