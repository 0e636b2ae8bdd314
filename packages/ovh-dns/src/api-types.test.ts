import { expectTypeOf, it } from "vitest";
import type { OvhAnswer, OvhBody, OvhModel, OvhQuery, OvhRequest } from "./api-types.ts";

it("types of the published description become types of TypeScript", () => {
  expectTypeOf<OvhModel<"domain.zone.Capabilities">>().toEqualTypeOf<{ readonly dynHost: boolean }>();
  expectTypeOf<OvhModel<"domain.zone.Status">["errors"]>().toEqualTypeOf<readonly string[] | null>();
  expectTypeOf<OvhAnswer<"GET /domain/zone/{zoneName}/task">>().toEqualTypeOf<readonly number[]>();
  expectTypeOf<OvhAnswer<"POST /domain/zone/{zoneName}/refresh">>().toEqualTypeOf<{ readonly queryId?: string }>();
  expectTypeOf<OvhQuery<"GET /domain/zone/{zoneName}/dynHost/login">>().toEqualTypeOf<{
    readonly login?: string;
    readonly subDomain?: string;
  }>();
  expectTypeOf<OvhBody<"PUT /domain/zone/{zoneName}/option/{name}/serviceInfos">["renew"]>().toHaveProperty("period");
  expectTypeOf<OvhBody<"POST /domain/zone/{zoneName}/record">>().branded.toEqualTypeOf<{
    readonly fieldType: OvhModel<"domain.zone.Record">["fieldType"];
    readonly target: string;
    readonly subDomain?: string | null;
    readonly ttl?: number;
  }>();
  expectTypeOf<{ zoneName: string }>().toExtend<OvhRequest<"GET /domain/zone/{zoneName}">>();
  expectTypeOf<{ zoneName: string }>().not.toExtend<OvhRequest<"GET /domain/zone/{zoneName}/task/{id}">>();
  expectTypeOf<{ zoneName: string }>().not.toExtend<OvhRequest<"POST /domain/zone/{zoneName}/record">>();
});
