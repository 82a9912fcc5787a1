//! Row by row: what it costs, when, and for what.

use super::{
    Limits, Out, Progress, ReadError, Report,
    bad::{BadRow, shortened},
    gather::{CURRENCY, Charge},
    input::Meter,
    mapping::Table,
    moment::{example, seconds},
    plan::{Header, Plan, Source, Way},
    slots::{Slots, cell, first, is_nothing},
};
use crate::{
    chunk::Totals,
    day::{Day, Month, Span},
    item::Text,
    limits::{CHARGE_DAYS, COLUMNS, ROWS_AT_ONCE, SHOWN_ROW_BYTES, SHOWN_VALUE_BYTES, YEARS},
    money::{Amount, AmountError, Currency},
};
use ::csv::ByteRecord;
use std::{collections::BTreeSet, sync::Arc};

/// What is wrong with a row.
pub(super) struct Mistake {
    pub(super) column: Option<usize>,
    pub(super) value: Vec<u8>,
    pub(super) reason: String,
}

impl Mistake {
    fn at(column: Option<&usize>, value: &[u8], reason: impl Into<String>) -> Self {
        Self { column: column.copied(), value: value.to_vec(), reason: reason.into() }
    }
}

/// A moment that was read last.
#[derive(Default)]
struct Moment {
    text: Vec<u8>,
    seconds: i64,
}

/// What is made of a file's rows.
pub(super) struct Rows<'a> {
    tables: Vec<Arc<Table>>,
    is_auto: bool,
    pub(super) limits: Limits,
    out: Out<'a>,
    pub(super) meter: Meter,
    pub(super) header: Header,
    opened: Option<(Arc<Table>, Plan)>,
    slots: Slots,
    moments: [Moment; 3],
    currency: Option<(u32, Currency)>,
    totals: Totals,
    months: BTreeSet<Month>,
    span: Option<Span>,
    good: u64,
    bad: u64,
    skipped: u64,
    rounded: u64,
    /// The line on which the row that is read now begins.
    pub(super) line: u64,
}

impl<'a> Rows<'a> {
    pub(super) fn new(
        tables: Vec<Arc<Table>>,
        is_auto: bool,
        limits: &Limits,
        out: Out<'a>,
        meter: Meter,
    ) -> Self {
        let header = Header::new(tables.iter().map(|table| &**table));
        Self {
            tables,
            is_auto,
            limits: limits.clone(),
            out,
            meter,
            header,
            opened: None,
            slots: Slots::new(limits),
            moments: Default::default(),
            currency: None,
            totals: Totals::default(),
            months: BTreeSet::new(),
            span: None,
            good: 0,
            bad: 0,
            skipped: 0,
            rounded: 0,
            line: 1,
        }
    }

    /// The table that is used, or that would be if only one can be.
    pub(super) fn table(&self) -> Option<&Arc<Table>> {
        match (&self.opened, self.tables.as_slice()) {
            (Some((table, _)), _) => Some(table),
            (None, [only]) => Some(only),
            _ => None,
        }
    }

    /// Makes a plan for the columns that are known now.
    pub(super) fn open(&mut self) -> Result<(), ReadError> {
        if self.header.names().len() > COLUMNS {
            return Err(ReadError::TooWide(COLUMNS));
        }
        let known = match self.table() {
            Some(table) if !self.is_auto || self.opened.is_some() => Some(table),
            _ => self.tables.iter().find(|table| self.header.is_of(table)),
        };
        let Some(table) = known.cloned() else { return Err(ReadError::Unknown { columns: self.columns() }) };
        let plan = Plan::new(&table, &self.header);
        self.slots.fit(&plan);
        for moment in &mut self.moments {
            moment.text.clear();
        }
        self.opened = Some((table, plan));
        Ok(())
    }

    /// Says so if needed columns are not there.
    pub(super) fn complete(&self) -> Result<(), ReadError> {
        let Some((table, plan)) = &self.opened else { return Ok(()) };
        let missing = plan.missing(table);
        if missing.is_empty() {
            return Ok(());
        }
        Err(ReadError::Missing {
            mapping: table.name.clone(),
            missing: missing.join(", "),
            columns: self.columns(),
        })
    }

    /// The first columns, for an error.
    fn columns(&self) -> String {
        const SHOWN: usize = 12;
        let names = self.header.names();
        let first: Vec<String> =
            names.iter().take(SHOWN).map(|name| shortened(name.as_bytes(), SHOWN_VALUE_BYTES)).collect();
        let more = names.len().saturating_sub(SHOWN);
        if more == 0 { first.join(", ") } else { format!("{} and {more} more", first.join(", ")) }
    }

