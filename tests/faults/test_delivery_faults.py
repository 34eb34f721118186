"""A worker killed between the arrival of a delivery and writing that down: it comes once more, under the same id."""

import json
import os
import signal
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler

from tests.factories.webhooks import receiving

from .conftest import Site, wait_until


def test_a_worker_killed_while_it_delivers(site: Site) -> None:
    site.environment["WEBHOOKS_PRIVATE"] = "1"
    made = site.stage("scene", "120", "BR", "BO", "UY")
    arrived, may_answer = threading.Event(), threading.Event()
    with receiving() as receiver:

        def hold_the_second(request: BaseHTTPRequestHandler) -> None:
            """It has arrived, and the worker does not know yet."""
            if len(receiver.received) == 2:
                arrived.set()
                may_answer.wait(60)
            request.send_response(204)
            request.send_header("Content-Length", "0")
            request.end_headers()

        receiver.answer = hold_the_second
        site.stage("subscribe", str(made["council"]), receiver.url)
        with site.beat(), site.worker() as worker:
            assert arrived.wait(90), "the second delivery"
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        first, cut_off = receiver.ids
        may_answer.set()
        assert undelivered(site) >= 2, "what was cut off and what follows"
        # What a dead worker had taken is free again after a minute, which this test does not wait for.
        site.ask("UPDATE proposals_webhook SET rest_until = NULL RETURNING 1")
        site.ask("UPDATE proposals_delivery SET next_try_at = now() WHERE delivered_at IS NULL RETURNING 1")
        with site.beat(), site.worker():
            wait_until(lambda: undelivered(site) == 0, "the rest, by another worker")
        times = Counter(receiver.ids)
        bodies = {one.headers["webhook-id"]: one.body for one in receiver.received}
    assert first != cut_off
    assert {one: count for one, count in times.items() if count > 1} == {cut_off: 2}, "once more, under the same id"
    told = {json.loads(body)["data"]["id"] for body in bodies.values()}
    assert len(told) == len(bodies), "no entry under two ids"
    assert told == {entry for (entry,) in site.ask("SELECT entry_id FROM proposals_delivery")}
    assert [json.loads(body)["type"] for body in bodies.values()].count("cast_vote") == 3


def undelivered(site: Site) -> int:
    return site.ask("SELECT count(*) FROM proposals_delivery WHERE delivered_at IS NULL")[0][0]
