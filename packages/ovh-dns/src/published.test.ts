import { existsSync, readFileSync } from "node:fs";
import { startOvh } from "@porchlight/simulator";
import * as z from "zod";
import { describe, expect, it } from "vitest";
import { expectPart } from "../../../test/readme-part.ts";
import { endpointTable } from "../test/endpoint-table.ts";
import { callsOfEverything } from "../test/every-call.ts";
import { createOvhDns } from "./ovh-dns.ts";
import { endpoints } from "./endpoints.ts";
import { enums } from "./enums.ts";
import { models } from "./models.ts";

const folder = new URL("../../../../shared/fixtures/ovh/", import.meta.url);

const Parameter = z.object({
  name: z.string().optional(),
  paramType: z.enum(["path", "query", "body"]),
  dataType: z.string(),
  required: z.boolean(),
});
const Published = z.object({
  apis: z.array(
    z.object({
      path: z.string(),
      operations: z.array(
        z.object({
          httpMethod: z.string(),
          parameters: z.array(Parameter),
          responseType: z.string(),
          noAuthentication: z.boolean(),
          apiStatus: z.object({ value: z.string() }),
          iamActions: z.array(z.object({ name: z.string() })).optional(),
        }),
      ),
    }),
  ),
  models: z.record(
    z.string(),
    z.object({
      enum: z.array(z.string()).optional(),
      properties: z
        .record(
          z.string(),
          z.object({
            type: z.string(),
            fullType: z.string().optional(),
            canBeNull: z.boolean().optional(),
            readOnly: z.boolean().optional(),
            required: z.boolean().optional(),
          }),
        )
        .optional(),
    }),
  ),
});
type Operation = z.output<typeof Published>["apis"][number]["operations"][number];
type Property = NonNullable<z.output<typeof Published>["models"][string]["properties"]>[string];

/** A published property in the words of `models`. */
const fieldOf = ({ type, fullType, canBeNull, readOnly, required }: Property): string =>
  `${readOnly === true ? "=" : ""}${fullType ?? type}${required === true ? "!" : ""}${canBeNull === true ? "?" : ""}`;

/** A published operation in the words of `endpoints`. */
const entryOf = (operation: Operation): object => {
  const { parameters, responseType: answer, noAuthentication, apiStatus, iamActions = [] } = operation;
  const query = parameters.filter(({ paramType }) => paramType === "query");
  const [body] = parameters.filter(({ paramType }) => paramType === "body");
  const [action] = iamActions;
  return {
    answer,
    ...(query.length === 0 ? {} : { query: Object.fromEntries(query.map(({ name, dataType }) => [name, dataType])) }),
    ...(body === undefined
      ? {}
      : body.name === undefined
        ? { body: body.dataType }
        : { fields: { [body.name]: `${body.dataType}${body.required ? "!" : ""}` } }),
    ...(action === undefined ? {} : { action: action.name }),
    ...(noAuthentication ? { isOpen: true } : {}),
    ...(apiStatus.value === "PRODUCTION" ? {} : { stage: apiStatus.value }),
  };
};

const walk = (): void => {
  const chapters = ["domain-zone", "auth", "me-api"].map((name) =>
    Published.parse(JSON.parse(readFileSync(new URL(`${name}.schema.json`, folder), "utf8"))),
  );
  const published = chapters.flatMap(({ apis }) => apis);
  const described = chapters.flatMap((chapter) => Object.entries(chapter.models));

  it("has 34 paths of zones, and every path, verb, parameter, body and answer is ours too", () => {
    expect(published.filter(({ path }) => path.startsWith("/domain/zone")).length).toBe(34);
    const theirs = published.flatMap(({ path, operations }) =>
      operations.map((operation) => [`${operation.httpMethod} ${path}`, entryOf(operation)] as const),
    );
    expect(endpoints).toEqual(Object.fromEntries(theirs));
  });

  it("names in the braces of a path every parameter of a path, all of them required", () => {
    for (const { path, operations } of published)
      for (const { parameters } of operations) {
        const inPath = parameters.filter(({ paramType }) => paramType === "path");
        expect(inPath.map(({ name }) => `{${name}}`).toSorted()).toEqual((path.match(/\{\w+\}/g) ?? []).toSorted());
        expect(inPath.every(({ required }) => required)).toBe(true);
        expect(parameters.every(({ paramType, required }) => (paramType === "query") !== required)).toBe(true);
      }
  });

  it("has no object and no field that is not ours, null, read only and required where ours is", () => {
    const theirs = described.flatMap(([name, { properties }]) =>
      properties === undefined
        ? []
        : [
            [
              name,
              Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, fieldOf(value)])),
            ] as const,
          ],
    );
    expect(models).toEqual(Object.fromEntries(theirs));
  });

  it("has no enumeration and no value that is not ours", () => {
    const theirs = described.flatMap(([name, { enum: values }]) =>
      values === undefined ? [] : [[name, values] as const],
    );
    expect(enums).toEqual(Object.fromEntries(theirs));
  });
};

if (existsSync(folder)) describe("OVHcloud's published description", walk);
else
  it("the recorded exchanges are ABSENT: ../shared/fixtures not found", () => {
    expect(process.env["PORCHLIGHT_REQUIRE_FIXTURES"]).not.toBe("1");
  });

it("every published call is made by a method of this SDK, and answered by the virtual OVHcloud", async () => {
  const door = await startOvh();
  const ovh = createOvhDns(door.clientOptions);
  try {
    const made = await callsOfEverything(ovh, door);
    expect([...made.keys()].toSorted()).toEqual(Object.keys(endpoints).toSorted());
    await expectPart(new URL("../README.md", import.meta.url), "endpoints", endpointTable(made));
  } finally {
    ovh.close();
    await door.close();
  }
});