    /// Takes a row. `raw` writes it as it is in the file.
    pub(super) fn take(&mut self, record: &ByteRecord, raw: impl Fn() -> Vec<u8>) -> Result<(), ReadError> {
        let Some((table, plan)) = self.opened.take() else { return Ok(()) };
        let done = self.row(&table, &plan, record);
        self.opened = Some((table, plan));
        match done {
            Ok(()) => self.counted(),
            Err(mistake) => self.reject(mistake, &raw()),
        }
    }

    fn row(&mut self, table: &Table, plan: &Plan, record: &ByteRecord) -> Result<(), Mistake> {
        let skips = |all: &Vec<_>| {
            all.iter().all(|condition: &super::plan::Condition| condition.holds(|at| cell(record, at)))
        };
        if plan.skip.iter().any(skips) {
            self.skipped += 1;
            return Ok(());
        }
        let charge = self.charge(table, plan, record)?;
        self.slots.row(plan, table, record, &table.nothing);
        let currency = self.currency(plan, record, table)?;
        self.slots.gather.add(&self.slots.numbers, charge);
        self.totals.add(currency, 1, charge.billed, charge.effective);
        if !self.months.contains(&charge.month) {
            self.months.insert(charge.month);
        }
        self.span = Some(self.span.map_or(charge.days, |span| span.with(charge.days)));
        self.good += 1;
        Ok(())
    }

    fn charge(&mut self, table: &Table, plan: &Plan, record: &ByteRecord) -> Result<Charge, Mistake> {
        let Some(start) = self.moment(0, table, &plan.day, record)? else {
            return Err(Mistake::at(plan.day.columns.first(), b"", "there is no day"));
        };
        let first = Day::from_seconds(start);
        let end = plan.end.as_ref().map(|end| self.moment(1, table, end, record)).transpose()?.flatten();
        let last = match end {
            Some(end) if plan.end_is_included => Day::from_seconds(end),
            Some(end) if end > start => Day::from_seconds(end - 1),
            _ => first,
        };
        let days = Span::new(first, last.max(first));
        if i64::from(days.last.since(first)) >= CHARGE_DAYS {
            let (end, column) = (plan.end.as_ref(), plan.end.as_ref().and_then(|end| end.columns.first()));
            let value = end.map(|end| cell_of(end, record, table)).unwrap_or_default();
            return Err(Mistake::at(column, value, "the charge is for more than twenty years"));
        }
        let month = plan.month.as_ref().map(|month| self.moment(2, table, month, record)).transpose()?;
        let month = month.flatten().map_or(first, Day::from_seconds).month();
        let Some(billed) = self.amount(table, &plan.billed, record)? else {
            return Err(Mistake::at(column_of(&plan.billed), b"", AmountError::Empty.to_string()));
        };
        let effective = self.amount(table, &plan.effective, record)?.unwrap_or(billed);
        Ok(Charge { month, days, billed, effective })
    }

    fn moment(
        &mut self,
        at: usize,
        table: &Table,
        source: &Source,
        record: &ByteRecord,
    ) -> Result<Option<i64>, Mistake> {
        let value = cell_of(source, record, table);
        let value = if value.is_empty() { source.constant.as_bytes() } else { value };
        let Some(known) = self.moments.get_mut(at).filter(|_| !value.is_empty()) else { return Ok(None) };
        if known.text == value {
            return Ok(Some(known.seconds));
        }
        let wrong = |reason: String| Mistake::at(source.columns.first(), value, reason);
        let Some(found) = seconds(value, &table.dates) else {
            let forms: Vec<&str> = table.dates.iter().map(|form| example(*form)).collect();
            return Err(wrong(format!(
                "it is no day such as {}: set `dates` of the mapping to how days are written",
                forms.join(" or ")
            )));
        };
        if !YEARS.contains(&Day::from_seconds(found).date().0) {
            return Err(wrong(format!("the year is not from {} to {}", YEARS.start(), YEARS.end())));
        }
        known.text.clear();
        known.text.extend_from_slice(value);
        known.seconds = found;
        Ok(Some(found))
    }

    fn amount(
        &mut self,
        table: &Table,
        ways: &[Way],
        record: &ByteRecord,
    ) -> Result<Option<Amount>, Mistake> {
        for way in ways {
            match way {
                Way::Column(column) => {
                    if let Some(amount) = self.cell_amount(table, *column, record)? {
                        return Ok(Some(amount));
                    }
                }
                Way::Sum { when, plus, minus } => {
                    if !when.iter().all(|condition| condition.holds(|at| cell(record, at))) {
                        continue;
                    }
                    let mut sum = Amount::ZERO;
                    for column in plus {
                        sum += self.cell_amount(table, *column, record)?.unwrap_or_default();
                    }
                    for column in minus {
                        sum -= self.cell_amount(table, *column, record)?.unwrap_or_default();
                    }
                    return Ok(Some(sum));
                }
            }
        }
        Ok(None)
    }

