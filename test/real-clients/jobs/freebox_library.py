"""The library for Python that Home Assistant talks to a Freebox with, at the whole network side."""

import asyncio

from freebox_api import Freepybox
from freebox_api.exceptions import HttpRequestError

APPLICATION = {"app_id": "fr.example.judge", "app_name": "judge", "app_version": "1", "device_name": "bench"}


async def redirections(box):
    assert not await box.fw.get_all_port_forwarding_configuration()
    wanted = {
        "comment": "judge",
        "enabled": True,
        "ip_proto": "tcp",
        "lan_ip": "192.168.1.42",
        "lan_port": 22,
        "src_ip": "0.0.0.0",
        "wan_port_end": 7654,
        "wan_port_start": 7654,
    }
    made = await box.fw.create_port_forwarding_configuration(wanted)
    assert {key: made[key] for key in wanted} == wanted, made
    assert [one["id"] for one in await box.fw.get_all_port_forwarding_configuration()] == [made["id"]]
    changed = await box.fw.edit_port_forwarding_configuration(made["id"], {"enabled": False})
    assert changed["enabled"] is False and changed["lan_port"] == 22, changed
    await box.fw.delete_port_forwarding_configuration(made["id"])
    try:
        await box.fw.get_port_forwarding_configuration(made["id"])
    except HttpRequestError as refusal:
        assert "noent" in str(refusal)
    else:
        raise AssertionError("a redirection that is gone was found")


async def leases(box):
    made = await box.dhcp.create_dhcp_static_lease({"mac": "B8:27:EB:12:34:56", "ip": "192.168.1.42", "comment": ""})
    changed = await box.dhcp.edit_dhcp_static_lease(made["id"], {"comment": "judge"})
    assert changed["comment"] == "judge", changed
    assert len(await box.dhcp.get_dhcp_static_leases()) == 1
    await box.dhcp.delete_dhcp_static_lease(made["id"])


async def the_rest(box):
    hosts = await box.lan.get_hosts_list()
    assert any(host["primary_name"] == "octopi" for host in hosts), hosts
    assert (await box.lan.get_host_information(hosts[0]["id"]))["l2ident"]["id"]
    assert await box.lan.get_interfaces()
    assert (await box.lan.get_config())["mode"] == "router"
    assert (await box.connection.get_status())["state"] == "up"
    assert "remote_access" in await box.connection.get_config()
    assert (await box.connection.get_ftth())["link"] is True
    await box.connection.get_connection_logs()
    assert "enabled" in await box.fw.get_dmz_configuration()
    assert await box.fw.get_all_incoming_port_configuration()
    assert (await box.dhcp.get_config())["ip_range_start"]
    assert await box.dhcp.get_dhcp_dynamic_leases() is not None
    assert "enabled" in await box.dhcp.get_v6_config()
    assert "enabled" in await box.upnpigd.get_configuration()
    await box.upnpigd.get_redirs()
    assert (await box.system.get_config())["mac"]


async def main():
    box = Freepybox(APPLICATION, "token.json", "latest")
    await box.open("mafreebox.freebox.fr", "443")
    assert (await box.get_permissions())["settings"] is True
    await redirections(box)
    await leases(box)
    await the_rest(box)
    await box.close()
    print("all done")


asyncio.run(main())
