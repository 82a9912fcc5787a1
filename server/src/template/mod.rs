//! `portico template`: templates are tested before they are merged, by golden tests that are kept beside them.

mod case;
mod compare;
mod report;
mod trial;

use crate::{
    cli::{TemplateCommand, TemplateOptions, TemplateTestOptions, TestFormat},
    config,
};
use anyhow::{Result, bail};
use case::Case;
use std::{io::Write as _, process::ExitCode};
use trial::Bench;

/// Runs the command to its end.
pub(crate) fn template(options: &TemplateOptions) -> Result<ExitCode> {
    match &options.command {
        TemplateCommand::Test(options) => test(options),
    }
}

/// Runs golden tests, reports on stdout, and tells by the exit code whether all went well.
fn test(options: &TemplateTestOptions) -> Result<ExitCode> {
    let (config, _) = config::load(&options.config)?;
    let mut cases = case::find(&options.folders)?;
    if let Some(only) = &options.only {
        cases.retain(|case| case.name().contains(only.as_str()));
    }
    if cases.is_empty() {
        bail!("there is no golden test: put one into tests/NAME/values.yaml beside a template.yaml");
    }
    let bench = Bench::new(&config)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut results = Vec::new();
    for case in &cases {
        let result = runtime.block_on(run(&bench, case, options.update));
        if options.format == TestFormat::Text {
            report::say(&result);
        }
        results.push(result);
    }
    if options.format == TestFormat::Json {
        let text = report::json(&results)?;
        // A reader that has seen enough (`| head`) is no failure.
        let _ = std::io::stdout().lock().write_all(text.as_bytes());
    } else {
        report::sum(&results);
    }
    let failed = results.iter().any(|result| !result.problems.is_empty());
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// What came of one test.
struct Outcome {
    /// Template and test.
    name: String,
    /// What is not as expected; nothing if all is.
    problems: Vec<String>,
    /// What somebody should look at all the same.
    notes: Vec<String>,
    /// Files that were written as expected from now on.
    updated: usize,
}

async fn run(bench: &Bench, case: &Case, update: bool) -> Outcome {
    let mut outcome =
        Outcome { name: case.name().to_owned(), problems: Vec::new(), notes: Vec::new(), updated: 0 };
    let tried = match bench.run(case).await {
        Ok(tried) => tried,
        Err(error) => {
            outcome.problems.push(format!("{error:#}"));
            return outcome;
        }
    };
    outcome.notes = trial::warnings(&tried);
    if update {
        match compare::update(case, &tried) {
            Ok(updated) => outcome.updated = updated,
            Err(error) => outcome.problems.push(format!("{error:#}")),
        }
        return outcome;
    }
    outcome.problems = compare::compare(case, &tried);
    outcome
}