    fn cell_amount(
        &mut self,
        table: &Table,
        at: usize,
        record: &ByteRecord,
    ) -> Result<Option<Amount>, Mistake> {
        let value = cell(record, at);
        if value.is_empty() || is_nothing(value, &table.nothing) {
            return Ok(None);
        }
        let decimal = if table.decimal == ',' { b',' } else { b'.' };
        match Amount::parse_bytes(value, decimal) {
            Ok(parsed) => {
                self.rounded += u64::from(parsed.was_rounded);
                Ok(Some(parsed.amount))
            }
            Err(error) => Err(Mistake::at(Some(&at), value, error.to_string())),
        }
    }

    /// The currency of the row whose numbers were read last.
    fn currency(&mut self, plan: &Plan, record: &ByteRecord, table: &Table) -> Result<Currency, Mistake> {
        let number = self.slots.numbers.get(CURRENCY).copied().unwrap_or_default();
        if let Some((_, known)) = self.currency.filter(|(known, _)| *known == number) {
            return Ok(known);
        }
        let text = self.slots.gather.symbols.get(Text::from_number(number));
        let Some(currency) = Currency::from_bytes(text.as_bytes()) else {
            let source = plan.texts.get(CURRENCY);
            let value = source.map(|source| cell_of(source, record, table)).unwrap_or_default();
            let column = source.and_then(|source| source.columns.first());
            let reason = if value.is_empty() {
                "there is no currency: set `columns.currency` of the mapping to {columns: …, constant: EUR}"
            } else {
                "it is no currency's code of three letters, such as EUR"
            };
            return Err(Mistake::at(column, value, reason));
        };
        self.currency = Some((number, currency));
        Ok(currency)
    }

    /// Counts a bad row and tells of it.
    pub(super) fn reject(&mut self, mistake: Mistake, raw: &[u8]) -> Result<(), ReadError> {
        self.bad += 1;
        if self.bad <= self.limits.bad_rows as u64 {
            (self.out.bad)(BadRow {
                line: self.line,
                column: mistake.column.map(|at| self.header.name(at).to_owned()),
                value: shortened(&mistake.value, SHOWN_VALUE_BYTES),
                reason: mistake.reason,
                row: shortened(raw, SHOWN_ROW_BYTES),
            });
        }
        self.counted()
    }

    /// Rows so far.
    pub(super) fn rows(&self) -> u64 {
        self.good + self.bad + self.skipped
    }

    fn counted(&mut self) -> Result<(), ReadError> {
        self.meter.next_row(&self.limits);
        let rows = self.rows();
        let bytes = if rows.is_multiple_of(ROWS_AT_ONCE) {
            (self.out.progress)(Progress { bytes: self.meter.read(), rows, bad_rows: self.bad });
            self.slots.bytes()
        } else {
            // One row may be spread over thousands of days: what they take is known without counting.
            self.slots.gather.cell_bytes()
        };
        if bytes > self.limits.gathered_bytes { self.give() } else { Ok(()) }
    }

    fn give(&mut self) -> Result<(), ReadError> {
        let given = self.slots.gather.give(&self.slots.further, self.out.sink);
        self.slots.forget();
        self.currency = None;
        if given.is_break() { Err(ReadError::Stopped) } else { Ok(()) }
    }

    /// An error in the words of what really happened.
    pub(super) fn explained(&self, error: ReadError) -> ReadError {
        if self.meter.ran_out() {
            return ReadError::RowTooLong { line: self.line, most: self.limits.row_bytes };
        }
        error
    }

    /// Gives the rest away and reports.
    pub(super) fn finish(mut self) -> Result<Report, ReadError> {
        if self.good == 0 {
            self.complete()?;
        }
        self.slots.leave_out_own(self.good);
        self.give()?;
        let progress = Progress { bytes: self.meter.read(), rows: self.rows(), bad_rows: self.bad };
        (self.out.progress)(progress);
        Ok(Report {
            mapping: self.table().map(|table| table.name.clone()).unwrap_or_default(),
            bytes: progress.bytes,
            rows: progress.rows,
            bad_rows: self.bad,
            skipped_rows: self.skipped,
            totals: self.totals.list(),
            span: self.span,
            months: self.months.into_iter().collect(),
            identifiers: self.slots.identifiers,
            further_resources: self.slots.further_resources,
            untagged_rows: self.slots.untagged_rows,
            rounded: self.rounded,
        })
    }
}

fn cell_of<'a>(source: &Source, record: &'a ByteRecord, table: &Table) -> &'a [u8] {
    first(&source.columns, record, &table.nothing)
}

fn column_of(ways: &[Way]) -> Option<&usize> {
    ways.iter().find_map(|way| match way {
        Way::Column(column) => Some(column),
        Way::Sum { plus, .. } => plus.first(),
    })
}
