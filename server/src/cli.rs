//! The command line. stdout carries data, stderr carries talk; exit code 0 means fine, 1 problems found, 2 wrong
//! usage or configuration.

mod costs;

use crate::{
    check,
    costs::{bills, check as bill_check, trial},
    impact::{self, ChangeOption, ImpactFormat},
    radar, serve, sources, template,
};
use clap::{Parser, Subcommand, ValueEnum};
pub use costs::{
    CostCheckOptions, CostCommand, CostImportOptions, CostOptions, CostTestOptions, ReportFormat,
};
use std::{io::IsTerminal as _, net::SocketAddr, path::PathBuf, process::ExitCode};
use tracing_subscriber::EnvFilter;

/// A developer portal: the catalog of an organisation's software, in one program.
#[derive(Debug, Parser)]
#[command(name = "portico", version, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What to log, such as `debug` or `portico_catalog=debug`.
    #[arg(
        long,
        global = true,
        env = "PORTICO_LOG",
        default_value = "info,notify=warn",
        value_name = "FILTER"
    )]
    pub log: String,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the portal.
    Serve(ServeOptions),
    /// Check catalog files, for a merge gate: exit code 1 if there are problems.
    Check(CheckOptions),
    /// Say what a change to an entity would concern: exit code 0 if nothing, 1 if something.
    Impact(ImpactOptions),
    /// Work on technology radars.
    Radar(RadarOptions),
    /// Work on templates.
    Template(TemplateOptions),
    /// Work on what things cost.
    Cost(CostOptions),
    /// Look at what sources beyond files would bring (catalog.providers).
    Source(SourceOptions),
}

/// Options of `portico radar`.
#[derive(Debug, clap::Args)]
pub struct RadarOptions {
    /// What to do.
    #[command(subcommand)]
    pub command: RadarCommand,
}

/// What to do with technology radars.
#[derive(Debug, Subcommand)]
pub enum RadarCommand {
    /// Check radar files, for a merge gate: exit code 1 if there are problems.
    Check(RadarCheckOptions),
}

/// Options of `portico radar check`.
#[derive(Debug, clap::Args)]
pub struct RadarCheckOptions {
    /// Radar files: the community plugin's JSON, the same as YAML, or Zalando's format.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How to report.
    #[arg(long, value_enum, default_value_t = TestFormat::Text)]
    pub format: TestFormat,
    /// Fail on warnings too.
    #[arg(long)]
    pub strict: bool,
}

/// Options of `portico template`.
#[derive(Debug, clap::Args)]
pub struct TemplateOptions {
    /// What to do.
    #[command(subcommand)]
    pub command: TemplateCommand,
}

/// What to do with templates.
#[derive(Debug, Subcommand)]
pub enum TemplateCommand {
    /// Run the golden tests that are kept beside templates; exit code 1 if one fails.
    ///
    /// A test is a folder `tests/NAME` beside a `template.yaml`. In it, `values.yaml` has what the form is filled in with,
    /// and `expected/` the files that must be in the workspace at the end; `output.yaml`, if it is there, what the task
    /// must tell in the end, and `error.txt`, instead of both, a part of what it must fail with. Nothing outside of a
    /// folder that is thrown away is changed: steps that can't be tried are skipped.
    Test(TemplateTestOptions),
}

/// Options of `portico template test`.
#[derive(Debug, clap::Args)]
pub struct TemplateTestOptions {
    /// Folders with a template.yaml, or folders of such folders.
    #[arg(required = true, value_name = "FOLDER")]
    pub folders: Vec<PathBuf>,
    /// Run only tests whose name contains this.
    #[arg(long, value_name = "TEXT")]
    pub only: Option<String>,
    /// Write what came out as what is expected. Look at the difference before you commit it.
    #[arg(long)]
    pub update: bool,
    /// How to report.
    #[arg(long, value_enum, default_value_t = TestFormat::Text)]
    pub format: TestFormat,
    /// Configuration file, for the hosts that templates know; several are merged in order. Default: portico.yaml, if
    /// there is one.
    #[arg(long, value_name = "FILE")]
    pub config: Vec<PathBuf>,
}

/// How `portico template test` reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TestFormat {
    /// For people.
    Text,
    /// One JSON object.
    Json,
}

/// Options of `portico source`.
#[derive(Debug, clap::Args)]
pub struct SourceOptions {
    /// What to do.
    #[command(subcommand)]
    pub command: SourceCommand,
    /// Configuration file; several are merged in order. Default: portico.yaml, if there is one.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Vec<PathBuf>,
}

/// What to do with sources.
#[derive(Debug, Subcommand)]
pub enum SourceCommand {
    /// List the sources and how often they are read.
    List,
    /// Read a source and print the entities that it would bring, as YAML; exit code 1 if some would be refused.
    Test {
        /// Name of the source, such as http:applications, or its id alone.
        name: String,
    },
}

