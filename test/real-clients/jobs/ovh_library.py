"""The vendor's library for Python at a record's whole life. Keys from OVH_* variables; argument: the zone."""

import sys

import ovh

zone = sys.argv[1]
client = ovh.Client()
at = f"/domain/zone/{zone}"

assert isinstance(client.time_delta, int) and abs(client.time_delta) < 60, client.time_delta
assert client.get("/auth/currentCredential")["status"] == "validated"
assert zone in client.get("/domain/zone")

made = client.post(f"{at}/record", fieldType="TXT", subDomain="library", target="grüße; 1 + 1", ttl=300)
assert client.get(f"{at}/record", fieldType="TXT", subDomain="library") == [made["id"]]
shown = client.get(f"{at}/record/{made['id']}")
assert "1 + 1" in shown["target"], shown
client.put(f"{at}/record/{made['id']}", target="changed", ttl=600)
assert client.get(f"{at}/record/{made['id']}")["ttl"] == 600
client.post(f"{at}/refresh")
assert client.get(f"{at}/status")["isDeployed"] is True
assert client.get(f"{at}/soa")["server"]
assert "library" in client.get(f"{at}/export")
client.delete(f"{at}/record/{made['id']}")
client.post(f"{at}/refresh")

try:
    client.get(f"{at}/record/{made['id']}")
except ovh.exceptions.ResourceNotFoundError:
    pass
else:
    raise AssertionError("a record that is gone was found")
try:
    client.post(f"{at}/record", fieldType="NOTYPE", subDomain="library", target="x")
except ovh.exceptions.BadParametersError:
    pass
else:
    raise AssertionError("a type that is none was accepted")
wrong = ovh.Client(consumer_key="0" * 32)
try:
    wrong.get("/domain/zone")
except ovh.exceptions.NotCredential:
    pass
else:
    raise AssertionError("an unknown key was let in")

request = client.new_consumer_key_request()
request.add_recursive_rules(ovh.API_READ_ONLY, f"{at}/")
asked = request.request()
assert asked["state"] == "pendingValidation" and asked["validationUrl"].startswith("https://")

print("all done")
