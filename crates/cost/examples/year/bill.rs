//! A year of a large bill, made up row by row: the same numbers give the same bytes.

use portico_cost::{Amount, Day};
use std::{
    fmt::Write as _,
    io::{self, Read},
};

/// Resources that are billed.
pub const RESOURCES: u64 = 10_000;
const DAYS: u64 = 365;
const ACCOUNTS: u64 = 60;
const FIRST: &str = "2025-01-01";

const HEADER: &str = "\
\"AvailabilityZone\",\"BilledCost\",\"BillingAccountId\",\"BillingAccountName\",\"BillingCurrency\",\"BillingPeriodEnd\",\
\"BillingPeriodStart\",\"ChargeCategory\",\"ChargeClass\",\"ChargeDescription\",\"ChargeFrequency\",\"ChargePeriodEnd\",\
\"ChargePeriodStart\",\"CommitmentDiscountCategory\",\"CommitmentDiscountId\",\"CommitmentDiscountStatus\",\
\"ConsumedQuantity\",\"ConsumedUnit\",\"ContractedCost\",\"EffectiveCost\",\"InvoiceIssuerName\",\"ListCost\",\
\"ListUnitPrice\",\"PricingCategory\",\"PricingQuantity\",\"PricingUnit\",\"ProviderName\",\"PublisherName\",\"RegionId\",\
\"RegionName\",\"ResourceId\",\"ResourceName\",\"ResourceType\",\"ServiceCategory\",\"ServiceName\",\"SkuId\",\"SkuPriceId\",\
\"SubAccountId\",\"SubAccountName\",\"Tags\",\"x_RowId\"\n";

const SERVICES: [(&str, &str, &str); 12] = [
    ("Compute", "Virtual Machines", "instance"),
    ("Compute", "Functions", "function"),
    ("Containers", "Container Clusters", "cluster"),
    ("Storage", "Object Storage", "bucket"),
    ("Storage", "Block Storage", "volume"),
    ("Databases", "Relational Databases", "database"),
    ("Databases", "Document Tables", "table"),
    ("Networking", "Load Balancing", "balancer"),
    ("Networking", "Data Transfer", "gateway"),
    ("Integration", "Queues", "queue"),
    ("Analytics", "Warehouse", "warehouse"),
    ("Management and Governance", "Monitoring", "monitor"),
];
const REGIONS: [(&str, &str); 6] = [
    ("eu-central-1", "Europe (Frankfurt)"),
    ("eu-west-1", "Europe (Ireland)"),
    ("us-east-1", "US East (N. Virginia)"),
    ("us-west-2", "US West (Oregon)"),
    ("ap-southeast-1", "Asia Pacific (Singapore)"),
    ("sa-east-1", "South America (Sao Paulo)"),
];
const ENVIRONMENTS: [&str; 4] = ["production", "staging", "test", "development"];

/// The bytes of a bill.
pub struct Bill {
    seed: u64,
    rows: u64,
    row: u64,
    end: u64,
    text: String,
    given: usize,
    day: Option<(u64, [String; 4])>,
    /// What is billed so far.
    pub billed: Amount,
    /// What it is in effect so far.
    pub effective: Amount,
}

impl Bill {
    /// A part of a year of so many rows: the one with this number, from 0 on, of so many.
    pub fn new(rows: u64, seed: u64, part: u64, parts: u64) -> Self {
        Self {
            seed,
            rows,
            row: rows * part / parts,
            end: rows * (part + 1) / parts,
            text: HEADER.to_owned(),
            given: 0,
            day: None,
            billed: Amount::ZERO,
            effective: Amount::ZERO,
        }
    }

