#!/usr/bin/env node
// Says one plain sentence on a Node that is too old to read the command itself, which is one modern file.
var major = Number(process.versions.node.split(".")[0]);
if (major < 18) {
  console.error("porchlight needs Node 18.19 or newer; this is Node " + process.versions.node + ".");
  process.exitCode = 1;
} else {
  void import("../dist/porchlight.js");
}
