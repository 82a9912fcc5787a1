//! Two years of bills for the demo company, written day by day: from `costs/plan.yaml`, always the same.
//!
//! The story is told from the day on which the demo first started. Later starts add the days since, as a provider's
//! export does: the file of a month grows until the month is over.

mod plan;
mod year;

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use plan::{Line, Plan};
use portico_cost::day::{Day, Month, Span};
use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

/// How far back the bills go from the day on which the demo first started.
const DAYS: i32 = 730;

/// File that remembers that day.
const BEGIN: &str = "begin";

/// What a row says, in the order of its cells.
const HEADER: &str = "BillingAccountId,BillingAccountName,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,BilledCost,\
ChargeCategory,ChargeDescription,ChargeFrequency,ChargePeriodStart,ChargePeriodEnd,ContractedCost,EffectiveCost,ListCost,\
InvoiceIssuerName,ProviderName,PublisherName,RegionId,ResourceId,ResourceName,ResourceType,ServiceCategory,ServiceName,\
SubAccountId,SubAccountName,Tags,x_CostCenter";

/// Writes what is missing of the bills and the metrics below `folder`, the `costs` of the unpacked company.
pub(super) fn write(folder: &Path) -> Result<()> {
    let text =
        fs::read_to_string(folder.join("plan.yaml")).context("the demo's plan of costs cannot be read")?;
    let plan: Plan = serde_yaml::from_str(&text).context("the demo's plan of costs is wrong")?;
    let (begin, yesterday) = (begin(folder)?, today().previous());
    let story = Story { plan: &plan, begin, first: begin.plus(-DAYS) };
    let bills = folder.join("bills");
    fs::create_dir_all(&bills).with_context(|| format!("{} cannot be made", bills.display()))?;
    let mut month = story.first.month();
    while month <= yesterday.month() {
        let days = month.span().within(Span::new(story.first, yesterday));
        let file = bills.join(format!("{month}.csv.gz"));
        // A month that is over stays as it is; the one that runs is written anew.
        if !file.exists() || month.next() > yesterday.month() {
            put(&file, &packed(&story.bill(month, days))?)?;
        }
        month = month.next();
    }
    for (name, metric) in &plan.metrics {
        let days = Span::new(story.first, yesterday);
        put(&folder.join(&metric.file), story.metric(name, metric, days).as_bytes())?;
    }
    Ok(())
}

/// The day on which the story is told from.
fn begin(folder: &Path) -> Result<Day> {
    let file = folder.join(BEGIN);
    let known = fs::read_to_string(&file).ok().and_then(|text| Day::parse(text.trim()).ok());
    known.map_or_else(
        || {
            let today = today();
            put(&file, today.to_string().as_bytes()).map(|()| today)
        },
        Ok,
    )
}

fn today() -> Day {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Day::from_seconds(i64::try_from(since.as_secs()).unwrap_or_default())
}

/// Writes a file whole or not at all: the demo may be killed while it starts.
fn put(file: &Path, content: &[u8]) -> Result<()> {
    let aside = file.with_extension("new");
    let written = fs::write(&aside, content).and_then(|()| fs::rename(&aside, file));
    written.with_context(|| format!("{} cannot be written", file.display()))
}

fn packed(text: &str) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).context("bills cannot be compressed")?;
    encoder.finish().context("bills cannot be compressed")
}

struct Story<'a> {
    plan: &'a Plan,
    begin: Day,
    first: Day,
}

