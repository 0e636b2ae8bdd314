// Who may import whom. Judged by `test/boundaries.test.ts`, which also sees each rule fail on a planted breach.
const tests = "\\.test\\.ts$";
const packageOnly = (name, allowed) => ({
  name: `${name}-imports-only-its-own`,
  severity: "error",
  from: { path: `^packages/${name}/src/`, pathNot: tests },
  to: { path: "^packages/", pathNot: `^packages/(${[name, ...allowed].join("|")})/` },
});
const onlyFile = (name, file, target) => ({
  name: `${name}-only-${file}-imports-${target}`,
  severity: "error",
  from: { path: `^packages/${name}/src/`, pathNot: `(${tests}|^packages/${name}/src/${file}\\.ts$)` },
  to: { path: target === "core" ? "^packages/core/" : `node_modules/${target}/` },
});

module.exports = {
  forbidden: [
    packageOnly("core", []),
    packageOnly("freebox", ["core"]),
    packageOnly("ovh-dns", ["core"]),
    packageOnly("reach", ["core"]),
    packageOnly("simulator", []),
    onlyFile("freebox", "freebox-router", "core"),
    onlyFile("ovh-dns", "ovh-zone", "core"),
    onlyFile("freebox", "axios-http", "axios"),
    onlyFile("ovh-dns", "http-axios", "axios"),
    onlyFile("ovh-dns", "signer", "ovh"),
    {
      name: "no-reaching-into-a-neighbour",
      severity: "error",
      from: { path: "^packages/([^/]+)/src/" },
      to: {
        path: "^packages/[^/]+/src/",
        pathNot: "(^packages/$1/|src/(index|freebox-router|ovh-zone|memory|testing)\\.ts$)",
      },
    },
    {
      name: "only-the-command-reads-files-and-terminal",
      severity: "error",
      from: { path: "^packages/(core|freebox|ovh-dns|reach)/src/", pathNot: tests },
      to: { path: "^(node:)?(fs|readline|tty|child_process)(/|$)" },
    },
    {
      name: "no-cycles",
      severity: "error",
      from: { path: "^packages/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
  ],
  options: {
    doNotFollow: { path: ["node_modules", "/dist/"] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@porchlight/source", "import", "node", "default", "types"],
      extensions: [".ts", ".mjs", ".js", ".cjs", ".json"],
    },
  },
};
