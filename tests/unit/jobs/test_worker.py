"""One worker holds the reconcilers of all kinds of work."""

from __future__ import annotations

from contextvars import ContextVar

from bot.jobs.kinds import Job
from bot.jobs.worker import Worker
from tests.clock import SteppedClock, settle
from tests.unit.jobs.mending import Key, Mending


async def test_the_worker_brings_each_key_to_its_kind_and_tells_how_all_are_doing(clock: SteppedClock):
    worker, mending = Worker(), Mending(clock)
    worker.add(mending)
    worker.start()
    worker.schedule([(Job.MIRROR, ("a", 1))])
    await settle()
    assert mending.runs == [("a", 1)]
    (health,) = worker.health
    assert (health.job, health.backlog, health.last_failure) == (Job.MIRROR, 0, None)
    await worker.stop()


async def test_what_is_committed_before_the_start_is_read_from_rows_by_it():
    worker, mending = Worker(), Mending(SteppedClock())
    worker.schedule([(Job.MIRROR, ("a", 1))])  # as the database's opening does: there are no reconcilers yet
    worker.add(mending)
    mending.broken = {("a", 1)}
    worker.start()
    await settle()
    assert mending.runs == [("a", 1)]
    await worker.stop()


async def test_what_was_stopped_is_not_started_by_an_event_that_is_handled_late():
    worker, mending = Worker(), Mending(SteppedClock())
    worker.add(mending)
    worker.start()
    await settle()
    await worker.stop()
    mending.broken = {("a", 1)}
    worker.start()
    worker.schedule([(Job.MIRROR, ("a", 1))])
    await settle()
    assert mending.runs == []


async def test_background_work_does_not_run_in_the_context_of_what_started_it(clock: SteppedClock):
    started_by: ContextVar[str] = ContextVar("started_by", default="nobody")

    class Asking(Mending):
        async def work(self, key: Key) -> None:
            self.left[key] = started_by.get()

    worker, asking = Worker(), Asking(clock)
    worker.add(asking)
    started_by.set("an event")
    worker.start()
    worker.schedule([(Job.MIRROR, ("a", 1))])
    await settle()
    assert asking.left == {("a", 1): "nobody"}
    await worker.stop()
