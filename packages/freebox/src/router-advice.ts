const fullStack =
  'Free gives a whole one ("adresse IPv4 full stack") on request in its subscriber area, from the next restart of the box on';

/**
 * What Free's subscribers do about a refusal, by the code of its message: said after the general remedy. The quoted words
 * are those of the subscriber area and of Freebox OS, in French; no API does any of this. Source: Free's own help pages.
 */
export const routerAdvice: Readonly<Record<string, string>> = Object.freeze({
  "port-outside-range": fullStack,
  "carrier-grade-nat": `${fullStack}; a 4G or 5G box, or the backup connection, has none`,
  "bridge-mode": 'the mode is set in Freebox OS, "Paramètres de la Freebox", "Réseau local"',
  "double-nat": "a Freebox that is plugged into the wall itself has an address of the internet",
});
