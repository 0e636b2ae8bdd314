// Every job, in the order of the table.
import { certificateJobs } from "./jobs/certificates.mjs";
import { curlFreebox } from "./jobs/curl-freebox.mjs";
import { curlOvh } from "./jobs/curl-ovh.mjs";
import { dynHostJobs } from "./jobs/dynhost.mjs";
import { freeboxJobs } from "./jobs/freebox.mjs";
import { ourJobs } from "./jobs/ours.mjs";
import { recordJobs } from "./jobs/records.mjs";

export const jobs = [
  curlFreebox,
  curlOvh,
  ...recordJobs,
  ...dynHostJobs,
  ...certificateJobs,
  ...freeboxJobs,
  ...ourJobs,
];
