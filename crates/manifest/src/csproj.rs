//! `*.csproj` and its relatives.

use crate::{
    Ecosystem,
    reading::Collector,
    xml::{Met, walk},
};

pub(crate) fn read(text: &str, all: &mut Collector) {
    let mut current: Option<(String, String)> = None;
    let mut framework = None::<String>;
    walk(text, all, |way, met, all| {
        let name = way.last().map(String::as_str).unwrap_or_default();
        match (name, met) {
            ("PackageReference", Met::Start(attribute)) => {
                current = attribute("Include")
                    .or_else(|| attribute("Update"))
                    .map(|name| (name, attribute("Version").unwrap_or_default()));
            }
            ("Version", Met::End(text)) => {
                if let Some((_, version)) = current.as_mut().filter(|(_, version)| version.is_empty()) {
                    text.clone_into(version);
                }
            }
            ("PackageReference", Met::End(_)) => {
                if let Some((name, version)) = current.take() {
                    all.package(Ecosystem::Nuget, &name, if version.contains("$(") { "" } else { &version });
                }
            }
            ("TargetFramework" | "TargetFrameworks", Met::End(text)) => framework = Some(text.to_owned()),
            _ => {}
        }
    });
    if let Some(framework) = framework {
        all.platform("dotnet", &framework);
    }
}