/// Options of `portico serve`.
#[derive(Debug, clap::Args)]
pub struct ServeOptions {
    /// Configuration file; several are merged in order. Default: portico.yaml, if there is one.
    #[arg(long, value_name = "FILE")]
    pub config: Vec<PathBuf>,
    /// Address to listen on. Default: backend.listen of the configuration, else 127.0.0.1:7007.
    #[arg(long, env = "PORTICO_LISTEN", value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,
    /// Catalog file, folder or glob to show, in addition to the configured ones; repeatable.
    #[arg(long, value_name = "PATH")]
    pub catalog: Vec<String>,
    /// Folder for the database.
    #[arg(long, env = "PORTICO_DATA", default_value = "data", value_name = "FOLDER")]
    pub data: PathBuf,
    /// Database: sqlite:FILE, or postgres://USER:PASSWORD@HOST/NAME. Default: portico.sqlite in the data folder.
    #[arg(long, env = "PORTICO_DATABASE", value_name = "URL")]
    pub database: Option<String>,
    /// Show the demo company, which is built into the program.
    #[arg(long)]
    pub demo: bool,
    /// Folder with the built site, in place of the one in the program; for development.
    #[arg(long, value_name = "FOLDER")]
    pub site: Option<PathBuf>,
}

/// Options of `portico check`.
#[derive(Debug, clap::Args)]
pub struct CheckOptions {
    /// Catalog files, folders or globs to check.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<String>,
    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Also resolve references, against these files, folders or globs and the checked ones; repeatable.
    #[arg(long, value_name = "PATH")]
    pub catalog: Vec<String>,
    /// Configuration file, for catalog.rules' further kinds; several are merged in order.
    #[arg(long, value_name = "FILE")]
    pub config: Vec<PathBuf>,
    /// Fail on warnings too.
    #[arg(long)]
    pub strict: bool,
}

/// Options of `portico impact`.
#[derive(Debug, clap::Args)]
pub struct ImpactOptions {
    /// The entity: `[<kind>:][<namespace>/]<name>`. A name alone is enough if only one entity has it.
    #[arg(value_name = "REF")]
    pub entity: String,
    /// What happens to it.
    #[arg(long, value_enum, default_value_t = ChangeOption::Remove)]
    pub change: ChangeOption,
    /// The new owner, with --change move.
    #[arg(long, value_name = "REF")]
    pub to: Option<String>,
    /// List only what this owner has.
    #[arg(long, value_name = "REF")]
    pub owner: Option<String>,
    /// How to tell it.
    #[arg(long, value_enum, default_value_t = ImpactFormat::Text)]
    pub format: ImpactFormat,
    /// List at most so many entities; all are counted.
    #[arg(long, default_value_t = 200, value_name = "NUMBER", value_parser = limit)]
    pub limit: usize,
    /// Answer from these catalog files, folders or globs, and not from a database; repeatable.
    #[arg(long, value_name = "PATH")]
    pub catalog: Vec<String>,
    /// Configuration file; several are merged in order. Default: portico.yaml, if there is one.
    #[arg(long, value_name = "FILE")]
    pub config: Vec<PathBuf>,
    /// Folder of the database, which is only read: a server may be running on it.
    #[arg(long, env = "PORTICO_DATA", default_value = "data", value_name = "FOLDER")]
    pub data: PathBuf,
    /// Database: sqlite:FILE, or postgres://USER:PASSWORD@HOST/NAME. Default: portico.sqlite in the data folder.
    #[arg(long, env = "PORTICO_DATABASE", value_name = "URL")]
    pub database: Option<String>,
}

fn limit(text: &str) -> Result<usize, String> {
    let most = portico_portal::limits::CONCERNED_MOST;
    let number = text.parse().ok().filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| format!("it must be a number from 1 to {most}"))
}

/// How `portico check` reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON object.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
}

/// Runs a command to its end.
pub fn run(cli: Cli) -> ExitCode {
    let filter = match EnvFilter::try_new(&cli.log) {
        Ok(filter) => filter,
        Err(error) => return complain(&anyhow::anyhow!("--log {}: {error}", cli.log)),
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .init();
    let done = match cli.command {
        Command::Serve(options) => serve::serve(options),
        Command::Check(options) => check::check(&options),
        Command::Impact(options) => impact::impact(&options),
        Command::Radar(options) => radar::radar(&options),
        Command::Template(options) => template::template(&options),
        Command::Source(options) => sources::source(&options),
        Command::Cost(CostOptions { command: CostCommand::Check(options) }) => bill_check::check(&options),
        Command::Cost(CostOptions { command: CostCommand::Import(options) }) => bills::import(&options),
        Command::Cost(CostOptions { command: CostCommand::Test(options) }) => trial::test(&options),
    };
    done.unwrap_or_else(|error| complain(&error))
}

/// Says why the program ends, with all causes.
fn complain(error: &anyhow::Error) -> ExitCode {
    eprintln!("portico: {error}");
    for cause in error.chain().skip(1) {
        eprintln!("  because: {cause}");
    }
    ExitCode::from(2)
}