impl Story<'_> {
    /// The rows of some days of a month.
    fn bill(&self, month: Month, days: Span) -> String {
        let mut text = format!("{HEADER}\n");
        let mut committed = 0.0;
        for (number, line) in self.plan.lines.iter().enumerate() {
            for day in days.days() {
                let Some(cost) = self.cost(number, line, day) else { continue };
                let is_committed = self.is_committed(line, day);
                let billed = if is_committed { cost * (1.0 - COMMITTED) } else { cost };
                committed += cost - billed;
                self.row(&mut text, month, line, day, (billed, cost));
            }
        }
        if committed > 0.0 {
            self.commitment(&mut text, month, days.first, committed);
        }
        text
    }

    /// What a line costs on a day; nothing on days on which it is not billed.
    fn cost(&self, number: usize, line: &Line, day: Day) -> Option<f64> {
        let before = self.begin.since(day);
        let is_billed = line.from.is_none_or(|from| before <= from) && line.to.is_none_or(|to| before >= to);
        if !is_billed {
            return None;
        }
        let events = self.plan.events.iter().filter(|event| event.hits(line, before));
        let factor: f64 = events.map(|event| event.factor).product();
        let grown = year::grown(line.trend, day.since(self.first));
        let noise = year::noise(number, day);
        Some(line.day * grown * line.season.of(day) * factor * noise)
    }

    /// Whether a part of it was paid for beforehand.
    fn is_committed(&self, line: &Line, day: Day) -> bool {
        line.service == "compute" && self.begin.since(day) <= COMMITTED_SINCE
    }

    fn row(&self, text: &mut String, month: Month, line: &Line, day: Day, (billed, cost): (f64, f64)) {
        let Plan { accounts, services, .. } = self.plan;
        let (Some(account), Some(service)) = (accounts.get(&line.account), services.get(&line.service))
        else {
            return;
        };
        let name = line.name();
        let resource = format!("{}/{}/{name}", account.id, service.kind);
        let tags = line.tags(&account.environment).replace('"', "\"\"");
        // A text never refuses what is written to it.
        let _ = writeln!(
            text,
            "4711,Fernway,{currency},{start} 00:00:00,{end} 00:00:00,{billed:.6},Usage,{about} in {region},Usage-Based,\
             {day} 00:00:00,{next} 00:00:00,{cost:.6},{cost:.6},{list:.6},Northwind Cloud,Northwind Cloud,Northwind Cloud,\
             {region},{resource},{name},{kind},{category},{about},{id},{account},\"{tags}\",{center}",
            currency = account.currency.as_ref().unwrap_or(&self.plan.currency),
            start = month.first(),
            end = month.next().first(),
            about = service.name,
            next = day.next(),
            list = cost * 1.08,
            region = account.region,
            kind = service.kind,
            category = service.category,
            id = account.id,
            account = account.name,
            center = account.environment,
        );
    }

    /// What was paid for machines beforehand: billed at the start of the month, and used up by the rows of its days.
    fn commitment(&self, text: &mut String, month: Month, day: Day, amount: f64) {
        let _ = writeln!(
            text,
            "4711,Fernway,{currency},{start} 00:00:00,{end} 00:00:00,{amount:.6},Purchase,Commitment for machines,Recurring,\
             {day} 00:00:00,{next} 00:00:00,{amount:.6},0,{amount:.6},Northwind Cloud,Northwind Cloud,Northwind Cloud,,\
             4711/commitment/machines,machines,commitment,Compute,Virtual Machines,4711-0001,fernway-prod-eu,\
             \"{{\"\"shared\"\": \"\"cluster\"\"}}\",production",
            currency = self.plan.currency,
            start = month.first(),
            end = month.next().first(),
            next = day.next(),
        );
    }

    /// A value for each day.
    fn metric(&self, name: &str, metric: &plan::Metric, days: Span) -> String {
        let mut text = "date,value\n".to_owned();
        let number = name.len();
        for day in days.days() {
            let grown = year::grown(metric.trend, day.since(self.first));
            let value = metric.day * grown * metric.season.of(day) * year::noise(number, day);
            let _ = writeln!(text, "{day},{value:.0}");
        }
        text
    }
}

/// The part of the machines' cost that a commitment paid for, and for how many days before the beginning it has.
const COMMITTED: f64 = 0.45;
const COMMITTED_SINCE: i32 = 210;

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        serde_yaml::from_str(include_str!("../../../examples/demo/costs/plan.yaml")).unwrap()
    }

    #[test]
    fn every_line_names_an_account_and_a_service_of_the_plan() {
        let plan = plan();
        for line in &plan.lines {
            assert!(plan.accounts.contains_key(&line.account), "{}", line.account);
            assert!(plan.services.contains_key(&line.service), "{}", line.service);
            assert!(!line.name().is_empty());
        }
        for event in &plan.events {
            assert!(plan.lines.iter().any(|line| event.hits(line, event.to)), "{event:?}");
        }
    }

    #[test]
    fn the_same_day_always_costs_the_same_and_the_anomaly_is_one() {
        let plan = plan();
        let begin = Day::new(2026, 11, 20).unwrap();
        let story = Story { plan: &plan, begin, first: begin.plus(-DAYS) };
        let (number, line) = plan
            .lines
            .iter()
            .enumerate()
            .find(|(_, line)| line.entity == "component:recommendation-service")
            .unwrap();
        let cost = |before: i32| story.cost(number, line, begin.plus(-before)).unwrap();
        assert_eq!(cost(10).to_bits(), cost(10).to_bits());
        assert!(cost(10) > 2.2 * cost(20), "{} {}", cost(10), cost(20));
        assert!(cost(3) < 1.3 * cost(20));
        let month = begin.month();
        let days = Span::new(month.first(), begin.previous());
        assert_eq!(story.bill(month, days), story.bill(month, days));
    }

    #[test]
    fn a_later_start_adds_days_and_changes_none_that_are_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        fs::write(path.join("plan.yaml"), include_str!("../../../examples/demo/costs/plan.yaml")).unwrap();
        let begin = today().plus(-40);
        fs::write(path.join(BEGIN), begin.to_string()).unwrap();
        write(path).unwrap();
        let old = path.join(format!("bills/{}.csv.gz", begin.month().previous()));
        let before = fs::read(&old).unwrap();
        write(path).unwrap();
        assert_eq!(fs::read(&old).unwrap(), before);
        let last = fs::read_to_string(path.join("orders.csv")).unwrap();
        assert!(last.trim_end().lines().last().unwrap().starts_with(&today().previous().to_string()));
        assert_eq!(fs::read_to_string(path.join(BEGIN)).unwrap(), begin.to_string());
    }
}
