"""Work on many things in a few threads, whose results come back to the thread that asked for them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from itertools import islice
from typing import TypeVar

from catgui.workers.interruptible import CancelFlag, call_interruptibly

Item = TypeVar("Item")
Value = TypeVar("Value")

# Two even on one processor, so that it works while the other waits for a disk; more than four would starve the window.
MAX_THREADS = min(4, max(2, os.cpu_count() or 1))


def imap_unordered(
    function: Callable[[Item], Value], items: Iterable[Item], cancelled: CancelFlag | None = None
) -> Iterator[tuple[Item, Value]]:
    """Each item with `function` of it, as soon as that is known; a slow one does not keep the others waiting.

    Items are begun in their order. At most twice THREADS are taken ahead of what was handed over, so that memory stays
    small. What `function` raises is raised here. All threads have ended when the iterator has, but for those left alone
    once `cancelled` is set, which raises CancelledError.
    """
    waiting = iter(items)

    def work(item: Item) -> Value:
        return function(item) if cancelled is None else call_interruptibly(partial(function, item), cancelled)

    with ThreadPoolExecutor(MAX_THREADS, "parallel") as pool:
        under_way: dict[Future[Value], Item] = {}

        def begin(count: int) -> None:
            under_way.update((pool.submit(work, item), item) for item in islice(waiting, count))

        begin(2 * MAX_THREADS)
        while under_way:
            done = wait(under_way, return_when=FIRST_COMPLETED).done
            for future in [future for future in under_way if future in done]:
                item = under_way.pop(future)
                begin(1)
                yield item, future.result()
