/**
 * Every operation of OVHcloud's published description of zones (34 paths), keys and the account's applications: verb and
 * path, type of its answer, type of its body (or its `fields`), types of its query, and the action that stands for it in
 * access policies. `isOpen`: no consumer key is needed. `stage`: OVHcloud's own word for what is not in production.
 */
export const endpoints = {
  "GET /domain/zone": {
    answer: "string[]",
    query: { iamTags: "map[string][]iam.resource.TagFilter" },
    action: "dnsZone:apiovh:get",
  },
  "GET /domain/zone/{zoneName}": { answer: "domain.ZoneWithIAM", action: "dnsZone:apiovh:get" },
  "GET /domain/zone/{zoneName}/capabilities": {
    answer: "domain.zone.Capabilities",
    action: "dnsZone:apiovh:capabilities/get",
  },
  "POST /domain/zone/{zoneName}/changeContact": {
    answer: "long[]",
    body: "services.changeContact",
    action: "dnsZone:apiovh:changeContact",
  },
  "POST /domain/zone/{zoneName}/confirmTermination": {
    answer: "string",
    body: "services.confirmTermination",
    action: "dnsZone:apiovh:confirmTermination",
  },
  "DELETE /domain/zone/{zoneName}/dnssec": { answer: "void", action: "dnsZone:apiovh:dnssec/delete" },
  "GET /domain/zone/{zoneName}/dnssec": { answer: "domain.zone.Dnssec", action: "dnsZone:apiovh:dnssec/get" },
  "POST /domain/zone/{zoneName}/dnssec": { answer: "void", action: "dnsZone:apiovh:dnssec/create" },
  "GET /domain/zone/{zoneName}/dynHost/login": {
    answer: "string[]",
    query: { login: "string", subDomain: "string" },
    action: "dnsZone:apiovh:dynHost/login/get",
  },
  "POST /domain/zone/{zoneName}/dynHost/login": {
    answer: "domain.zone.dynHost.Login",
    body: "domain.zone.dynHost.LoginCreate",
    action: "dnsZone:apiovh:dynHost/login/create",
  },
  "DELETE /domain/zone/{zoneName}/dynHost/login/{login}": {
    answer: "void",
    action: "dnsZone:apiovh:dynHost/login/delete",
  },
  "GET /domain/zone/{zoneName}/dynHost/login/{login}": {
    answer: "domain.zone.dynHost.Login",
    action: "dnsZone:apiovh:dynHost/login/get",
  },
  "PUT /domain/zone/{zoneName}/dynHost/login/{login}": {
    answer: "void",
    body: "domain.zone.dynHost.Login",
    action: "dnsZone:apiovh:dynHost/login/edit",
  },
  "POST /domain/zone/{zoneName}/dynHost/login/{login}/changePassword": {
    answer: "void",
    body: "domain.zone.dynHost.LoginChangePassword",
    action: "dnsZone:apiovh:dynHost/login/changePassword",
  },
  "GET /domain/zone/{zoneName}/dynHost/record": {
    answer: "long[]",
    query: { subDomain: "string" },
    action: "dnsZone:apiovh:dynHost/record/get",
  },
  "POST /domain/zone/{zoneName}/dynHost/record": {
    answer: "domain.zone.dynHost.Record",
    body: "domain.zone.dynHost.Record",
    action: "dnsZone:apiovh:dynHost/record/create",
  },
  "DELETE /domain/zone/{zoneName}/dynHost/record/{id}": {
    answer: "void",
    action: "dnsZone:apiovh:dynHost/record/delete",
  },
  "GET /domain/zone/{zoneName}/dynHost/record/{id}": {
    answer: "domain.zone.dynHost.Record",
    action: "dnsZone:apiovh:dynHost/record/get",
  },
  "PUT /domain/zone/{zoneName}/dynHost/record/{id}": {
    answer: "void",
    body: "domain.zone.dynHost.Record",
    action: "dnsZone:apiovh:dynHost/record/edit",
  },
  "GET /domain/zone/{zoneName}/export": { answer: "string", action: "dnsZone:apiovh:export/get" },
  "GET /domain/zone/{zoneName}/history": {
    answer: "datetime[]",
    query: { "creationDate.from": "datetime", "creationDate.to": "datetime" },
    action: "dnsZone:apiovh:history/get",
  },
  "GET /domain/zone/{zoneName}/history/{creationDate}": {
    answer: "domain.zone.ZoneRestorePoint",
    action: "dnsZone:apiovh:history/get",
  },
  "POST /domain/zone/{zoneName}/history/{creationDate}/restore": {
    answer: "domain.zone.Task",
    action: "dnsZone:apiovh:history/restore",
  },
  "POST /domain/zone/{zoneName}/import": {
    answer: "domain.zone.Task",
    body: "domain.zone.Import",
    action: "dnsZone:apiovh:import",
  },
  "GET /domain/zone/{zoneName}/option": { answer: "string[]", action: "dnsZone:apiovh:option/get" },
  "GET /domain/zone/{zoneName}/option/{name}": { answer: "domain.zone.Option", action: "dnsZone:apiovh:option/get" },
  "GET /domain/zone/{zoneName}/option/{name}/serviceInfos": {
    answer: "services.Service",
    action: "dnsZone:apiovh:option/serviceInfos/get",
    stage: "BETA",
  },
  "PUT /domain/zone/{zoneName}/option/{name}/serviceInfos": {
    answer: "void",
    fields: { renew: "service.RenewType!" },
    action: "dnsZone:apiovh:option/serviceInfos/edit",
    stage: "BETA",
  },
  "GET /domain/zone/{zoneName}/record": {
    answer: "long[]",
    query: { fieldType: "domain.zone.RecordTypeEnum", subDomain: "string" },
    action: "dnsZone:apiovh:record/get",
  },
  "POST /domain/zone/{zoneName}/record": {
    answer: "domain.zone.Record",
    body: "domain.zone.RecordCreate",
    action: "dnsZone:apiovh:record/create",
  },
  "DELETE /domain/zone/{zoneName}/record/{id}": { answer: "void", action: "dnsZone:apiovh:record/delete" },
  "GET /domain/zone/{zoneName}/record/{id}": { answer: "domain.zone.Record", action: "dnsZone:apiovh:record/get" },
  "PUT /domain/zone/{zoneName}/record/{id}": {
    answer: "void",
    body: "domain.zone.RecordUpdate",
    action: "dnsZone:apiovh:record/edit",
  },
  "GET /domain/zone/{zoneName}/redirection": {
    answer: "long[]",
    query: { subDomain: "string" },
    action: "dnsZone:apiovh:redirection/get",
  },
  "POST /domain/zone/{zoneName}/redirection": {
    answer: "domain.zone.Redirection",
    body: "domain.zone.RedirectionCreate",
    action: "dnsZone:apiovh:redirection/create",
  },
  "DELETE /domain/zone/{zoneName}/redirection/{id}": { answer: "void", action: "dnsZone:apiovh:redirection/delete" },
  "GET /domain/zone/{zoneName}/redirection/{id}": {
    answer: "domain.zone.Redirection",
    action: "dnsZone:apiovh:redirection/get",
  },
  "PUT /domain/zone/{zoneName}/redirection/{id}": {
    answer: "void",
    body: "domain.zone.RedirectionUpdate",
    action: "dnsZone:apiovh:redirection/edit",
  },
  "POST /domain/zone/{zoneName}/refresh": { answer: "void", action: "dnsZone:apiovh:refresh" },
  "POST /domain/zone/{zoneName}/reset": { answer: "void", body: "domain.zone.Reset", action: "dnsZone:apiovh:reset" },
  "GET /domain/zone/{zoneName}/serviceInfos": { answer: "services.Service", action: "dnsZone:apiovh:serviceInfos/get" },
  "PUT /domain/zone/{zoneName}/serviceInfos": {
    answer: "void",
    body: "services.Service",
    action: "dnsZone:apiovh:serviceInfos/edit",
  },
  "GET /domain/zone/{zoneName}/soa": { answer: "domain.zone.Soa", action: "dnsZone:apiovh:soa/get" },
  "PUT /domain/zone/{zoneName}/soa": { answer: "void", body: "domain.zone.Soa", action: "dnsZone:apiovh:soa/edit" },
  "GET /domain/zone/{zoneName}/status": { answer: "domain.zone.Status", action: "dnsZone:apiovh:status/get" },
  "GET /domain/zone/{zoneName}/task": {
    answer: "long[]",
    query: { function: "domain.TaskFunctionEnum", status: "domain.TaskStatusEnum" },
    action: "dnsZone:apiovh:task/get",
  },
  "GET /domain/zone/{zoneName}/task/{id}": { answer: "domain.zone.Task", action: "dnsZone:apiovh:task/get" },
  "POST /domain/zone/{zoneName}/task/{id}/accelerate": { answer: "void", action: "dnsZone:apiovh:task/accelerate" },
  "POST /domain/zone/{zoneName}/task/{id}/cancel": { answer: "void", action: "dnsZone:apiovh:task/cancel" },
  "POST /domain/zone/{zoneName}/task/{id}/relaunch": { answer: "void", action: "dnsZone:apiovh:task/relaunch" },
  "POST /domain/zone/{zoneName}/terminate": { answer: "string", action: "dnsZone:apiovh:terminate" },
  "POST /auth/credential": {
    answer: "auth.ApiCredentialRequest",
    body: "auth.ApiCredentialRequestParams",
    isOpen: true,
  },
  "GET /auth/currentCredential": { answer: "auth.ApiCredential" },
  "GET /auth/details": { answer: "auth.Details" },
  "POST /auth/logout": { answer: "void" },
  "GET /auth/time": { answer: "long", isOpen: true },
  "POST /auth/token": { answer: "auth.Token" },
  "GET /me/api/application": { answer: "long[]", action: "account:apiovh:me/api/application/get" },
  "DELETE /me/api/application/{applicationId}": { answer: "void", action: "account:apiovh:me/api/application/delete" },
  "GET /me/api/application/{applicationId}": {
    answer: "auth.ApiApplication",
    action: "account:apiovh:me/api/application/get",
  },
  "GET /me/api/credential": {
    answer: "long[]",
    query: { applicationId: "long", status: "auth.CredentialStateEnum" },
    action: "account:apiovh:me/api/credential/get",
  },
  "DELETE /me/api/credential/{credentialId}": { answer: "void", action: "account:apiovh:me/api/credential/delete" },
  "GET /me/api/credential/{credentialId}": {
    answer: "auth.ApiCredential",
    action: "account:apiovh:me/api/credential/get",
  },
  "PUT /me/api/credential/{credentialId}": {
    answer: "void",
    body: "auth.ApiCredential",
    action: "account:apiovh:me/api/credential/edit",
  },
  "GET /me/api/credential/{credentialId}/application": {
    answer: "auth.ApiApplication",
    action: "account:apiovh:me/api/credential/application/get",
  },
  "GET /me/api/oauth2/client": { answer: "string[]", action: "account:apiovh:me/api/oauth2/client/get", stage: "BETA" },
  "POST /me/api/oauth2/client": {
    answer: "oauth2.clientSecret",
    body: "oauth2.clientRequest",
    action: "account:apiovh:me/api/oauth2/client/create",
    stage: "BETA",
  },
  "DELETE /me/api/oauth2/client/{clientId}": {
    answer: "void",
    action: "account:apiovh:me/api/oauth2/client/delete",
    stage: "BETA",
  },
  "GET /me/api/oauth2/client/{clientId}": {
    answer: "oauth2.client",
    action: "account:apiovh:me/api/oauth2/client/get",
    stage: "BETA",
  },
  "PUT /me/api/oauth2/client/{clientId}": {
    answer: "void",
    body: "oauth2.client",
    action: "account:apiovh:me/api/oauth2/client/edit",
    stage: "BETA",
  },
} as const;
