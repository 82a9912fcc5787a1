// Bills of a small company, always the same but for their days: the last of them is yesterday.

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

const DAY_MS = 86_400_000;
const HEADER =
  "BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd," +
  "ChargeCategory,ProviderName,ServiceCategory,ServiceName,SubAccountId,ResourceId,RegionId,Tags";

/** What costs: component, category, service, and what a day of it comes to. */
const LINES = [
  ["cart", "Compute", "Virtual Machines", 412.5],
  ["cart", "Databases", "Postgres", 210.25],
  ["cart", "Storage", "Blob Storage", 61.125],
  ["scorer", "Compute", "Virtual Machines", 388],
  ["scorer", "Networking", "Load Balancer", 33.4],
  ["", "Storage", "Blob Storage", 12.0000008],
];

/** The day so many days before today, as `YYYY-MM-DD`. */
export function dayBefore(days) {
  return new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
}

/** A bill in FOCUS of so many days up to yesterday; the scorer's machines cost much more 12 to 8 days ago. */
export function bill(days) {
  const rows = [HEADER];
  for (let before = days; before >= 1; before--) {
    const day = dayBefore(before);
    const month = `${day.slice(0, 7)}-01T00:00:00Z`;
    const [year, number] = day.split("-").map(Number);
    const next = new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10);
    const wave = 1 + 0.08 * Math.sin(before / 3) - 0.001 * before;
    for (const [component, category, service, cost] of LINES) {
      const strange = component === "scorer" && category === "Compute" && before <= 12 && before >= 8 ? 1.6 : 1;
      const amount = (cost * wave * strange).toFixed(7);
      const tags = component ? `"{""component"": ""${component}"", ""stage"": ""prod""}"` : '"{""stage"": ""prod""}"';
      const from = `${day}T00:00:00Z`;
      const to = `${dayBefore(before - 1)}T00:00:00Z`;
      const id = `${component || "lost"}-${category.toLowerCase()}`;
      rows.push(
        `${amount},${amount},EUR,${month},${next}T00:00:00Z,${from},${to},Usage,Cloud,${category},${service},acc-1,${id},eu-1,${tags}`,
      );
    }
  }
  return `${rows.join("\n")}\n`;
}

const entity = (kind, name, spec) => ({
  apiVersion: "backstage.io/v1alpha1",
  kind,
  metadata: { name },
  spec,
});

/** Writes bills, a catalog and a configuration into a folder; returns the configuration's path. */
export async function company(place, days = 120) {
  await mkdir(path.join(place, "bills"), { recursive: true });
  await writeFile(path.join(place, "bills/cloud.csv"), bill(days));
  const catalog = [
    entity("Domain", "retail", { owner: "buyers" }),
    entity("System", "shop", { owner: "buyers", domain: "retail" }),
    entity("Group", "buyers", { type: "team", children: [] }),
    entity("Component", "cart", { type: "service", lifecycle: "production", owner: "buyers", system: "shop" }),
    entity("Component", "scorer", { type: "service", lifecycle: "production", owner: "buyers", system: "shop" }),
    entity("Component", "free", { type: "service", lifecycle: "production", owner: "buyers", system: "shop" }),
  ];
  await writeFile(path.join(place, "catalog.yaml"), catalog.map((one) => JSON.stringify(one)).join("\n---\n"));
  const rule = "rules:\n    - allow: [Component, System, Domain, Group]";
  const config = `organization:\n  name: Acorn\ncatalog:\n  ${rule}\n  locations:\n    - type: file\n      target: ./catalog.yaml
costInsights:
  engineerCost: 120000
  sources:
    - id: cloud
      title: Cloud
      format: focus
      target: ./bills
  budgets:
    - name: Everything
      everything: true
      amount: 30000
`;
  const file = path.join(place, "portico.yaml");
  await writeFile(file, config);
  return file;
}
