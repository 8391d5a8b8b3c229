"""``python -m bot.upkeep.healthcheck``: asks the running bot whether it works, for a container engine.

It imports nothing of ours or of libraries: it is started every half minute.
"""

from __future__ import annotations

import http.client
import os
import sys

SECONDS = 8.0
"""How long the bot has to answer."""
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # where it listens, by where it is asked


def main() -> int:
    """Print what the bot answers at ``/healthz``. Returns 0 if it works, else 1."""
    host, _, port = os.environ.get("TERTULIA_METRICS", "").rpartition(":")
    host = host.strip("[]")
    try:
        asking = http.client.HTTPConnection(ANYWHERE.get(host, host), int(port), timeout=SECONDS)
        asking.request("GET", "/healthz")
        answer = asking.getresponse()
        print(answer.read().decode("utf-8", "replace").strip())  # noqa: T201
        return 0 if answer.status == http.HTTPStatus.OK else 1
    except (OSError, ValueError, http.client.HTTPException) as error:
        print(f"The bot could not be asked at TERTULIA_METRICS: {error}")  # noqa: T201
        return 1


if __name__ == "__main__":
    sys.exit(main())