    /// A number that only depends on the seed and on what it is for.
    fn dice(&self, what: u64, of: u64) -> u64 {
        let mut dice = self.seed ^ (what << 40) ^ of.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        dice = (dice ^ (dice >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        dice = (dice ^ (dice >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        dice ^ (dice >> 31)
    }

    fn push_row(&mut self) {
        let row = self.row;
        self.row += 1;
        let number = row * DAYS / self.rows;
        // Every resource once a day in an order of its own, and some of them again for what else they use.
        let first = (number * self.rows).div_ceil(DAYS);
        let of_day = row - first;
        let resource = (of_day.wrapping_mul(7_919) + number) % RESOURCES;
        let is_again = of_day >= RESOURCES;
        let [day, next, month, month_end] = self.dates(number);

        // From below a cent to a few hundred, with eleven decimals, with quiet weekends and a little growth.
        let base = 10_u64.pow(9 + u32::try_from(self.dice(1, resource) % 5).unwrap_or(0));
        let level = base + self.dice(2, resource) % (base * 9);
        let weekend = if (number + 2) % 7 >= 5 { 70 } else { 100 };
        let growth = 900 + number * 200 / DAYS;
        let noise = 950 + self.dice(3, row) % 100;
        let raw =
            i128::from(level) * i128::from(weekend * growth * noise) / 100_000_000 + i128::from(row % 97);
        let billed = Amount::from_raw(raw * 10_000_000);
        let is_committed = self.dice(4, resource).is_multiple_of(5);
        let effective = if is_committed { Amount::from_raw(raw * 7 / 10 * 10_000_000) } else { billed };
        self.billed += billed;
        self.effective += effective;
        self.write(
            &Row { resource, is_again, is_committed, billed, effective, row },
            [&day, &next, &month, &month_end],
        );
    }

    /// The day, the next one, the first of the month and of the next month.
    fn dates(&mut self, number: u64) -> [String; 4] {
        if let Some((_, dates)) = self.day.as_ref().filter(|(known, _)| *known == number) {
            return dates.clone();
        }
        let first: Day = FIRST.parse().unwrap_or_default();
        let day = first.plus(i32::try_from(number).unwrap_or(0));
        let month = day.month();
        let dates =
            [day, day.next(), month.first(), month.next().first()].map(|day| format!("{day} 00:00:00"));
        self.day = Some((number, dates.clone()));
        dates
    }

    fn write(&mut self, about: &Row, [day, next, month, month_end]: [&str; 4]) {
        let Row { resource, is_again, is_committed, billed, effective, row } = *about;
        let pick =
            |what, count: usize| usize::try_from(self.dice(what, resource)).unwrap_or(usize::MAX / 2) % count;
        let (category, service, kind) = SERVICES[pick(5, SERVICES.len())];
        let (region, region_name) = REGIONS[pick(6, REGIONS.len())];
        let environment = ENVIRONMENTS[pick(7, ENVIRONMENTS.len())];
        let account = self.dice(8, resource) % ACCOUNTS;
        let (application, team) = (self.dice(9, resource) % 400, self.dice(10, resource) % 80);
        let sku = pick(5, SERVICES.len()) * 10 + usize::from(is_again);
        let (billed, effective) = (billed.rounded(11), effective.rounded(11));
        let zone = ["a", "b", "c"][pick(11, 3)];
        let commitment =
            if is_committed { "\"Spend\",\"sp-0123456789abcdef\",\"Used\"" } else { "NULL,NULL,NULL" };
        let what = if is_again { "Data transfer out" } else { "Use by the hour" };
        // Writing to a text does not fail.
        let _ = writeln!(
            self.text,
            "\"{region}{zone}\",{billed},\"100000000001\",\"Example Holding\",\"USD\",\"{month_end}\",\"{month}\",\"Usage\",\
             NULL,\"{what} of {service} in {region_name}\",\"Usage-Based\",\"{next}\",\"{day}\",{commitment},\
             24.000000000000000,\"Hours\",{billed},{effective},\"Example Cloud, Inc.\",{billed},\"0.0{sku}5\",\"Standard\",\
             24.00000000000,\"Hours\",\"Example Cloud\",\"Example Cloud, Inc.\",\"{region}\",\"{region_name}\",\
             \"arn:cloud:{kind}:{region}:{account:012}:{kind}/{resource:08x}-{:012x}\",\"{kind}-{resource}\",\"{kind}\",\
             \"{category}\",\"{service}\",\"SKU{sku:05}\",\"SKU{sku:05}.JRTCKXETXF.6YS6EN2CT7\",\"{account:012}\",\
             \"Account {account}\",\"{{\"\"application\"\": \"\"app-{application}\"\", \"\"environment\"\": \
             \"\"{environment}\"\", \"\"team\"\": \"\"team-{team}\"\", \"\"cost-center\"\": \"\"{}\"\"}}\",{row}",
            self.dice(12, resource) >> 16,
            4000 + team,
        );
    }
}

struct Row {
    resource: u64,
    is_again: bool,
    is_committed: bool,
    billed: Amount,
    effective: Amount,
    row: u64,
}

impl Read for Bill {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.text.len() {
            self.text.clear();
            self.given = 0;
            while self.text.len() < 1 << 16 && self.row < self.end {
                self.push_row();
            }
        }
        let left = self.text.as_bytes().get(self.given..).unwrap_or_default();
        let count = left.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), left.get(..count)) {
            to.copy_from_slice(from);
        }
        self.given += count;
        Ok(count)
    }
}
