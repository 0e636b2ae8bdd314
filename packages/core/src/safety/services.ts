/** Services that were not made to face the internet, by their usual ports and by what people call them. */
import type { PortRange, Protocol } from "../contracts.ts";

/** A kind of service that stays inside. */
export interface Service {
  /** What people call it: "OctoPrint". */
  readonly title: string;
  /** Words for it in a home file's `kind`, lower case. */
  readonly kinds: readonly string[];
  readonly tcp?: readonly PortRange[];
  readonly udp?: readonly PortRange[];
}

/**
 * Ports as registered in the IANA Service Name and Transport Protocol Port Number Registry, else as the vendor's
 * documentation names its default:
 * - OctoPrint: its documentation says never to redirect it; 5000 is its own port, 80 that of OctoPi's proxy, which is
 *   too common to be judged by the port alone.
 * - Webcams: rtsp 554 (IANA); 8080 is mjpg-streamer's default, 8080 and 8081 are motion's control and stream.
 * - MQTT 1883 (IANA mqtt): no encryption; 8883 is the one with TLS.
 * - Databases: ms-sql-s 1433, mysql 3306, postgresql 5432, couchdb 5984, redis 6379, memcache 11211, mongodb 27017; the
 *   vendors' own defaults are 1521 of Oracle's listener and 9200 of Elasticsearch.
 * - Files: netbios 137-139, microsoft-ds 445, nfs 2049. Desktops: ms-wbt-server 3389, rfb 5900 and one more a display.
 * - Printers: printer (LPD) 515, ipp 631, pdl-datastream 9100. telnet 23. docker 2375, docker-s 2376.
 */
export const services: readonly Service[] = [
  { title: "OctoPrint", kinds: ["octoprint"], tcp: [[5000, 5000]] },
  {
    title: "a webcam",
    kinds: ["webcam", "camera", "rtsp", "motion", "mjpg-streamer"],
    tcp: [
      [554, 554],
      [8080, 8081],
    ],
    udp: [[554, 554]],
  },
  { title: "MQTT", kinds: ["mqtt", "mosquitto"], tcp: [[1883, 1883]] },
  { title: "Microsoft SQL Server", kinds: ["mssql"], tcp: [[1433, 1433]] },
  { title: "Oracle Database", kinds: ["oracle"], tcp: [[1521, 1521]] },
  { title: "MySQL", kinds: ["mysql", "mariadb"], tcp: [[3306, 3306]] },
  { title: "PostgreSQL", kinds: ["postgresql", "postgres"], tcp: [[5432, 5432]] },
  { title: "CouchDB", kinds: ["couchdb"], tcp: [[5984, 5984]] },
  { title: "Redis", kinds: ["redis"], tcp: [[6379, 6379]] },
  { title: "Elasticsearch", kinds: ["elasticsearch"], tcp: [[9200, 9200]] },
  { title: "memcached", kinds: ["memcached"], tcp: [[11_211, 11_211]], udp: [[11_211, 11_211]] },
  { title: "MongoDB", kinds: ["mongodb"], tcp: [[27_017, 27_017]] },
  { title: "a database", kinds: ["database"] },
  {
    title: "Windows file sharing (SMB)",
    kinds: ["smb", "samba", "cifs"],
    tcp: [
      [139, 139],
      [445, 445],
    ],
    udp: [[137, 138]],
  },
  { title: "NFS", kinds: ["nfs"], tcp: [[2049, 2049]], udp: [[2049, 2049]] },
  { title: "Remote Desktop", kinds: ["rdp"], tcp: [[3389, 3389]], udp: [[3389, 3389]] },
  { title: "VNC", kinds: ["vnc"], tcp: [[5900, 5909]] },
  {
    title: "a printer",
    kinds: ["printer", "ipp", "cups", "lpd"],
    tcp: [
      [515, 515],
      [631, 631],
      [9100, 9100],
    ],
    udp: [[631, 631]],
  },
  { title: "Telnet", kinds: ["telnet"], tcp: [[23, 23]] },
  { title: "the Docker daemon", kinds: ["docker"], tcp: [[2375, 2376]] },
];

/** A service that is found on a port. */
export interface Found {
  readonly service: Service;
  /** The first port of the asked ones that is its own. */
  readonly port: number;
}

/** The services that usually answer on some of these ports. */
export const servicesOn = (protocol: Protocol, [first, last]: PortRange): readonly Found[] =>
  services.flatMap((service) => {
    const range = service[protocol]?.find(([from, to]) => from <= last && first <= to);
    return range === undefined ? [] : [{ service, port: Math.max(first, range[0]) }];
  });

/** The service of that kind, when it belongs inside. */
export const serviceOfKind = (kind: string): Service | undefined => services.find(({ kinds }) => kinds.includes(kind));
