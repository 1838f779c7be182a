"""Imports every module of the generated client, and calls it the way an integrator would. Usage: use.py PACKAGE"""

import importlib
import json
import pkgutil
import sys

import httpx

package = importlib.import_module(sys.argv[1])
modules = [m.name for m in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
for name in modules:
    importlib.import_module(name)

list_margins = importlib.import_module(f"{package.__name__}.api.margin.list_margins")
money = {"amount": "-0.10", "currency": "USD"}
answer = {
    "items": [],
    "total": 0,
    "totals": [{"figures": {"currency": "USD", "margin": money}, "rows": 1, "rows_compared": 1}],
    "by": "customer",
    "provenance": {
        "period": {"from": "2026-10", "to": "2026-10"},
        "currencies": ["USD"],
        "basis": "unblended_pre_tax",
        "sources": ["cost_explorer"],
        "standing": "final",
        "completeness": "complete",
        "warnings": [],
    },
}


def serve(request: httpx.Request) -> httpx.Response:
    assert request.headers["X-Account-Id"] == "111122223333"
    return httpx.Response(200, content=json.dumps(answer), headers={"Content-Type": "application/json"})


client = package.Client(base_url="http://portal.invalid", httpx_args={"transport": httpx.MockTransport(serve)})
page = list_margins.sync(client=client, x_account_id="111122223333", period="2026-10")
assert page.totals[0].figures.margin.amount == "-0.10", "money must arrive as the text that was sent"
print(f"python: {len(modules)} modules imported, one call made")
