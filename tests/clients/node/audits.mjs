// GraphQL over HTTP: every audit of the graphql-http package. node audits.mjs URL
import { auditServer } from "graphql-http";
import { maya, report, url } from "./people.mjs";

const who = process.env.TOKEN ? maya : {};
const fetchFn = (address, options) => fetch(address, { ...options, headers: { ...options?.headers, ...who } });
const results = await auditServer({ url, fetchFn });
report(results.map(({ id, name, status, reason }) => ({ id, name, status, reason })));
