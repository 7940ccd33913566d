"""How the door refuses: before a socket is accepted, and with a sentence where a person or program can read one."""

from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send


async def refuse(scope: Scope, receive: Receive, send: Send, why: str, status: int) -> None:
    """Answer a request with a sentence, or close a socket before it opens."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": "refused"})
        return
    await PlainTextResponse(why, status_code=status, headers={"Cache-Control": "no-store"})(scope, receive, send)
