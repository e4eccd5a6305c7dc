"""An operation from whoever asks to its answer: it is counted and traced, however it ends."""

from time import perf_counter
from typing import Any

from gateway.prepared import Prepared, SubscriptionRefused
from gateway.seams import Asker

WHO = "who is asking"


async def answer(prepared: Prepared, asker: Asker, began: float, parent: str | None = None) -> bytes:
    """Run a query or a mutation that was received when `perf_counter` said `began`; the whole answer, encoded."""
    tracing, known = prepared.tracing, asker.user is not None
    if tracing is None:
        return await _answer(prepared, asker, began, known=known)
    with tracing.operation(prepared, parent, known=known):
        return await _answer(prepared, asker, began, known=known)


async def subscribe(prepared: Prepared, asker: Asker, began: float) -> tuple[Any, Any]:
    """Begin a subscription: its context, and what it follows. Raises SubscriptionRefused."""
    tracing, known = prepared.tracing, asker.user is not None
    if tracing is None:
        return await _subscribe(prepared, asker, began, known=known)
    with tracing.operation(prepared, None, known=known):
        return await _subscribe(prepared, asker, began, known=known)


async def _answer(prepared: Prepared, asker: Asker, began: float, *, known: bool) -> bytes:
    context = None
    try:
        context = await _context(prepared, asker)
        return await prepared.answer(context)
    except Exception:
        prepared.broke()
        raise
    finally:
        prepared.ended(context, perf_counter() - began, known=known)


async def _subscribe(prepared: Prepared, asker: Asker, began: float, *, known: bool) -> tuple[Any, Any]:
    context = None
    try:
        context = await _context(prepared, asker)
        return context, await prepared.subscribe(context)
    except SubscriptionRefused as refused:
        prepared.code = refused.code
        raise
    except Exception:
        prepared.broke()
        raise
    finally:
        prepared.ended(context, perf_counter() - began, known=known)


async def _context(prepared: Prepared, asker: Asker) -> Any:
    if prepared.tracing is None:
        return await asker.context(prepared.request_id)
    with prepared.tracing.step(WHO):
        return await asker.context(prepared.request_id)
