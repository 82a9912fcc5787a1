//! `portico cost`: bills are tried out, and taken in.

use clap::{Subcommand, ValueEnum};
use std::path::PathBuf;

/// Options of `portico cost`.
#[derive(Debug, clap::Args)]
pub struct CostOptions {
    /// What to do.
    #[command(subcommand)]
    pub command: CostCommand,
}

/// What to do about costs.
#[derive(Debug, Subcommand)]
pub enum CostCommand {
    /// Read bills and say what they have: rows, days, totals, bad rows; exit code 1 if a row or a file is bad.
    ///
    /// Files are CSV or JSON, plain or gzip: FOCUS 1.0 to 1.4, exports of Azure Cost Management, AWS Cost and Usage
    /// Reports, and anything else by a mapping. Nothing is taken in.
    Check(CostCheckOptions),
    /// Take in new bills (costInsights.sources) once and say what came of it; exit code 1 if something could not be read.
    ///
    /// A server does this by itself. This is for trying a source out, and for filling a database before the first start;
    /// no server may be running on it.
    Import(CostImportOptions),
    /// Say which rule (costInsights.allocation) takes which cost of some bills; exit code 1 if something has no owner.
    ///
    /// Nothing is taken in. The catalog is that of --catalog, else the one that a portal stored.
    Test(CostTestOptions),
}

/// Options of `portico cost check`.
#[derive(Debug, clap::Args)]
pub struct CostCheckOptions {
    /// Bills to read.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What their columns mean: auto, focus, azure, aws-cur, or a file with a mapping. Default: auto.
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// How to report.
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// Write all bad rows to this file, as CSV.
    #[arg(long, value_name = "FILE")]
    pub bad_rows: Option<PathBuf>,
}

/// How `portico cost` reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people.
    Text,
    /// One JSON object.
    Json,
}

/// Options of `portico cost import`.
#[derive(Debug, clap::Args)]
pub struct CostImportOptions {
    /// Look at this source alone.
    #[arg(long, value_name = "ID")]
    pub source: Option<String>,
    /// How to report.
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// Configuration file; several are merged in order. Default: portico.yaml, if there is one.
    #[arg(long, value_name = "FILE")]
    pub config: Vec<PathBuf>,
    /// Folder for the database.
    #[arg(long, env = "PORTICO_DATA", default_value = "data", value_name = "FOLDER")]
    pub data: PathBuf,
    /// Database: sqlite:FILE, or postgres://USER:PASSWORD@HOST/NAME. Default: portico.sqlite in the data folder.
    #[arg(long, env = "PORTICO_DATABASE", value_name = "URL")]
    pub database: Option<String>,
}

/// Options of `portico cost test`.
#[derive(Debug, clap::Args)]
pub struct CostTestOptions {
    /// Bills to read; their columns are recognised.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Configuration file with the rules; several are merged in order. Default: portico.yaml, if there is one.
    #[arg(long, value_name = "FILE")]
    pub config: Vec<PathBuf>,
    /// Catalog file or folder; several may be named.
    #[arg(long, value_name = "PATH")]
    pub catalog: Vec<String>,
    /// How to report.
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// Folder of the database.
    #[arg(long, env = "PORTICO_DATA", default_value = "data", value_name = "FOLDER")]
    pub data: PathBuf,
    /// Database: sqlite:FILE, or postgres://USER:PASSWORD@HOST/NAME. Default: portico.sqlite in the data folder.
    #[arg(long, env = "PORTICO_DATABASE", value_name = "URL")]
    pub database: Option<String>,
}
